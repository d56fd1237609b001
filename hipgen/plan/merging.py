"""What becomes of a merged file that both the person and the generator have changed.

A conflict leaves the file alone: the proposal is put beside it, and the conflict is settled when the person
has taken the proposal away. Knows nothing of the other files of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hipgen.merge import Merged, first_side, has_marks
from hipgen.plan.values import Action, LockedFile, Retired, Step, digest
from hipgen.rendered import Ownership, RenderedFile

SUFFIX = ".hipgen-new"
WORKED_ON = "not as hipgen proposed it: yours"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The steps for a path, its record in the new lock, the base of its next merge; what retires for it."""

    steps: tuple[Step, ...]
    record: LockedFile | None = None
    base: bytes | None = None
    retired: tuple[Retired, ...] = ()


def beside(path: str) -> str:
    """Where the proposal for a file goes."""
    return path + SUFFIX


def base_of(locked: LockedFile | None, bases: Mapping[str, bytes]) -> bytes | None:
    """The base of a merged file, unless it is lost or damaged; of one with git's marks, the first side."""
    data = bases.get(locked.path) if locked else None
    data = None if data is None else first_side(data)
    return data if locked and data is not None and digest(data) == locked.sha256 else None


def standing(
    file: RenderedFile, locked: LockedFile | None, base: bytes | None, disk: Mapping[str, bytes]
) -> Outcome | None:
    """What an earlier decision, or one still open, makes of a file; None without either."""
    mine = disk.get(file.path)
    if locked is None or mine is None or mine == file.data or locked.ownership is not file.ownership:
        return None
    record = replace(locked, item=file.item)
    if file.ownership is Ownership.MERGED and has_marks(mine):
        reason = "it holds the marks of a conflict: settle it between them, then take them away"
        return Outcome((_step(file, Action.CONFLICT, mine, reason),), record, base)
    if file.ownership is Ownership.GENERATED and locked.offered == digest(file.data):
        return Outcome((_step(file, Action.KEEP, mine, "yours, as you chose"),), record)
    return None


def merged(file: RenderedFile, locked: LockedFile, base: bytes | None, disk: Mapping[str, bytes]) -> Outcome:
    """Merge the render into the person's file. Without a base there is nothing to merge by: a conflict."""
    mine, new = disk[file.path], digest(file.data)
    if locked.offered == new and beside(file.path) not in disk:
        return _settled(file, locked, disk, _step(file, Action.KEEP, mine, "merged by hand"), None)
    from hipgen.entries import merge_file  # brings a TOML editor along, which few runs need

    outcome = merge_file(file.path, base or b"", mine, file.data)
    if base is None or outcome.conflicts:
        return _conflict(file, locked, base, disk, outcome)
    if outcome.data == mine:
        step = _step(file, Action.KEEP, mine, "holds the generator's changes already")
        return _settled(file, locked, disk, step, None)
    step = _step(file, Action.MERGE, mine, "your changes and the generator's")
    return _settled(file, locked, disk, step, outcome.data)


def settled(file: RenderedFile, locked: LockedFile | None, disk: Mapping[str, bytes], step: Step) -> Outcome:
    """The outcome of a step after which the file and the render are at one: the render is the next base."""
    record = LockedFile(file.path, file.ownership, file.item, digest(file.data), part=file.part)
    base = file.data if file.ownership is Ownership.MERGED else None
    return Outcome((step, *tidy(file, locked, disk)), record, base)


def _settled(
    file: RenderedFile, locked: LockedFile, disk: Mapping[str, bytes], step: Step, data: bytes | None
) -> Outcome:
    return settled(file, locked, disk, replace(step, data=data))


def _conflict(
    file: RenderedFile, locked: LockedFile, base: bytes | None, disk: Mapping[str, bytes], outcome: Merged
) -> Outcome:
    path, proposal = beside(file.path), outcome.data
    there = digest(disk[path]) if path in disk else None
    same = ", ".join(outcome.where) or "lines"
    reason = f"you and the generator changed the same ({same}): settle it by {path}, then take that away"
    steps = [_step(file, Action.CONFLICT, disk[file.path], reason)]
    record = replace(locked, ownership=file.ownership, item=file.item, offered=digest(file.data))
    if there in {None, locked.proposal, digest(proposal)}:
        record = replace(record, proposal=digest(proposal))
        wanted = proposal if there != record.proposal else None
        reason = f"what a merge into {file.path} would give"
        steps.append(Step(path, Action.PROPOSE, file.ownership, file.item, wanted, reason, there))
    else:
        steps.append(Step(path, Action.KEEP, file.ownership, file.item, None, WORKED_ON, there))
    return Outcome(tuple(steps), record, base)


def tidy(file: RenderedFile, locked: LockedFile | None, disk: Mapping[str, bytes]) -> tuple[Step, ...]:
    """A proposal that is needed no more goes, unless somebody has worked on it."""
    path = beside(file.path)
    if locked is None or locked.proposal is None or path not in disk:
        return ()
    there = digest(disk[path])
    if there != locked.proposal:
        return (Step(path, Action.KEEP, file.ownership, file.item, None, WORKED_ON, there),)
    return (Step(path, Action.DELETE, file.ownership, file.item, None, "no longer needed", there),)


def _step(file: RenderedFile, action: Action, mine: bytes, reason: str) -> Step:
    return Step(file.path, action, file.ownership, file.item, None, reason, digest(mine), file.executable)
