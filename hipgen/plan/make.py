"""The new render, the last run's lock and the disk → the plan: the decision table, path by path.

Pure: the bytes on disk come as a mapping in which a path that is not there is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hipgen.plan.merging import Outcome, base_of, beside, merged, settled, standing
from hipgen.plan.paths import check_paths
from hipgen.plan.switching import Switch, switched
from hipgen.plan.table import decide, dismiss
from hipgen.plan.values import Action, Lock, LockedFile, LockedItem, Origin, Plan, Retired, Step, digest
from hipgen.rendered import Ownership, RenderedFile

WRITES = frozenset({Action.WRITE, Action.REFRESH})
UNSETTLED = frozenset(
    {Action.OUTDATED, Action.STAY_DELETED, Action.DRIFT, Action.IN_THE_WAY, Action.MISSING_HANDLER}
)
"""Actions after which file and render are not at one: the lock keeps what it had."""

REASONS = {
    Action.ADOPT: "there already: yours, and not touched",
    Action.OUTDATED: "stays as you have it; its template changed since",
    Action.STAY_DELETED: "you have deleted it",
    Action.DRIFT: "generated, but edited by hand: move your change elsewhere, then restore or delete it",
    Action.IN_THE_WAY: "there already, and not written by hipgen: move it out of the way",
    Action.REFRESH: "never edited; its template has changed",
}


@dataclass(frozen=True, slots=True)
class _World:
    """What a decision looks at besides the render."""

    disk: Mapping[str, bytes]
    bases: Mapping[str, bytes]
    reseed: Collection[str] = ()
    files: Mapping[str, LockedFile] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    switch: Switch | None = None

    def digest(self, path: str) -> str | None:
        """The digest of what is on disk, None if nothing is."""
        return digest(self.disk[path]) if path in self.disk else None

    def locked(self, file: RenderedFile) -> LockedFile | None:
        """The record of a rendered file; a retired one's, if it served the same item and is still there."""
        back = self.retired.get(file.path)
        if file.path in self.files or back is None or file.path not in self.disk:
            return self.files.get(file.path)
        same = (back.file.ownership, back.file.item) == (file.ownership, file.item)
        return back.file if same else None

    def base(self, locked: LockedFile | None) -> bytes | None:
        """The base of a merged file, unless it is lost or damaged."""
        return base_of(locked, self.bases)


def asked(
    rendered: Iterable[RenderedFile], lock: Lock | None, switch: Switch | None = None
) -> tuple[str, ...]:
    """The paths whose bytes on disk a plan needs, sorted."""
    files = tuple(rendered)
    paths = {file.path for file in files} | {file.path for file in _recorded(lock)}
    paths |= {beside(path) for path in merging(files, lock)}
    return tuple(sorted(paths.union(switch.names() if switch else ())))


def merging(rendered: Iterable[RenderedFile], lock: Lock | None) -> frozenset[str]:
    """The paths of the merged files, whose bases a plan needs."""
    files: tuple[RenderedFile | LockedFile, ...] = (*rendered, *_recorded(lock))
    return frozenset(file.path for file in files if file.ownership is Ownership.MERGED)


def _recorded(lock: Lock | None) -> tuple[LockedFile, ...]:
    return (*lock.files, *(each.file for each in lock.retired)) if lock else ()


def make_plan(
    rendered: Collection[RenderedFile],
    *,
    origin: Origin,
    items: Iterable[LockedItem],
    lock: Lock | None,
    disk: Mapping[str, bytes],
    bases: Mapping[str, bytes],
    reseed: Collection[str] = (),
    switch: Switch | None = None,
) -> Plan:
    """Decide what is to be done with every path of the new render and of the lock.

    `disk` has the bytes of those `asked` paths that are there, `bases` those of the merged files' bases;
    `reseed` the ids of items whose missing handlers are to be written anew; `switch` is there if the
    framework changes.
    """
    check_paths(file.path for file in rendered)
    items = tuple(sorted(items, key=lambda item: item.id))
    world = replace(_world(lock, disk, bases, reseed), switch=switch)
    paths = {file.path for file in rendered}
    outcomes = [_rendered(file, world) for file in sorted(rendered, key=lambda file: file.path)]
    gone = [_dismissed(file, world) for path, file in sorted(world.files.items()) if path not in paths]
    steps = [step for o in (*outcomes, *gone) for step in o.steps]
    settled_paths = {step.path for step in steps}
    found = {each.file.path: each for each in _retired(gone, paths | settled_paths, lock, world)}
    found |= {each.file.path: each for o in outcomes for each in o.retired}
    retired = tuple(each for _, each in sorted(found.items()))
    kept = [_kept(each) for each in retired if each.file.path not in settled_paths]
    records = [o.record for o in (*outcomes, *gone) if o.record and not _is_retired(o)]
    new = Lock(origin, items, tuple(sorted(records, key=lambda record: record.path)), retired)
    return Plan(
        steps=tuple(sorted((*steps, *kept), key=lambda step: step.path)),
        lock=lock if lock and new.same_but_for_tools(lock) else new,
        old=lock,
        bases=_bases([*outcomes, *gone], world),
    )


