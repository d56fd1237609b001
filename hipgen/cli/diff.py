"""`hipgen diff`."""

from __future__ import annotations

import shutil
import sys

import click

from hipgen import report
from hipgen.bind import bind
from hipgen.cli.changes import Compared, as_json, as_markdown, as_text, diagnostics
from hipgen.cli.common import coloured, show
from hipgen.cli.sides import sides
from hipgen.comparing import Subject, compare, portraits
from hipgen.diagnostics import HipgenError, Severity
from hipgen.language import language
from hipgen.validate import DESCRIPTOR, KNOWN_SHAPE, SPEC, Checked, check

STYLES = tuple(sorted({"text", "json", "markdown", *report.STYLES}))
UNREADABLE = "HG0"
"""The family of what is wrong with a text, so that it can't be compared."""
ASIDE = "settings, inbound routes, cards, the listing and the project aren't compared: no descriptor has them"


@click.command()
@click.argument("old", required=False, type=click.Path(allow_dash=True))
@click.argument("new", required=False, type=click.Path(allow_dash=True))
@click.option(
    "--against",
    metavar="git:REV",
    help="Compare with a revision of git: the same file there, or git:REV:PATH. OLD is left out then.",
)
@click.option(
    "--breaking",
    is_flag=True,
    help="End with 1 if an installation loses something or has to be approved again.",
)
@click.option(
    "--format", "style", type=click.Choice(STYLES), default="text", show_default=True,
    help="How changes are written; markdown is for a pull request.",
)  # fmt: skip
def command(old: str | None, new: str | None, against: str | None, breaking: bool, style: str) -> None:
    """Say what changed from OLD to NEW (./addon.yaml), and what installations that exist make of it.

    Either is a spec or a descriptor: a file, `-`, an address (http, https, data), or a file in a revision of
    git, as git writes it. Every change is safe, needs approval (of added scopes) or breaking; all together
    ask for a step of the version.

    \b
        hipgen diff --against git:main
        hipgen diff v1.2.0:addon.yaml addon.yaml
        hipgen diff --breaking https://addon.example.com/descriptor.json addon.yaml
    """
    first, second = map(check, sides(old, new, against))
    subjects = _subject(first, is_old=True), _subject(second, is_old=False)
    if None in subjects:
        wrong = [
            checked for checked, subject in zip((first, second), subjects, strict=True) if subject is None
        ]
        found = [d for checked in wrong for d in checked.diagnostics]
        show({checked.document.name: checked.document.text for checked in wrong}, found, "text", err=True)
        raise click.exceptions.Exit(1)
    before, after = portraits(*(subject for subject in subjects if subject is not None))
    mixed = {first.kind, second.kind} == {SPEC, DESCRIPTOR}
    compared = Compared(first.document, second.document, compare(before, after), ASIDE if mixed else "")
    status = int(breaking and compared.comparison.breaks)
    _print(compared, style, status)
    raise click.exceptions.Exit(status)


def _subject(checked: Checked, *, is_old: bool) -> Subject | None:
    """A side as it is compared; None where an error is in the way.

    What rules alone find wrong with an old spec is past mending: it is compared all the same. Raises
    HipgenError for a document that is neither spec nor descriptor.
    """
    name = checked.document.name
    if checked.kind not in {SPEC, DESCRIPTOR}:
        raise HipgenError(f"{name}: this is a {checked.kind}; specs and descriptors are compared")
    errors = [d for d in checked.diagnostics if d.severity is Severity.ERROR]
    if checked.kind == DESCRIPTOR:
        return None if errors else Subject(checked.document.data)
    if checked.addon is not None:
        return Subject(checked.document.data, checked.addon)
    if not is_old or any(d.id in KNOWN_SHAPE or d.id.startswith(UNREADABLE) for d in errors):
        return None
    click.echo(f"note: {name} has errors of its own; it is compared as it stands", err=True)
    return Subject(checked.document.data, bind(checked.document.data, language()))


def _print(compared: Compared, style: str, status: int) -> None:
    match style:
        case "json":
            click.echo(as_json(compared, status), nl=False)
        case "markdown":
            click.echo(as_markdown(compared), nl=False)
        case "text":
            width = shutil.get_terminal_size().columns
            click.echo(as_text(compared, color=coloured(sys.stdout), width=width), nl=False, color=True)
        case _:
            documents = (compared.old, compared.new)
            show({each.name: each.text for each in documents}, diagnostics(compared), style)
