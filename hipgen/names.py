"""Keys → names in code and of files: module, symbol, identifier; legal in the language, unique, and stable.

What is legal is data of the language's manifest (`names`). Knows nothing of add-ons beyond keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows keeps for devices: no file may be called so."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of every item in a list: what it is to the item, the list, the path with `{module}`."""

    name: str
    of: str
    path: str

    def at(self, module: str) -> str:
        """The file of an item with this module, where the templates put it."""
        return self.path.replace("{module}", module)


@dataclass(frozen=True, slots=True)
class Naming:
    """How a language writes names (`snake`, `kebab`, `camel`, `pascal`), reserved words, items' files."""

    module: str = "snake"
    symbol: str = "snake"
    reserved: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """The module that holds an item's handler, and the function in it.

    `files` are those of its parts that are elsewhere than the templates put them, by name.
    """

    module: str
    symbol: str
    files: Mapping[str, str] = field(default_factory=dict, hash=False)

    def file(self, part: Part) -> str:
        """Where a part of the item is."""
        return self.files.get(part.name, part.at(self.module))


def spell(key: str, style: str) -> str:
    """Write a key's words in a style: `kettle.fromMessage` → `kettle_from_message`. Never empty."""
    words: list[str] = [word.lower() for word in HUMPS.findall(key)] or ["item"]
    if words[0].isdigit():
        words.insert(0, "item")
    match style:
        case "kebab":
            return "-".join(words)
        case "camel":
            return words[0] + "".join(word.capitalize() for word in words[1:])
        case "pascal":
            return "".join(word.capitalize() for word in words)
        case _:
            return "_".join(words)


def identifier(key: str, style: str, reserved: frozenset[str], taken: Iterable[str] = ()) -> str:
    """Write a key as an identifier that is not reserved and not taken (letter case apart).

    A set of what is taken is in lower case already: it may be large, and is not looked through for every key.
    """
    name = spell(key, style)
    if name in reserved or name in DEVICES:
        name += "_"
    return unused(name, style, taken if isinstance(taken, set) else {other.lower() for other in taken})


def unused(name: str, style: str, taken: AbstractSet[str]) -> str:
    """The name, numbered if it is taken; `taken` is in lower case."""
    candidate, number = name, 2
    while candidate.lower() in taken:
        candidate, number = f"{name}_{number}" if style != "kebab" else f"{name}-{number}", number + 1
    return candidate


def assign(
    items: Iterable[tuple[str, str, str]], naming: Naming, known: Mapping[str, Named] | None = None
) -> dict[str, Named]:
    """Name the handlers of items `(id, section, key)`; those in `known` keep the names they have on disk.

    Where two items want one module, the later has its section before the key.
    """
    names: dict[str, Named] = dict(known or {})
    modules = {named.module.lower() for named in names.values()}
    symbols = {named.symbol.lower() for named in names.values()}
    result: dict[str, Named] = {}
    for id_, section, key in items:
        if id_ not in names:
            clash = identifier(key, naming.module, naming.reserved).lower() in modules
            wanted = f"{section}-{key}" if clash else key
            module = identifier(wanted, naming.module, naming.reserved, modules)
            symbol = identifier(wanted, naming.symbol, naming.reserved, symbols)
            modules.add(module.lower())
            symbols.add(symbol.lower())
            names[id_] = Named(module, symbol)
        result[id_] = names[id_]
    return result
