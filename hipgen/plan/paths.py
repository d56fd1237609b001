"""Which paths a project's files may have: inside the project, the same on every system, each once.

Looks at names only; links on the disk are for `workspace` to look at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from hipgen.diagnostics import HipgenError
from hipgen.names import DEVICES

STRANGE = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
OURS = frozenset({".hipgen", ".git"})
LONGEST = 255


def check_path(path: str) -> None:
    """Refuse a path that leaves the project or that some system can't hold."""
    fault = _fault(path)
    if fault:
        raise HipgenError(f"{path!r} can't be a file of the project: {fault}")


def check_paths(paths: Iterable[str]) -> None:
    """Refuse two files for one path, also if only letter case differs, and a file where a folder must be."""
    files: dict[str, str] = {}
    for path in paths:
        check_path(path)
        folded = _folded(path)
        if folded in files:
            raise HipgenError(f"two files are rendered for one path: {_pair(files[folded], path)}")
        files[folded] = path
    for folded, path in files.items():
        for folder in _folders(folded):
            if folder in files:
                raise HipgenError(f"{files[folder]} is rendered as a file, but must be a folder for {path}")


def _pair(first: str, second: str) -> str:
    return first if first == second else f"{first} and {second}, the same where letter case doesn't count"


def _fault(path: str) -> str:
    if not path:
        return "it is empty"
    if path.startswith("/"):
        return "it is absolute"
    segments = path.split("/")
    if segments[0].casefold() in OURS:
        return f"{segments[0]} is not for the project's files"
    return next((fault for segment in segments if (fault := _segment_fault(segment))), "")


def _segment_fault(name: str) -> str:
    if not name:
        return "it has an empty segment"
    if name in {".", ".."}:
        return f"it has the segment `{name}`"
    if STRANGE.search(name):
        return "it has a character that not every system allows"
    if name.endswith((".", " ")):
        return "a segment ends in a dot or a space"
    if name.split(".")[0].strip().lower() in DEVICES:
        return f"Windows keeps the name {name.split('.')[0]} for a device"
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST:
        return f"a segment is longer than {LONGEST} bytes"
    return ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _folders(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))
