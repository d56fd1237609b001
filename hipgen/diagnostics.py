"""What is wrong with a file, as values: findings (with a pointer) and diagnostics (with a place).

Nothing here knows YAML, JSON Schema or add-ons, and nothing here prints: `report` turns these values
into text, JSON, SARIF and the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Plain data as `json` reads it. `Any`, since a recursive union forces a cast on every look inside."""

Pointer = tuple[str | int, ...]
"""A path into a document, as the steps of a JSON Pointer: `("webhooks", 0, "event")`."""


class HipgenError(Exception):
    """The world is wrong (no such file, port taken); raised anywhere, caught once, in `cli`.

    `status` is the exit status: 2 wrong usage or a file that can't be read, 3 a decision for a person.
    """

    def __init__(self, message: str, *, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


class Severity(Enum):
    """How bad a finding is; only errors change the exit status (warnings do with `--strict`)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Position in descending order of weight: error 0, warning 1, note 2."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A region of a text: lines and columns count from 1, the end is exclusive; offsets count characters."""

    line: int
    column: int
    end_line: int
    end_column: int
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement that mends a mistake: put `text` where the place is.

    `at` points to a value, or to a member's key when `key` is true.
    """

    at: Pointer
    text: str
    key: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake found in a value: pointers, not lines. `key` means the member's key, not its value."""

    id: str
    severity: Severity
    at: Pointer
    message: str
    key: bool = False
    label: str = ""
    fix: str = ""
    edit: Edit | None = None
    related: Pointer | None = None
    related_label: str = ""
    related_key: bool = False
    in_json: str = ""
    """The way out where the document is a descriptor, whose words are others than a spec's."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A region with what is to be said about it."""

    span: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A fix as text: replace the characters of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding with its place in a named file."""

    file: str
    id: str
    severity: Severity
    message: str
    span: Span
    label: str = ""
    related: Placed | None = None
    fix: str = ""
    replacement: Replacement | None = None
    pointer: Pointer = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """What stands behind an id: a line of title, then prose, then a wrong and a right example.

    `text` is laid out as a rule's docstring is, so that `explain` and the reports read both alike.
    """

    id: str
    name: str
    severity: Severity
    text: str

    @property
    def title(self) -> str:
        """The first line, as a sentence."""
        return self.text.strip().partition("\n")[0]


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by file, then by place, then by weight and id, so that the order of checks never shows."""
    return tuple(sorted(diagnostics, key=lambda d: (d.file, d.span, d.severity.rank, d.id, d.message)))


def json_pointer(pointer: Pointer) -> str:
    """Write a pointer as RFC 6901 does: `/webhooks/0/a~1b`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
