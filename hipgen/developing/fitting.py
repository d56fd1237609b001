"""Texts of others on a terminal: made harmless, measured, cut and wrapped.

Pure. A chat message or a line of a log may hold anything; what moves the cursor or colours is taken out.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)", re.DOTALL)
CUT = "…"


def harmless(text: str) -> str:
    """A text on one line, without escape sequences, control characters and what turns its direction."""
    plain = ESCAPES.sub("", text)
    kept = (" " if each.isspace() else each for each in plain if each.isspace() or _is_shown(each))
    return "".join(kept).rstrip()


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def width_of(text: str) -> int:
    """How many columns a text takes: wide characters two, those that combine none."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def fitted(text: str, columns: int | None) -> str:
    """A text cut to so many columns, with a mark where it was cut; None doesn't cut."""
    if columns is None or width_of(text) <= columns:
        return text
    return f"{text[: _end(text, columns - 1)].rstrip()}{CUT}" if columns > 1 else CUT[:columns]


def wrapped(text: str, columns: int | None, first: str = "", other: str = "") -> list[str]:
    """A text in lines of so many columns, `first` before the first one and `other` before the others; None
    leaves it on one line.
    """
    if columns is None:
        return [first + text]
    room = max(columns, len(first) + 20)
    lines = textwrap.wrap(
        text,
        room,
        initial_indent=first,
        subsequent_indent=other,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return lines or [first.rstrip()]


def pieces(text: str, columns: int | None) -> list[str]:
    """A line of a log in parts of so many columns: at spaces where there are some late enough, and all the
    spaces stay, since they mean something there; None leaves it in one part.
    """
    parts: list[str] = []
    while columns is not None and width_of(text) > columns:
        end = _end(text, columns)
        space = text.rfind(" ", end // 2, end) + 1
        parts.append(text[: space or end])
        text = text[space or end :]
    return [*parts, text]


def _end(text: str, columns: int) -> int:
    """How many characters fit into so many columns; one at least."""
    used = 0
    for number, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return max(number, 1)
    return len(text)
