"""Which files of a project have changed, once they have come to rest.

By looking again and again, as the reloaders of Python's web servers do: a look takes less than a millisecond,
as folders of tools and environments are left out. A watcher of the operating system would be told of all that
happens in those, and of nothing in shared folders of containers and networks. Knows nothing of what a change
means.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Never

from hipgen.workspace import list_files

LOOK = 0.1
"""Seconds between two looks; a change is told when one finds nothing new."""

Stamp = tuple[int, int, int]
"""When a file was changed, its size, and which file it is: an editor may put a new one in its place."""
Snapshot = Mapping[str, Stamp]


class Rest:
    """Says what has changed when a look finds nothing new any more: editors write in several steps."""

    def __init__(self, before: Snapshot) -> None:
        self._settled = self._last = dict(before)

    def look(self, now: Snapshot) -> tuple[str, ...]:
        """The paths that differ from what was told last, sorted; nothing while they still change."""
        moving, self._last = differing(self._last, now), dict(now)
        if moving:
            return ()
        changed, self._settled = differing(self._settled, now), dict(now)
        return changed

    def paths(self) -> frozenset[str]:
        """The files that are known."""
        return frozenset(self._settled.keys() | self._last.keys())

    def accept(self, paths: Iterable[str], now: Snapshot) -> None:
        """Take some files as they are now: whoever asks has written them."""
        for path in paths:
            for known in (self._settled, self._last):
                if path in now:
                    known[path] = now[path]
                else:
                    known.pop(path, None)


class Watch:
    """A project's files that fit some patterns; what has changed since this was made waits to be taken."""

    def __init__(self, root: Path, patterns: Sequence[str]) -> None:
        self._root = root
        self._patterns = tuple(patterns)
        self._rest = Rest(snapshot(root, patterns))
        self._changed: set[str] = set()
        self._looking = asyncio.Lock()

    @property
    def has_news(self) -> bool:
        """Whether something has changed that nobody has taken yet."""
        return bool(self._changed)

    def taken(self) -> tuple[str, ...]:
        """What has changed since it was taken last, sorted."""
        changed, self._changed = tuple(sorted(self._changed)), set()
        return changed

    async def look(self) -> Never:
        """Look until cancelled. Raises HipgenError for a folder that can't be read."""
        while True:
            await asyncio.sleep(LOOK)
            async with self._looking:
                now = await asyncio.to_thread(snapshot, self._root, self._patterns)
                self._changed.update(self._rest.look(now))

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Don't look while the body of the `with` writes into the project, or says with `accept` what was
        written.
        """
        async with self._looking:
            yield

    def accept(self, written: Iterable[str], patterns: Sequence[str]) -> None:
        """Take some files as they are, without telling of them, and watch for these patterns from now on:
        what they alone fit, or no longer fit, hasn't changed by that.
        """
        now, before = snapshot(self._root, patterns), self._patterns
        paths = now.keys() | self._rest.paths()
        others = (path for path in paths if watched(path, before) is not watched(path, patterns))
        ours = {*written, *others}
        self._rest.accept(ours, now)
        self._changed -= ours
        self._patterns = tuple(patterns)


def differing(before: Snapshot, now: Snapshot) -> tuple[str, ...]:
    """The paths that are new, gone or different, sorted."""
    return tuple(sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path)))


def watched(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path fits one of some patterns; a star crosses slashes, as it does in manifests."""
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def snapshot(root: Path, patterns: Sequence[str]) -> Snapshot:
    """The watched files of a project as they are. Folders of tools and environments are left out, as are
    hidden ones; a hidden file counts where a pattern is its very path. Raises HipgenError for a folder that
    can't be read.
    """
    hidden = (pattern for pattern in patterns if pattern.startswith("."))
    paths = (*(path for path in list_files(root) if watched(path, patterns)), *hidden)
    return {path: stamp for path in paths if (stamp := _stamp(root / path)) is not None}


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:  # gone since it was listed
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
