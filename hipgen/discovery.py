"""Which files below a folder might be specs or descriptors: those that git doesn't ignore, sorted.

Goes by names alone; what a file is, its content says, and others read that.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

ENDINGS = (".yaml", ".yml", ".json")
SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
# Settings of a repository may name programs that git would start: those are off.
GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard")


def project_files(folder: Path) -> tuple[Path, ...]:
    """Candidates below a folder: YAML and JSON files that are not ignored; without git, none in hidden folders."""
    listed = _listed(folder)
    paths = _walked(folder) if listed is None else (folder / name for name in listed)
    return tuple(sorted({path for path in paths if path.name.endswith(ENDINGS) and path.is_file()}))


def _listed(folder: Path) -> list[str] | None:
    """What git knows or would take in; None outside a repository, or without git."""
    try:
        answer = subprocess.run(GIT, cwd=folder, capture_output=True, check=True)  # noqa: S603 - a fixed command
    except (OSError, subprocess.CalledProcessError):
        return None
    return [name for name in os.fsdecode(answer.stdout).split("\0") if name]


def _walked(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        yield from (Path(where, name) for name in names)
