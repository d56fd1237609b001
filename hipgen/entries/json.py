"""JSON as a person wrote it, with other entries: members and elements that stay keep their very text.

JSON has no comments; what has some is not read. Knows nothing of what is merged.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hipgen.entries.combine import edits, same
from hipgen.entries.format import UnmergeableError

SPACE = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Entry:
    """A member or an element: white space and name before its value (`lead`), white space behind."""

    name: str | None
    lead: str
    node: Node
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A value: its text, its data; of an object or a list, the entries."""

    text: str
    data: Any
    entries: tuple[Entry, ...] = ()


def parse(text: str) -> Any:
    """Read strict JSON without doubled names."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except ValueError:
        raise UnmergeableError from None


def comments(text: str) -> Counter[str]:
    """None: JSON has no comments."""
    return Counter[str]()


def write(mine: str, theirs: str, wanted: Any) -> str:
    """The text with the wanted entries; those of `theirs` that are new to it are laid out as it is."""
    start = _skip(mine, 0)
    node = _node(mine, start)
    end = "\r\n" if "\r\n" in mine else "\n"
    return (
        mine[:start]
        + _fit(node, wanted, _indent(mine), end + _margin(mine, start))
        + mine[start + len(node.text) :]
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise UnmergeableError
    return members


def _refuse(_: str) -> Any:
    raise UnmergeableError


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at


def _margin(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line if not line.strip() else ""


def _indent(text: str) -> str:
    """The first line's that is indented."""
    match = re.search(r"\n([ \t]+)\S", text)
    return match[1] if match else "  "


def _node(text: str, at: int) -> Node:
    if text[at] not in "{[":
        data, end = DECODER.raw_decode(text, at)
        return Node(text[at:end], data)
    entries, end = [], at + 1
    while text[end] not in "}]":
        entry, end = _entry(text, end, named=text[at] == "{")
        if entry is None:
            break
        entries.append(entry)
    return Node(text[at : end + 1], parse(text[at : end + 1]), tuple(entries))


def _entry(text: str, start: int, *, named: bool) -> tuple[Entry | None, int]:
    """An entry from where the one before ends, and where the next begins (or the closing bracket is)."""
    at, name = _skip(text, start), None
    if text[at] in "}]":
        return None, at
    if named:
        name, at = DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
    node = _node(text, at)
    end = at + len(node.text)
    after = _skip(text, end)
    more = text[after] == ","
    return Entry(name, text[start:at], node, text[end:after]), after + more


def _fit(node: Node, wanted: Any, indent: str, margin: str) -> str:
    """A value's text for other data; `margin` is the line end and the indentation of its first line."""
    if same(node.data, wanted):
        return node.text
    if isinstance(wanted, dict) and isinstance(node.data, dict):
        return _bracketed(node, list(_members(node, wanted, indent, margin)), margin)
    if isinstance(wanted, list) and isinstance(node.data, list):
        return _bracketed(node, _elements(node, wanted, indent, margin), margin)
    return _fresh(wanted, indent, margin)


def _fresh(value: Any, indent: str, margin: str) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False).replace("\n", margin)


def _lead(node: Node, indent: str, margin: str) -> str:
    """The white space before a new entry."""
    return _leads(node)[1] if node.entries else margin + indent


def _inner(entry: Entry, margin: str) -> str:
    """The margin of an entry that begins on a line of its own."""
    space = entry.lead[: _skip(entry.lead, 0)]
    end = margin[: len(margin) - len(margin.lstrip("\r\n"))]
    return end + space.rpartition("\n")[2] if "\n" in space else margin


def _members(node: Node, wanted: dict[str, Any], indent: str, margin: str) -> Iterator[Entry]:
    old = {entry.name: entry for entry in node.entries}
    for name, value in wanted.items():
        if name in old:
            yield _changed(old[name], value, indent, margin)
        else:
            yield _new(node, json.dumps(name, ensure_ascii=False) + ": ", value, indent, margin)


def _changed(entry: Entry, value: Any, indent: str, margin: str) -> Entry:
    text = _fit(entry.node, value, indent, _inner(entry, margin))
    return replace(entry, node=Node(text, value))


def _new(node: Node, name: str, value: Any, indent: str, margin: str) -> Entry:
    entry = Entry(None, _lead(node, indent, margin) + name, Node("", value))
    return replace(entry, node=Node(_fresh(value, indent, _inner(entry, margin)), value))


def _elements(node: Node, wanted: list[Any], indent: str, margin: str) -> list[Entry]:
    entries = list(node.entries)
    for kind, start, end, first, last in edits(node.data, wanted):
        if kind == "replace" and end - start == last - first:
            pairs = zip(entries[start:end], wanted[first:last], strict=True)
            entries[start:end] = [_changed(entry, value, indent, margin) for entry, value in pairs]
        elif kind != "equal":
            entries[start:end] = [_new(node, "", value, indent, margin) for value in wanted[first:last]]
    return entries


def _bracketed(node: Node, entries: list[Entry], margin: str) -> str:
    if not entries:
        return node.text[0] + node.text[-1]
    tail = node.entries[-1].tail if node.entries else margin
    first, rest = _leads(node)
    parts = []
    for number, entry in enumerate(entries):
        space = entry.lead[: _skip(entry.lead, 0)]
        old, new = (first, rest) if number else (rest, first)
        lead = new + entry.lead[len(space) :] if space == old else entry.lead
        parts.append(lead + entry.node.text + (entry.tail if number < len(entries) - 1 else tail))
    return node.text[0] + ",".join(parts) + node.text[-1]


def _leads(node: Node) -> tuple[str, str]:
    """The white space before the first entry, and before the others: they differ where all is on one line."""
    leads = [entry.lead[: _skip(entry.lead, 0)] for entry in node.entries[:2]]
    if not leads:
        return "", ""
    return leads[0], leads[1] if len(leads) > 1 else leads[0] or " "
