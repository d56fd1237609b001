"""Regular expressions of webhooks: Python's dialect, as the host's was, and JavaScript's.

Pure text. Knows nothing of add-ons; `rules` and `context` ask it.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

LEADING_FLAGS = re.compile(r"\(\?([aiLmsux]+)\)")
CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
REPEAT = re.compile(r"\{(\d*)(,?)(\d*)\}")
JS_FLAGS = {"i": "i", "m": "m", "s": "s", "a": "", "u": ""}
ESCAPES = {r"\A": r"(?<![\s\S])", r"\Z": r"(?![\s\S])", r"\a": r"\x07"}


class Untranslatable(ValueError):  # noqa: N818 - says what the pattern is
    """The pattern says something that JavaScript of Node 20 has no words for; the message names it."""


@dataclass(frozen=True, slots=True)
class JavaScript:
    """A regular expression of JavaScript."""

    source: str
    flags: str


@lru_cache(maxsize=16_384)  # several rules ask, and `re` forgets all but the last 512
def problem(pattern: str) -> str | None:
    """Say why a pattern doesn't compile in Python's dialect, or None.

    Flags that stand inside the pattern were legal in the host's Python 2 and are no problem.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(LEADING_FLAGS.sub("", pattern))
        except re.error as error:
            return f"{error.msg} at character {(error.pos or 0) + 1}"
        except (OverflowError, RecursionError):
            return "it is too large"
    return None


def alternatives(pattern: str) -> list[str]:
    """The alternatives at the top of a pattern, in no group; one if there are no others."""
    branches, begin, depth, at = [], 0, 0, 0
    while at < len(pattern):
        match pattern[at]:
            case "\\":
                at += 1
            case "[" if found := CLASS.match(pattern, at):
                at = found.end() - 1
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case "|" if depth == 0:
                branches.append(pattern[begin:at])
                begin = at + 1
        at += 1
    return [*branches, pattern[begin:]]


def to_javascript(pattern: str) -> JavaScript:
    """Translate a pattern that compiles. Raises Untranslatable."""
    flags: set[str] = set()
    out: list[str] = []
    position = 0
    while position < len(pattern):
        piece, length = _piece(pattern, position, flags)
        out.append(piece)
        position += length
    return JavaScript("".join(out) or "(?:)", "".join(sorted(flags)))


def _piece(pattern: str, at: int, flags: set[str]) -> tuple[str, int]:
    """Translate what begins at `at`: the text for JavaScript, and how many characters it stood for."""
    match pattern[at]:
        case "\\":
            return _escape(pattern[at : at + 2]), 2
        case "[":
            return _character_class(pattern, at)
        case "(" if pattern.startswith("(?", at):
            return _group(pattern, at, flags)
        case "{" if found := REPEAT.match(pattern, at):
            return _possessive(_repeat(found), pattern, found.end()), found.end() - at
        case "*" | "+" | "?" as sign:
            return _possessive(sign, pattern, at + 1), 1
        case "/":
            return "\\/", 1
        case "\n":
            return "\\n", 1
        case "\r":
            return "\\r", 1
        case other:
            return other, 1


def _possessive(text: str, pattern: str, end: int) -> str:
    if pattern.startswith("+", end):
        raise Untranslatable("a possessive quantifier")
    return text


def _escape(text: str) -> str:
    if text in {r"\N", r"\U"}:
        raise Untranslatable(f"the escape `{text}`")
    return ESCAPES.get(text, text)


def _repeat(found: re.Match[str]) -> str:
    least, comma, most = found.groups()
    if not least and comma and most:
        return "{0," + most + "}"
    return found.group() if least else found.group().replace("{", r"\{").replace("}", r"\}")


def _character_class(pattern: str, at: int) -> tuple[str, int]:
    found = CLASS.match(pattern, at)
    if not found:
        raise Untranslatable("a character class without its end")
    text = found.group()
    head = "[^" if text.startswith("[^") else "["
    body = text[len(head) : -1]
    if body.startswith("]"):
        body = "\\" + body
    if r"\N" in body or r"\U" in body:
        raise Untranslatable("an escape of Python's in a character class")
    body = body.replace("/", "\\/").replace("\\\\/", "\\/").replace("\n", "\\n").replace("\r", "\\r")
    return head + body + "]", found.end() - at


def _group(pattern: str, at: int, flags: set[str]) -> tuple[str, int]:
    rest = pattern[at:]
    if found := LEADING_FLAGS.match(rest):
        for flag in found.group(1):
            if flag not in JS_FLAGS:
                raise Untranslatable(f"the flag `{flag}`")
            flags.update(JS_FLAGS[flag])
        return "", found.end()
    if rest.startswith("(?P<"):
        return "(?<", 4
    if found := re.match(r"\(\?P=(\w+)\)", rest):
        return rf"\k<{found.group(1)}>", found.end()
    if found := re.match(r"\(\?#[^)]*\)", rest):
        return "", found.end()
    for opening in ("(?:", "(?=", "(?!", "(?<=", "(?<!"):
        if rest.startswith(opening):
            return opening, len(opening)
    raise Untranslatable(f"the group `{rest[:4]}`")
