"""`hipgen validate`."""

from __future__ import annotations

from pathlib import Path

import click

from hipgen.cli.common import SPEC_NAME, STDIN, read, show, style_option
from hipgen.diagnostics import Diagnostic, HipgenError, Severity
from hipgen.validate import Checked, check

LOCK = ".hipgen/lock.json"
"""What tells a project from a lone spec, which needs nothing of plans: `lock` has it too."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--fix", is_flag=True, help="Mend what has one right answer; comments and layout stay.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well.")
@style_option
def command(files: tuple[str, ...], strict: bool, fix: bool, quiet: bool, style: str) -> None:
    """Check specs, descriptors, cards and notification bodies; write nothing (but with --fix).

    FILES are ./addon.yaml by default; `-` is standard input; a folder means the specs and descriptors below
    it that git doesn't ignore. What a file is, its content tells. Where a spec has its project beside it, the
    handlers that a person has edited are checked too.
    """
    names = [name for file in files or (SPEC_NAME,) for name in _expand(file)]
    sources: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    status = 0
    failing = {Severity.ERROR, *({Severity.WARNING} if strict else ())}
    for name in dict.fromkeys(names):
        try:
            checked = (_mended if fix else _checked)(name)
        except HipgenError as error:  # the other files are looked at all the same
            click.echo(f"hipgen: {error}", err=True)
            status = error.status
            continue
        # Of a file without findings nothing is kept but its name: there may be thousands.
        sources[checked.document.name] = checked.document.text if checked.diagnostics else ""
        diagnostics += checked.diagnostics
        wrong = list(checked.diagnostics)
        if name != STDIN and checked.addon is not None and (Path(name).parent / LOCK).is_file():
            from hipgen.cli.handlers import handlers_of

            found = handlers_of(Path(name), checked.addon)
            sources |= found.sources
            diagnostics += found.diagnostics
            wrong += found.diagnostics
        if name != STDIN and not quiet and _renames(checked):
            from hipgen.cli.renaming import settled_words

            click.echo(settled_words(Path(name).parent, checked), nl=False, err=True)
        if any(each.severity in failing for each in wrong):
            status = max(status, 1)
    if sources and not (quiet and not diagnostics):
        show(sources, diagnostics, style)
    raise click.exceptions.Exit(status)


def _renames(checked: Checked) -> bool:
    """Whether a word of the spec tells of a rename; the lock is looked at only then."""
    return checked.addon is not None and any("was" in item.given for item in checked.addon.items)


def _checked(name: str) -> Checked:
    return check(read(name))


def _mended(name: str) -> Checked:
    """Check a file, put in the fixes, and check again what is left."""
    if name == STDIN:
        raise HipgenError("--fix needs a file to write to")
    from hipgen import workspace
    from hipgen.fixing import fixed

    checked = _checked(name)
    text = fixed(checked.document.text, checked.diagnostics)
    if text == checked.document.text:
        return checked
    workspace.write_text_atomic(Path(name), text)
    return _checked(name)


def _expand(file: str) -> list[str]:
    """A file is itself; a folder the specs and descriptors below it."""
    if file == STDIN or not Path(file).is_dir():
        return [file]
    from hipgen.discovery import specs_and_descriptors

    found = [str(path) for path in specs_and_descriptors(Path(file))]
    if not found:
        raise HipgenError(f"{file}: there is no spec and no descriptor below this folder")
    return found
