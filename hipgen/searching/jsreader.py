"""A pattern of JavaScript being read: where one is, what comes, and which groups there are in all.

Knows what has to be known before the first character is understood: how many groups capture and their
names, since a `\\2` or `\\k` means something else where there are none.
"""

from __future__ import annotations

import re

from hipgen.searching.bounded import Outcome, Unusable

TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]?|\(\?<(?![=!])|\(\?|\(|.", re.DOTALL)
UNIT = re.compile(r"\\u([0-9a-fA-F]{4})")
POINT = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def invalid(message: str) -> Unusable:
    """Return the error for a pattern that RegExp refuses."""
    return Unusable(Outcome.INVALID, f"not a valid pattern of JavaScript: {message}")


class Reader:
    """Reads a pattern of UTF-16 units, or with the flag u of code points. Raises Unusable."""

    def __init__(self, pattern: str, unicode: bool) -> None:
        self.pattern = pattern
        self.unicode = unicode
        self.position = 0
        self.groups = 0
        self.names: dict[str, int] = {}
        self._count()

    def at_end(self) -> bool:
        """Say whether all is read."""
        return self.position >= len(self.pattern)

    def peek(self) -> str:
        """Return the next character, empty at the end."""
        return self.pattern[self.position : self.position + 1]

    def next(self) -> str:
        """Read a character."""
        letter = self.peek()
        self.position += 1
        return letter

    def take(self, text: str) -> bool:
        """Read a text if it comes next."""
        found = self.pattern.startswith(text, self.position)
        self.skip(len(text) if found else 0)
        return found

    def skip(self, count: int) -> None:
        """Pass over some characters."""
        self.position += count

    def matches(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Look whether an expression matches what comes, without reading it."""
        return expression.match(self.pattern, self.position)

    def name(self) -> str:
        """Read the name of a group and the `>` after it."""
        letters = ""
        while not self.take(">"):
            letters += self._letter_of_name()
        known = letters.replace("$", "_").replace("\u200c", "_").replace("\u200d", "_")
        if not known.isidentifier() or letters[0] in "\u200c\u200d":
            raise invalid("not a name of a group")
        return letters

    def _letter_of_name(self) -> str:
        if found := self.matches(POINT):
            self.skip(len(found[0]))
            code = int(found[1], 16)
            return chr(code) if code <= 0x10FFFF else ""
        letter = self._unit_of_name()
        if "\ud800" <= letter <= "\udbff":
            second = self._unit_of_name()
            pair = (letter + second).encode("utf-16-le", "surrogatepass")
            return pair.decode("utf-16-le", "replace")
        return letter

    def _unit_of_name(self) -> str:
        if found := self.matches(UNIT):
            self.skip(6)
            return chr(int(found[1], 16))
        if self.at_end():
            raise invalid("a name of a group without its end")
        return self.next()

    def _count(self) -> None:
        """Count the groups that capture and collect their names."""
        while found := self.matches(TOKEN):
            self.skip(len(found[0]))
            if found[0] not in {"(", "(?<"}:
                continue
            self.groups += 1
            if found[0] == "(?<":
                name = self.name()
                if name in self.names:
                    raise invalid(f"two groups of the name {name[:40]!r}")
                self.names[name] = self.groups
        self.position = 0
