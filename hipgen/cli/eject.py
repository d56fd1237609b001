"""`hipgen eject`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from hipgen import workspace
from hipgen.cli.common import SPEC_NAME
from hipgen.diagnostics import HipgenError
from hipgen.ejecting import Mention, freed, mentions
from hipgen.merge import has_marks
from hipgen.outside import KEPT as TEMPLATE
from hipgen.plan import KEPT, Lock, Ownership, beside
from hipgen.project import SPEC_SCHEMA

OURS = ".hipgen/"
RECORDS = (f"{OURS}lock.json", f"{OURS}base/", f"{OURS}staged/", f"{OURS}journal.json")
"""What hipgen has for itself; what else is in its folder is a person's."""
FOR_HIPGEN = frozenset({SPEC_SCHEMA, TEMPLATE})
"""Generated files that only hipgen and editors read."""


@dataclass(frozen=True, slots=True)
class _Ejection:
    """What letting go means for a project: files to write or delete, as they are, and what stays."""

    wanted: Mapping[str, bytes | None]
    there: Mapping[str, bytes]
    stays: tuple[str, ...]
    unsettled: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def deleted(self) -> tuple[str, ...]:
        return tuple(sorted(path for path, data in self.wanted.items() if data is None))

    @property
    def unmarked(self) -> tuple[str, ...]:
        return tuple(sorted(path for path, data in self.wanted.items() if data is not None))


@click.command()
@click.argument("directory", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option("-y", "--yes", is_flag=True, help="Go on without asking.")
def command(directory: Path, dry_run: bool, yes: bool) -> None:
    """Let the project in DIRECTORY (.) go on without hipgen; all of it stays, and runs as before.

    What hipgen remembers of it (.hipgen) goes, and its own files lose the line that says that they are
    hipgen's. What else speaks of hipgen, as a README does, is named, and left to you.
    """
    if dry_run:
        if workspace.pending(directory):
            raise HipgenError(
                f"{directory}: an earlier run was cut short; `hipgen generate` settles it", status=3
            )
        click.echo(_said(_ejection(directory), done=False), nl=False)
        return
    with workspace.exclusive(directory):
        if outcome := workspace.recover(directory):
            click.echo(f"an earlier run was cut short; it is {outcome} now", err=True)
        found = _ejection(directory)
        _agree(found, yes)
        workspace.replace_files(directory, found.wanted, found.there)
    click.echo(_said(found, done=True), nl=False)


def _ejection(root: Path) -> _Ejection:
    """Read the project. Raises HipgenError where hipgen has none."""
    lock = workspace.read_lock(root)
    if lock is None:
        raise HipgenError(f"{root}: there is no project of hipgen's here (no {RECORDS[0]})")
    ours = [OURS + path for path in workspace.list_files(root / OURS, hidden=True)]
    records = [path for path in ours if path.startswith(RECORDS)]
    owned = [file.path for file in lock.files if file.ownership is Ownership.GENERATED]
    generated = [path for path in owned if path not in FOR_HIPGEN]
    there = workspace.snapshot(root, [*records, *owned])
    wanted: dict[str, bytes | None] = dict.fromkeys([*records, *sorted(FOR_HIPGEN & there.keys())])
    wanted |= {path: freed(there[path]) for path in generated if path in there}
    wanted = {path: data for path, data in wanted.items() if there[path] != data}
    others = [path for path in workspace.list_files(root, hidden=True) if path not in {SPEC_NAME, *owned}]
    files = {
        **workspace.snapshot(root, others),
        **{p: wanted.get(p) or there[p] for p in generated if p in there},
    }
    return _Ejection(
        wanted,
        {path: there[path] for path in wanted},
        tuple(sorted(set(ours) - set(records))),
        tuple(sorted(_unsettled(lock, files))),
        tuple(mentions(files)),
    )


def _unsettled(lock: Lock, files: Mapping[str, bytes]) -> Iterator[str]:
    """Proposals that nobody has settled, and files with the marks of a conflict."""
    for file in lock.files:
        if file.ownership is Ownership.MERGED:
            yield from (path for path in (beside(file.path),) if path in files)
            yield from (path for path in (file.path,) if has_marks(files.get(path, b"")))


def _said(found: _Ejection, *, done: bool) -> str:
    verb = "" if done else "would "
    lines = [f"  {'delete':16} {path}" for path in found.deleted]
    lines += [f"  {'unmark':16} {path}" for path in found.unmarked] if not done else []
    lines.append(
        f"{len(found.deleted)} files of hipgen's own {verb}{'went' if done else 'go'}; "
        f"{len(found.unmarked)} {verb}{'lost' if done else 'lose'} the line that says they are hipgen's"
    )
    if found.stays:
        lines += ["", f"these stay, of what hipgen kept for you ({KEPT}) or others put there:"]
        lines += [f"  {path}" for path in found.stays]
    if found.unsettled:
        lines += ["", "these wait for you: settle the conflicts in them, and delete the proposals:"]
        lines += [f"  {path}" for path in found.unsettled]
    if found.mentions:
        lines += ["", "these lines still speak of hipgen; change them as you like:"]
        lines += [f"  {each.path}:{each.line}: {each.text}" for each in found.mentions]
    lines += ["", f"{SPEC_NAME} stays too; nothing reads it any more"] if done else []
    return "".join(f"{line}\n" for line in lines)


def _agree(found: _Ejection, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise HipgenError(
            "hipgen would forget this project: say --yes to go on, or look with --dry-run", status=3
        )
    click.echo(_said(found, done=False), nl=False, err=True)
    click.confirm("Go on without hipgen?", abort=True, err=True)
