"""All or nothing for a set of changes: stage, note down, replace; undo when anything fails.

First everything is written to `.hipgen/staged` (`n3` is the new file of change 3, `o3` the old), then a
journal says what is going to be replaced; only then the first file of the project is touched. A run that
is killed after that is undone by the next (`recover`), unless it had finished. A file that somebody has
edited meanwhile is neither the old nor the new one: it is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hipgen.diagnostics import HipgenError, Json
from hipgen.plan.paths import check_path
from hipgen.plan.values import digest
from hipgen.workspace.disk import Disk, Places, delete_folders, make_folders, place, why

OURS = ".hipgen"
STAGE = f"{OURS}/staged"
JOURNAL = f"{OURS}/journal.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A file to be written, or deleted where `data` is None; `before` is the digest of what is there now."""

    path: str
    data: bytes | None
    before: str | None
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the journal has it: the digests of the new and the old file, None where there is none."""

    path: str
    new: str | None
    old: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    """What a run is going to do: the folders it makes, and its changes, in order."""

    folders: tuple[str, ...]
    entries: tuple[Entry, ...]


def commit(root: Path, changes: Sequence[Change], disk: Disk) -> None:
    """Carry out all changes in order, or none. Raises what went wrong after undoing it."""
    recover(root, disk)
    made = make_folders(root / STAGE, disk)
    try:
        journal = _stage(root, changes, disk)
    except BaseException:
        _clean(root, disk)
        delete_folders(made, disk)
        raise
    try:
        _carry_out(root, journal, disk)
    except BaseException:
        _undo_or_say(root, journal, disk)
        _clean(root, disk)
        delete_folders(made, disk)
        raise
    _clean(root, disk)
    _prune(root, journal, disk)


def pending(root: Path) -> bool:
    """Whether a killed run has left something to be undone."""
    return (root / JOURNAL).exists()


def recover(root: Path, disk: Disk | None = None) -> str | None:
    """Clear up after a run that was killed: "finished" if it had done everything, "undone", or None."""
    try:
        return _recover(root, disk or Disk())
    except OSError as error:
        reason = f"a run that did not finish can't be undone ({why(error)}): see to the disk, then run again"
        raise HipgenError(reason) from error


def _recover(root: Path, disk: Disk) -> str | None:
    place(root, STAGE)
    file = place(root, JOURNAL)
    if not file.exists():
        if (root / STAGE).is_dir() or ((root / OURS).is_dir() and not any((root / OURS).iterdir())):
            _clean(root, disk)
        return None
    journal = _decode(file.read_bytes())
    places = Places(root)
    finished = all(_there(places, entry.path) == entry.new for entry in journal.entries)
    if not finished:
        _undo(root, journal, disk)
    _clean(root, disk)
    return "finished" if finished else "undone"


def _stage(root: Path, changes: Sequence[Change], disk: Disk) -> Journal:
    """Write the new files and keep the old ones, then the journal."""
    places = Places(root)
    journal = _journal(places, changes)
    replaced = []
    for number, change in enumerate(changes):
        target, new, old = places.of(change.path), _new(root, number), _old(root, number)
        mode = None
        if change.before is not None:
            mode = target.stat().st_mode & 0o7777
            if not mode & 0o222:
                raise HipgenError(f"{change.path} is read-only: nothing was written", status=3)
            disk.second(target, old)
        if change.data is not None:
            replaced += [new] if change.before is not None else []
            disk.write(new, change.data, executable=change.executable, mode=mode)
    draft = root / STAGE / "journal"
    disk.write(draft, _encode(journal))
    # Files that are new replace nothing: a power cut can take no more of them than hipgen can write again.
    disk.sync([*replaced, draft] if any(change.before is not None for change in changes) else [])
    disk.replace(draft, root / JOURNAL)
    return journal


def _journal(places: Places, changes: Sequence[Change]) -> Journal:
    wanted: set[Path] = set()
    for change in changes:
        if _there(places, change.path) != change.before:
            raise HipgenError(f"{change.path} was changed while hipgen was at work: run again", status=3)
        if change.data is not None:
            wanted.add(places.of(change.path).parent)
    folders = {missing for folder in wanted for missing in _missing(places, folder)}
    entries = (
        Entry(change.path, None if change.data is None else digest(change.data), change.before)
        for change in changes
    )
    return Journal(tuple(sorted(folders)), tuple(entries))


def _new(root: Path, number: int) -> Path:
    return root / STAGE / f"n{number}"


def _old(root: Path, number: int) -> Path:
    return root / STAGE / f"o{number}"


def _carry_out(root: Path, journal: Journal, disk: Disk) -> None:
    for folder in journal.folders:
        disk.make_folder(place(root, folder))
    places = Places(root)
    for number, entry in enumerate(journal.entries):
        target = places.of(entry.path)
        if entry.new is None:
            disk.delete(target)
        else:
            disk.replace(_new(root, number), target)


def _undo_or_say(root: Path, journal: Journal, disk: Disk) -> None:
    try:
        _undo(root, journal, disk)
    except OSError as error:
        raise HipgenError(
            f"the disk failed while the project was being written, and again on undoing that ({why(error)}): "
            "see to the disk, then run again, which puts everything back"
        ) from error


def _undo(root: Path, journal: Journal, disk: Disk) -> None:
    """Put the old files back wherever the new ones are. Harmless when done twice, or cut short."""
    places = Places(root)
    for number, entry in reversed(list(enumerate(journal.entries))):
        target, old = places.of(entry.path), _old(root, number)
        if entry.new == entry.old or _there(places, entry.path) != entry.new:
            continue
        if entry.old is None:
            disk.delete(target)
        elif old.exists():
            make_folders(target.parent, disk)
            disk.replace(old, target)
    delete_folders([place(root, folder) for folder in journal.folders], disk)


def _clean(root: Path, disk: Disk) -> None:
    """Take the journal away, and with that the memory of the run; then what it had staged."""
    with suppress(OSError):
        # While the journal can't be taken away, the old files are still needed.
        if pending(root):
            disk.delete(root / JOURNAL)
        for leftover in sorted((root / STAGE).iterdir()):
            disk.delete(leftover)
    delete_folders([root / OURS, root / STAGE], disk)


def _prune(root: Path, journal: Journal, disk: Disk) -> None:
    """Take away the folders that the deleted files have left empty."""
    home, places = place(root, "."), Places(root)
    for entry in journal.entries:
        folder = places.of(entry.path).parent
        if entry.new is None and folder != home:
            above = [each for each in folder.parents if each.is_relative_to(home) and each != home]
            delete_folders([*reversed(above), folder], disk)


def _missing(places: Places, folder: Path) -> list[str]:
    home = places.of(".")
    missing = (each for each in (folder, *folder.parents) if each.is_relative_to(home) and not each.exists())
    return [each.relative_to(home).as_posix() for each in missing]


def _there(places: Places, path: str) -> str | None:
    try:
        return digest(places.of(path).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def _encode(journal: Journal) -> bytes:
    entries = [{"path": entry.path, "new": entry.new, "old": entry.old} for entry in journal.entries]
    text = json.dumps({"journal": VERSION, "folders": journal.folders, "changes": entries}, indent=1)
    return text.encode("utf-8")


def _decode(data: bytes) -> Journal:
    """Read a journal; its paths are looked at as closely as those of a plan."""
    try:
        members: Json = json.loads(data.decode("utf-8"))
        if members["journal"] != VERSION:
            raise ValueError
        entries = tuple(Entry(str(each["path"]), each["new"], each["old"]) for each in members["changes"])
        folders = tuple(str(folder) for folder in members["folders"])
        for path in (*folders, *(entry.path for entry in entries)):
            if path != OURS:
                check_path(path.removeprefix(f"{OURS}/"))
    except (ValueError, KeyError, TypeError, HipgenError):
        raise HipgenError(
            f"{JOURNAL}, of a run that did not finish, is damaged: "
            f"{STAGE} holds the files as they were; take what you need, then delete both"
        ) from None
    return Journal(folders, entries)
