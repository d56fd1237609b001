"""The add-on as checked, frozen values. Only `bind` makes them.

Values are typed by field kind (text, address, picture, formula …), not by capability: what capabilities there
are stands in `schemas/`. Each value that a finding may point at carries its pointer. Knows neither YAML nor
HipChat's JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hipgen.diagnostics import Json, Pointer
from hipgen.language import Kind, Shape

Value: TypeAlias = Any
"""Plain JSON, Text, Address, Struct, a formula, or a tuple of these, by field kind. `Any`, since the kind is
data: a union would force a cast on every look inside."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text shown to people, with the key of a translation or without."""

    value: str
    i18n: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A URL of the descriptor. `based`: a path below the base, empty or beginning with `/`; else as it is.

    `exact`: the spec says on purpose that it goes in so, whatever it looks like.
    """

    text: str
    based: bool
    exact: bool = False

    def under(self, base: str) -> str:
        """Return the URL, below `base` (which has no slash at its end) if that is where it belongs."""
        return base + self.text if self.based else self.text


@dataclass(frozen=True, slots=True)
class Struct:
    """A mapping of the language: its words' values, defaults included, and the members without a word."""

    shape: Shape
    at: Pointer
    fields: Mapping[str, Value]
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """A capability of the add-on. `key` is the section's name where there can be only one."""

    kind: Kind
    key: str
    at: Pointer
    fields: Mapping[str, Value]
    extra: Mapping[str, Json] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The item's stable name: `section:key`."""
        return f"{self.kind.section}:{self.key}"

    def text(self, word: str) -> str | None:
        """The value of a plain or text field as a string, or None."""
        match self.fields.get(word):
            case Text(value=value) | str(value):
                return value
            case _:
                return None

    @property
    def title(self) -> str:
        """What a person calls the item: the first of its kind's labels that it has, else the key."""
        return next((text for word in self.kind.label if (text := self.text(word))), self.key)

    @property
    def called(self) -> str:
        """The item in a message: `webhook "on-message"`."""
        return f"{self.kind.noun} `{self.key}`" if self.kind.many else self.kind.noun


@dataclass(frozen=True, slots=True)
class Addon:
    """A whole add-on. `fields` are the frame's words; `absent` the sections that say `none`."""

    shape: Shape
    fields: Mapping[str, Value]
    items: tuple[Item, ...]
    extra: Mapping[str, Json] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def section(self, name: str) -> tuple[Item, ...]:
        """Return the items of a section, in source order."""
        return tuple(item for item in self.items if item.kind.section == name)

    def text(self, word: str) -> str:
        """The value of a plain field of the frame, or an empty string."""
        value = self.fields.get(word)
        return value if isinstance(value, str) else ""

    @property
    def scopes(self) -> tuple[str, ...] | None:
        """The scopes as the spec lists them, `auto` among them; None for `none`."""
        value = self.fields.get("scopes")
        return value if isinstance(value, tuple) else None

    def keyed(self) -> Iterator[Item]:
        """The items that have keys of their own, in source order."""
        return (item for item in self.items if item.kind.many)
