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

    `name`, `key_type` and `record_type` are what is needed to write it to a file and read it back.
    """

    __slots__ = ("_rows", "changed", "key_type", "name", "record_type")

    def __init__(self, name: str, key_type: object, record_type: object) -> None:
        self.name = name
        self.key_type = key_type
        self.record_type = record_type
        self.changed: dict[K, None] = {}
        self._rows: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        return self._rows[key]

    def __setitem__(self, key: K, value: V) -> None:
        self._rows[key] = value
        self.changed[key] = None

    def __delitem__(self, key: K) -> None:
        del self._rows[key]
        self.changed[key] = None

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def restore(self, key: K, value: V) -> None:
        """Put a record back as it was kept: no change."""
        self._rows[key] = value

    def drain(self) -> tuple[tuple[K, V | None], ...]:
        """What changed since the last drain, each key with its record now, or None if it is gone."""
        changes = tuple((key, self._rows.get(key)) for key in self.changed)
        self.changed.clear()
        return changes
