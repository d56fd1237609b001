"""The add-on → HipChat's capabilities descriptor: one function for every field kind, a stable order.

Pure: the add-on and the base, nothing else. Same input, same bytes. Knows nothing of files and frameworks.
The traps it steps around: targets are written as strings, authentication and booleans always explicitly,
lists always as lists (HipChat Connect: descriptor; glances; actions).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hipgen.conditions import TooDeep, write_conditions
from hipgen.diagnostics import HipgenError, Json, Pointer, json_pointer
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation
from hipgen.language import Field, Shape
from hipgen.model import Addon, Address, Item, Struct, Text, Value

AUTO = "auto"
"""The scope that stands for those that the items in use need."""

CONSUMER = ("capabilities", "hipchatApiConsumer")
SCOPES = (
    "send_notification", "send_message", "view_room", "admin_room", "view_group", "admin_group",
    "manage_rooms", "view_messages", "import_data",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """A descriptor, and the pointers of its strings that begin with the base because they are below it."""

    descriptor: dict[str, Json]
    based: tuple[Pointer, ...]


@dataclass(slots=True)
class _Writer:
    """Where the values of one compilation go."""

    base: str
    scopes: tuple[str, ...]
    based: list[Pointer] = field(default_factory=list)


def compile_addon(addon: Addon, base_url: str, *, key_suffix: str = "") -> Compiled:
    """Compile an add-on that has been validated; `base_url` is where it runs."""
    writer = _Writer(base_url.rstrip("/"), needed_scopes(addon))
    result: dict[str, Json] = {}
    _write_fields(addon.fields, addon.shape, result, (), writer)
    result["key"] = addon.text("key") + key_suffix
    capabilities = result.setdefault("capabilities", {})
    if addon.scopes is None:
        capabilities.pop(CONSUMER[1], None)
        writer.based = [pointer for pointer in writer.based if pointer[:2] != CONSUMER]
    for item in addon.items:
        if item.kind.descriptor:
            _write_item(item, capabilities, writer)
    _merge(result, addon.extra)
    return Compiled(result, tuple(writer.based))


def encode(descriptor: Mapping[str, Json]) -> str:
    """Write a descriptor as `hipgen compile` prints it: two spaces, UTF-8, one final newline."""
    return json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"


def needed_scopes(addon: Addon) -> tuple[str, ...]:
    """The scopes to ask for: `auto` replaced by what the items in use need, in HipChat's order."""
    listed = addon.scopes or ()
    if AUTO not in listed:
        return listed
    return tuple(dict.fromkeys([*scopes_in_use(addon), *(scope for scope in listed if scope != AUTO)]))


def scopes_in_use(addon: Addon) -> tuple[str, ...]:
    """The scopes that the items in use need, in HipChat's order: what `auto` stands for."""
    used = {scope for item in addon.items for scope in _scopes_of(item)}
    return tuple(scope for scope in SCOPES if scope in used)


def _scopes_of(item: Item) -> Iterator[str]:
    yield from item.kind.scopes
    for word in item.kind.shape.fields.values():
        if item.fields.get(word.name) is not None:
            yield from word.scopes


def _write_item(item: Item, capabilities: dict[str, Json], writer: _Writer) -> None:
    name = str(item.kind.descriptor)
    at: Pointer = ("capabilities", name)
    if item.kind.many:
        at = (*at, len(capabilities.get(name, ())))
    result: dict[str, Json] = {}
    _write_fields(item.fields, item.kind.shape, result, at, writer)
    result.update(item.kind.const)
    _merge(result, item.extra)
    if item.kind.many:
        capabilities.setdefault(name, []).append(result)
    else:
        capabilities[name] = result


def _write_fields(
    fields: Mapping[str, Value], shape: Shape, into: dict[str, Json], at: Pointer, writer: _Writer
) -> None:
    """Write the words of a shape, in its order, each to its place."""
    for word in shape.fields.values():
        value = fields.get(word.name)
        if word.target is None or (value is None and word.kind != "scopes"):
            continue
        place = into
        for step in word.target[:-1]:
            place = place.setdefault(step, {})
        written = WRITERS.get(word.kind, _plain)(value, word, (*at, *word.target), writer)
        if written is not None:
            place[word.target[-1]] = written


