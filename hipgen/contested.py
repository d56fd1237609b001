"""A lock in which version control has left its conflict marks: both sides read, the truth found by the disk.

Each line of a lock is an entry, so the union of both sides is a lock again; where they differ, what is on the
disk tells which one is right. Knows the lock's layout; reads nothing itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hipgen import lock as locks
from hipgen.diagnostics import Json
from hipgen.merge import first_side, sides
from hipgen.plan.values import NO_SPEC, Lock, LockedFile, digest
from hipgen.rendered import Ownership

OPENS = re.compile(r'  "(\w+)": \{')
ENTRY = re.compile(r'    (".*\}),?')
MEMBER = re.compile(r'  ("\w+": .*?),?')
CLOSES = frozenset({"{", "}", "  }", "  },", ""})


@dataclass(frozen=True, slots=True)
class Both:
    """The union of the sides, each with its own entries where they differ."""

    mine: Lock
    theirs: Lock

    def contested(self) -> tuple[str, ...]:
        """The paths of files of which the sides tell different things."""
        other = {file.path: file for file in self.theirs.files}
        return tuple(file.path for file in self.mine.files if other.get(file.path) != file)


def union(data: bytes) -> Both | None:
    """Read both sides; None where that can't be done, as if there were no lock.

    Raises HipgenError when either is a newer hipgen's.
    """
    try:
        found = list(_entries(data))
        return Both(*(locks.decode(_lock(found, side)) for side in (1, 2)))
    except (ValueError, RecursionError, locks.DamagedError):
        return None


def settled(both: Both, disk: Mapping[str, bytes], bases: Mapping[str, bytes]) -> Lock:
    """One lock of two, by the bytes on the disk and by the bases of what is `contested`."""
    theirs = {file.path: file for file in both.theirs.files}
    files = tuple(_file(file, theirs[file.path], disk, bases) for file in both.mine.files)
    paths = {file.path for file in files}
    retired = tuple(each for each in both.mine.retired if each.file.path not in paths)
    origin = replace(both.mine.origin, spec=NO_SPEC)
    return Lock(origin, both.mine.items, files, retired)


def _file(
    mine: LockedFile, theirs: LockedFile, disk: Mapping[str, bytes], bases: Mapping[str, bytes]
) -> LockedFile:
    if mine == theirs:
        return mine
    base = bases.get(mine.path)
    if mine.ownership is Ownership.MERGED and base is not None:
        # The base went through the same merge as the file: by it the changes of a person are seen.
        return replace(mine, sha256=digest(first_side(base)), offered=None, proposal=None)
    there = digest(disk[mine.path]) if mine.path in disk else None
    return theirs if theirs.sha256 == there else mine


def _lock(entries: list[tuple[int, str, str, Json]], side: int) -> bytes:
    """A lock of all entries: those of one side stand before the other's."""
    members: dict[str, Json] = {section: {} for section in locks.SECTIONS}
    for _, section, name, value in sorted(entries, key=lambda entry: (entry[0] == side, entry[0] == 0)):
        if section:
            members[section][name] = value
        elif name == "lock" and isinstance(value, int):
            members[name] = max(value, members.get(name, value))
        else:
            members[name] = value
    return json.dumps(members).encode()


def _entries(data: bytes) -> Iterator[tuple[int, str, str, Json]]:
    """Every entry of both sides: whose it is, its section (or none), its name and value."""
    section = before = left = ""
    last = 0
    for side, line in sides(data):
        if side != last:
            # Each side begins where the conflict does; behind it, the section is the one that stayed open.
            before = section if last == 0 or side == 1 else before
            left = section if last == 1 else left
            section = (section or left) if side == 0 else before
            last = side
        text = line.decode("utf-8").rstrip("\r\n")
        if match := OPENS.fullmatch(text):
            section = match[1]
        elif match := ENTRY.fullmatch(text):
            yield (side, section, *_pair(match[1]))
        elif match := MEMBER.fullmatch(text):
            name, value = _pair(match[1])
            if name not in locks.SECTIONS:
                yield side, "", name, value
        elif text in CLOSES:
            section = "" if text.startswith("  }") else section
        else:
            raise ValueError(text)


def _pair(text: str) -> tuple[str, Json]:
    ((name, value),) = json.loads(f"{{{text}}}").items()
    return name, value
