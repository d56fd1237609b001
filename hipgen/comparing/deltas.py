"""Two portraits → deltas: what was added, removed, changed, renamed or put elsewhere, and where.

Every difference of two portraits is in some delta. Knows the shapes of the language; no word of it by name,
and nothing of what a delta means to anybody.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hipgen.canonical import differences
from hipgen.comparing.pairing import pairs
from hipgen.comparing.portraits import Portrait
from hipgen.diagnostics import Json, Pointer
from hipgen.language import Kind, language

Path = tuple[str, ...]


class What(Enum):
    """What happened to an item or a word."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Delta:
    """One difference. `kind` None: of the frame. `word` empty: of the whole item.

    `old` and `new` are the values, None where there is none or where it is an item. Places are those of the
    documents, None where the side doesn't have it.
    """

    what: What
    kind: Kind | None
    key: str
    called: str
    word: Path
    old: Json
    new: Json
    old_at: Pointer | None
    new_at: Pointer | None

    @property
    def section(self) -> str:
        """The item's section, empty for the frame."""
        return self.kind.section if self.kind else ""


class _Missing(Enum):
    MISSING = 0


MISSING: Final = _Missing.MISSING
FRAME = "the add-on"


def deltas(old: Portrait, new: Portrait, whole: Callable[[str, Path], bool]) -> tuple[Delta, ...]:
    """Every difference, by the order of the language. `whole` says which words are one value."""
    walk = _Walk(old, new, whole)
    found = [*walk.frame()]
    for kind in language().kinds:
        found += walk.items(kind) if kind.many else walk.single(kind)
    if not found:  # what import can't say exactly is seen in the descriptor alone
        found += (
            Delta(What.CHANGED, None, "", FRAME, tuple(map(str, at)), None, None, (), ())
            for at in differences(old.descriptor, new.descriptor)
        )
    return tuple(found)


