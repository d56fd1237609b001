"""What a handler's file shows to whoever imports it, in no language's terms; and what is wrong with that.

A language's module reads a text into a `Surface`; `judging` compares it with what an item wants. Knows
nothing of files, items or any language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Range = tuple[int, int]
"""Offsets of the first character and of the one behind the last."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an item needs of a file: a function by name, that is called with an event of a type.

    `item` is what a person calls the item: webhook `hello`.
    """

    item: str
    symbol: str
    event_type: str


@dataclass(frozen=True, slots=True)
class Typed:
    """The types that the first parameter is said to have, by their names in the generated modules."""

    names: frozenset[str]
    at: Range


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters that must be given, and whether there is room for one argument by position."""

    needed: tuple[str, ...] = ()
    takes_one: bool = True
    needed_by_name: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A function: where its name is; its parameters, None where only running it would tell."""

    at: Range
    parameters: Parameters | None = None
    typed: Typed | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What certainly is no function: a class, a text. `what` names it, with its article."""

    at: Range
    what: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name for what only running the program would tell: an import, the result of a call."""


Shown = Function | Thing | Unknown


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a text can't be read as its language, and where."""

    at: Range
    why: str


@dataclass(frozen=True, slots=True)
class Surface:
    """The names that a file shows; those that it has but keeps to itself; the modules that it mentions.

    `more` means that it may show names that reading doesn't find. `mentions` are last steps: `store` for both
    `handlers.store` and `./store.js`. Of what is `broken` nothing else is known.
    """

    names: Mapping[str, Shown] = field(default_factory=dict)
    kept: Mapping[str, Shown] = field(default_factory=dict)
    more: bool = False
    mentions: frozenset[str] = frozenset()
    broken: Broken | None = None


Reader = Callable[[str], Surface]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file: the id of the rule, the place, the message, its label and a way out."""

    id: str
    at: Range
    message: str
    label: str = ""
    fix: str = ""
