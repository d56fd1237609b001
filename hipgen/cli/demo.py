"""`hipgen demo`."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from hipgen.cli.common import SPEC_NAME
from hipgen.cli.dev import options, run
from hipgen.diagnostics import HipgenError

EXAMPLE = "incident-desk"


@click.command()
@click.argument(
    "directory", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=f"{EXAMPLE}-demo"
)
@click.option("--framework", metavar="NAME", help="The framework to write it for.")
@options
def command(directory: Path, framework: str | None, **chosen: Any) -> None:
    """Make the incident-desk example in DIR (./incident-desk-demo), and run it as `hipgen dev` does.

    Says what to try. DIR must be new or empty, or one that an earlier `hipgen demo` has made: nothing in it
    is written over.
    """
    from hipgen import examples
    from hipgen.cli.host import complete

    complete()
    if _is_new(directory):
        _make(directory, framework)
    run(directory, guide=examples.guide(EXAMPLE), **chosen)


def _is_new(directory: Path) -> bool:
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
            return False
    raise HipgenError(f"{directory} is in use: name a new folder, `hipgen demo DIR`", status=3)


def _make(directory: Path, framework: str | None) -> None:
    """Write the example's project, with secrets of its own."""
    from hipgen import frameworks, workspace
    from hipgen.cli.init import make_example
    from hipgen.context import environment

    addon = make_example(directory, EXAMPLE, framework or frameworks.names()[-1])
    lines = [f"{each['name']}={secrets.token_hex(16)}\n" for each in environment(addon)]
    workspace.write_text_atomic(directory / ".env", "".join(lines))
    click.echo(f"Made the example {EXAMPLE} in {directory}")
