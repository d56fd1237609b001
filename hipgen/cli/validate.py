"""`hipgen validate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from hipgen.cli.common import SPEC_NAME, STDIN, read, show, style_option
from hipgen.cli.spreading import spread
from hipgen.cli.weighing import NAME, Weighing, forget, weighing_of
from hipgen.diagnostics import Diagnostic, HipgenError, Severity
from hipgen.validate import Checked, check

LOCK = ".hipgen/lock.json"
"""What tells a project from a lone spec, which needs nothing of plans: `lock` has it too."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--marketplace", is_flag=True, help="Check too what a listing in a marketplace needs.")
@click.option("--fix", is_flag=True, help="Mend what has one right answer; comments and layout stay.")
@click.option(
    "--write-ignores",
    is_flag=True,
    help="Let stand what is found now: a comment for each in specs, entries in .hipgen.toml for JSON.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
@style_option
def command(
    files: tuple[str, ...],
    strict: bool,
    marketplace: bool,
    fix: bool,
    write_ignores: bool,
    quiet: bool,
    style: str,
) -> None:
    """Check specs, descriptors, and what add-ons send: notifications, cards, contents of glances. Nothing
    is written (but with --fix).

    FILES are ./addon.yaml by default; `-` is standard input; a folder means the specs and descriptors below
    it that git doesn't ignore. What a file is, its content tells. Where a spec has its project beside it, the
    handlers that a person has edited are checked too. A .hipgen.toml in its folder or above says what a rule
    weighs there.
    """
    names = [*dict.fromkeys(name for file in files or (SPEC_NAME,) for name in _expand(file))]
    if write_ignores:
        for name in names:
            _let_stand(name, listing=marketplace)
    look = partial(_looked_at, fix=fix, quiet=quiet, listing=marketplace)
    alone = fix or STDIN in names  # what writes or reads a stream stays here
    sources: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    status = 0
    for seen in map(look, names) if alone else spread(look, names):
        if seen.said:
            click.echo(seen.said, nl=False, err=True)
        status = seen.status or status
        sources |= seen.sources
        diagnostics += seen.diagnostics
        failing = {Severity.ERROR, *({Severity.WARNING} if strict or seen.strict else ())}
        if any(each.severity in failing for each in seen.diagnostics):
            status = max(status, 1)
    if sources and not (quiet and not diagnostics):
        show(sources, diagnostics, style)
    raise click.exceptions.Exit(status)


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking at one file: what was found, and what is said of it beside the report.

    `sources` are the texts of the files that are spoken of; of a file without findings nothing is kept but
    its name: there may be thousands. `status` is that of a file that can't be read.
    """

    sources: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    said: str = ""
    status: int = 0
    strict: bool = False


def _looked_at(name: str, *, fix: bool, quiet: bool, listing: bool) -> Seen:
    """Check a file and, where it has its project beside it, the handlers."""
    try:
        weighing = weighing_of(name)
        listing = listing or weighing.listing
        checked = _weighed(weighing, name, (_mended if fix else _checked)(name, listing=listing))
    except HipgenError as error:  # the other files are looked at all the same
        return Seen({}, said=f"hipgen: {error}\n", status=error.status)
    sources = {checked.document.name: checked.document.text if checked.diagnostics else ""}
    if name == STDIN or checked.addon is None:
        return Seen(sources, checked.diagnostics, strict=weighing.strict)
    diagnostics, said = checked.diagnostics, ""
    if (Path(name).parent / LOCK).is_file():
        from hipgen.cli.handlers import handlers_of

        found = handlers_of(Path(name), checked.addon)
        sources |= found.sources
        diagnostics += found.diagnostics
    if not quiet and _renames(checked):
        from hipgen.cli.renaming import settled_words

        said = settled_words(Path(name).parent, checked)
    return Seen(sources, diagnostics, said, strict=weighing.strict)


def _weighed(weighing: Weighing, name: str, checked: Checked) -> Checked:
    found = weighing.weighed(name, checked.diagnostics)
    return checked if found == checked.diagnostics else replace(checked, diagnostics=found)


def _let_stand(name: str, *, listing: bool) -> None:
    """Have a file's errors and warnings stand from now on. Raises HipgenError where that can't be."""
    if name == STDIN:
        raise HipgenError("--write-ignores needs a file to write to")
    from hipgen import workspace
    from hipgen.ignoring import as_config, with_ignores

    weighing = weighing_of(name)
    checked = _weighed(weighing, name, _checked(name, listing=listing or weighing.listing))
    found = [each for each in checked.diagnostics if each.severity is not Severity.NOTE]
    if checked.document.text.lstrip().startswith("{"):
        config = weighing.file or Path(NAME)
        before = config.read_text(encoding="utf-8") if config.is_file() else ""
        path = Weighing(config.absolute()).below(name)
        text = before + as_config(path, found, STANDS)
        file = config
    else:
        before, file = checked.document.text, Path(name)
        text = with_ignores(before, found, STANDS)
    if text != before:
        workspace.write_text_atomic(file, text)
        forget()
        click.echo(f"{name}: what is found now may stand, by {file}", err=True)


STANDS = "found when the rules came, to be looked at"


def _renames(checked: Checked) -> bool:
    """Whether a word of the spec tells of a rename; the lock is looked at only then."""
    return checked.addon is not None and any("was" in item.given for item in checked.addon.items)


def _checked(name: str, *, listing: bool) -> Checked:
    return check(read(name), listing=listing)


def _mended(name: str, *, listing: bool) -> Checked:
    """Check a file, put in the fixes, and check again what is left."""
    if name == STDIN:
        raise HipgenError("--fix needs a file to write to")
    from hipgen import workspace
    from hipgen.fixing import fixed

    checked = _checked(name, listing=listing)
    text = fixed(checked.document.text, checked.diagnostics)
    if text == checked.document.text:
        return checked
    workspace.write_text_atomic(Path(name), text)
    return _checked(name, listing=listing)


def _expand(file: str) -> list[str]:
    """A file is itself; a folder the specs and descriptors below it."""
    if file == STDIN or not Path(file).is_dir():
        return [file]
    from hipgen.discovery import specs_and_descriptors

    found = [str(path) for path in specs_and_descriptors(Path(file))]
    if not found:
        raise HipgenError(f"{file}: there is no spec and no descriptor below this folder")
    return found