def _world(
    lock: Lock | None, disk: Mapping[str, bytes], bases: Mapping[str, bytes], reseed: Collection[str]
) -> _World:
    if lock is None:
        return _World(disk, bases, reseed)
    files = {file.path: file for file in lock.files}
    return _World(disk, bases, reseed, files, {each.file.path: each for each in lock.retired})


def _rendered(file: RenderedFile, world: _World) -> Outcome:
    """The outcome for a file of the new render."""
    locked, there = world.locked(file), world.digest(file.path)
    if held := standing(file, locked, world.base(locked), world.disk):
        return held
    if other := switched(file, locked, world.switch, world.disk, world.retired):
        return other
    action = _action(file, locked, there, world)
    if action is Action.MERGE and locked:
        return merged(file, locked, world.base(locked), world.disk)
    step = Step(
        file.path,
        action,
        file.ownership,
        file.item,
        data=file.data if action in WRITES else None,
        reason=_reason(action, file, locked),
        before=there,
        executable=file.executable,
    )
    if action not in UNSETTLED:
        return settled(file, locked, world.disk, step)
    record = replace(locked, ownership=file.ownership, item=file.item, part=file.part) if locked else None
    return Outcome((step,), record, world.base(locked))


def _action(file: RenderedFile, locked: LockedFile | None, there: str | None, world: _World) -> Action:
    new = digest(file.data)
    if locked and file.ownership is Ownership.SEEDED and locked.item != file.item:
        # The path served another item until now: that one's untouched stub is ours to replace.
        if there == locked.sha256 != new:
            return Action.REFRESH
        return decide(file.ownership, new, None, there, item_is_known=False)
    base = locked.sha256 if locked else None
    known = locked is not None and file.item is not None
    action = decide(file.ownership, new, base, there, item_is_known=known)
    if file.home and there != base and action is Action.KEEP:
        return Action.OUTDATED  # and the base stays what it was: by it the next run knows the edits too
    return Action.WRITE if action is Action.MISSING_HANDLER and file.item in world.reseed else action


def _reason(action: Action, file: RenderedFile, locked: LockedFile | None) -> str:
    if action is Action.WRITE:
        return "changed" if locked else "new"
    if action is Action.MISSING_HANDLER:
        key = (file.item or "").rpartition(":")[2]
        return f"gone, but {file.item} needs it: restore it, or write a fresh one with --reseed {key}"
    if action is Action.OUTDATED and file.home:
        return f"stays where you have it, and serves; its template is {file.home} now"
    return REASONS.get(action, "")


def _dismissed(file: LockedFile, world: _World) -> Outcome:
    """The outcome for a file of the last run that is not rendered any more."""
    there = world.digest(file.path)
    action = dismiss(file.ownership, file.sha256, there)
    reason = {
        Action.DELETE: "no longer part of the project, and never edited",
        Action.RETIRE: "no longer reached; it holds your edits, so it stays",
        Action.DRIFT: "no longer generated, but edited by hand: move your change elsewhere, then delete it",
    }.get(action, "")
    step = Step(file.path, action, file.ownership, file.item, reason=reason, before=there)
    keeps = action in {Action.RETIRE, Action.DRIFT}
    return Outcome((step,), file if keeps else None, world.base(file) if keeps else None)


def _is_retired(outcome: Outcome) -> bool:
    return outcome.steps[0].action is Action.RETIRE


def _retired(
    gone: Iterable[Outcome], paths: Collection[str], lock: Lock | None, world: _World
) -> Iterator[Retired]:
    """The edited files that nothing reaches: of this run, and of earlier ones where they are still there."""
    if lock is None:
        return
    items = lock.remembered()
    for outcome in gone:
        if outcome.record and _is_retired(outcome):
            record = replace(outcome.record, offered=None, proposal=None)
            yield Retired(record, items.get(record.item or ""))
    for each in lock.retired:
        if each.file.path not in paths and each.file.path in world.disk:
            yield each


def _kept(retired: Retired) -> Step:
    file = retired.file
    return Step(file.path, Action.RETIRE, file.ownership, file.item, reason="no longer reached; still there")


def _bases(outcomes: Iterable[Outcome], world: _World) -> dict[str, bytes | None]:
    """The bases that this run changes. Retired files keep theirs, for when they come back."""
    wanted = {path: world.bases[path] for path in world.retired if path in world.disk and path in world.bases}
    wanted |= {o.record.path: o.base for o in outcomes if o.record and o.base is not None}
    changed: dict[str, bytes | None] = {
        path: data for path, data in wanted.items() if world.bases.get(path) != data
    }
    return changed | {path: None for path in world.bases if path not in wanted}
