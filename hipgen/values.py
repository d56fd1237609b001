"""The standard library's `dataclass`, made in a third of the time, for what is imported at every start.

The library writes, compiles and runs the source of six methods for every frozen class, which came to a third
of the work of `hipgen validate`. Here only `__init__` is compiled; the others are functions of the fields'
names. Fields, slots, `replace`, `fields` and `match` are the library's own, and a test holds the two to each
other. To type checkers this is the library's. Left out, since nothing here uses it: `__post_init__`,
`InitVar`, `kw_only`, fields that are inherited.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter, eq, ge, gt, le, lt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, order: bool = False) -> Any:
        """Make a class of annotated fields, with the methods that `dataclasses.dataclass` gives it."""

        def made(cls: type) -> type:
            cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            fields = dataclasses.fields(cls)
            names = [field.name for field in fields]
            methods = {
                "__init__": _init(cls, fields),
                "__repr__": _repr([field.name for field in fields if field.repr]),
                **_comparing([field.name for field in fields if field.compare], frozen, order),
                **(_frozen(names) if frozen else {}),
            }
            for name, method in methods.items():
                if name not in cls.__dict__ or name == "__hash__":
                    setattr(cls, name, method)
            return cls

        return made


DEFAULT = object()
"""Stands for a default that is to be made anew for every value."""

Function = Callable[..., Any]


def _init(cls: type, fields: Sequence[dataclasses.Field[Any]]) -> Function:
    """Compile `__init__`, which sets slots by themselves: past what refuses that to all others."""
    scope: dict[str, Any] = {"DEFAULT": DEFAULT}
    parameters, lines = ["self"], ["pass"]
    for field in fields:
        name = value = field.name
        if field.default is not dataclasses.MISSING:
            scope[f"default_{name}"] = field.default
            parameters.append(f"{name}=default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            scope[f"make_{name}"] = field.default_factory
            parameters.append(f"{name}=DEFAULT")
            value = f"make_{name}() if {name} is DEFAULT else {name}"
        else:
            parameters.append(name)
        slot: Any = cls.__dict__.get(name)
        if hasattr(slot, "__set__"):
            scope[f"set_{name}"] = slot.__set__
            lines.append(f"set_{name}(self, {value})")
        else:
            lines.append(f"self.__dict__[{name!r}] = {value}")
    text = "\n    ".join([f"def __init__({', '.join(parameters)}):", *lines])
    exec(text, scope)  # noqa: S102 - made of names that Python has read as names
    init: Function = scope["__init__"]
    return init


def _repr(names: Sequence[str]) -> Function:
    def __repr__(self: Any) -> str:  # noqa: N807 - it becomes a method
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({shown})"

    return __repr__


def _comparing(names: Sequence[str], frozen: bool, order: bool) -> dict[str, Any]:
    """Compare and hash as tuples of the fields; values of other classes are no matter."""
    first = attrgetter(*names) if names else lambda self: ()
    values = first if len(names) != 1 else lambda self: (first(self),)

    def compared(operator: Function) -> Function:
        return lambda self, other: (
            operator(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented
        )

    signs: dict[str, Function] = {"__eq__": eq}
    if order:
        signs |= {"__lt__": lt, "__le__": le, "__gt__": gt, "__ge__": ge}
    methods: dict[str, Any] = {name: compared(sign) for name, sign in signs.items()}
    methods["__hash__"] = (lambda self: hash(values(self))) if frozen else None
    return methods


def _frozen(names: Sequence[str]) -> dict[str, Function]:
    def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807
        return self.__class__, tuple(getattr(self, name) for name in names)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__, "__reduce__": __reduce__}
