"""One run at a time in a project: a lock on the folder itself, which is gone however a run ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hipgen.diagnostics import HipgenError
from hipgen.workspace.disk import Disk, delete_folders, make_folders, why

try:
    import fcntl
except ImportError:  # Windows: there, two runs at once are the person's to avoid
    fcntl = None  # type: ignore[assignment]  # the module is either there or not


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Keep other runs out of a project while this one plans and writes. Makes the folder if need be."""
    disk = Disk()
    try:
        made = make_folders(root, disk)
    except OSError as error:
        raise HipgenError(f"{root} can't be made: {why(error)}") from error
    try:
        with _held(root):
            yield
    finally:
        delete_folders(made, disk)


@contextmanager
def _held(root: Path) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise HipgenError(f"{root} can't be opened as a folder: {why(error)}") from error
    try:
        _acquire(handle, root)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, root: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HipgenError(
            f"another hipgen is at work in {root}: wait for it, then run again", status=3
        ) from None
    except OSError:
        return  # some network file systems have no such locks: a run there is as it would be without
