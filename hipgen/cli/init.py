"""`hipgen init`."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from hipgen import examples, frameworks, workspace
from hipgen.cli.common import SPEC_NAME
from hipgen.cli.plans import summary
from hipgen.diagnostics import HipgenError
from hipgen.editing import with_word
from hipgen.model import Addon
from hipgen.names import spell
from hipgen.plan import Action
from hipgen.project import SPEC_SCHEMA, Project, plan_project, with_overlay
from hipgen.source import parse
from hipgen.source.writer import write
from hipgen.validate import SPEC, Checked, check

FOR_EDITORS = f"# yaml-language-server: $schema={SPEC_SCHEMA}\n"
"""The first line of a new spec: editors complete and explain its words by it."""
NOTHING = "nothing"
"""What to answer when no example is wanted."""
FIRST = """
# Every word is explained by `hipgen explain WORD`; after an edit run `hipgen generate`.
webhooks:
  - key: hello
    command: /hello
    help: Say hello
"""


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--example", metavar="NAME", help="Start from an example, its handlers filled in.")
@click.option(
    "--framework", metavar="NAME", help=f"The framework to write for: {', '.join(frameworks.names())}."
)
@click.option("--name", help="The add-on's name.")
@click.option("--key", help="The add-on's key: a domain of yours backwards, then a name.")
@click.option("--description", help="What the add-on does, in a sentence.")
@click.option("--base-url", metavar="URL", help="Where the add-on will run.")
@click.option("-y", "--yes", is_flag=True, help="Write without asking, into a folder that isn't empty too.")
def command(
    directory: Path,
    example: str | None,
    framework: str | None,
    name: str | None,
    key: str | None,
    description: str | None,
    base_url: str | None,
    yes: bool,
) -> None:
    """Start a new add-on in DIRECTORY: a spec and a project that runs.

    Asks on a terminal for what no option says. Nothing that is there is overwritten.
    """
    if (directory / SPEC_NAME).exists():
        raise HipgenError(
            f"{directory / SPEC_NAME} is there already: edit it and run `hipgen generate`", status=3
        )
    words = {
        "name": name,
        "key": key,
        "description": description,
        "base_url": base_url,
        "framework": framework,
    }
    example = example or _wanted_example()
    text = _example(example, words) if example else _fresh(directory, words)
    checked = _checked(text)
    project = _plan(directory, checked, text)
    if example:
        project = with_overlay(project, examples.overlay(example, project.framework))
    _agree(project, yes)
    with workspace.exclusive(directory):
        workspace.recover(directory)
        workspace.apply(directory, project.plan, also=project.also)
    click.echo(summary(project, done=True), nl=False)
    click.echo(_next_steps(directory, project))


def make_example(directory: Path, example: str, framework: str) -> Addon:
    """Write the project of an example into a folder that is new or empty; its add-on."""
    text = _example(example, {"framework": framework})
    checked = _checked(text)
    assert checked.addon is not None
    project = _plan(directory, checked, text)
    project = with_overlay(project, examples.overlay(example, project.framework))
    with workspace.exclusive(directory):
        workspace.apply(directory, project.plan, also=project.also)
    return checked.addon


def _ask(question: str, default: str) -> str:
    if not sys.stdin.isatty():
        return default
    return str(click.prompt(question, default=default))


def _wanted_example() -> str | None:
    """Which example to start from, if there is somebody to ask and any is wanted."""
    if not sys.stdin.isatty():
        return None
    offered = (NOTHING, *examples.names())
    chosen = click.prompt("Start from", type=click.Choice(offered), default=NOTHING)
    return None if chosen == NOTHING else str(chosen)


def _framework(said: str | None) -> str:
    offered = frameworks.names()
    if said:
        frameworks.framework(said)  # for its error, before any more questions
        return said
    if not sys.stdin.isatty():
        raise HipgenError(f"say which framework with --framework NAME ({', '.join(offered)})")
    usual = parse(examples.spec(examples.names()[0]), SPEC_NAME).data["framework"]
    return str(click.prompt("Framework", type=click.Choice(offered), default=usual))


def _fresh(directory: Path, words: Mapping[str, str | None]) -> str:
    """A new spec: the words of the options, those of the answers, and a first command."""
    stem = spell(directory.resolve().name, "kebab")
    name = words["name"] or _ask("Name", stem.replace("-", " ").title())
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or stem
    frame = {
        "hipgen": 1,
        "key": words["key"] or _ask("Key (a domain of yours backwards, then a name)", f"com.example.{slug}"),
        "name": name,
        "description": words["description"] or _ask("What it does, in a sentence", f"{name} for HipChat."),
        "base_url": words["base_url"] or _ask("Where it will run", f"https://{slug}.example.com"),
        "framework": _framework(words["framework"]),
    }
    return FOR_EDITORS + write(frame) + FIRST


def _example(example: str, words: Mapping[str, str | None]) -> str:
    """An example's spec with what the options say instead."""
    text = examples.spec(example)
    for word, value in {**words, "framework": _framework(words["framework"])}.items():
        if value:
            text = with_word(parse(text, SPEC_NAME), word, value)
    return FOR_EDITORS + text


def _checked(text: str) -> Checked:
    """Check the new spec. Raises HipgenError: it is the options or answers that are at fault."""
    checked = check(parse(text, SPEC_NAME), SPEC)
    if checked.addon is None:
        first = checked.diagnostics[0]
        raise HipgenError(f"{first.message}" + (f" ({first.label})" if first.label else ""))
    return checked


def _plan(directory: Path, checked: Checked, text: str) -> Project:
    assert checked.addon is not None
    return plan_project(
        directory,
        checked,
        framework=checked.addon.text("framework"),
        base_url=checked.addon.text("base_url"),
        spec=(SPEC_NAME, text.encode("utf-8")),
    )


def _agree(project: Project, yes: bool) -> None:
    """Show the plan and ask, if there is somebody to ask; a folder that isn't empty needs a yes.

    Files in the way end the command with 3.
    """
    taken = [step.path for step in project.plan.steps if step.action is Action.ADOPT and step.before]
    taken += [path for path in project.also if path != SPEC_NAME and (project.root / path).exists()]
    if project.plan.stopped:
        click.echo(summary(project, done=False), nl=False, err=True)
        raise click.exceptions.Exit(3)
    if not project.root.is_dir() or not any(project.root.iterdir()):
        if sys.stdin.isatty():
            click.echo(summary(project, done=False), nl=False, err=True)
            _go_on(yes)
        return
    click.echo(
        f"{project.root} isn't empty. What is there stays as it is; these files would be added:", err=True
    )
    added = (step.path for step in project.plan.changes)
    click.echo("".join(f"  {path}\n" for path in added), nl=False, err=True)
    if taken:
        click.echo(f"kept as they are: {', '.join(taken)}", err=True)
    if not yes and not sys.stdin.isatty():
        raise HipgenError("say --yes to go on, or name an empty folder", status=3)
    _go_on(yes, default=False)


def _go_on(yes: bool, *, default: bool = True) -> None:
    if not yes:
        click.confirm("Go on?", abort=True, err=True, default=default)


def _next_steps(directory: Path, project: Project) -> str:
    commands = project.framework.commands
    into = "" if directory == Path() else f"  cd {directory.as_posix()}\n"
    lines = "".join(f"  {commands[step]}\n" for step in ("prepare", "run") if step in commands)
    return f"\nNext (README.md says the rest):\n\n{into}{lines}".rstrip("\n")
