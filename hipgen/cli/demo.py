"""`hipgen demo`."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from hipgen.cli.common import SPEC_NAME
from hipgen.cli.dev import options, run, stoppable
from hipgen.diagnostics import HipgenError

EXAMPLE = "incident-desk"


@click.command()
@click.argument(
    "directory", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=f"{EXAMPLE}-demo"
)
@click.option("--framework", metavar="NAME", help="The framework to write it for.")
@options
@stoppable()
def command(directory: Path, framework: str | None, **chosen: Any) -> None:
    """Make the incident-desk example in DIR (./incident-desk-demo), and run it as `hipgen dev` does.

    Says what to try. DIR must be new or empty, or one that an earlier `hipgen demo` has made: nothing in it
    is written over.
    """
    from hipgen import examples
    from hipgen.cli.host import complete

    complete()
    if _is_new(directory, framework):
        _make(directory, framework)
    run(directory, guide=examples.guide(EXAMPLE), **chosen)


def _is_new(directory: Path, framework: str | None) -> bool:
    """Whether the project is still to be made. Raises HipgenError for a folder with anything else in it."""
    from hipgen import examples, workspace
    from hipgen.source import parse

    if not directory.exists() or not any(directory.iterdir()):
        return True
    spec = directory / SPEC_NAME
    if spec.is_file():
        there, ours = (
            parse(text, SPEC_NAME).data for text in (workspace.read_spec(spec), examples.spec(EXAMPLE))
        )
        if isinstance(there, dict) and there.get("key") == ours["key"]:
            made = there.get("framework")
            if framework in (None, made):
                return False
            raise HipgenError(
                f"the demo in {directory} is for {made}: name a new folder, "
                f"`hipgen demo --framework {framework} DIR`",
                status=3,
            )
    raise HipgenError(f"{directory} is in use: name a new folder, `hipgen demo DIR`", status=3)


def _make(directory: Path, framework: str | None) -> None:
    """Write the example's project, for its own framework without another, with secrets of its own."""
    from hipgen import examples, workspace
    from hipgen.cli.init import make_example
    from hipgen.context import environment
    from hipgen.source import parse

    own = parse(examples.spec(EXAMPLE), SPEC_NAME).data["framework"]
    addon = make_example(directory, EXAMPLE, framework or own)
    lines = [f"{each['name']}={secrets.token_hex(16)}\n" for each in environment(addon)]
    workspace.write_text_atomic(directory / ".env", "".join(lines))
    click.echo(f"Made the example {EXAMPLE} in {directory}")
