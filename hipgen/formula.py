"""Formulas of conditions: leaves joined by `all`, `any` and `not`, and how to reshape them truthfully.

Pure logic over values. Nothing here knows how HipChat or addon.yaml writes a condition, what a leaf means,
or how deep the host lets groups nest: `conditions` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import chain
from operator import or_
from typing import TypeAlias

from hipgen.diagnostics import Json, Pointer

WORK = 100_000
"""Comparisons of clauses that one normal form may cost: far more than any form worth keeping needs."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One named condition with the host's parameters. Where it was written plays no part in equality."""

    condition: str
    params: Mapping[str, Json] | None = field(default=None, hash=False)
    at: Pointer = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """True when `of` is false."""

    of: Formula
    at: Pointer = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every member is; true when there is none."""

    members: tuple[Formula, ...]
    at: Pointer = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when some member is; false when there is none."""

    members: tuple[Formula, ...]
    at: Pointer = field(default=(), compare=False)


Group: TypeAlias = AllOf | AnyOf
Formula: TypeAlias = Leaf | Negation | AllOf | AnyOf


class Overwork(Exception):  # noqa: N818 - no mistake of anybody's: the caller tries the other form
    """A normal form costs more than `WORK`."""


def height(formula: Formula) -> int:
    """Count the levels, negations too. The only function here that is safe on a formula of any height."""
    highest, waiting = 0, [(formula, 1)]
    while waiting:
        part, level = waiting.pop()
        highest = max(highest, level)
        match part:
            case Negation(of):
                waiting.append((of, level + 1))
            case AllOf(members) | AnyOf(members):
                waiting.extend((member, level + 1) for member in members)
    return highest


def nesting(formula: Formula) -> int:
    """Count the groups on the longest way to a leaf; negations count for nothing."""
    match formula:
        case Negation(of):
            return nesting(of)
        case AllOf(members) | AnyOf(members):
            return 1 + max(map(nesting, members), default=0)
    return 0


def leaves(formula: Formula) -> int:
    """Count the leaves, each as often as it is written."""
    match formula:
        case Negation(of):
            return leaves(of)
        case AllOf(members) | AnyOf(members):
            return sum(map(leaves, members))
    return 1


def each_leaf(formula: Formula) -> Iterator[Leaf]:
    """The leaves, in the order in which they are written."""
    match formula:
        case Negation(of):
            yield from each_leaf(of)
        case AllOf(members) | AnyOf(members):
            for member in members:
                yield from each_leaf(member)
        case _:
            yield formula


def empty_group(formula: Formula) -> Group | None:
    """Find the first group without members."""
    match formula:
        case Negation(of):
            return empty_group(of)
        case AllOf(members) | AnyOf(members):
            found = (empty_group(member) for member in members)
            return next((group for group in found if group), None) if members else formula
    return None


def negations_down(formula: Formula, inverted: bool = False) -> Formula:
    """Move every negation down to a leaf, by De Morgan's laws; two of them cancel out."""
    while isinstance(formula, Negation):
        formula, inverted = formula.of, not inverted
    if isinstance(formula, Leaf):
        return Negation(formula, formula.at) if inverted else formula
    kind = _dual(type(formula)) if inverted else type(formula)
    return kind(tuple(negations_down(member, inverted) for member in formula.members), formula.at)


def merged(formula: Formula) -> Formula:
    """Merge `all` in `all`, `any` in `any` and groups of one."""
    if not isinstance(formula, Group):
        return formula
    kind = type(formula)
    parts = (merged(member) for member in formula.members)
    pieces = (part.members if isinstance(part, kind) else (part,) for part in parts)
    members = tuple(chain.from_iterable(pieces))
    return members[0] if len(members) == 1 else replace(formula, members=members)


