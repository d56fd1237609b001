"""Characters as JavaScript's regular expressions see them: units, case, and the classes `\\d`, `\\s`, `\\w`.

JavaScript compares letters without regard to case by bringing both to one form; what is done to a text here
is done to the letters of a pattern too, so that a search needs no such flag (whose rules differ between
languages). Knows nothing of the syntax of patterns.
"""

from __future__ import annotations

from functools import cache, lru_cache

import regex

LINE_ENDS = r"\n\r\u2028\u2029"
DIGITS = "0-9"
NOT_DIGITS = r"\x00-/:-\U0010ffff"
SPACES = r"\t-\r\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
NOT_SPACES = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff"
    r"\u3001-\ufefe\uff00-\U0010ffff"
)
WORDS = "0-9A-Z_a-z"
NOT_WORDS = r"\x00-/:-@\[-\^`{-\U0010ffff"
NOT_WORDS_FOLDED = r"\x00-/:-@\[-\^`{-\u017e\u0180-\u2129\u212b-\U0010ffff"
"""With the flags i and u, long s and the sign of Kelvin are word characters: they fold to s and k."""

LARGEST = 0x10FFFF


def units(text: str, unicode: bool) -> str:
    """Write a text in what JavaScript counts: UTF-16 units, or with the flag u code points."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    if unicode:
        return encoded.decode("utf-16-le", "surrogatepass")
    if len(encoded) == 2 * len(text):
        return text
    return "".join(map(chr, memoryview(encoded).cast("H")))


def folded(text: str, unicode: bool) -> str:
    """Write a text so that letters which differ only in case are the same."""
    return text.translate(_forms(unicode))


@lru_cache(maxsize=64)
def images(members: str, unicode: bool) -> str:
    """Say what a class takes besides if case doesn't count; both are members of a `regex` class."""
    forms = _forms(unicode)
    belongs = regex.compile(f"[{members}]")
    found = {forms[ord(letter)] for letter in belongs.findall(_folding(unicode))}
    return "".join(written(code) for code in sorted(found) if not belongs.match(chr(code)))


def written(code: int) -> str:
    """Write a character as the `regex` library reads it, in a class or out of one."""
    letter = chr(code)
    return letter if letter.isascii() and letter.isalnum() else f"\\U{code:08x}"


@cache
def _folding(unicode: bool) -> str:
    return "".join(map(chr, _forms(unicode)))


@cache
def _forms(unicode: bool) -> dict[int, int]:
    """Return the form of each character that isn't its own (ECMAScript, Canonicalize)."""
    form = _simple_fold if unicode else _upper
    every = range(LARGEST + 1) if unicode else range(0x10000)
    return {code: other for code in every if (other := form(chr(code))) != code}


def _upper(letter: str) -> int:
    upper = letter.upper()
    if len(upper) != 1 or (ord(letter) >= 128 > ord(upper)):
        return ord(letter)
    return ord(upper)


def _simple_fold(letter: str) -> int:
    for form in (letter.casefold(), letter.lower()):
        if len(form) == 1:
            return ord(form)
    return ord(letter)
