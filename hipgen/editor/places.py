"""Between an editor's positions and a document's pointers.

Editors count lines from 0 and columns in UTF-16 units; documents count characters. Knows nothing of add-ons.
"""

from __future__ import annotations

from dataclasses import dataclass

from hipgen.diagnostics import Pointer, Span
from hipgen.source import Document
from hipgen.source.lines import Lines
from hipgen.source.tree import walk

WIDE = 0xFFFF
"""Characters above this one take two units of UTF-16."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place as editors say it: line and UTF-16 unit, both from 0."""

    line: int
    unit: int


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at an offset: a value, or with `key` the name of a member."""

    at: Pointer
    key: bool
    start: int
    end: int


def position(lines: Lines, offset: int) -> Position:
    """The position of an offset."""
    span = lines.span(offset, offset)
    before = lines.text[lines.starts[span.line - 1] : span.start]
    return Position(span.line - 1, len(before) + sum(ord(character) > WIDE for character in before))


def offset(document: Document, at: Position) -> int:
    """The offset of a position; one beyond a line's end is the end."""
    starts = document.table.starts
    if at.line >= len(starts):
        return len(document.text)
    units = 0
    line = document.lines[at.line] if at.line < len(document.lines) else ""
    for count, character in enumerate(line):
        if units >= at.unit:
            return starts[at.line] + count
        units += 2 if ord(character) > WIDE else 1
    return starts[at.line] + len(line)


def ends(lines: Lines, span: Span) -> tuple[Position, Position]:
    """Where a span begins and ends."""
    return position(lines, span.start), position(lines, span.end)


def found_at(document: Document, where: int) -> Found | None:
    """The innermost value or key that an offset is in or right behind."""
    found: Found | None = None
    for at, node in walk(document.root) if document.root else ():
        if node.start <= where <= node.end:
            found = Found(at, False, node.start, node.end)
            for name, (start, end) in (node.keys or {}).items():
                if start <= where <= end:
                    return Found((*at, name), True, start, end)
    return found
