"""A project that is there already comes under a spec: nothing of it changes, all of it is remembered.

What there would be of an earlier run is assumed, so that the plan is made by the same table as ever: of
merged files an empty one, so that all that is in them is the person's. Knows nothing of disks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from hipgen.plan.values import Action, Lock, LockedFile, Origin, Plan, Step, digest
from hipgen.rendered import Ownership, RenderedFile

LATER = "yours; the next `hipgen generate` merges its entries into it (--diff shows them)"


def assumed(rendered: Collection[RenderedFile], origin: Origin, disk: Mapping[str, bytes]) -> Lock:
    """What an earlier run would have left: the merged files that are there, begun with nothing in them."""
    files = (
        LockedFile(file.path, file.ownership, file.item, digest(_nothing(file.path)))
        for file in rendered
        if file.ownership is Ownership.MERGED and disk.get(file.path, file.data) != file.data
    )
    return Lock(origin, files=tuple(sorted(files, key=lambda file: file.path)))


def bases_of(lock: Lock) -> dict[str, bytes]:
    """The bases that the assumed run would have left."""
    return {file.path: _nothing(file.path) for file in lock.files}


def unchanging(plan: Plan, lock: Lock) -> Plan:
    """The plan made with an assumed lock, with every merge put off, and all bases still to be written."""
    files = {file.path: file for file in lock.files}
    put_off = {step.path for step in plan.steps if step.path in files and _writes(step, files[step.path])}
    records = [files[file.path] if file.path in put_off else file for file in plan.lock.files]
    begun = {file.path for file in records if file.path in files and file.sha256 == files[file.path].sha256}
    return replace(
        plan,
        steps=tuple(_put_off(step) if step.path in put_off else step for step in plan.steps),
        lock=replace(plan.lock, files=tuple(records)),
        bases={**plan.bases, **{path: data for path, data in bases_of(lock).items() if path in begun}},
        old=None,
    )


def _writes(step: Step, file: LockedFile) -> bool:
    """Whether a step would change a file by itself: one with entries of its own, or one with none."""
    return step.action is Action.MERGE or (step.changes and step.before == file.sha256)


def _put_off(step: Step) -> Step:
    return replace(step, action=Action.ADOPT, data=None, reason=LATER)


def _nothing(path: str) -> bytes:
    from hipgen.entries import nothing  # brings a TOML editor along, which few runs need

    return nothing(path)
