"""Escapes and character classes of JavaScript's regular expressions, written for the `regex` library.

Knows nothing of groups, loops and anchors beyond which number a back-reference has.
"""

from __future__ import annotations

import re

from hipgen.searching import jscharacters as characters
from hipgen.searching.bounded import Outcome, Unusable, compiled
from hipgen.searching.jsreader import POINT, UNIT, Reader, invalid

ANYTHING = r"[\x00-\U0010ffff]"
NOTHING = "(?!)"

CONTROLS = {"f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09, "v": 0x0B}
SYNTAX = frozenset("^$\\.*+?()[]{}|/")
BYTE = re.compile(r"x([0-9a-fA-F]{2})")
CONTROL = re.compile(r"c([a-zA-Z])")
CONTROL_IN_CLASS = re.compile(r"c([a-zA-Z0-9_])")
OCTAL = re.compile(r"[0-3][0-7]{0,2}|[4-7][0-7]?")
DECIMAL = re.compile(r"[1-9]\d*")
PROPERTY = re.compile(r"[pP]\{(?:([A-Za-z_]+)=)?([A-Za-z_0-9]+)\}")
KEYS = frozenset({"General_Category", "gc", "Script", "sc", "Script_Extensions", "scx"})
SURROGATES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


class Escapes:
    """Reads what begins with a backslash or a bracket; the reader stands behind it. Raises Unusable."""

    def __init__(self, reader: Reader, ignore_case: bool) -> None:
        self.reader = reader
        self.unicode = reader.unicode
        self.ignore_case = ignore_case

    def letter(self, code: int) -> str:
        """Write a character that stands for itself."""
        text = chr(code)
        return characters.written(ord(characters.folded(text, self.unicode) if self.ignore_case else text))

    def reference(self) -> int | None:
        """Read a back-reference: the number of its group, or None if what comes is none."""
        reader = self.reader
        if reader.peek() == "k" and (self.unicode or reader.names):
            if not reader.take("k<"):
                raise invalid("not a reference to a group")
            number = reader.names.get(reader.name())
            if number is None:
                raise invalid("a reference to no group")
            return number
        if not (found := reader.matches(DECIMAL)):
            return None
        number = int(found[0]) if len(found[0]) < 6 else 10**6
        if number > reader.groups:
            if self.unicode:
                raise invalid("a reference to no group")
            return None
        reader.skip(len(found[0]))
        return number

    def outside(self) -> str:
        """Read an escape outside a class that is no back-reference."""
        found = self._class_of() or self._code(in_class=False)
        return self._bracketed(found, negated=False) if isinstance(found, str) else self.letter(found)

    def character_class(self) -> str:
        """Read a class, from behind its opening bracket to its end."""
        negated = self.reader.take("^")
        members: list[str] = []
        while not self.reader.take("]"):
            members.extend(self._member())
        if not members:
            return ANYTHING if negated else NOTHING
        return self._bracketed("".join(members), negated)

    def _bracketed(self, members: str, negated: bool) -> str:
        if self.ignore_case:
            members += characters.images(members, self.unicode)
        return f"[{'^' if negated else ''}{members}]"

    def _member(self) -> list[str]:
        """Read a member of a class or a range of them."""
        first = self._end_of_range()
        if not self.reader.take("-"):
            return [_member(first)]
        if self.reader.peek() == "]":
            return [_member(first), _member(ord("-"))]
        last = self._end_of_range()
        if isinstance(first, str) or isinstance(last, str):
            if self.unicode:
                raise invalid("a class as an end of a range")
            return [_member(first), _member(ord("-")), _member(last)]
        if first > last:
            raise invalid("a range out of order")
        return [f"{characters.written(first)}-{characters.written(last)}"]

    def _end_of_range(self) -> int | str:
        if self.reader.at_end():
            raise invalid("unterminated class")
        letter = self.reader.next()
        if letter != "\\":
            return ord(letter)
        return self._class_of() or self._code(in_class=True)

    def _class_of(self) -> str | None:
        """Read an escape that stands for many characters, as members of a class."""
        reader = self.reader
        not_words = characters.NOT_WORDS
        if self.unicode and self.ignore_case:
            not_words = characters.NOT_WORDS_FOLDED
        classes = {
            "d": characters.DIGITS,
            "D": characters.NOT_DIGITS,
            "s": characters.SPACES,
            "S": characters.NOT_SPACES,
            "w": characters.WORDS,
            "W": not_words,
        }
        if found := classes.get(reader.peek()):
            reader.next()
            return found
        if self.unicode and reader.peek() in {"p", "P"}:
            return self._property()
        return None

    def _property(self) -> str:
        found = self.reader.matches(PROPERTY)
        if not found or (found[1] and found[1] not in KEYS):
            raise invalid("not a property of Unicode")
        self.reader.skip(len(found[0]))
        text = "\\" + found[0]
        try:
            compiled(text)
        except Unusable:
            raise Unusable(Outcome.INVALID, f"not a property of Unicode that is known here: {text}") from None
        return text

    def _code(self, in_class: bool) -> int:
        """Read an escape that stands for one character."""
        reader = self.reader
        if reader.at_end():
            raise invalid("a backslash at the end")
        for expression, base in ((BYTE, 16), (CONTROL_IN_CLASS if in_class else CONTROL, 0)):
            found = reader.matches(expression)
            if found and not (self.unicode and base == 0 and not found[1].isalpha()):
                reader.skip(len(found[0]))
                return int(found[1], 16) if base else ord(found[1]) % 32
        if reader.peek() == "u":
            return self._unit()
        if reader.peek() in "01234567" and (found := reader.matches(OCTAL)):
            return self._octal(found[0])
        return self._identity(in_class)

    def _unit(self) -> int:
        reader = self.reader
        reader.skip(-1)
        if self.unicode and (found := reader.matches(POINT)):
            code = int(found[1], 16)
            if code > characters.LARGEST:
                raise invalid("a code point beyond the last")
            reader.skip(len(found[0]))
            return code
        if not (found := reader.matches(UNIT)):
            if self.unicode:
                raise invalid("not an escape of a code point")
            reader.skip(2)
            return ord("u")
        reader.skip(6)
        first = int(found[1], 16)
        if self.unicode and first in SURROGATES[0] and (found := reader.matches(UNIT)):
            second = int(found[1], 16)
            if second in SURROGATES[1]:
                reader.skip(6)
                return 0x10000 + (first - 0xD800) * 0x400 + second - 0xDC00
        return first

    def _octal(self, digits: str) -> int:
        if self.unicode:
            following = self.reader.pattern[self.reader.position + 1 : self.reader.position + 2]
            if digits[0] != "0" or following.isdecimal():
                raise invalid("an octal escape")
            digits = "0"
        self.reader.skip(len(digits))
        return int(digits, 8)

    def _identity(self, in_class: bool) -> int:
        letter = self.reader.peek()
        if in_class and letter == "b":
            self.reader.next()
            return 0x08
        if letter in CONTROLS:
            self.reader.next()
            return CONTROLS[letter]
        if self.unicode and letter not in SYNTAX and not (in_class and letter == "-"):
            raise invalid(f"not an escape: \\{letter}")
        if letter == "c":
            return ord("\\")
        if letter == "k" and self.reader.names:
            raise invalid("not a reference to a group")
        self.reader.next()
        return ord(letter)


def _member(item: int | str) -> str:
    return item if isinstance(item, str) else characters.written(item)
