"""`hipgen generate`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hipgen import workspace
from hipgen.cli.common import SPEC_NAME, STDIN, base_option, base_url_of, load, spec_argument
from hipgen.cli.handlers import handlers_after, show_handlers, wrong
from hipgen.cli.plans import diff, notes, show_plan
from hipgen.cli.renaming import rename_options, renames, said_of
from hipgen.cli.takes import MARKERS, Choice, conflict_option, plan_option, take_option
from hipgen.diagnostics import HipgenError
from hipgen.handling import Findings
from hipgen.plan import Renames, Taking
from hipgen.project import Project, plan_project
from hipgen.source import Document, parse
from hipgen.validate import Checked

if TYPE_CHECKING:
    from hipgen.frameworks import Framework
    from hipgen.moving import Moved

OUT_OF_DATE, OPEN = 4, 3


@click.command()
@spec_argument
@click.option("--framework", metavar="NAME", help="The framework to write for; kept in the project's spec.")
@click.option(
    "--template",
    metavar="DIR|GIT",
    help="Write for a framework that didn't come with hipgen: a folder, or a git address, with #REVISION "
    "if you like. The project keeps what it needs of it.",
)
@base_option
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Make the project in this folder."
)
@click.option("--reseed", metavar="KEY", multiple=True, help="Write the missing handler of this item anew.")
@rename_options
@take_option
@conflict_option
@plan_option
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option(
    "--diff",
    "show_diff",
    is_flag=True,
    help="Show what would change in the files (in JSON, as `diff` of each); write nothing.",
)
@click.option("--check", is_flag=True, help="Write nothing; end with 4 if the project is out of date.")
def command(
    spec: str,
    framework: str | None,
    template: str | None,
    base_url: str | None,
    out: Path | None,
    reseed: tuple[str, ...],
    rename: tuple[str, ...],
    no_rename: bool,
    take: tuple[Choice, ...],
    on_conflict: str,
    style: str,
    dry_run: bool,
    show_diff: bool,
    check: bool,
) -> None:
    """Write the project of SPEC (./addon.yaml), the first time and every time after.

    What a person has edited stays. A file of hipgen's own that was edited, or one in the way, stops the run
    before anything is written (exit 3); --take decides. So does a change of yours that meets one of hipgen's.
    A handler that can't serve its item is named at its line, and ends the run with 1 once all is written.
    """
    checked = load(spec)
    addon = checked.addon
    assert addon is not None
    root = _root(spec, out)
    looking = dry_run or show_diff or check
    settle = partial(renames, root, checked, rename, guess=not no_rename, ask=not looking)
    taking = Taking(take, marks=on_conflict == MARKERS)
    chosen = _outside(template, framework, addon.text("framework")) if template else framework

    def prepare() -> Prepared:
        found = settle()
        project = planned(spec, root, checked, chosen, base_url, reseed, taking, found)
        return found, project, handlers_after(project, addon)

    found, project, handlers = _looked(root, prepare) if looking else _written(root, prepare)
    status = _status(project, check, handlers)
    click.echo(said_of(found, project.plan.lock), nl=False, err=True)
    if show_diff and style == "text":
        click.echo(diff(project), nl=False)
        click.echo(notes(project), nl=False, err=True)
    elif looking:
        show_plan(project, status, style, done=False, diffs=show_diff)
    else:
        stopped = project.plan.stopped
        show_plan(project, status, style, done=not stopped, err=stopped)
    show_handlers(handlers)
    raise click.exceptions.Exit(status)


def _outside(where: str, said: str | None, word: str) -> Framework:
    """The framework of a template from outside: the one named by option or spec, or the only one."""
    from hipgen.outside import outside

    layers, source = workspace.read_templates(where)
    return outside(layers, said, usual=word, source=source)


Prepared = tuple[Renames, Project, Findings]
Prepare = Callable[[], Prepared]


def _looked(root: Path, prepare: Prepare) -> Prepared:
    """The plan of a run that writes nothing. Raises HipgenError after a run that was cut short."""
    if workspace.pending(root):
        raise HipgenError(
            f"{root}: an earlier run was cut short; run `hipgen generate` to settle it", status=OPEN
        )
    return prepare()


def _written(root: Path, prepare: Prepare) -> Prepared:
    """The plan of a run, carried out unless something stops it; nobody else writes meanwhile."""
    with workspace.exclusive(root):
        if outcome := workspace.recover(root):
            click.echo(f"an earlier run was cut short; it is {outcome} now", err=True)
        found, project, handlers = prepare()
        stages = workspace.conflicts(root, project.plan)
        if not project.plan.stopped:
            workspace.apply(root, project.plan, also=project.also)
            if note := workspace.enter_stages(root, stages):
                click.echo(note, err=True)
    return found, project, handlers


def _status(project: Project, check: bool, handlers: Findings) -> int:
    """What is open comes first, then what is out of date; a handler that can't serve is an error found."""
    if project.plan.blocked:
        return OPEN
    if check and not project.up_to_date:
        return OUT_OF_DATE
    return 1 if wrong(handlers) else 0


def _root(spec: str, out: Path | None) -> Path:
    if out is not None:
        return out
    if spec == STDIN:
        raise HipgenError(
            "a spec from standard input has no folder: say where the project goes with --out DIR"
        )
    return Path(spec).parent


def planned(
    spec: str,
    root: Path,
    checked: Checked,
    framework: str | Framework | None,
    base_url: str | None,
    reseed: tuple[str, ...],
    taking: Taking,
    found: Renames,
    moved: Moved | None = None,
) -> Project:
    """The plan of a run for a spec's file, with what the options say."""
    assert checked.addon is not None
    chosen = framework or checked.addon.text("framework")
    if not chosen:
        from hipgen.frameworks import names

        raise HipgenError(
            f"{spec} has no `framework`: add one, or say which with --framework NAME ({', '.join(names())})"
        )
    named = chosen if isinstance(chosen, str) else chosen.name
    base = base_url_of(checked, base_url)
    document = _with_choices(checked, named if framework else None, base_url)
    name = Path(spec).name if spec != STDIN and root == Path(spec).parent else SPEC_NAME
    settled = Checked(document, checked.kind, checked.diagnostics, checked.addon)
    return plan_project(
        root,
        settled,
        framework=chosen,
        base_url=base,
        spec=(name, document.text.encode("utf-8")),
        reseed=_ids(checked, reseed),
        taking=taking,
        renames=found.pairs,
        moved=moved,
    )


def _with_choices(checked: Checked, framework: str | None, base_url: str | None) -> Document:
    """The spec with what options say instead: the project's spec remembers it."""
    document = checked.document
    for word, value in (("framework", framework), ("base_url", base_url)):
        if value:
            from hipgen.editing import with_word

            document = parse(with_word(document, word, value), document.name)
    return document


def _ids(checked: Checked, keys: tuple[str, ...]) -> list[str]:
    """The ids of the items with these keys. Raises HipgenError for a key that no item has."""
    assert checked.addon is not None
    found = []
    for key in keys:
        ids = [item.id for item in checked.addon.items if key in {item.key, item.id}]
        if not ids:
            raise HipgenError(f"--reseed {key}: no item of the spec has this key")
        found += ids
    return found
