"""`hipgen.values.dataclass` makes what the standard library's makes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from hipgen import values


class Samples:
    """The same classes made by one `dataclass`; `Any`, as a type checker takes both for the library's."""

    def __init__(self, dataclass: Any) -> None:
        @dataclass(frozen=True, slots=True)
        class Plain:
            """A doc."""

            a: int
            b: str = "b"
            c: list[int] = dataclasses.field(default_factory=list)
            d: Any = dataclasses.field(default=None, repr=False, compare=False)

            @property
            def both(self) -> str:
                return f"{self.a}{self.b}"

        @dataclass(frozen=True, slots=True, order=True)
        class Ordered:
            line: int
            column: int = 0

        @dataclass(slots=True)
        class Open:
            a: int
            b: list[int] = dataclasses.field(default_factory=list)

        @dataclass(frozen=True)
        class Loose:
            a: int

        @dataclass(frozen=True, slots=True)
        class One:
            a: Any

        @dataclass(frozen=True, slots=True)
        class Bare:
            pass

        self.classes = (Plain, Ordered, Open, Loose, One, Bare)
        # `Any`: what is wrong with a use is what the table asks.
        kinds: Any = self.classes
        self.plain, self.ordered, self.open, self.loose, self.one, self.bare = kinds


OURS, LIBRARY = Samples(values.dataclass), Samples(dataclasses.dataclass)

DONE: dict[str, Callable[[Samples], Any]] = {
    "repr": lambda s: repr(
        [s.plain(1, d=2), s.ordered(1), s.open(1), s.loose(1), s.one(()), s.bare()]
    ).replace("Samples.__init__.<locals>.", ""),
    "equal": lambda s: (s.plain(1) == s.plain(1), s.plain(1) == s.plain(2), s.one((1,)) == s.one((1,))),
    "left out of comparing": lambda s: s.plain(1, d=1) == s.plain(1, d=2),
    "equal to another class": lambda s: (s.one(1) == s.loose(1), s.one(1) == 1, s.bare() == s.bare()),
    "hash": lambda s: (hash(s.ordered(1, 2)), hash(s.one("x")), hash(s.loose(1)), hash(s.bare())),
    "no hash of a list inside": lambda s: hash(s.plain(1)),
    "no hash of what can change": lambda s: hash(s.open(1)),
    "order": lambda s: [
        str(e.line) + str(e.column) for e in sorted([s.ordered(2), s.ordered(1, 9), s.ordered(1)])
    ],
    "orders": lambda s: (
        s.ordered(1) < s.ordered(2),
        s.ordered(1) >= s.ordered(2),
        s.ordered(1) <= s.ordered(1),
    ),
    "no order": lambda s: s.plain(1) < s.plain(2),
    "no order with another class": lambda s: s.ordered(1) < s.one(2),
    "defaults made anew": lambda s: s.plain(1).c is s.plain(1).c,
    "by name": lambda s: (s.plain(b="x", a=1).both, s.plain(1, c=[3]).c),
    "too few": lambda s: s.plain(),
    "too many": lambda s: s.one(1, 2),
    "set": lambda s: setattr(s.plain(1), "a", 2),
    "delete": lambda s: delattr(s.plain(1), "a"),
    "set what can change": lambda s: setattr(s.open(1), "a", 2),
    "slots": lambda s: [getattr(each, "__slots__", None) for each in s.classes],
    "replaced": lambda s: (dataclasses.replace(s.plain(1), a=5).a, dataclasses.replace(s.loose(1), a=2).a),
    "fields": lambda s: [[field.name for field in dataclasses.fields(each)] for each in s.classes],
    "as a mapping": lambda s: dataclasses.asdict(s.plain(1, c=[2])),
    "match": lambda s: [each.__match_args__ for each in s.classes],
    "doc": lambda s: s.plain.__doc__,
    "copied": lambda s: (copy.deepcopy(s.plain(1, c=[2])) == s.plain(1, c=[2]), copy.copy(s.loose(1)).a),
}


def outcome(do: Callable[[Samples], Any], samples: Samples) -> Any:
    try:
        return do(samples)
    except (TypeError, AttributeError) as error:
        return type(error), str(error).replace("Samples.__init__.<locals>.", "")


@pytest.mark.parametrize("what", DONE)
def test_it_does_what_the_library_does(what: str) -> None:
    found, wanted = outcome(DONE[what], OURS), outcome(DONE[what], LIBRARY)
    if what in {"too few", "too many"}:
        assert found[0] is wanted[0] is TypeError
    else:
        assert found == wanted


@values.dataclass(frozen=True, slots=True)
class Sent:
    """One that another process can be sent."""

    a: int
    b: tuple[str, ...] = ()


def test_a_value_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Sent(1, ("x",)))) == Sent(1, ("x",))
