"""What commands share: options, reading a spec or ending with its diagnostics, knowing the terminal.

Knows click, `workspace` for reading, and `report` for printing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from hipgen import __version__
from hipgen.diagnostics import Diagnostic, Explained, HipgenError
from hipgen.source import Document, parse
from hipgen.validate import SPEC, Checked, check, kind_of

Command = TypeVar("Command", bound=Callable[..., Any])

SPEC_NAME = "addon.yaml"
STDIN = "-"


def style_option(function: Command) -> Command:
    """`--format`: how diagnostics are written."""
    from hipgen import report

    option = click.option(
        "--format", "style", type=click.Choice(report.STYLES), default="text", show_default=True,
        help="How findings are written.",
    )  # fmt: skip
    return option(function)


def base_option(function: Command) -> Command:
    """`--base-url`: where the add-on runs, in place of the spec's."""
    return click.option(
        "--base-url", metavar="URL", help="Where the add-on runs, if not what the spec says."
    )(function)


def spec_argument(function: Command) -> Command:
    """SPEC: a file, or `-` for standard input."""
    return click.argument("spec", default=SPEC_NAME, type=click.Path(allow_dash=True))(function)


def read(name: str) -> Document:
    """Read a file, or standard input for `-`. Raises HipgenError when it can't be read."""
    from hipgen import workspace

    if name == STDIN:
        return parse(sys.stdin.buffer.read(), "<stdin>")
    return parse(workspace.read_spec(Path(name)), name)


def load(name: str) -> Checked:
    """Read and check a spec, and print what is wrong with it; ends the command with 1 if that is an error."""
    checked = check(read(name), SPEC)
    if checked.addon is None:
        if _is_descriptor(checked.document):
            raise HipgenError(
                f"{checked.document.name}: this is a descriptor; `hipgen import` makes a spec of it", status=1
            )
        show({checked.document.name: checked.document.text}, checked.diagnostics, "text", err=True)
        raise click.exceptions.Exit(1)
    return checked


def _is_descriptor(document: Document) -> bool:
    data = document.data
    return isinstance(data, dict) and "capabilities" in data and kind_of(data) == "descriptor"


def base_url_of(checked: Checked, option: str | None) -> str:
    """The base URL by option or spec. Raises HipgenError without either, or with one that can't be."""
    from hipgen.rules.base_url import problem

    assert checked.addon is not None
    if option is not None and (why := problem(option)):
        raise HipgenError(f"--base-url {option or '(empty)'}: {why}")
    base = option or checked.addon.text("base_url")
    if not base:
        raise HipgenError(
            f"{checked.document.name} has no `base_url`: add one, or say where it runs with --base-url URL"
        )
    return base


def show(
    sources: Mapping[str, str], diagnostics: Sequence[Diagnostic], style: str, *, err: bool = False
) -> None:
    """Print diagnostics of files, given with their texts: to standard output, or where the caller says."""
    from hipgen import report

    text = report.render(
        diagnostics,
        sources,
        style,
        color=coloured(sys.stderr if err else sys.stdout),
        width=shutil.get_terminal_size().columns,
        rules=_every,
        version=__version__,
    )
    click.echo(text, nl=False, err=err, color=True)


def _every() -> Sequence[Explained]:
    from hipgen.explained import every  # imports all that has ids, of which a report of nothing needs none

    return every()


def coloured(stream: Any) -> bool:
    """Whether a stream shows colours: a terminal does, unless its owner wants none."""
    if stream is None or not stream.isatty():
        return False
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
