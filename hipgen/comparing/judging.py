"""Deltas and the table → changes, each with its class, its reason, and the version step that it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hipgen.comparing.deltas import Delta, What, deltas
from hipgen.comparing.portraits import Portrait
from hipgen.comparing.rules import RULES, Class, Rule, Step
from hipgen.comparing.table import row_of, whole


@dataclass(frozen=True, slots=True)
class Change:
    """A difference and what it means.

    `message` says in a line what changed: `webhook `hello`: `event` changed`. `telling`: the values say more.
    """

    delta: Delta
    rule: Rule
    message: str
    reason: str
    telling: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, the heavier first, each class in the order of the language."""

    changes: tuple[Change, ...]

    @property
    def step(self) -> Step:
        """The step in the version number that all of it asks for."""
        return min((change.rule.step for change in self.changes), key=lambda s: s.rank, default=Step.NONE)

    @property
    def weight(self) -> Class | None:
        """The class of the heaviest change; None without a change."""
        return min((change.rule.weight for change in self.changes), key=lambda w: w.rank, default=None)

    @property
    def counts(self) -> Mapping[Class, int]:
        """How many changes there are of every class."""
        found = Counter(change.rule.weight for change in self.changes)
        return {weight: found[weight] for weight in Class}

    @property
    def breaks(self) -> bool:
        """Whether an installation loses something, or a person must approve something."""
        return self.weight in {Class.BREAKING, Class.NEEDS_APPROVAL}


def compare(old: Portrait, new: Portrait) -> Comparison:
    """Compare two add-ons. Equal ones have no changes; different descriptors have at least one."""
    changes = (_judged(delta) for delta in deltas(old, new, whole))
    return Comparison(tuple(sorted(changes, key=lambda change: change.rule.weight.rank)))


def _judged(delta: Delta) -> Change:
    row = row_of(delta)
    message = row.words.format(*delta.word, item=delta.called) if row.words else _plainly(delta)
    added = delta.what in {What.ADDED, What.REMOVED} and bool(delta.word) and not row.words
    changed = delta.what in {What.CHANGED, What.RENAMED} and delta.old != delta.new
    return Change(delta, RULES[row.id], message, row.reason, telling=added or changed)


_ITEM = {What.ADDED: "is new", What.REMOVED: "is gone", What.RENAMED: "has another key"}
_WORD = {What.REORDERED: "stands in another order"}


def _plainly(delta: Delta) -> str:
    if not delta.word:
        return f"{delta.called} {_ITEM.get(delta.what, delta.what.value)}"
    return f"{delta.called}: `{'.'.join(delta.word)}` {_WORD.get(delta.what, delta.what.value)}"
