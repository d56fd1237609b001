"""A valid document → the add-on: one function for every field kind, defaults filled in.

Knows the language's shapes and the model; nothing of HipChat's JSON, lines or files. Parts of the document
that the schema refused are left out (`broken`), so that the rules can look at the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from hipgen.diagnostics import Json, Pointer
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation
from hipgen.language import Field, Kind, Language, Shape
from hipgen.model import Addon, Address, Item, Struct, Text, Value

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
NESTED = frozenset({"struct", "structs"})
ALONE = re.compile(r"([\\.^$*+?()\[\]{}|])")


@dataclass(frozen=True, slots=True)
class Broken:
    """The pointers of what the schema refused."""

    at: frozenset[Pointer] = frozenset()
    above: frozenset[Pointer] = field(default=frozenset())

    @classmethod
    def of(cls, pointers: frozenset[Pointer]) -> Broken:
        """Note the pointers and all their ancestors."""
        return cls(pointers, frozenset(p[:n] for p in pointers for n in range(len(p))))

    def hides(self, at: Pointer, kind: str) -> bool:
        """Whether a field can't be bound: it is broken itself, or inside where the kind is one value."""
        return at in self.at or (kind not in NESTED and at in self.above)


def bind(data: Json, language: Language, broken: frozenset[Pointer] = frozenset()) -> Addon:
    """Make the add-on of a document's data; everything at the pointers in `broken` is left out."""
    refused = Broken.of(broken)
    fields, extra = _fields(data, language.addon, (), "", refused)
    items = tuple(item for kind in language.kinds for item in _items(data, kind, refused))
    absent = frozenset(
        kind.section for kind in language.kinds if kind.none and data.get(kind.section) == "none"
    )
    return Addon(language.addon, fields, items, extra, absent)


def _items(data: Json, kind: Kind, broken: Broken) -> Iterator[Item]:
    at: Pointer = (kind.section,)
    value = data.get(kind.section)
    if kind.section not in data:
        value = {} if kind.implied else None
    if at in broken.at or value is None or (kind.none and value == "none"):
        return
    if not kind.many:
        if isinstance(value, dict):
            yield _item(value, kind, at, kind.section, broken)
        return
    for index, member in enumerate(value if isinstance(value, list) else ()):
        if isinstance(member, dict) and (*at, index) not in broken.at:
            key = member.get("key")
            if isinstance(key, str) and (*at, index, "key") not in broken.at:
                yield _item(member, kind, (*at, index), key, broken)


def _item(data: Json, kind: Kind, at: Pointer, key: str, broken: Broken) -> Item:
    fields, extra = _fields(data, kind.shape, at, key, broken)
    return Item(kind, key, at, fields, extra, frozenset(data))


def _fields(
    data: Json, shape: Shape, at: Pointer, key: str, broken: Broken
) -> tuple[dict[str, Value], dict[str, Json]]:
    """Bind the words of a mapping in the shape's order; return them and the members without a word."""
    values: dict[str, Value] = {}
    extra: dict[str, Json] = {}
    replaced = {word.instead for word in shape.fields.values() if word.instead and word.name in data}
    for name, word in shape.fields.items():
        given = name in data
        if not given and word.default is None:
            continue
        here = (*at, name)
        if broken.at and broken.hides(here, word.kind):
            continue
        if word.kind == "extra":
            extra.update(data[name])
        elif given:
            values[name] = _value(data[name], word, here, key, broken)
            if word.implies:
                values.update(implied(word, data[name]))
        elif name not in replaced and name not in values:
            values[name] = _value(default_of(word, key), word, here, key, broken)
    if shape.open:
        extra.update({name: value for name, value in data.items() if name not in shape.fields})
    return values, extra


def implied(word: Field, value: Json) -> dict[str, Value]:
    """The words whose values follow from this one's: `{}` in them is it, as a literal of a pattern."""
    return {name: text.replace("{}", ALONE.sub(r"\\\1", value)) for name, text in word.implies.items()}


def default_of(word: Field, key: str) -> Json:
    """The value of a word that isn't given, `{key}` in it replaced."""
    if not isinstance(word.default, str):
        return word.default
    # A key of dots alone would be a step upwards in a path.
    return word.default.replace("{key}", key if key.strip(".") else key.replace(".", "dot"))


