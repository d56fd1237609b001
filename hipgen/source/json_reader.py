"""JSON text → plain data and its places.

All of JSON as RFC 8259 has it. The data come from the C scanner of the standard library; places are worked
out by a second, slower scan, when something is wrong or somebody asks. Knows nothing of files or lines.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in CPython and PyPy, not in the stubs
from typing import Any

from hipgen.diagnostics import Json
from hipgen.source.scalars import NoJsonError, finite
from hipgen.source.tree import (
    MAX_DEPTH,
    MAX_DIGITS,
    Node,
    Problem,
    Range,
    Reading,
    UnreadableError,
    duplicate,
    too_deep,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?(?![0-9A-Za-z_.+-])")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_WORDS = {"true": True, "false": False, "null": None}
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _LookError(ValueError):
    """The quick reading met something that the careful one must look at."""


def read(text: str) -> Reading:
    """Read one JSON text; `root` is left out while all is well: `careful` finds it."""
    try:
        data = _QUICK.decode(text)
    except (ValueError, RecursionError):
        return careful(text)
    if _HALF.search(text) or _depth_exceeds(data):
        return careful(text)
    return Reading(data)


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _LookError("duplicate key")
    return members


def _refuse(word: str) -> Json:
    raise _LookError(word)


_QUICK = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse, parse_float=finite)


def _depth_exceeds(data: Json) -> bool:
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def careful(text: str) -> Reading:
    """Read one JSON text by hand, with a place for every value and for every mistake."""
    scan = _Scan(text)
    try:
        scan.run()
    except UnreadableError as stop:
        return Reading(problems=[*scan.problems, stop.problem])
    return Reading(scan.data, scan.root, scan.problems)


class _Scan:
    """A JSON reader that never calls itself: open collections wait on a stack."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.problems: list[Problem] = []
        self.data: Json = None
        self.root: Node | None = None
        self.stack: list[tuple[Json, Node, str | None]] = []

    def run(self) -> None:
        self.skip()
        while True:
            if self.value() and self.finish():
                break
        self.skip()
        if self.at < len(self.text):
            raise self.stop("nothing may follow the end of the document", "remove it")

    def skip(self) -> str:
        """Pass over white space; return the next character, or nothing at the end."""
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def stop(self, message: str, fix: str = "", end: int = 0, first: Range | None = None) -> UnreadableError:
        end = max(end, self.at + 1)
        return UnreadableError(
            Problem("HG001", message, self.at, end, fix, "", first, "opened here" if first else "")
        )

    def value(self) -> bool:
        """Read a value; false if it opened a collection, whose first member is next."""
        match self.skip():
            case "{":
                return self.open({}, Node(self.at, 0, {}, {}))
            case "[":
                return self.open([], Node(self.at, 0, None, []))
            case '"':
                start = self.at
                self.put(self.string(), Node(start, self.at))
            case "":
                raise self.stop(
                    "a value is missing at the end of the text", "finish or remove what was begun"
                )
            case _:
                self.word()
        return True

    def open(self, value: Json, node: Node) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            raise too_deep(self.at)
        self.stack.append((value, node, None))
        self.at += 1
        if self.skip() == ("]" if isinstance(value, list) else "}"):
            self.close()
            return True
        if not isinstance(value, list):
            self.key()
        return False

    def finish(self) -> bool:
        """After a value: go to the next member, or close what is complete; true when nothing is open."""
        while self.stack:
            value, node, _ = self.stack[-1]
            closing = "]" if isinstance(value, list) else "}"
            char = self.skip()
            if char == closing:
                self.close()
            elif char == ",":
                self.comma(closing)
                return False
            else:
                raise self.missing(closing, node)
        return True

    def comma(self, closing: str) -> None:
        comma = self.at
        self.at += 1
        if self.skip() == closing:
            self.at = comma
            raise self.stop(f"a comma before `{closing}`", "remove the comma: JSON allows none there")
        if closing == "}":
            self.key()

    def missing(self, closing: str, node: Node) -> UnreadableError:
        if self.at >= len(self.text):
            self.at = node.start
            what = "list" if closing == "]" else "object"
            return self.stop(f"the {what} that begins here is not closed by `{closing}`", f"add `{closing}`")
        return self.comment() or self.stop(
            f"expected `,` or `{closing}`", "put a comma between two members", 0, (node.start, node.start + 1)
        )

    def comment(self) -> UnreadableError | None:
        if self.text.startswith(("//", "/*", "#"), self.at):
            return self.stop("JSON has no comments", "remove it, or write the file as YAML")
        return None

    def close(self) -> None:
        value, node, _ = self.stack.pop()
        self.at += 1
        node.end = self.at
        self.put(value, node)

    def key(self) -> None:
        value, node, _ = self.stack[-1]
        if self.skip() != '"':
            word = _WORD.match(self.text, self.at)
            end = word.end() if word else 0
            raise self.comment() or self.stop("expected a key in double quotes", 'write `"key": value`', end)
        start = self.at
        key = self.string()
        place = (start, self.at)
        if self.skip() != ":":
            raise self.stop("expected `:` after the key", 'write `"key": value`')
        self.at += 1
        assert node.keys is not None
        first = node.keys.setdefault(key, place)
        if first is not place:
            self.problems.append(duplicate(key, place, first))
        self.stack[-1] = (value, node, key if first is place else None)

    def put(self, value: Json, node: Node) -> None:
        if not self.stack:
            self.data, self.root = value, node
            return
        holder, parent, key = self.stack[-1]
        if isinstance(parent.children, list):
            holder.append(value)
            parent.children.append(node)
        elif key is not None and parent.children is not None:
            holder[key] = value
            parent.children[key] = node

    def string(self) -> str:
        start = self.at
        try:
            text, self.at = scanstring(self.text, start + 1, True)
        except json.JSONDecodeError as error:
            raise self.broken(error, start) from None
        assert isinstance(text, str)
        if _SURROGATE.search(text):
            message = "half of a surrogate pair is no character"
            fix = "write both halves, or the character itself"
            self.problems.append(Problem("HG011", message, start, self.at, fix))
            text = _SURROGATE.sub("\ufffd", text)
        return text

    def broken(self, error: json.JSONDecodeError, start: int) -> UnreadableError:
        self.at = error.pos
        if error.msg.startswith("Unterminated"):
            self.at = start
            fix = 'close it; write `\\"` for a quote inside'
            return self.stop('the text that begins here has no closing `"`', fix)
        if "control character" in error.msg:
            message = "a line break, tab or other control character in a text"
            return self.stop(message, "write it as `\\n` or `\\t`")
        self.at = max(self.text.rfind("\\", start, error.pos + 1), start)
        fix = "double the backslash if one is meant"
        message = f"`{self.text[self.at : self.at + 2]}` is not an escape that JSON knows"
        return self.stop(message, fix, self.at + 2)

    def word(self) -> None:
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.number(number)
            return
        found = _WORD.match(self.text, self.at)
        word = found.group() if found else self.text[self.at]
        end = self.at + len(word)
        if word not in _WORDS:
            raise self.comment() or self.unknown(word, end)
        self.put(_WORDS[word], Node(self.at, end))
        self.at = end

    def unknown(self, word: str, end: int) -> UnreadableError:
        shown = word if len(word) <= 40 else word[:39] + "…"
        if word.lower() in _WORDS:
            return self.stop(f"`{shown}` is not JSON", f"write `{word.lower()}`", end)
        if word[0] == "'":
            return self.stop("JSON has no single quotes", "use double quotes", end)
        if word in ("NaN", "Infinity", "-Infinity"):
            return UnreadableError(_no_number(word, self.at, end))
        if word[0] in "-+.0123456789":
            return self.stop(f"`{shown}` is not a number that JSON knows", "", end)
        return self.stop(f"`{shown}` is not a value", "put a text in double quotes", end)

    def number(self, found: re.Match[str]) -> None:
        text, (start, end) = found.group(), found.span()
        value: Any = text
        try:
            if found.group(1) or found.group(2):
                value = finite(text)
            elif len(text) <= MAX_DIGITS:
                value = int(text)
            else:
                raise NoJsonError(text)
        except NoJsonError:
            self.problems.append(_no_number(text, start, end))
        self.put(value, Node(start, end))
        self.at = end


def _no_number(text: str, start: int, end: int) -> Problem:
    shown = text if len(text) <= 40 else text[:39] + "…"
    message = f"`{shown}` is not a number that can be kept"
    return Problem("HG014", message, start, end, "write a finite number, or quote it if a text is meant")
