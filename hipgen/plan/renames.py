"""Removed and added items → which are one item under another key: certain, taken as such, or to be asked.

The handler of a renamed item stays where it is: only the record of the last run changes hands. Pure; knows
items by their fingerprints and nothing of what they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hipgen.plan.values import Lock, LockedFile, LockedItem, Retired

ENOUGH = 0.5
"""Items are similar when at least this part of the words they have between them is equal."""


@dataclass(frozen=True, slots=True)
class Question:
    """A removed item that one of some added items may be."""

    old: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renames:
    """Old ids by new ones, and what only a person can tell. `guessed` are the new ids that nobody named."""

    pairs: Mapping[str, str]
    questions: tuple[Question, ...] = ()
    guessed: frozenset[str] = frozenset()


def find_renames(
    lock: Lock | None,
    items: Iterable[LockedItem],
    told: Mapping[str, str],
    *,
    edited: Collection[str] = (),
    guess: bool = True,
) -> Renames:
    """Pair the items of the spec with those of the last run that are gone.

    `told` are old ids by new ones, as the spec or the person says. `edited` are the ids of items with files
    that a person has edited: only about those is it worth asking. Without `guess` nothing but `told` counts.
    """
    if lock is None:
        return Renames({})
    now, before = {item.id: item for item in items}, lock.remembered()
    pairs = {new: old for new, old in told.items() if new in now and old in before and old not in now}
    if not guess:
        return Renames(pairs)
    removed = [i for i in lock.items if i.module and i.id not in now and i.id not in pairs.values()]
    added = [item for item in now.values() if item.id not in before and item.id not in pairs]
    equal = dict(_equal(removed, added))
    pairs |= equal
    rest = [item for item in removed if item.id in edited and item.id not in pairs.values()]
    questions = tuple(_questions(rest, [item for item in added if item.id not in pairs]))
    return Renames(pairs, questions, frozenset(equal))


def _equal(removed: Iterable[LockedItem], added: Iterable[LockedItem]) -> Iterator[tuple[str, str]]:
    """New and old ids of items that are equal but for the key, where no other could be meant."""
    gone: dict[tuple[str, str], list[str]] = {}
    come: dict[tuple[str, str], list[str]] = {}
    for items, ids in ((removed, gone), (added, come)):
        for item in items:
            ids.setdefault((item.kind, item.fingerprint), []).append(item.id)
    for same, old in gone.items():
        if len(old) == len(new := come.get(same, [])) == 1:
            yield new[0], old[0]


def _questions(removed: Iterable[LockedItem], added: Collection[LockedItem]) -> Iterator[Question]:
    for old in removed:
        if candidates := tuple(new.id for new in added if similar(old, new)):
            yield Question(old.id, candidates)


def similar(old: LockedItem, new: LockedItem) -> bool:
    """Whether two items are of one kind, and at least half of their words are equal."""
    if old.kind != new.kind:
        return False
    if old.fingerprint == new.fingerprint:
        return True
    words = {word for word, _ in (*old.words, *new.words)}
    return bool(words) and len(set(old.words) & set(new.words)) >= ENOUGH * len(words)


def carried(lock: Lock, pairs: Mapping[str, str]) -> Lock:
    """The record of the last run with the renamed items under their new ids, handlers where they are.

    What served a new id until now is no longer its own: it goes like the files of a removed item.
    """
    if not pairs:
        return lock
    new_ids, before = {old: new for new, old in pairs.items()}, lock.remembered()
    kept = [item for item in lock.items if item.id not in pairs and item.id not in new_ids]
    moved = [_under(before[old], new) for new, old in pairs.items()]
    files = (_file(file, new_ids, pairs) for file in lock.files)
    retired = (
        Retired(_file(each.file, new_ids, pairs), _served(each.item, new_ids, pairs)) for each in lock.retired
    )
    items = tuple(sorted((*kept, *moved), key=lambda item: item.id))
    return replace(lock, items=items, files=tuple(files), retired=tuple(retired))


def _under(item: LockedItem, id_: str) -> LockedItem:
    return replace(item, id=id_, key=id_.partition(":")[2])


def _file(file: LockedFile, new_ids: Mapping[str, str], pairs: Mapping[str, str]) -> LockedFile:
    if file.item in new_ids:
        return replace(file, item=new_ids[file.item or ""])
    return replace(file, item=None) if file.item in pairs else file


def _served(
    item: LockedItem | None, new_ids: Mapping[str, str], pairs: Mapping[str, str]
) -> LockedItem | None:
    if item is None or item.id in pairs:
        return None
    return _under(item, new_ids[item.id]) if item.id in new_ids else item