def _value(value: Json, word: Field, at: Pointer, key: str, broken: Broken) -> Value:
    if word.kind == "struct" and word.shape:
        return _struct(value, word.shape, at, key, broken)
    if word.kind == "structs" and word.shape:
        members = enumerate(value)
        return tuple(
            _struct(member, word.shape, (*at, index), key, broken)
            for index, member in members
            if isinstance(member, dict) and (*at, index) not in broken.at
        )
    return BINDERS[word.kind](value, word, at)


def _struct(value: Json, shape: Shape, at: Pointer, key: str, broken: Broken) -> Struct:
    fields, extra = _fields(value, shape, at, key, broken)
    return Struct(shape, at, fields, extra)


def _plain(value: Json, word: Field, at: Pointer) -> Value:
    return value


def _text(value: Json, word: Field, at: Pointer) -> Text:
    return Text(value) if isinstance(value, str) else Text(value["value"], value.get("i18n"))


def address(value: Json) -> Address:
    """Read an address: empty or with a slash first below the base, `{url}` and all else as it is."""
    if isinstance(value, dict):
        return Address(value["url"], based=False, exact=True)
    return Address(value, based=value == "" or value.startswith("/"))


def _address(value: Json, word: Field, at: Pointer) -> Value:
    return None if value is False else address(value)


def _path(value: Json, word: Field, at: Pointer) -> Address:
    """Read a path, which is below the base even where it is a query alone."""
    return Address(value, based=True)


def _addresses(value: Json, word: Field, at: Pointer) -> tuple[Address, ...]:
    return tuple(map(address, value))


def _verbatim(value: Json, word: Field, at: Pointer) -> Address:
    return Address(value, based=False)


def picture_address(value: Json) -> Address:
    """Read the address of a picture: below the base unless it has a scheme or is empty; `{url}` as it is."""
    if isinstance(value, dict):
        return Address(value["url"], based=False, exact=True)
    if value == "" or SCHEME.match(value):
        return Address(value, based=False, exact=value == "")
    return Address(value if value.startswith("/") else "/" + value, based=True)


def doubled(url: str) -> str:
    """Name the picture of twice the size: `a.png` → `a@2x.png`. A `data:` URL has no name and stays."""
    if not url or url.startswith("data:"):
        return url
    end = min((at for at in (url.find("?"), url.find("#")) if at >= 0), default=len(url))
    path, rest = url[:end], url[end:]
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    return f"{folder}{slash}{stem}@2x.{suffix}{rest}" if dot and stem else f"{path}@2x{rest}"


def _picture(value: Json, word: Field, at: Pointer) -> Struct:
    shape = word.shape or Shape("picture", {})
    if isinstance(value, str):
        return Struct(
            shape, at, {"url": picture_address(value), "url2x": picture_address(doubled(value))}, {}
        )
    fields = {name: picture_address(value[name]) for name in ("url", "url2x") if name in value}
    return Struct(shape, at, fields, value.get("extra", {}))


def _opens(value: Json, word: Field, at: Pointer) -> Struct:
    shape = word.shape or Shape("opens", {})
    if isinstance(value, str):
        return Struct(shape, at, {"key": value})
    fields = {name: value[name] for name in ("key", "options") if name in value}
    return Struct(shape, at, fields, value.get("extra", {}))


def _size(value: Json, word: Field, at: Pointer) -> Value:
    if isinstance(value, str) or word.shape is None:
        return value
    return _struct(value, word.shape, at, "", Broken())


def _scopes(value: Json, word: Field, at: Pointer) -> Value:
    if value == "none":
        return None
    return (value,) if isinstance(value, str) else tuple(value)


def _when(value: Json, word: Field, at: Pointer) -> Formula:
    if isinstance(value, str):
        return Leaf(value, None, at)
    ((name, inner),) = value.items()
    here = (*at, name)
    match name:
        case "all" | "any":
            members = tuple(_when(member, word, (*here, index)) for index, member in enumerate(inner))
            return AllOf(members, at) if name == "all" else AnyOf(members, at)
        case "not":
            return Negation(_when(inner, word, here), at)
        case _:
            return Leaf(name, inner, at)


BINDERS: Mapping[str, Callable[[Json, Field, Pointer], Value]] = {
    "plain": _plain,
    "metadata": _plain,
    "text": _text,
    "address": _address,
    "path": _path,
    "addresses": _addresses,
    "verbatim": _verbatim,
    "picture": _picture,
    "opens": _opens,
    "size": _size,
    "scopes": _scopes,
    "when": _when,
}
