"""Three-way merge of lines, as diff3 does it: what one side changed is taken, what both did is a conflict.

Bytes in, bytes out; knows nothing of files. Written on `difflib`, since the library for it (merge3) is under
the GPL, and this program is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

MARK = 7
NAMES = ("yours", "last generated", "generated")
STARTS, BASE, MIDDLE, ENDS = (
    re.compile(rb"^" + re.escape(sign) * MARK + rb"(?: |\r?$)", re.MULTILINE)
    for sign in (b"<", b"|", b"=", b">")
)
Lines = Sequence[bytes]


class Merged(NamedTuple):
    """The outcome: with `conflicts`, `data` holds diff3 marks around each; `where` names clashing entries."""

    data: bytes
    conflicts: int
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of the three texts: unchanged in all where `stable`."""

    base: Lines
    mine: Lines
    theirs: Lines
    stable: bool


def merge(
    base: bytes,
    mine: bytes,
    theirs: bytes,
    *,
    names: tuple[str, str, str] = NAMES,
) -> Merged:
    """Merge what `mine` and `theirs` made of `base`; `names` label the marks: mine, base, theirs."""
    out: list[bytes] = []
    conflicts = 0
    for hunk in hunks(_lines(base), _lines(mine), _lines(theirs)):
        settled = _settle(hunk)
        conflicts += settled is None
        out.extend(_marked(hunk, names) if settled is None else settled)
    return Merged(b"".join(out), conflicts)


def marked(base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """The three texts whole, as one conflict."""
    return b"".join(_marked(Hunk(_lines(base), _lines(mine), _lines(theirs), stable=False), NAMES))


def has_marks(data: bytes) -> bool:
    """Whether a text holds a conflict that somebody has still to settle."""
    return all(sign.search(data) for sign in (STARTS, MIDDLE, ENDS))


def sides(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a text with marks: 0 outside of conflicts, 1 in the first side of one, 2 in the second.

    The lines of the base are left out, as are the marks.
    """
    at = 0
    for line in _lines(data):
        if at == 0 and STARTS.match(line):
            at = 1
        elif at == 1 and BASE.match(line):
            at = -1
        elif at in {1, -1} and MIDDLE.match(line):
            at = 2
        elif at == 2 and ENDS.match(line):
            at = 0
        elif at >= 0:
            yield at, line


def first_side(data: bytes) -> bytes:
    """A text as it is where each of its conflicts is settled for the first side."""
    return b"".join(line for side, line in sides(data) if side < 2) if has_marks(data) else data


def hunks(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Hunk]:
    """Cut the three texts at the lines that all have in common."""
    b = m = t = 0
    for b2, m2, t2, size in _common(base, mine, theirs):
        if (b, m, t) != (b2, m2, t2):
            yield Hunk(base[b:b2], mine[m:m2], theirs[t:t2], stable=False)
        b, m, t = b2 + size, m2 + size, t2 + size
        if size:
            yield Hunk(base[b2:b], mine[m2:m], theirs[t2:t], stable=True)


def _common(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """The stretches of `base` that both sides kept: (start in base, mine, theirs; length); last, the ends."""
    left, right = _kept(base, mine), _kept(base, theirs)
    start = 0
    while start < len(base):
        size = 0
        while _follows(left, start, size) and _follows(right, start, size):
            size += 1
        if size:
            yield start, left[start], right[start], size
        start += size or 1
    yield len(base), len(mine), len(theirs), 0


def _kept(base: Lines, other: Lines) -> dict[int, int]:
    """Line of `base` → the same line in `other`, for the lines that are still there."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _follows(kept: dict[int, int], start: int, size: int) -> bool:
    return start + size in kept and kept[start + size] == kept[start] + size


def _settle(hunk: Hunk) -> Lines | None:
    if hunk.stable or hunk.mine == hunk.theirs or hunk.theirs == hunk.base:
        return hunk.mine
    return hunk.theirs if hunk.mine == hunk.base else None


def _marked(hunk: Hunk, names: tuple[str, str, str]) -> Iterator[bytes]:
    sides = (hunk.mine, hunk.base, hunk.theirs)
    ending = b"\r\n" if any(line.endswith(b"\r\n") for side in sides for line in side[:1]) else b"\n"
    for sign, name, side in zip(("<", "|", "="), (*names[:2], ""), sides, strict=True):
        yield f"{sign * MARK} {name}".rstrip().encode() + ending
        yield from (line if line.endswith(b"\n") else line + ending for line in side)
    yield f"{'>' * MARK} {names[2]}".encode() + ending


def _lines(data: bytes) -> list[bytes]:
    """Split at line feeds alone: a lone carriage return ends no line."""
    *whole, rest = data.split(b"\n")
    lines = [line + b"\n" for line in whole]
    return [*lines, rest] if rest else lines
