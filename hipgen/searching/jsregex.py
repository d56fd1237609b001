"""Regular expressions of JavaScript, evaluated as JavaScript would: `new RegExp(pattern, flags).test(text)`.

They are written anew for the `regex` library, which can give up after a time; only what both understand
alike is used, every class and anchor spelled out. The grammar is ECMAScript 2023's with the additions that
browsers need (its annex B); flag v is not known here. Not the same: a group inside a loop keeps what an
earlier round captured, which only back-references can tell. Knows nothing of messages.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hipgen.searching import jscharacters as characters
from hipgen.searching.bounded import MILLISECONDS, Match, Outcome, Unusable, refuse_overlong, search
from hipgen.searching.jsclasses import ANYTHING, Escapes
from hipgen.searching.jsreader import Reader, invalid

QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)")
SIGNS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
ENDLESS = 1_000_000
"""Rounds of a loop that count as endless: more than any text has characters."""

LOOKING = {"(?=": False, "(?!": False, "(?<=": True, "(?<!": True}
DEEPEST = 100
"""Levels that groups may nest."""


def matches(pattern: str, flags: str, text: str, milliseconds: int = MILLISECONDS) -> Match:
    """Test a text as JavaScript would and say how that ended; never raises."""
    try:
        source = translated(pattern, flags)
        whole = characters.units(text, "u" in flags)
        if "i" in flags:
            whole = characters.folded(whole, "u" in flags)
        return search(source, whole, milliseconds, at_start="y" in flags)
    except Unusable as error:
        return Match(error.outcome, str(error))


@lru_cache(maxsize=64)
def translated(pattern: str, flags: str) -> str:
    """Write a pattern for `regex`, to be searched for in a text of `units`, `folded` with flag i.

    Raises Unusable for what RegExp refuses, and for what is too large.
    """
    if len(set(flags)) != len(flags) or not set(flags) <= set("dgimsuy"):
        raise Unusable(Outcome.INVALID, f"not valid flags: {flags[:20]!r}")
    refuse_overlong(pattern)
    reader = Reader(characters.units(pattern, "u" in flags), "u" in flags)
    return _Parser(reader, flags).whole()


class _Parser:
    """Recursive descent: each method reads what it is named after and returns how `regex` writes it."""

    def __init__(self, reader: Reader, flags: str) -> None:
        self.reader = reader
        self.flags = flags
        self.escapes = Escapes(reader, ignore_case="i" in flags)
        self.closed = 0
        self.opened: list[int] = []
        self.numbered = 0
        self.behind = 0
        self.depth = 0

    def whole(self) -> str:
        text = self.disjunction()
        if not self.reader.at_end():
            raise invalid("unmatched ')'")
        return text

    def disjunction(self) -> str:
        alternatives = [self.alternative()]
        while self.reader.take("|"):
            alternatives.append(self.alternative())
        return "|".join(alternatives)

    def alternative(self) -> str:
        terms: list[str] = []
        while not self.reader.at_end() and self.reader.peek() not in "|)":
            terms.append(self.term())
        return "".join(terms)

    def term(self) -> str:
        reader = self.reader
        for sign in ("^", "$", r"\b", r"\B"):
            if reader.take(sign):
                return self.anchor(sign)
        for opening, behind in LOOKING.items():
            if reader.take(opening):
                return self.looking(opening, behind)
        return self.quantified(self.atom(), looks=False)

    def anchor(self, sign: str) -> str:
        word = f"[{characters.WORDS}]"
        match sign:
            case "^":
                return rf"(?<![^{characters.LINE_ENDS}])" if "m" in self.flags else r"\A"
            case "$":
                return rf"(?![^{characters.LINE_ENDS}])" if "m" in self.flags else r"\Z"
            case r"\b":
                return f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
            case _:
                return f"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))"

    def looking(self, opening: str, behind: bool) -> str:
        outer, self.behind = self.behind, 1 if behind else 0
        text = f"{opening}{self.inside()})"
        self.behind = outer
        if behind or self.reader.unicode:
            return text
        return self.quantified(text, looks=True)

    def inside(self) -> str:
        """Read what stands in a group, and its end."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unusable(Outcome.TOO_LARGE, "the pattern nests too deeply")
        text = self.disjunction()
        self.depth -= 1
        if not self.reader.take(")"):
            raise invalid("unterminated group")
        return text

    def atom(self) -> str:
        reader = self.reader
        match reader.peek():
            case "(":
                return self.group()
            case ".":
                reader.next()
                return ANYTHING if "s" in self.flags else f"[^{characters.LINE_ENDS}]"
            case "[":
                reader.next()
                return self.escapes.character_class()
            case "\\":
                reader.next()
                return self.escape()
            case "*" | "+" | "?":
                raise invalid("nothing to repeat")
            case "{" if reader.unicode or reader.matches(QUANTIFIER):
                raise invalid("nothing to repeat")
            case "}" | "]" if reader.unicode:
                raise invalid("lone quantifier brackets")
            case _:
                return self.escapes.letter(ord(reader.next()))

    def group(self) -> str:
        reader = self.reader
        if reader.take("(?:"):
            return f"(?:{self.inside()})"
        reader.take("(")
        if reader.take("?"):
            if not reader.take("<"):
                raise invalid("invalid group")
            reader.name()
        self.numbered += 1
        number = self.numbered
        self.opened.append(number)
        text = f"({self.inside()})"
        self.opened.remove(number)
        return text

    def escape(self) -> str:
        number = self.escapes.reference()
        if number is None:
            return self.escapes.outside()
        ahead = number > self.numbered and not self.behind
        if number in self.opened or ahead:
            return "(?:)"
        return rf"(?:(?({number})\g<{number}>|))"

    def quantified(self, atom: str, looks: bool) -> str:
        found = self.reader.matches(QUANTIFIER)
        if found is None:
            if self.reader.unicode and not self.reader.at_end() and self.reader.peek() == "{":
                raise invalid("incomplete quantifier")
            return atom
        self.reader.skip(found.end() - found.start())
        least, most = _bounds(found)
        if looks:  # a round that takes no characters doesn't count, so one that is not demanded never happens
            return atom if least else f"(?:(?!){atom})?"
        return f"{atom}{{{least},{'' if most is None else most}}}{found[5]}"


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    """Read how often an atom may stand, None for any number of times."""
    sign, least_text, comma, most_text, _ = found.groups()
    if sign:
        return SIGNS[sign]
    least = _count(least_text)
    most = least if not comma else _count(most_text) if most_text else None
    if most is not None and most < least:
        raise invalid("numbers out of order in a quantifier")
    return least, None if most is not None and most >= ENDLESS and comma else most


def _count(digits: str) -> int:
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) < 15 else 10**15
