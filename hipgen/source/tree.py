"""Where the values of a document stand: what both readers make beside the plain data.

Offsets only; lines are counted when somebody asks. Nothing here knows how YAML or JSON is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hipgen.diagnostics import Json, Pointer

Range = tuple[int, int]
"""Two offsets, the end exclusive."""


class Node:
    """A value's place; `keys` and `children` are there for mappings, `children` for lists.

    A plain class with slots, not a frozen dataclass: one is made for every value of every file, and the end
    of a collection is known last.
    """

    __slots__ = ("children", "end", "keys", "start")

    def __init__(
        self,
        start: int,
        end: int,
        keys: dict[str, Range] | None = None,
        children: dict[str, Node] | list[Node] | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.keys = keys
        self.children = children

    def child(self, step: str | int) -> Node | None:
        """One step of a pointer further down, if there is something."""
        children = self.children
        if isinstance(children, dict):
            return children.get(step) if isinstance(step, str) else None
        inside = children is not None and isinstance(step, int) and 0 <= step < len(children)
        return children[int(step)] if children is not None and inside else None

    def steps(self) -> Iterator[tuple[str | int, Node]]:
        """Every child with its step."""
        match self.children:
            case dict() as members:
                yield from members.items()
            case list() as items:
                yield from enumerate(items)


def walk(root: Node) -> Iterator[tuple[Pointer, Node]]:
    """Every value with its pointer, in source order, however deep."""
    stack: list[tuple[Pointer, Node]] = [((), root)]
    while stack:
        at, node = stack.pop()
        yield at, node
        stack.extend(reversed([((*at, step), child) for step, child in node.steps()]))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that can't be read, by offsets."""

    id: str
    message: str
    start: int
    end: int
    fix: str = ""
    label: str = ""
    first: Range | None = None
    first_label: str = ""


@dataclass(slots=True)
class Reading:
    """What a reader got out of a text: `root` is None if nothing could be read."""

    data: Json = None
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)


class UnreadableError(Exception):
    """Raised inside a reader to stop at a problem that leaves nothing to go on with."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


MAX_DEPTH = 64
"""Deeper than any add-on needs; keeps every recursion after this module within Python's limit."""

MAX_DIGITS = 4300
"""Python's own limit for turning digits into a number."""


def too_deep(start: int) -> UnreadableError:
    """The same words for YAML and JSON."""
    message = f"nested more than {MAX_DEPTH} levels deep"
    where = (start, start + 1)
    return UnreadableError(Problem("HG007", message, *where, "flatten the structure", "one level too many"))


def duplicate(key: str, at: Range, first: Range) -> Problem:
    """The same words for YAML and JSON."""
    message = f"key `{key}` is given twice in one mapping"
    return Problem("HG002", message, *at, "remove or rename one of them", "second", first, "first")
