"""A project that changes its framework: what becomes of the files that both frameworks have, each its own.

A seeded file that a person has edited holds code of the old framework, so it can't serve the new one: it is
set aside under a name that says so, listed as retired, and comes back with its framework. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from hipgen.plan.merging import Outcome
from hipgen.plan.values import Action, LockedFile, Retired, Step, digest
from hipgen.rendered import Ownership, RenderedFile


@dataclass(frozen=True, slots=True)
class Switch:
    """The framework of the last run, that of this one, and the paths that each of the two has for itself."""

    old: str
    new: str
    paths: frozenset[str]

    def names(self) -> tuple[str, ...]:
        """The paths under which files were or may be set aside."""
        return tuple(aside(path, framework) for path in self.paths for framework in (self.old, self.new))


def aside(path: str, framework: str) -> str:
    """Where a file of a framework goes when another framework needs its place: its name before the suffix."""
    place = PurePosixPath(path)
    return str(place.with_name(f"{place.stem}.{framework}{place.suffix}"))


def switched(
    file: RenderedFile,
    locked: LockedFile | None,
    switch: Switch | None,
    disk: Mapping[str, bytes],
    retired: Mapping[str, Retired],
) -> Outcome | None:
    """What the switch makes of a rendered file; None where it makes no difference."""
    if switch is None or file.path not in switch.paths or file.ownership is not Ownership.SEEDED or file.item:
        return None
    mine, new = disk.get(file.path), digest(file.data)
    base = locked.sha256 if locked else None
    if base == new or mine == file.data or (mine is not None and locked is None):
        return None  # as this framework has it already, or the person's from the start
    back, name = aside(file.path, switch.new), aside(file.path, switch.old)
    leaves = mine is not None and digest(mine) != base
    if leaves and disk.get(name, mine) != mine:
        return None  # the name is taken: the file stays where it is
    returns = back in retired and back in disk
    data = disk[back] if returns else file.data
    reason = f"yours for {switch.new} again, from {back}" if returns else f"written for {switch.new}"
    action = Action.REFRESH if mine is not None and not leaves and not returns else Action.WRITE
    before = None if mine is None else digest(mine)
    steps = [Step(file.path, action, file.ownership, None, data, reason, before, file.executable)]
    if returns:
        steps.append(_deleted(back, file.path, disk[back]))
    if mine is None or not leaves:
        return Outcome(tuple(steps), LockedFile(file.path, file.ownership, None, new))
    steps.append(_set_aside(name, file.path, mine, switch, name in disk))
    gone = Retired(LockedFile(name, file.ownership, None, base or new))
    return Outcome(tuple(steps), LockedFile(file.path, file.ownership, None, new), retired=(gone,))


def _deleted(back: str, path: str, data: bytes) -> Step:
    reason = f"back as {path}"
    return Step(back, Action.DELETE, Ownership.SEEDED, reason=reason, before=digest(data))


def _set_aside(name: str, path: str, mine: bytes, switch: Switch, there: bool) -> Step:
    """The step that keeps a person's file under another name; nothing to write if it is there already."""
    reason = f"your {path} for {switch.old}, of no use to {switch.new}"
    before = digest(mine) if there else None
    return Step(name, Action.RETIRE, Ownership.SEEDED, None, None if there else mine, reason, before)