def _same(old: Json, new: Json) -> bool:
    return next(differences(old, new), None) is None


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a walk is: an item, a path of words in it, and the pointers into both portraits."""

    kind: Kind | None
    key: str
    called: str
    word: Path
    old: Pointer
    new: Pointer

    def down(self, step: str, old: str | int | None, new: str | int | None) -> _Spot:
        return _Spot(
            self.kind,
            self.key,
            self.called,
            (*self.word, step),
            self.old if old is None else (*self.old, old),
            self.new if new is None else (*self.new, new),
        )


class _Walk:
    """A walk through two portraits at once."""

    def __init__(self, old: Portrait, new: Portrait, whole: Callable[[str, Path], bool]) -> None:
        self.old, self.new, self.whole = old, new, whole

    def frame(self) -> Iterator[Delta]:
        sections = {kind.section for kind in language().kinds}
        words = [{w: v for w, v in side.words.items() if w not in sections} for side in (self.old, self.new)]
        yield from self.members(_Spot(None, "", FRAME, (), (), ()), *words)

    def single(self, kind: Kind) -> Iterator[Delta]:
        section = kind.section
        before, after = (side.words.get(section, MISSING) for side in (self.old, self.new))
        spot = _Spot(kind, section, kind.noun, (), (section,), (section,))
        if before is MISSING or after is MISSING:
            yield from self.presence(spot, before, after)
        else:
            yield from self.members(spot, before, after)

    def items(self, kind: Kind) -> Iterator[Delta]:
        section = kind.section
        before, after = self.old.words.get(section, []), self.new.words.get(section, [])
        found = pairs(kind, self.old, self.new)
        for i, j in found:
            spot = self.spot(kind, i, j)
            if i is None or j is None:
                yield self.delta(What.ADDED if i is None else What.REMOVED, spot)
                continue
            yield from self.identity(spot, i, j)
            yield from self.members(spot, *map(_keyless, (before[i], after[j])))
        both = [j for i, j in sorted(p for p in found if None not in p) if j is not None]
        if both != sorted(both):
            yield self.order(_Spot(kind, "", kind.title.lower() + "s", (), (section,), (section,)))

    def spot(self, kind: Kind, i: int | None, j: int | None) -> _Spot:
        side, index = (self.old, i) if j is None else (self.new, j)
        item = side.words[kind.section][index]
        key = item["key"]
        named = key
        if (kind.section, index) in side.nameless:
            named = next((item[w] for w in kind.label if isinstance(item.get(w), str)), key)
        at: list[Pointer] = [(kind.section, n) if n is not None else () for n in (i, j)]
        return _Spot(kind, key, f"{kind.noun} `{named}`", (), at[0], at[1])

    def identity(self, spot: _Spot, i: int, j: int) -> Iterator[Delta]:
        """What became of the key: another one, one where there was none, or none."""
        assert spot.kind is not None
        section = spot.kind.section
        keys = (self.old.words[section][i]["key"], self.new.words[section][j]["key"])
        unnamed = ((section, i) in self.old.nameless, (section, j) in self.new.nameless)
        if unnamed == (False, False) and keys[0] != keys[1]:
            yield self.delta(What.RENAMED, spot, *keys)
        elif unnamed[0] != unnamed[1]:
            yield from self.presence(
                spot.down("key", "key", "key"),
                *(MISSING if u else k for u, k in zip(unnamed, keys, strict=True)),
            )

    def members(self, spot: _Spot, before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Delta]:
        for name in dict.fromkeys([*after, *before]):
            if not self.follows(spot, name, before, after):
                none: Json = {} if self.strange(spot, name) else MISSING
                inner = spot.down(name, name, name)
                yield from self.value(inner, before.get(name, none), after.get(name, none))

    def strange(self, spot: _Spot, name: str) -> bool:
        """Whether a word holds members that have no word: each is looked at, also where all are new."""
        shape = spot.kind.shape if spot.kind else language().addon
        return not spot.word and name in shape.fields and shape.fields[name].kind == "extra"

    def follows(self, spot: _Spot, name: str, before: Mapping[str, Json], after: Mapping[str, Json]) -> bool:
        """Whether a word says nothing of its own here: another one implies it, or it implies what the
        other side says at length.
        """
        if spot.kind is None or spot.word:
            return False
        shorts = [word for word in spot.kind.shape.fields.values() if word.implies]
        return any(
            name in word.implies if word.name in before and word.name in after else name == word.name
            for word in shorts
        )

    def value(self, spot: _Spot, before: Json, after: Json) -> Iterator[Delta]:
        if before is MISSING or after is MISSING:
            yield from self.presence(spot, before, after)
        elif _same(before, after) or self.rebased(before, after):
            return
        elif self.whole(spot.kind.section if spot.kind else "", spot.word):
            yield self.delta(What.CHANGED, spot, before, after)
        elif isinstance(before, dict) and isinstance(after, dict):
            yield from self.members(spot, before, after)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self.lists(spot, before, after)
        else:
            yield self.delta(What.CHANGED, spot, before, after)

    def rebased(self, before: Json, after: Json) -> bool:
        """Whether one address is said below one base and at length beside another."""
        if self.old.base == self.new.base or not (isinstance(before, str) and isinstance(after, str)):
            return False
        return self.old.base + before == after or before == self.new.base + after

    def lists(self, spot: _Spot, before: list[Json], after: list[Json]) -> Iterator[Delta]:
        names = _names(before), _names(after)
        if names[0] is None or names[1] is None:
            yield self.delta(What.CHANGED, spot, before, after)
            return
        first, second = ({name: n for n, name in enumerate(each)} for each in (names[0], names[1]))
        for name in dict.fromkeys([*names[1], *names[0]]):
            i, j = first.get(name), second.get(name)
            inner = spot.down(_shown(name), i, j)
            sides = (MISSING if i is None else before[i], MISSING if j is None else after[j])
            yield from self.presence(inner, *sides) if MISSING in sides else self.value(inner, *sides)
        common = [name for name in names[0] if name in second]
        if common != [name for name in names[1] if name in first]:
            yield self.order(spot)

    def presence(self, spot: _Spot, before: Json, after: Json) -> Iterator[Delta]:
        if before is MISSING and after is not MISSING:
            yield self.delta(What.ADDED, spot, None, after if spot.word else None)
        elif before is not MISSING and after is MISSING:
            yield self.delta(What.REMOVED, spot, before if spot.word else None)

    def order(self, spot: _Spot) -> Delta:
        return self.delta(What.REORDERED, spot)

    def delta(self, what: What, spot: _Spot, old: Json = None, new: Json = None) -> Delta:
        old_at = None if what is What.ADDED else self.old.place(spot.old)
        new_at = None if what is What.REMOVED else self.new.place(spot.new)
        return Delta(what, spot.kind, spot.key, spot.called, spot.word, old, new, old_at, new_at)


def _keyless(item: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in item.items() if name != "key"}


def _names(values: Sequence[Json]) -> list[str] | None:
    """What tells the entries of a list apart: their keys, or themselves; None where nothing does."""
    if all(isinstance(value, dict) and isinstance(value.get("key"), str) for value in values):
        names = [json.dumps(value["key"]) for value in values]
    elif any(isinstance(value, dict | list) for value in values):
        return None
    else:
        names = [json.dumps(value) for value in values]
    return names if max(Counter(names).values(), default=1) == 1 else None


def _shown(name: str) -> str:
    value = json.loads(name)
    return value if isinstance(value, str) else name
