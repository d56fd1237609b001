"""Formulas as HipChat's list of conditions, and back.

The list means "all of these"; below it groups nest two deep and only leaves can be inverted, so a formula is
reshaped until it fits. What the conditions mean, which item may use which, and how addon.yaml writes them is
none of this module's business: leaves already carry HipChat's parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from hipgen.diagnostics import Json, Pointer, json_pointer
from hipgen.formula import (
    AllOf,
    AnyOf,
    Formula,
    Group,
    Leaf,
    Negation,
    Overwork,
    empty_group,
    height,
    leaves,
    merged,
    negations_down,
    nesting,
    normal_form,
)

DEEPEST = 2
"""Composites that may nest below the list: the host's schema is spelled out that far, no further."""

LARGEST = 64
"""Leaves that a rewritten member may have: what is longer, nobody could read in the descriptor."""

HIGHEST = 128
"""Levels of a formula that are looked at; the loader allows far fewer, and Python's own stack some more."""


class TooDeep(ValueError):  # noqa: N818 - named for what the reader of an `except` wants to know
    """A formula that HipChat's two levels can't say in a reasonable size."""

    def __init__(self, message: str, at: Pointer) -> None:
        super().__init__(message)
        self.at = at


class Unreadable(ValueError):  # noqa: N818 - likewise
    """A list of conditions that HipChat refuses; `at` points into the list."""

    def __init__(self, message: str, at: Pointer) -> None:
        super().__init__(f"{message} (at {json_pointer(at)})" if at else message)
        self.at = at


def write_conditions(formula: Formula) -> list[Json]:
    """Write a formula as HipChat's list, as it stands if that nests no deeper than HipChat allows.

    Otherwise groups are merged, and members that are still too deep are rewritten; raises `TooDeep`.
    """
    if height(formula) > HIGHEST:
        raise TooDeep(f"conditions nest over {HIGHEST} levels; a few `all` and `any` are enough", formula.at)
    plain = negations_down(formula)
    members = _members(plain)
    if not _fit(members):
        members = tuple(part for member in _members(merged(plain)) for part in _shallow(member))
    return [_write(member) for member in members]


def _members(formula: Formula) -> tuple[Formula, ...]:
    """Return what the list holds: the members of an outermost `all`, or the formula itself."""
    return formula.members if isinstance(formula, AllOf) else (formula,)


def _fit(members: Iterable[Formula]) -> bool:
    return all(nesting(member) <= DEEPEST for member in members)


def _shallow(member: Formula) -> tuple[Formula, ...]:
    """Return members of the list that together say the same and nest no deeper than allowed."""
    if _fit((member,)):
        return (member,)
    if hole := empty_group(member):
        raise TooDeep("empty group of conditions deeper than HipChat nests them; fill or remove it", hole.at)
    if (shortest := _shortest(member)) is None:
        raise TooDeep(
            f"conditions nest deeper than HipChat's two groups; to say the same in two takes over {LARGEST}"
            " single conditions; nest less, or spread the alternatives over several items",
            member.at,
        )
    return _members(shortest)


def _shortest(member: Formula) -> Formula | None:
    """Choose between the disjunctive and the conjunctive form by leaves; the former on a tie."""
    forms: list[Formula] = []
    for outer in (AnyOf, AllOf):
        try:
            forms.append(normal_form(member, outer))
        except Overwork:
            continue
    return min((form for form in forms if leaves(form) <= LARGEST), key=leaves, default=None)


def _write(formula: Formula) -> Json:
    match formula:
        case Leaf(condition, params):
            return {"condition": condition} | ({"params": deepcopy(dict(params))} if params else {})
        case Negation(of):
            return _write(of) | {"invert": True}
        case AllOf(members):
            return {"type": "AND", "conditions": [_write(member) for member in members]}
        case AnyOf(members):
            return {"type": "OR", "conditions": [_write(member) for member in members]}


def read_conditions(conditions: Json) -> Formula | None:
    """Read HipChat's list: one leaf or one OR is itself, an empty list nothing, all else an `all`.

    Writing the formula gives the list back in canonical form. Raises `Unreadable` for what HipChat refuses.
    """
    members = _read_list(conditions, (), DEEPEST)
    match members:
        case ():
            return None
        case (Leaf() | Negation() | AnyOf() as only,):
            return only
        case _:
            return AllOf(members)


def _read_list(conditions: Json, at: Pointer, deeper: int) -> tuple[Formula, ...]:
    if not isinstance(conditions, list):
        raise Unreadable("conditions must be a list", at)
    return tuple(_read(entry, (*at, number), deeper) for number, entry in enumerate(conditions))


def _read(entry: Json, at: Pointer, deeper: int) -> Formula:
    if not isinstance(entry, dict):
        raise Unreadable("a condition must be an object", at)
    if "condition" in entry:
        return _read_leaf(entry, at)
    if "type" in entry and "conditions" in entry:
        return _read_group(entry, at, deeper)
    raise Unreadable('a condition needs "condition", or "type" and "conditions"', at)


def _read_leaf(entry: dict[str, Json], at: Pointer) -> Formula:
    _no_others(entry, {"condition", "invert", "params"}, at)
    condition, invert, params = entry["condition"], entry.get("invert", False), entry.get("params", {})
    if not isinstance(condition, str):
        raise Unreadable('"condition" must be a string', (*at, "condition"))
    if not isinstance(invert, bool):
        raise Unreadable('"invert" must be true or false', (*at, "invert"))
    if not isinstance(params, dict):
        raise Unreadable('"params" must be an object', (*at, "params"))
    leaf = Leaf(condition, params or None, at)
    return Negation(leaf, at) if invert else leaf


def _read_group(entry: dict[str, Json], at: Pointer, deeper: int) -> Group:
    _no_others(entry, {"type", "conditions"}, at)
    if deeper == 0:
        raise Unreadable(f"groups of conditions nest no more than {DEEPEST} deep", at)
    members = _read_list(entry["conditions"], (*at, "conditions"), deeper - 1)
    match entry["type"]:
        case "and" | "AND":
            return AllOf(members, at)
        case "or" | "OR":
            return AnyOf(members, at)
        case _:
            raise Unreadable('"type" must be "AND" or "OR"', (*at, "type"))


def _no_others(entry: dict[str, Json], known: set[str], at: Pointer) -> None:
    for member in entry:
        if member not in known:
            raise Unreadable(f"{member!r} is not a member of a condition", (*at, member))
