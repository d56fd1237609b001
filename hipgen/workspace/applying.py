"""A plan → the disk. Knows the order (deletions, files, bases, the lock last), nothing of why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hipgen import lock as locks
from hipgen.diagnostics import HipgenError
from hipgen.plan.values import Plan, digest
from hipgen.workspace.disk import Disk, why
from hipgen.workspace.journal import Change, commit
from hipgen.workspace.reading import BASES, snapshot


def apply(
    root: Path, plan: Plan, *, also: Mapping[str, bytes] | None = None, disk: Disk | None = None
) -> None:
    """Carry out a plan: everything, or nothing. `also` are files outside the plan, such as the spec.

    Raises HipgenError when a person must decide first, or when the disk refuses; equal bytes are not written.
    """
    if plan.stopped:
        paths = ", ".join(step.path for step in plan.blocked)
        raise HipgenError(f"nothing was written, since these wait for a decision: {paths}", status=3)
    _commit(root, lambda: [*_steps(plan), *_records(root, plan, also or {})], disk)


def replace_files(
    root: Path, wanted: Mapping[str, bytes | None], there: Mapping[str, bytes], *, disk: Disk | None = None
) -> None:
    """Give files other bytes, or delete them (None): all, or none. `there` is what they were read to hold.

    Raises HipgenError when the disk refuses, or when somebody has edited one since it was read.
    """
    _commit(root, lambda: list(_changes(wanted, there)), disk)


def _commit(root: Path, changes: Callable[[], list[Change]], disk: Disk | None) -> None:
    try:
        if found := changes():
            commit(root, found, disk or Disk())
    except OSError as error:
        name = error.filename2 or error.filename
        where = f"{name}: " if name else ""
        raise HipgenError(f"the project can't be written, and is as it was: {where}{why(error)}") from error


def write_text_atomic(path: Path, text: str | bytes, disk: Disk | None = None) -> bool:
    """Write one file whole or not at all; its permissions stay. False when it held these bytes already."""
    disk, data = disk or Disk(), text.encode("utf-8") if isinstance(text, str) else text
    real = Path(os.path.realpath(path))
    fresh = real.with_name(f".{real.name}.{os.getpid()}.hipgen-tmp")
    try:
        mode = real.stat().st_mode & 0o7777 if real.exists() else None
        if mode is not None and real.read_bytes() == data:
            return False
        fresh.unlink(missing_ok=True)
        try:
            disk.write(fresh, data, mode=mode)
            disk.sync([fresh])
            disk.replace(fresh, real)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise HipgenError(f"{path} can't be written: {why(error)}") from error
    return True


def _steps(plan: Plan) -> Iterator[Change]:
    """Deletions come first: on some systems a new name can be an old one in other letters."""
    for step in sorted(plan.changes, key=lambda step: step.data is not None):
        yield Change(step.path, step.data, step.before, step.executable)


def _records(root: Path, plan: Plan, also: Mapping[str, bytes]) -> Iterator[Change]:
    wanted: dict[str, bytes | None] = dict(also)
    wanted |= {f"{BASES}/{path}": data for path, data in sorted(plan.bases.items())}
    if plan.lock != plan.old:
        wanted[locks.NAME] = locks.encode(plan.lock)
    yield from _changes(wanted, snapshot(root, wanted))


def _changes(wanted: Mapping[str, bytes | None], there: Mapping[str, bytes]) -> Iterator[Change]:
    for path, data in wanted.items():
        before = there.get(path)
        if before != data:
            yield Change(path, data, None if before is None else digest(before))
