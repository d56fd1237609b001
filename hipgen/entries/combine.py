"""Plain data of three sides → one: members of tables and entries of lists, each for itself.

An entry of a list is known by its name (of a requirement: `box` in `Box[all]>=3`; of a table: its `name` or
`id`), so that two versions of one thing are one entry. Knows no text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Any

ABSENT: Any = object()
REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:[\[<>=!~;@(].*)?", re.DOTALL)
NAMES = ("name", "id", "key", "module", "url")


class Side(IntEnum):
    """Whose value an entry gets that both sides changed."""

    BASE = 0
    MINE = 1
    THEIRS = 2


@dataclass(frozen=True, slots=True)
class _Clashes:
    """What is being found out: where the sides clash, whose value counts there, which lists are one value."""

    prefer: Side
    whole: frozenset[str]
    places: list[str] = field(default_factory=list)


def combine(
    base: Any,
    mine: Any,
    theirs: Any,
    prefer: Side = Side.MINE,
    *,
    whole: frozenset[str] = frozenset(),
) -> tuple[Any, tuple[str, ...]]:
    """The data with the changes of both; and where they clash, in which places `prefer` decides.

    A list whose name is one of `whole` is a value like a text: two changes of it clash.
    """
    clashes = _Clashes(prefer, whole)
    return _combine((base, mine, theirs), (), clashes), tuple(clashes.places)


def same(one: Any, other: Any) -> bool:
    """Equal, and of one type all through: 1 is neither true nor 1.0. The order of members doesn't count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or (one != one and other != other)


def edits(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[str, int, int, int, int]]:
    """The edits of a list, as `SequenceMatcher.get_opcodes` has them, the last first."""
    before, after = ([_text(entry) for entry in entries] for entries in (old, new))
    return list(reversed(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()))


def fit_list(there: Any, plain: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Give an editor's list, whose entries are `plain`, the wanted ones; what stays keeps its layout."""
    for kind, start, end, first, last in edits(plain, wanted):
        if kind == "replace" and end - start == last - first:
            for at, value in zip(range(start, end), wanted[first:last], strict=True):
                there[at] = value
        elif kind != "equal":
            for at in reversed(range(start, end)):
                del there[at]
            for value in reversed(wanted[first:last]):
                there.insert(start, value)


def _combine(sides: tuple[Any, Any, Any], path: tuple[str, ...], clashes: _Clashes) -> Any:
    base, mine, theirs = sides
    if same(mine, theirs) or same(base, theirs):
        return mine
    if same(base, mine):
        return theirs
    if tables := _tables(sides, dict):
        return _members(tables, path, clashes)
    lists = None if path and path[-1] in clashes.whole else _tables(sides, list)
    if lists and (naming := _naming(lists)):
        named = tuple({naming(entry): entry for entry in entries} for entries in lists)
        return list(_members(named, path, clashes).values())
    clashes.places.append(".".join(path))
    return sides[clashes.prefer]


def _tables(sides: tuple[Any, Any, Any], kind: type) -> tuple[Any, ...] | None:
    """The sides, if all are of a kind; a base that isn't there counts as an empty one."""
    base, *both = sides
    if not all(isinstance(side, kind) for side in both) or not (base is ABSENT or isinstance(base, kind)):
        return None
    return (kind() if base is ABSENT else base, *both)


def _members(tables: tuple[Any, ...], path: tuple[str, ...], clashes: _Clashes) -> dict[str, Any]:
    base, mine, theirs = tables
    found = {}
    for name in _order(list(mine), list(theirs)):
        sides = (base.get(name, ABSENT), mine.get(name, ABSENT), theirs.get(name, ABSENT))
        value = _combine(sides, (*path, name), clashes)
        if value is not ABSENT:
            found[name] = value
    return found


def _order(mine: list[str], theirs: list[str]) -> list[str]:
    """Mine as they stand; what only theirs has goes behind what it follows there, or in front."""
    names, known = list(mine), set(mine)
    for index, name in enumerate(theirs):
        if name not in known:
            after = next((other for other in theirs if other in known), None)
            at = names.index(theirs[index - 1]) + 1 if index else names.index(after) if after else len(names)
            names.insert(at, name)
            known.add(name)
    return names


def _naming(lists: tuple[Any, ...]) -> Callable[[Any], str] | None:
    """What tells the entries of all three lists apart; None where one is there twice."""
    for naming in (_name, _text):
        if all(len({naming(entry) for entry in entries}) == len(entries) for entries in lists):
            return naming
    return None


def _name(entry: Any) -> str:
    if isinstance(entry, str) and (match := REQUIREMENT.fullmatch(entry.strip())):
        return re.sub(r"[-_.]+", "-", match[1]).lower()
    if isinstance(entry, dict):
        name = next((entry[word] for word in NAMES if isinstance(entry.get(word), str)), None)
        return _text(entry) if name is None else name
    return _text(entry)


def _text(entry: Any) -> str:
    return type(entry).__name__ + json.dumps(entry, sort_keys=True, default=repr)
