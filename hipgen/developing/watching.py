"""Which files of a project have changed, once they have come to rest.

By looking again and again: a project is a hundred files or so, which takes a millisecond or two, is right on
every file system (shared folders of containers and networks tell no watcher of their changes), and needs
nothing installed. Knows nothing of what a change means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from hipgen.workspace import list_files

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

    def accept(self, paths: Iterable[str], now: Snapshot) -> None:
        """Take some files as they are now: whoever asks has written them."""
        for path in paths:
            for known in (self._settled, self._last):
                if path in now:
                    known[path] = now[path]
                else:
                    known.pop(path, None)


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
