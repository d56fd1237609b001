"""A short text that a webhook's pattern matches, so that the webhook is called.

Made from what Python's own parser says of the pattern, and only given back when it does match. Pure.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from re import _parser  # type: ignore[attr-defined]  # what `re.compile` itself calls: there is no other exact parser
from typing import Any

LEADING_FLAGS = re.compile(r"\(\?[aiLmsux]+\)")
CATEGORIES = {"DIGIT": "7", "NOT_DIGIT": "x", "SPACE": " ", "NOT_SPACE": "x", "WORD": "x", "NOT_WORD": " "}
CLASSES = {
    "DIGIT": r"\d",
    "NOT_DIGIT": r"\D",
    "SPACE": r"\s",
    "NOT_SPACE": r"\S",
    "WORD": r"\w",
    "NOT_WORD": r"\W",
}
PRINTABLE = "x7 -_A" + "".join(map(chr, range(33, 127)))
AROUND = ("", " ", "x", "7")
"""What a text may need around it for a boundary."""

Node = tuple[Any, Any]


def sample(pattern: str | None) -> str | None:
    """A text in which a pattern of Python's `re` is found, as the host searches it; None if none is known."""
    if not pattern:
        return "hello"
    bare = LEADING_FLAGS.sub("", pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(
                bare, re.IGNORECASE if "i" in "".join(LEADING_FLAGS.findall(pattern)) else 0
            )
            made = _Sample().of(_parser.parse(bare))
    except (re.error, RecursionError, OverflowError, ValueError):
        return None
    tried = (f"{before}{made}{after}" for after in AROUND for before in AROUND)
    return next((text for text in tried if text.strip() and compiled.search(text)), None)


class _Sample:
    """The shortest text for each part, remembering the groups."""

    def __init__(self) -> None:
        self._groups: dict[int | None, str] = {}

    def of(self, nodes: Iterable[Node]) -> str:
        return "".join(self._one(str(kind), value) for kind, value in nodes)

    def _one(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL":
                return next(each for each in PRINTABLE if ord(each) != value)
            case "ANY":
                return "x"
            case "IN":
                return _member(value)
            case "BRANCH":
                return self.of(value[1][0])
            case "SUBPATTERN":
                self._groups[value[0]] = made = self.of(value[3])
                return made
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self.of(value[2]) * int(value[0])
            case "ATOMIC_GROUP":
                return self.of(value)
            case "GROUPREF":
                return self._groups.get(value, "")
            case _:
                return ""


def _member(members: list[Node]) -> str:
    """One character of a set."""
    negated = str(members[0][0]) == "NEGATE"
    if not negated:
        kind, value = members[0]
        match str(kind):
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(value[0])
            case "CATEGORY":
                return CATEGORIES[str(value).removeprefix("CATEGORY_")]
    return next((each for each in PRINTABLE if not any(_covers(node, each) for node in members[1:])), "x")


def _covers(node: Node, character: str) -> bool:
    """Whether one member of a set stands for a character."""
    kind, value = str(node[0]), node[1]
    match kind:
        case "LITERAL":
            return bool(chr(value) == character)
        case "RANGE":
            return bool(value[0] <= ord(character) <= value[1])
        case _:
            name = str(value).removeprefix("CATEGORY_")
            return re.match(CLASSES[name], character) is not None
