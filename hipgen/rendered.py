"""What rendering gives: files in memory, each with its owner. Knows nothing of disks and templates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ownership(Enum):
    """Whose a file is: the generator's always, the person's from the first edit on, or both's."""

    GENERATED = "generated"
    SEEDED = "seeded"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file of the project: a POSIX path below its folder, its bytes, its owner, the item it is for.

    `part` is what it is to the item. `home` is where the templates have it, if a person's edits keep it here.
    """

    path: str
    data: bytes
    ownership: Ownership
    item: str | None = None
    executable: bool = False
    part: str | None = None
    home: str | None = None