def normal_form(formula: Formula, outer: type[Group]) -> Formula:
    """Write a formula as one `outer` group of groups of the other kind, without repeated or absorbed ones.

    `AnyOf` makes the disjunctive form and `AllOf` the conjunctive one; groups of one are merged.
    Leaves keep the order in which they first appear. Negations must be at the leaves, and a negated leaf is a
    leaf of its own. Raises `Overwork` if the form is out of reach.
    """
    expansion = _Expansion(outer)
    for literal in _literals(formula):
        expansion.bit(literal)
    inner = _dual(outer)
    clauses = (expansion.members(clause) for clause in expansion.clauses(formula))
    return merged(outer(tuple(inner(members, formula.at) for members in clauses), formula.at))


def _literals(formula: Formula) -> Iterator[Formula]:
    if isinstance(formula, Group):
        for member in formula.members:
            yield from _literals(member)
    else:
        yield formula


def _dual(kind: type[Group]) -> type[Group]:
    return AnyOf if kind is AllOf else AllOf


class _Expansion:
    """One computation of a normal form: a clause is an `int` with a bit for each of its leaves.

    Two things keep what will be absorbed in the end from being written out first: `given` are the leaves that
    every clause of this part will hold anyway, and `known` the clauses that stand beside this part, so that
    whatever holds one of them is absorbed.
    """

    def __init__(self, outer: type[Group]) -> None:
        self.outer = outer
        self.left = WORK
        self.numbers: dict[tuple[bool, str, str], int] = {}
        self.leaves: list[Formula] = []

    def clauses(self, formula: Formula, given: int = 0, known: Sequence[int] = ()) -> list[int]:
        """Expand: outer groups join the clauses of their members, inner ones combine each with each."""
        if not isinstance(formula, Group):
            return self.absorbed([self.bit(formula) & ~given], given, known)
        if isinstance(formula, self.outer):
            return self.joined(formula.members, given, known)
        return self.combined(formula.members, given, known)

    def joined(self, members: tuple[Formula, ...], given: int, known: Sequence[int]) -> list[int]:
        """Take the small members first, since they absorb the most; the clauses stay in the order written."""
        parts: list[list[int]] = [[] for _ in members]
        beside = list(known)
        self.spend(len(known))
        for place in sorted(range(len(members)), key=lambda place: leaves(members[place])):
            parts[place] = self.clauses(members[place], given, beside)
            beside += parts[place]
        return self.absorbed(chain.from_iterable(parts), given, known)

    def combined(self, members: tuple[Formula, ...], given: int, known: Sequence[int]) -> list[int]:
        """Take the leaves first: all that follows may count on them."""
        groups = [member for member in members if isinstance(member, Group)]
        own = reduce(or_, (self.bit(member) for member in members if not isinstance(member, Group)), 0)
        ours = self.absorbed([own & ~given], given, known)
        for group in groups:
            if not ours:
                break
            theirs = self.clauses(group, given | own, known)
            ours = self.absorbed((a | b for a in ours for b in theirs), given, known)
        return ours

    def absorbed(self, clauses: Iterable[int], given: int, known: Sequence[int]) -> list[int]:
        """Keep the clauses that hold no other clause. Work is bounded here, while expanding, not after."""
        kept: list[int] = []
        for clause in clauses:
            self.spend(1 + len(kept) + len(known))
            whole = clause | given
            if not any(other & whole == other for other in chain(kept, known)):
                kept = [other for other in kept if other & clause != clause]
                kept.append(clause)
        return kept

    def spend(self, work: int) -> None:
        """Give up when the work allowed is done."""
        self.left -= work
        if self.left < 0:
            raise Overwork

    def bit(self, literal: Formula) -> int:
        """Return the leaf's own bit. Parameters are compared as JSON text, since Python takes 1 for true."""
        match literal:
            case Leaf(condition, params) | Negation(Leaf(condition, params)):
                name = (type(literal) is Leaf, condition, json.dumps(dict(params or {}), sort_keys=True))
            case _:
                raise TypeError("negations must be at the leaves")
        number = self.numbers.setdefault(name, len(self.leaves))
        if number == len(self.leaves):
            self.leaves.append(literal)
        return 1 << number

    def members(self, clause: int) -> tuple[Formula, ...]:
        """Return the leaves of a clause."""
        return tuple(leaf for number, leaf in enumerate(self.leaves) if clause >> number & 1)
