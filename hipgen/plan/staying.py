"""Files of an item that the templates have elsewhere now: they stay where a person has edited one of them.

The files of an item name one another, as a page does its script, so they move together or not at all. Pure:
records and bytes in; knows of templates only which part of an item belongs where.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from hipgen.names import Part
from hipgen.plan.values import Lock, LockedFile, digest
from hipgen.rendered import Ownership

Staying = Mapping[str, Mapping[str, str]]
"""The paths of files that stay, by item and part."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A file of the last run, and where the templates have it now."""

    file: LockedFile
    part: str
    item: str
    home: str


def elsewhere(lock: Lock | None, parts: Iterable[Part]) -> tuple[Elsewhere, ...]:
    """The files that are not where the templates would put them, retired ones too, should they come back."""
    return tuple(_elsewhere(lock, {part.name: part for part in parts})) if lock else ()


def _elsewhere(lock: Lock, parts: Mapping[str, Part]) -> Iterator[Elsewhere]:
    items = lock.remembered()
    for file in (*lock.files, *(each.file for each in lock.retired)):
        part, item = parts.get(file.part or ""), items.get(file.item or "")
        if part is None or item is None or item.module is None or file.ownership is not Ownership.SEEDED:
            continue
        home = part.at(item.module)
        if home != file.path and PurePosixPath(home).suffix == PurePosixPath(file.path).suffix:
            yield Elsewhere(file, part.name, item.id, home)


def staying(
    found: Collection[Elsewhere], disk: Mapping[str, bytes], reseed: Collection[str] = ()
) -> dict[str, dict[str, str]]:
    """Which of the files stay. `disk` has the bytes of those, and of their homes, that are there.

    A file that somebody has moved home by hand is at home; one that is gone is missed where it was.
    """
    held = {each.item for each in found if _held(each, disk, reseed)}
    kept: dict[str, dict[str, str]] = {}
    for each in found:
        if each.item in held and (each.file.path in disk or each.home not in disk):
            kept.setdefault(each.item, {})[each.part] = each.file.path
    return kept


def _held(each: Elsewhere, disk: Mapping[str, bytes], reseed: Collection[str]) -> bool:
    if each.file.path not in disk:
        return each.home not in disk and each.item not in reseed
    return digest(disk[each.file.path]) != each.file.sha256
