"""A line of the file with carets under the place, cut to the width of the terminal."""

from __future__ import annotations

from typing import NamedTuple

from hipgen.diagnostics import Span
from hipgen.report._cells import cells, width_of, wrapped

_CUT = "…"


class Marked(NamedTuple):
    """A line as it is shown, and the columns (from 0) that carry marks."""

    text: str
    start: int
    length: int


def mark(line: str, span: Span, room: int) -> Marked:
    """Show `line`, with the part of `span` that lies on it, in at most `room` columns."""
    shown = list(cells(line))
    first = min(span.column - 1, len(shown))
    last = min(span.end_column - 1, len(shown)) if span.end_line == span.line else len(shown)
    start = sum(width for _, width in shown[:first])
    length = max(sum(width for _, width in shown[first:last]), 1)
    if sum(width for _, width in shown) <= room:
        return Marked("".join(text for text, _ in shown), start, length)
    return _cut(shown, start, length, room)


def _cut(shown: list[tuple[str, int]], start: int, length: int, room: int) -> Marked:
    """Keep a window around the marks: a third before them, if there is that much."""
    total = sum(width for _, width in shown)
    left = min(max(start - room // 3, 0), max(total - room, 0))
    if left <= 1:
        left = 0
    inner = room - (1 if left else 0) - 1
    text, column, begun = _CUT if left else "", 0, left
    used = 0
    for char, width in shown:
        if column >= left:
            if not used:
                begun = column
            if used + width > inner:
                text += _CUT
                break
            text += char
            used += width
        column += width
    offset = start - begun + (1 if left else 0)
    return Marked(text, offset, max(min(length, room - offset), 1))


def caret_lines(marked: Marked, sign: str, label: str, room: int) -> list[tuple[str, str]]:
    """The line of marks as (marks, label), the label below where there is no room beside them."""
    marks = " " * marked.start + sign * marked.length
    if not label:
        return [(marks, "")]
    beside = marked.start + marked.length + 1
    if beside + width_of(label) <= room:
        return [(marks + " ", " ".join(wrapped(label, room)))]
    indent = min(marked.start, max(room - width_of(label), room // 4))
    indent = min(indent, marked.start)
    return [(marks, ""), *((" " * indent, part) for part in wrapped(label, room - indent))]
