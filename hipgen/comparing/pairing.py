"""Which item of the old add-on is which of the new one: by key, by former key, by likeness.

Likeness counts where keys can't: an item without a key (descriptors may leave out those of webhooks), and one
that is the same under another key, whether or not `was` says so. Knows no capability.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from hipgen.bind import default_of
from hipgen.canonical import differences
from hipgen.comparing.portraits import Portrait
from hipgen.diagnostics import Json
from hipgen.language import Kind

Pair: TypeAlias = tuple[int | None, int | None]


def pairs(kind: Kind, old: Portrait, new: Portrait) -> list[Pair]:
    """Pairs of places in a section, by the new side's order; what is gone comes last, what is new lacks an
    old one.
    """
    before, after = (side.words.get(kind.section, []) for side in (old, new))
    found: dict[int, int] = {}
    free = dict.fromkeys(range(len(before)))
    for match in (_same_key, _former_key, _same_words, _alike):
        for j in range(len(after)):
            if j not in found:
                i = next(match(kind, old, new, tuple(free), j), None)
                if i is not None:
                    found[j] = i
                    del free[i]
    return [*((found.get(j), j) for j in range(len(after))), *((i, None) for i in free)]


def _same_key(kind: Kind, old: Portrait, new: Portrait, free: tuple[int, ...], j: int) -> Iterator[int]:
    if (kind.section, j) not in new.nameless:
        yield from _called(kind, old, free, new.words[kind.section][j]["key"])


def _former_key(kind: Kind, old: Portrait, new: Portrait, free: tuple[int, ...], j: int) -> Iterator[int]:
    was = new.formerly(kind.section, j)
    if was is not None:
        yield from _called(kind, old, free, was)


def _called(kind: Kind, old: Portrait, free: tuple[int, ...], key: str) -> Iterator[int]:
    items = old.words.get(kind.section, [])
    return (i for i in free if (kind.section, i) not in old.nameless and items[i]["key"] == key)


def _same_words(kind: Kind, old: Portrait, new: Portrait, free: tuple[int, ...], j: int) -> Iterator[int]:
    """Items that differ in nothing but their keys and what follows from them."""
    own = _plain(kind, new.words[kind.section][j])
    items = old.words.get(kind.section, [])
    return (i for i in free if next(differences(_plain(kind, items[i]), own), None) is None)


def _alike(kind: Kind, old: Portrait, new: Portrait, free: tuple[int, ...], j: int) -> Iterator[int]:
    """Of items without keys the most alike, if most of it is alike."""
    own = _plain(kind, new.words[kind.section][j])
    items = old.words.get(kind.section, [])
    unnamed = (kind.section, j) in new.nameless
    ranked = [
        (_likeness(_plain(kind, items[i]), own), -i)
        for i in free
        if unnamed or (kind.section, i) in old.nameless
    ]
    best, i = max(ranked, default=(0.0, 0))
    if best >= 0.5:
        yield -i


def _plain(kind: Kind, item: Mapping[str, Json]) -> dict[str, Json]:
    """An item without its key, and without the words that follow from it."""
    key = str(item["key"])
    words = kind.shape.fields
    return {
        name: value
        for name, value in item.items()
        if name != "key" and not (name in words and _keyed(words[name].default, value, key, kind, name))
    }


def _keyed(default: Json, value: Json, key: str, kind: Kind, name: str) -> bool:
    """Whether a value is the default that has the key in it."""
    return (
        isinstance(default, str)
        and "{key}" in default
        and bool(value == default_of(kind.shape.fields[name], key))
    )


def _likeness(old: Mapping[str, Json], new: Mapping[str, Json]) -> float:
    """How much of two items is the same, from 0 to 1."""
    names = {*old, *new}
    same = sum(
        name in old and name in new and next(differences(old[name], new[name]), None) is None
        for name in names
    )
    return same / len(names) if names else 1.0
