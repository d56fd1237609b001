"""The values of planning: what the last run left (`Lock`), what is to be done (`Step`), all of it (`Plan`).

Knows nothing of how a lock is written down or a step is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256

from hipgen.rendered import Ownership


class Action(Enum):
    """What happens to a file."""

    WRITE = "write"
    REFRESH = "refresh"  # a seeded file that nobody has edited follows its template
    MERGE = "merge"
    PROPOSE = "propose"  # what a conflicting merge would give, beside the file
    SET_ASIDE = "set aside"  # a copy of a person's file that hipgen's version replaces, as they chose
    DELETE = "delete"
    KEEP = "keep"
    ADOPT = "adopt"  # a file that was there already counts from now on
    OUTDATED = "template changed"  # an edited seeded file stays as it is, though its template has moved on
    STAY_DELETED = "stay deleted"
    RETIRE = "retire"  # edited, but no longer reached: it stays, and is listed until it goes or comes back
    FORGET = "forget"  # gone from the disk and from the render: only the record goes
    DRIFT = "drift"
    IN_THE_WAY = "in the way"
    MISSING_HANDLER = "missing handler"
    CONFLICT = "conflict"

    @property
    def stops(self) -> bool:
        """Whether a person must decide before anything at all is written."""
        return self in STOPPING

    @property
    def is_open(self) -> bool:
        """Whether a person must decide; a run that leaves such a step never ends in 0."""
        return self is Action.CONFLICT or self in STOPPING


STOPPING = (Action.DRIFT, Action.IN_THE_WAY, Action.MISSING_HANDLER)
"""A tuple: an action is looked for by identity, where a set would reckon its hash every time."""


@dataclass(frozen=True, slots=True)
class LockedItem:
    """An item of the spec as the last run knew it; module and symbol are its handler's as on disk.

    `words` are digests of its words' values: by them a renamed item that was edited too is recognised.
    """

    id: str
    kind: str
    key: str
    fingerprint: str
    module: str | None = None
    symbol: str | None = None
    words: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LockedFile:
    """A file of the last run.

    `sha256` is of the bytes last rendered and written (of the merged: of the base of the next merge).
    `offered` and `proposal` tell of a conflict not yet settled: the render offered, and the bytes put beside.
    `part` is what the file is to its item, by which it is found where templates have it elsewhere.
    """

    path: str
    ownership: Ownership
    item: str | None
    sha256: str
    offered: str | None = None
    proposal: str | None = None
    part: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Retired:
    """An edited file that nothing reaches any more, with the item it served, should that come back."""

    file: LockedFile
    item: LockedItem | None = None


NO_SPEC = "0" * 64
"""The digest of no spec: the next run writes the lock anew, and takes the marks of a merge out of it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a run was made from: hipgen's version, the template set and its digest, the digest of the spec."""

    hipgen: str
    framework: str
    templates: str
    spec: str


@dataclass(frozen=True, slots=True)
class Lock:
    """What the last run left: the memory that makes the next one safe. Everything in it is sorted."""

    origin: Origin
    items: tuple[LockedItem, ...] = ()
    files: tuple[LockedFile, ...] = ()
    retired: tuple[Retired, ...] = ()

    def remembered(self) -> dict[str, LockedItem]:
        """Every item with its handler's place, by id: the spec's, and those whose edited files are kept.

        Naming starts from these, so that a handler keeps its name, and a retired one's is not given away.
        """
        back = {each.item.id: each.item for each in self.retired if each.item}
        return back | {item.id: item for item in self.items}

    @property
    def is_merged(self) -> bool:
        """Whether it is of two sides of a merge of branches: it is of no spec then."""
        return self.origin.spec == NO_SPEC

    def same_but_for_tools(self, other: Lock) -> bool:
        """Whether only hipgen itself and its templates differ, and not one file because of it."""
        mine, theirs = self.origin, other.origin
        return (mine.framework, mine.spec, self.items, self.files, self.retired) == (
            theirs.framework,
            theirs.spec,
            other.items,
            other.files,
            other.retired,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one file, and why. `data` is to replace what has the digest `before`."""

    path: str
    action: Action
    ownership: Ownership
    item: str | None = None
    data: bytes | None = field(default=None, repr=False)
    reason: str = ""
    before: str | None = None
    executable: bool = False

    @property
    def changes(self) -> bool:
        """Whether a file is written or deleted."""
        return self.data is not None or self.action is Action.DELETE


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run would do, in order, and the lock it would leave.

    `bases` are the merged files' bases to be written, or deleted where None.
    """

    steps: tuple[Step, ...]
    lock: Lock
    old: Lock | None = None
    bases: Mapping[str, bytes | None] = field(default_factory=dict, repr=False)

    @property
    def blocked(self) -> tuple[Step, ...]:
        """The steps that wait for a person: with any, the exit status is 3."""
        return tuple(step for step in self.steps if step.action.is_open)

    @property
    def stopped(self) -> bool:
        """Whether a person must decide before anything is written."""
        return any(step.action.stops for step in self.steps)

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that write or delete a file."""
        return tuple(step for step in self.steps if step.changes)

    @property
    def retired(self) -> tuple[Step, ...]:
        """The edited files that nothing reaches any more."""
        return tuple(step for step in self.steps if step.action is Action.RETIRE)

    @property
    def writes_nothing(self) -> bool:
        """Whether the project, with the lock, is as this run would leave it; else `--check` ends in 4."""
        return not self.changes and not self.bases and self.lock == self.old


def digest(data: bytes) -> str:
    """The digest by which files are compared."""
    return sha256(data).hexdigest()
