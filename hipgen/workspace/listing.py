"""Which files a person has in a project: all but what tools put there. Reads folders, not files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from hipgen.diagnostics import HipgenError
from hipgen.workspace.disk import why

TOOLS = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
"""Folders of tools that have no dot before their names."""


def list_files(root: Path, *, hidden: bool = False) -> tuple[str, ...]:
    """The paths of a project's files, sorted, as of a plan; with `hidden`, those with a dot before them too.

    None where there is no such folder. Links are not followed. Raises HipgenError for one that can't be read.
    """
    if not root.is_dir():
        return ()
    try:
        return tuple(sorted(_walk(root, "", hidden)))
    except OSError as error:
        raise HipgenError(f"{error.filename} can't be read: {why(error)}") from error


def _walk(folder: Path, prefix: str, hidden: bool) -> Iterator[str]:
    with os.scandir(folder) as entries:
        found = list(entries)
    if any(entry.name == "pyvenv.cfg" for entry in found):
        return
    for entry in found:
        if entry.name.startswith(".") and (not hidden or entry.name in {".git", ".hipgen"}):
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in TOOLS and not (entry.name.startswith(".") and entry.name.endswith("cache")):
                yield from _walk(Path(entry.path), f"{prefix}{entry.name}/", hidden)
        elif entry.is_file(follow_symlinks=False):
            yield prefix + entry.name