def _merge(into: dict[str, Json], extra: Mapping[str, Json]) -> None:
    """Merge members without a word; what a word has written wins."""
    for name, value in extra.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into.setdefault(name, value)


def _plain(value: Value, word: Field, at: Pointer, writer: _Writer) -> Json:
    return word.map.get(value, value) if word.map else value


def _text(value: Text, word: Field, at: Pointer, writer: _Writer) -> Json:
    return {"value": value.value} if value.i18n is None else {"value": value.value, "i18n": value.i18n}


def _address(value: Address, word: Field, at: Pointer, writer: _Writer) -> Json:
    if value.based:
        writer.based.append(at)
    return value.under(writer.base)


def _addresses(value: tuple[Address, ...], word: Field, at: Pointer, writer: _Writer) -> Json:
    return [_address(member, word, (*at, index), writer) for index, member in enumerate(value)]


def _struct(value: Struct, word: Field, at: Pointer, writer: _Writer) -> Json:
    result: dict[str, Json] = {}
    _write_fields(value.fields, value.shape, result, at, writer)
    _merge(result, value.extra)
    return result


def _structs(value: tuple[Struct, ...], word: Field, at: Pointer, writer: _Writer) -> Json:
    return [_struct(member, word, (*at, index), writer) for index, member in enumerate(value)]


def _size(value: Value, word: Field, at: Pointer, writer: _Writer) -> Json:
    return value if isinstance(value, str) else _struct(value, word, at, writer)


def _picture(value: Struct, word: Field, at: Pointer, writer: _Writer) -> Json:
    result: dict[str, Json] = {}
    alone = word.single and "url2x" not in value.fields and not value.extra
    for name, member in (("url", "url"), ("url2x", "url@2x")):
        if name in value.fields:
            result[member] = _address(value.fields[name], word, at if alone else (*at, member), writer)
    _merge(result, value.extra)
    return result["url"] if alone else result


def _opens(value: Struct, word: Field, at: Pointer, writer: _Writer) -> Json:
    """Clients honour a target that is a string; the object form is kept for options alone."""
    if not value.extra and "options" not in value.fields:
        return value.fields["key"]
    return {**value.fields, **{name: v for name, v in value.extra.items() if name not in value.fields}}


def _scopes(value: Value, word: Field, at: Pointer, writer: _Writer) -> Json:
    return None if value is None else list(writer.scopes)


def _when(value: Formula, word: Field, at: Pointer, writer: _Writer) -> Json:
    try:
        return write_conditions(_named(value, word)) or None
    except TooDeep as why:  # an error that was ignored: there is nothing that could be written
        raise HipgenError(f"`{json_pointer(at)}` can't be written: {why}", status=1) from why


def _named(formula: Formula, word: Field) -> Formula:
    """Write the parameters of every leaf as HipChat names them."""
    match formula:
        case Leaf(condition=name, params=params) if params is not None:
            return replace(formula, params=leaf_params(params, word.leaves[name]))
        case Negation(of=inner):
            return replace(formula, of=_named(inner, word))
        case AllOf(members=members) | AnyOf(members=members):
            return replace(formula, members=tuple(_named(member, word) for member in members))
        case _:
            return formula


def leaf_params(params: Mapping[str, Json], shape: Shape) -> dict[str, Json]:
    """Write a leaf's parameters: `pattern` → `regex.pattern`, `{attr: value}` → `[{attr, eq}]`."""
    result: dict[str, Json] = {}
    for name, word in shape.fields.items():
        if name not in params or word.target is None:
            continue
        place = result
        for step in word.target[:-1]:
            place = place.setdefault(step, {})
        value = params[name]
        if word.kind == "metadata" and isinstance(value, dict):
            value = [{"attr": attribute, "eq": wanted} for attribute, wanted in value.items()]
        place[word.target[-1]] = value
    _merge(result, params.get("extra", {}))
    return result


WRITERS: Mapping[str, Callable[[Any, Field, Pointer, _Writer], Json]] = {
    "text": _text,
    "address": _address,
    "path": _address,
    "verbatim": _address,
    "addresses": _addresses,
    "struct": _struct,
    "structs": _structs,
    "size": _size,
    "picture": _picture,
    "opens": _opens,
    "scopes": _scopes,
    "when": _when,
}
