"""Offsets into a text → lines and columns, as an editor counts them.

A line ends at LF, CRLF or CR and nowhere else (YAML 1.1 also breaks at U+0085 and U+2028; editors don't).
Columns count characters (code points), so an emoji is one column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from hipgen.diagnostics import Span

_BREAK = re.compile(r"\r\n|\r|\n")


class Lines:
    """A text seen as lines; the table is made when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the first character of every line."""
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every line without its break."""
        return tuple(_BREAK.split(self.text))

    def span(self, start: int, end: int) -> Span:
        """Turn two offsets into a region; what lies outside the text is drawn in."""
        start = min(max(start, 0), len(self.text))
        end = min(max(end, start), len(self.text))
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Span(line, column, end_line, end_column, start, end)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line_at(self, offset: int) -> tuple[int, str]:
        """Offset of the start of the line that holds `offset`, and the line."""
        number = bisect_right(self.starts, offset) - 1
        return self.starts[number], self.all[number]
