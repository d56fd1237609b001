"""Searching with regular expressions of other people: in bounded memory and bounded time.

Takes patterns in the dialect of the `regex` library, which can give up after a time; Python's own `re`
can't. The library writes out the copies that a repeat demands (`(a{1000}){1000}` is a million), so a
pattern is weighed before it is compiled. Knows neither whose dialect a pattern was written in nor what is
searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any

import regex

LONGEST = 4000
"""Characters that a pattern may have; the longest known from a real descriptor has some hundred."""

HEAVIEST = 10_000
"""Items that a pattern may have, repeats written out."""

WIDEST = 200_000
"""Characters that a pattern may have once it is written for the `regex` library."""

MILLISECONDS = 100

PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[()*+?|]|.", re.DOTALL)


class Outcome(Enum):
    """How a search ended."""

    MATCHED = auto()
    NO_MATCH = auto()
    INVALID = auto()
    TOO_LARGE = auto()
    GAVE_UP = auto()


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a text fits a pattern, and why (not), in words for the wire log."""

    outcome: Outcome
    why: str

    @property
    def fits(self) -> bool:
        """Say whether the text was found to fit."""
        return self.outcome is Outcome.MATCHED


class Unusable(ValueError):  # noqa: N818 - says what the pattern is
    """A pattern that can't be searched with; the message says why."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


def refuse_overlong(pattern: str) -> None:
    """Raise Unusable if the pattern is longer than anybody's should be."""
    if len(pattern) > LONGEST:
        raise Unusable(Outcome.TOO_LARGE, f"the pattern has {len(pattern)} characters; the most is {LONGEST}")


@lru_cache(maxsize=64)
def compiled(source: str) -> Any:
    """Compile a pattern of the `regex` library's own dialect, not in verbose mode. Raises Unusable."""
    if len(source) > WIDEST or weight(source) > HEAVIEST:
        raise Unusable(Outcome.TOO_LARGE, "the pattern is too large once it is written out")
    try:
        return regex.compile(source, regex.VERSION0)
    except RecursionError:
        raise Unusable(Outcome.TOO_LARGE, "the pattern nests too deeply") from None
    except (regex.error, OverflowError, MemoryError) as error:
        raise Unusable(Outcome.INVALID, f"the pattern can't be searched with: {error}") from None


def search(source: str, text: str, milliseconds: int = MILLISECONDS, at_start: bool = False) -> Match:
    """Search a text, at its start only if asked so; gives up after some milliseconds. Raises Unusable."""
    pattern = compiled(source)
    look = pattern.match if at_start else pattern.search
    try:
        found = look(text, timeout=milliseconds / 1000)
    except TimeoutError:
        return Match(Outcome.GAVE_UP, f"the search was given up after {milliseconds} ms")
    except (MemoryError, RecursionError):
        return Match(Outcome.GAVE_UP, "the search was given up: it needs too much memory")
    if found is None:
        return Match(Outcome.NO_MATCH, "the pattern does not match")
    return Match(Outcome.MATCHED, f"the pattern matches at character {found.start() + 1}")


def weight(source: str) -> int:
    """Count the items of a pattern with the copies that its repeats demand at least."""
    outer: list[tuple[int, int]] = []
    total = last = 0
    for piece in PIECE.findall(source):
        if piece == "(":
            outer.append((total, last))
            total, last = 0, 0
        elif piece == ")" and outer:
            last = total + 1
            total = outer.pop()[0] + last
        elif piece.startswith("{") and len(piece) > 1:
            copies = max(1, int(piece[1:-1].partition(",")[0]))
            total += last * (copies - 1)
            last *= copies
        elif piece not in {"*", "+", "?", "|"}:
            last = 1
            total += 1
        if total > HEAVIEST:
            return total
    return total
