"""Which files below a folder are specs or descriptors: what `validate FOLDER` looks at.

Reads the disk, asks git what it ignores where there is git; knows nothing of what is right or wrong.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from hipgen.source import MAX_BYTES, parse
from hipgen.validate import kind_of

SPEC_NAMES = frozenset({"addon.yaml", "addon.yml", "addon.json"})
SPEC_ENDINGS = (".addon.yaml", ".addon.yml", ".addon.json")
GIT = ("git", "-c", "core.fsmonitor=false", "-C")
"""Git in a folder; a repository's own settings may name a program for it to start: not here."""

LISTED = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
SKIPPED = frozenset({"node_modules", "__pycache__", "_generated", "venv"})


def specs_and_descriptors(root: Path) -> tuple[Path, ...]:
    """The specs (by name) and the descriptors (JSON, by content) below a folder, sorted."""
    return tuple(sorted(path for path in _files(root) if _is_spec(path) or _is_descriptor(path)))


def _files(root: Path) -> Iterable[Path]:
    listed = _asked_of_git(root)
    return _walked(root) if listed is None else listed


def _asked_of_git(root: Path) -> list[Path] | None:
    """What git tracks or would; None without git or outside a work tree."""
    try:
        command = [*GIT, os.fspath(root), *LISTED]
        answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - fixed words
    except OSError:
        return None
    if answer.returncode != 0:
        return None
    paths = (root / os.fsdecode(name) for name in answer.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file() and not SKIPPED & set(path.relative_to(root).parts)]


def _walked(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.startswith(".")]
        yield from (Path(folder, name) for name in files)


def _is_spec(path: Path) -> bool:
    return path.name in SPEC_NAMES or path.name.endswith(SPEC_ENDINGS)


def _is_descriptor(path: Path) -> bool:
    if path.suffix != ".json" or path.stat().st_size > MAX_BYTES:
        return False
    data = parse(path.read_bytes(), path.name).data
    return isinstance(data, dict) and kind_of(data) == "descriptor" and "key" in data
