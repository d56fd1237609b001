"""A text that was read: its data, its places, its mistakes.

A value; places are worked out when somebody asks, since a good file never needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hipgen.diagnostics import Diagnostic, Json, Pointer, Severity, Span
from hipgen.source.ignores import Ignore
from hipgen.source.lines import Lines
from hipgen.source.tree import Node, walk
from hipgen.source.yaml_reader import extent


@dataclass(frozen=True)
class Document:
    """Plain data and a side table of places. `data` is None if nothing could be read.

    Data is there beside errors that leave a meaning (a key given twice, a tag), so that the rest of the file
    can be checked in the same run. Values that came by an alias are shared: don't change them.
    """

    name: str
    text: str
    data: Json
    diagnostics: tuple[Diagnostic, ...]
    ignores: tuple[Ignore, ...]
    table: Lines = field(repr=False, compare=False)
    grow: Callable[[], Node | None] = field(repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether the text could be read without an error."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their breaks."""
        return self.table.all

    @cached_property
    def root(self) -> Node | None:
        """The tree of places."""
        return self.grow()

    @cached_property
    def spans(self) -> Mapping[Pointer, Span]:
        """The place of every value."""
        return {at: self._span(node) for at, node in walk(self.root)} if self.root else {}

    @cached_property
    def key_spans(self) -> Mapping[Pointer, Span]:
        """The place of every member's key, by the member's pointer."""
        return {
            (*at, key): self.table.span(*node.keys[key])
            for at, node in (walk(self.root) if self.root else ())
            if node.keys
            for key in node.keys
        }

    def place(self, pointer: Pointer, *, key: bool = False) -> Span:
        """The place of a value, or of its key; of the nearest value around it if it isn't there."""
        node = self.root
        if node is None:
            return Span(1, 1, 1, 1)
        for depth, step in enumerate(pointer):
            if key and depth == len(pointer) - 1 and node.keys and step in node.keys:
                return self.table.span(*node.keys[str(step)])
            below = node.child(step)
            if below is None:
                break
            node = below
        return self._span(node)

    def written(self, pointer: Pointer) -> str:
        """The value as it stands in the text: `1.10`, `"7"`, `on`."""
        span = self.place(pointer)
        return self.text[span.start : span.end]

    def _span(self, node: Node) -> Span:
        return self.table.span(*extent(self.text, node))
