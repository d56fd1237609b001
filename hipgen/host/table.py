"""Tables of records that remember what was changed in them, so that an edge can keep them in a file.

Knows nothing of the records and nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Table(MutableMapping[K, V], Generic[K, V]):
    """A dict of frozen records of one type, in order of insertion, with the keys changed since the
    last look.

    `name`, `key_type` and `record_type` are what is needed to write it to a file and read it back. Records
    are found by the `indexed` members too without a look at all of them.
    """

    __slots__ = ("_by", "_rows", "changed", "key_type", "name", "record_type")

    def __init__(self, name: str, key_type: object, record_type: object, *indexed: str) -> None:
        self.name = name
        self.key_type = key_type
        self.record_type = record_type
        self.changed: dict[K, None] = {}
        self._rows: dict[K, V] = {}
        self._by: dict[str, dict[object, dict[K, None]]] = {member: {} for member in indexed}

    def __getitem__(self, key: K) -> V:
        return self._rows[key]

    def __setitem__(self, key: K, value: V) -> None:
        self._put(key, value)
        self.changed[key] = None

    def __delitem__(self, key: K) -> None:
        gone = self._rows.pop(key)
        for member, keys in self._by.items():
            self._forget(keys, getattr(gone, member), key)
        self.changed[key] = None

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def restore(self, key: K, value: V) -> None:
        """Put a record back as it was kept: no change."""
        self._put(key, value)

    def of(self, member: str, value: object) -> tuple[V, ...]:
        """The records whose indexed member has a value, in the order in which they came to have it."""
        return tuple(self._rows[key] for key in self._by[member].get(value, ()))

    def first_of(self, member: str, value: object) -> V | None:
        """The first of those records, if there is one; as quick with many of them."""
        key = next(iter(self._by[member].get(value, ())), None)
        return None if key is None else self._rows[key]

    def keys_of(self, member: str, value: object) -> tuple[K, ...]:
        """The keys of those records."""
        return tuple(self._by[member].get(value, ()))

    def _put(self, key: K, value: V) -> None:
        old = self._rows.get(key)
        self._rows[key] = value
        for member, keys in self._by.items():
            new = getattr(value, member)
            if old is not None and getattr(old, member) != new:
                self._forget(keys, getattr(old, member), key)
            keys.setdefault(new, {})[key] = None

    @staticmethod
    def _forget(keys: dict[object, dict[K, None]], value: object, key: K) -> None:
        del keys[value][key]
        if not keys[value]:
            del keys[value]

    def drain(self) -> tuple[tuple[K, V | None], ...]:
        """What changed since the last drain, each key with its record now, or None if it is gone."""
        changes = tuple((key, self._rows.get(key)) for key in self.changed)
        self.changed.clear()
        return changes
