"""JSON Schemas of the REST API → types, in no language's words.

An object of the API is a type with a name; what other schemas say of a descriptor's parts is just JSON to a
client. Knows nothing of methods and languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from hipgen.diagnostics import Json
from hipgen.operations import body_schema, objects, operations

PREFIX = "#/$defs/"
PAGE = "Page"
"""What all pages of a collection have beside their items; the names of pages end so."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type: `kind` is a JSON type's name, or `any`, `literal` (of texts), `list`, `named` or `union`."""

    kind: str
    name: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[Type, ...] = ()


ANY, OBJECT = Type("any"), Type("object")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object."""

    name: str
    type: Type
    required: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of the API: its name, a sentence about it, its members."""

    name: str
    about: str
    members: tuple[Member, ...]

    @property
    def item(self) -> Type | None:
        """What a page is a page of; None for other objects, and for what all pages have."""
        items = next((each.type for each in self.members if each.name == "items"), None)
        return items.parts[0] if items and self.name.endswith(PAGE) else None


def shape(name: str) -> Shape:
    """An object of the API by its name."""
    node = _definitions()[name]
    return Shape(name, str(node.get("description", "")), members(node))


def type_of(node: Json) -> Type:
    """The type that a schema describes; its references are to objects of the API, or to parts of others."""
    reference = node.get("$ref")
    if reference is not None:
        name = _name(reference)
        return Type("named", name) if _is_shape(name) else type_of(_definitions()[name])
    if "anyOf" in node:
        return union(type_of(each) for each in node["anyOf"])
    if "const" in node or "enum" in node:
        values = node.get("enum", [node.get("const")])
        texts = tuple(value for value in values if isinstance(value, str))
        kinds = [Type("literal", values=texts)] if texts else []
        kinds += [Type("null")] if None in values else []
        return union(kinds) if kinds else Type("integer")
    kinds = node.get("type", "any")
    return union(_plain(kind, node) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def members(node: Json) -> tuple[Member, ...]:
    """The members of an object, those of what it extends first."""
    found: dict[str, Member] = {}
    if "$ref" in node:
        found = {member.name: member for member in members(_target(node["$ref"]))}
    required = {*node.get("required", ()), *(name for name, member in found.items() if member.required)}
    for name, schema in node.get("properties", {}).items():
        type_ = type_of(schema)
        if name in found and type_ == ANY:  # it says more of a member, but not its type
            type_ = found[name].type
        found[name] = Member(name, type_, name in required, str(schema.get("description", "")))
    return tuple(Member(each.name, each.type, each.name in required, each.about) for each in found.values())


def union(types: Iterable[Type]) -> Type:
    """One type of several, each once; JSON of any kind takes in all others."""
    found: list[Type] = []
    for each in types:
        for part in each.parts if each.kind == "union" else (each,):
            if part not in found:
                found.append(part)
    if ANY in found:
        return ANY
    return found[0] if len(found) == 1 else Type("union", parts=tuple(found))


def named(type_: Type) -> tuple[str, ...]:
    """The names of the objects that a type speaks of."""
    own = (type_.name,) if type_.kind == "named" else ()
    return (*own, *(name for part in type_.parts for name in named(part)))


def _plain(kind: str, node: Json) -> Type:
    if kind == "array":
        return Type("list", parts=(type_of(node["items"]) if "items" in node else ANY,))
    return Type(kind)


def _is_shape(name: str) -> bool:
    return "." not in name and bool(members(_definitions()[name]))


def _name(reference: str) -> str:
    return reference.removeprefix(PREFIX)


def _target(reference: str) -> Json:
    return _definitions()[_name(reference)]


@cache
def _definitions() -> Mapping[str, Json]:
    """What references lead to: the objects of the API, and what bodies of operations refer to besides."""
    bodies = (body_schema(operation) or {} for operation in operations().values())
    found: dict[str, Json] = dict(objects()["$defs"])
    for each in bodies:
        found |= each.get("$defs", {})
    return found
