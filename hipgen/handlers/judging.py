"""A file's surface against what an item wants of it → faults. The same for every language."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hipgen.handlers.languages import Spoken
from hipgen.handlers.values import Fault, Function, Range, Surface, Thing, Wanted
from hipgen.nearest import similar

START: Range = (0, 0)


def judge(surface: Surface, wanted: Wanted, types: Collection[str], spoken: Spoken) -> Iterator[Fault]:
    """Everything that keeps a file from serving an item. `types` are all types that an event can have."""
    if surface.broken:
        why = surface.broken.why
        yield Fault(
            "HG510", surface.broken.at, f"this can't be read as {spoken.title}, so nothing is checked: {why}"
        )
        return
    match surface.names.get(wanted.symbol):
        case None if not surface.more:
            yield _missing(surface, wanted, spoken)
        case Thing(at, what):
            message = f"{wanted.item} is handled by `{wanted.symbol}`, and that is {what}"
            yield Fault("HG512", at, message, fix=f"make `{wanted.symbol}` a function that takes the event")
        case Function() as function:
            yield from _called(function, wanted)
            yield from _typed(function, wanted, types)
        case _:
            pass


def _missing(surface: Surface, wanted: Wanted, spoken: Spoken) -> Fault:
    symbol = wanted.symbol
    message = f"{wanted.item} is handled by `{symbol}`, which isn't in this file"
    if (kept := surface.kept.get(symbol)) is not None:
        message = f"{wanted.item} is handled by `{symbol}`, which this file keeps to itself"
        return Fault("HG511", _place(kept), message, "not exported", f"export it as `{symbol}`")
    functions = {name: shown.at for name, shown in surface.names.items() if isinstance(shown, Function)}
    near = similar(symbol, functions) or (next(iter(functions)) if len(functions) == 1 else None)
    if near is None:
        return Fault("HG511", START, message, fix=f"write the function `{symbol}`, which takes the event")
    kept_name = spoken.keep_name(symbol, near)
    fix = f"call it `{symbol}` again; or keep the name beside the new one: {kept_name}"
    return Fault("HG511", functions[near], message, "is it this one?", fix)


def _place(shown: object) -> Range:
    return shown.at if isinstance(shown, Function | Thing) else START


def _called(function: Function, wanted: Wanted) -> Iterator[Fault]:
    """Whether it can be called with exactly the event."""
    parameters = function.parameters
    if parameters is None:
        return
    symbol, needed = wanted.symbol, (*parameters.needed, *parameters.needed_by_name)
    if len(parameters.needed) > 1 or parameters.needed_by_name:
        message = f"`{symbol}` must be given {_listed(needed)}, but is called with the event alone"
        fix = "let it take the event alone; the room, the sender, the settings and the client are in it"
        yield Fault("HG513", function.at, message, fix=fix)
    elif not parameters.takes_one:
        message = f"`{symbol}` takes nothing, but is called with the event"
        yield Fault("HG513", function.at, message, fix="give it a parameter for the event")


def _listed(names: Collection[str]) -> str:
    *first, last = (f"`{name}`" for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def _typed(function: Function, wanted: Wanted, types: Collection[str]) -> Iterator[Fault]:
    """Whether its event is said to be another's: a type that is none of an event is the person's matter."""
    if function.typed is None or not (said := function.typed.names & set(types)):
        return
    if wanted.event_type not in said:
        right = f"`{wanted.event_type}`"
        message = (
            f"`{wanted.symbol}` takes {_listed(sorted(said))}, but {wanted.item} calls it with a {right}"
        )
        fix = f"say {right} there, and look whether it has what the handler reads of it"
        yield Fault("HG514", function.typed.at, message, fix=fix)
