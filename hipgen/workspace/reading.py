"""Reading the lock and the project's files. What can't be read is named, with a way out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from hipgen import lock as locks
from hipgen.diagnostics import HipgenError
from hipgen.merge import has_marks
from hipgen.plan.values import Lock
from hipgen.workspace.disk import Places, why

BASES = ".hipgen/base"
LOCK_LIMIT = 64 * 1024 * 1024


def read_lock(root: Path) -> Lock | None:
    """What the last run left, None where there was none. Of two sides of a merge, what the disk bears out."""
    data = _read(Places(root), locks.NAME, LOCK_LIMIT)
    if data is None or not has_marks(data):
        return None if data is None else locks.decode(data)
    from hipgen.contested import settled, union

    both = union(data)
    if both is None:
        return None
    paths = both.contested()
    return settled(both, snapshot(root, paths), read_bases(root, paths))


def snapshot(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """The bytes of those of the paths that are on disk."""
    places = Places(root)
    found = {path: _read(places, path) for path in paths} if root.exists() else {}
    return {path: data for path, data in found.items() if data is not None}


def read_bases(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """The bases, kept from the last run, of those of the paths that are merged files."""
    if not (root / BASES).is_dir():
        return {}
    places = Places(root)
    found = {path: _read(places, f"{BASES}/{path}") for path in paths}
    return {path: data for path, data in found.items() if data is not None}


def _read(places: Places, path: str, limit: int | None = None) -> bytes | None:
    real = places.real(path)
    try:
        seen = os.stat(real)  # noqa: PTH116 - quick
        if not stat.S_ISREG(seen.st_mode):
            what = "a folder" if stat.S_ISDIR(seen.st_mode) else "no ordinary file"
            raise HipgenError(f"{path} is {what}, but is to be a file: move it out of the way", status=3)
        if limit is not None and seen.st_size > limit:
            raise HipgenError(f"{path} is larger than {limit} bytes: {locks.WAY_OUT}")
        with open(real, "rb") as file:  # noqa: PTH123 - quick
            return file.read()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        parent = path.rpartition("/")[0]
        raise HipgenError(
            f"{parent} is to be a folder: move what is there out of the way", status=3
        ) from None
    except OSError as error:
        raise HipgenError(f"{path} can't be read: {why(error)}") from error
