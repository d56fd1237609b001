"""Text as a terminal shows it: how wide every character is, and no character that does anything.

A spec may come from anywhere: escape sequences and the marks that turn writing around are shown as escapes,
so that what is on the screen is what is in the file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_TAB = 4
_ACTING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_EMOJI_STYLE = "\ufe0f"  # asks for the wide picture of a character; terminals disagree, so it is left out


def cells(text: str) -> Iterator[tuple[str, int]]:
    """Every character of one line as it is shown, with the number of columns it takes."""
    column = 0
    for char in text:
        shown, width = _cell(char, column)
        column += width
        yield shown, width


def _cell(char: str, column: int) -> tuple[str, int]:
    if " " <= char <= "~":
        return char, 1
    if char == "\t":
        width = _TAB - column % _TAB
        return " " * width, width
    category = unicodedata.category(char)
    if category in _ACTING or char == "\xa0":
        shown = _escaped(char)
        return shown, len(shown)
    if char == _EMOJI_STYLE:
        return "", 0
    if category in ("Mn", "Me"):
        return char, 0
    return char, 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _escaped(char: str) -> str:
    code = ord(char)
    if char in "\n\r":
        return {"\n": "\\n", "\r": "\\r"}[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def clean(text: str) -> str:
    """One line of text that is safe to print."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(shown for shown, _ in cells(text))


def width_of(text: str) -> int:
    """The number of columns that a text takes."""
    return sum(width for _, width in cells(text))


def wrapped(text: str, width: int) -> list[str]:
    """Break a text between words into lines of at most `width` columns; a longer word stays whole."""
    lines: list[str] = []
    for word in clean(text).split(" "):
        if lines and width_of(lines[-1]) + 1 + width_of(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
