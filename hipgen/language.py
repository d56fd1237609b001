"""The language of addon.yaml as values, read from `schemas/`: one JSON Schema document, and its shapes.

A capability is a file in `schemas/capabilities`; this module scans the folder, so no capability is named
here. What a shape says beyond JSON Schema stands in `x-hipgen` notes (schemas/README.md lists them). Knows
nothing of documents, findings or HipChat.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from hipgen.diagnostics import Json
from hipgen.prepared import Prepared
from hipgen.resources import folder

NOTES = "x-hipgen"
FLAGS = ("many", "implied", "none", "target", "frame", "space", "const", "role")
"""Notes of a capability that are attributes of its `Kind` under the same name."""


@dataclass(frozen=True, slots=True)
class RouteNote:
    """The route that an address below the base becomes: its role in the protocol and its HTTP method."""

    role: str
    method: str


@dataclass(frozen=True, slots=True)
class Field:
    """A word of the language: how its value is bound (`kind`), where it goes in the descriptor (`target`)."""

    name: str
    kind: str
    target: tuple[str, ...] | None
    title: str = ""
    description: str = ""
    default: Json = None
    always: bool = False
    absent: Json = None
    implies: Mapping[str, str] = field(default_factory=dict)
    instead: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    route: RouteNote | None = None
    single: bool = False
    shape: Shape | None = None
    leaves: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping of the language: its words in order. `open` shapes take members that they don't name."""

    name: str
    fields: Mapping[str, Field]
    open: bool = False

    @property
    def members(self) -> Mapping[str, Field]:
        """The first step in the descriptor of every word that has one."""
        return {word.target[0]: word for word in self.fields.values() if word.target}


@dataclass(frozen=True, slots=True)
class Kind:
    """A capability: the section of addon.yaml that holds it and the member of `capabilities` it becomes."""

    name: str
    section: str
    shape: Shape
    title: str
    description: str
    noun: str
    descriptor: str | None = None
    many: bool = False
    label: tuple[str, ...] = ()
    implied: bool = False
    none: bool = False
    target: bool = False
    frame: str | None = None
    role: str | None = None
    space: str = ""
    const: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Language:
    """Everything that `schemas/` says of addon.yaml."""

    addon: Shape
    kinds: tuple[Kind, ...]
    grow: Callable[[], Json] = field(repr=False, compare=False)

    @cached_property
    def document(self) -> Json:
        """The one JSON Schema; put together when somebody asks, since a good spec never needs it."""
        return self.grow()

    def kind(self, section: str) -> Kind | None:
        """Return the kind whose items stand in `section`."""
        return next((kind for kind in self.kinds if kind.section == section), None)


@cache
def language() -> Language:
    """The language of the shipped schemas, once a process."""
    names = PREPARED.names()
    return Language(names["ADDON"], names["KINDS"], lambda: _read().document)


def _written() -> str:
    """The language as the source of a module: values write themselves as Python does."""
    found = _read()
    return (
        f"from hipgen.language import Field, Kind, RouteNote, Shape\n\nADDON = {found.addon!r}\n"
        f"KINDS = {found.kinds!r}\n"
    )


PREPARED = Prepared("language", _written, "schemas", ("language",))


def _read() -> Language:
    schemas = folder("schemas")
    frame = json.loads((schemas / "addon.schema.json").read_text(encoding="utf-8"))
    fields = json.loads((schemas / "fields.schema.json").read_text(encoding="utf-8"))
    files = sorted((schemas / "capabilities").iterdir(), key=lambda file: file.name)
    capabilities = {
        file.name.removesuffix(".schema.json"): json.loads(file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".schema.json")
    }
    return assemble(frame, fields, capabilities)


def assemble(frame: Json, fields: Json, capabilities: Mapping[str, Json]) -> Language:
    """Join the frame, the field kinds and the capabilities into one self-contained document and shapes."""
    ordered = sorted(capabilities.items(), key=lambda pair: (pair[1][NOTES].get("order", 1000), pair[0]))
    document = {key: value for key, value in frame.items() if key not in {"properties", "examples"}}
    document["properties"] = dict(frame["properties"])
    document["examples"] = frame.get("examples", [])
    document["$defs"] = dict(fields["$defs"])
    for name, schema in ordered:
        notes = schema[NOTES]
        document["$defs"][name] = {k: v for k, v in schema.items() if k not in {"$schema", "$id"}}
        document["properties"][notes["section"]] = _section(name, schema)
    document = _local(document)
    kinds = tuple(_kind(document, name, schema[NOTES]) for name, schema in ordered)
    addon = _shape(document, "addon", {"properties": _local(frame["properties"])})
    return Language(addon, kinds, lambda: document)


def _section(name: str, schema: Json) -> Json:
    """How the root document refers to a capability: a list of items, an item, or an item or `none`."""
    notes = schema[NOTES]
    ref = {"$ref": f"#/$defs/{name}"}
    about = {"title": schema["title"], "description": schema["description"]}
    if notes.get("many"):
        return {**about, "type": "array", "items": ref, "examples": [schema.get("examples", [])]}
    if notes.get("none"):
        return {**about, "anyOf": [{"type": "string", "const": "none"}, ref]}
    return {**about, **ref}


def _local(node: Json) -> Json:
    """Rewrite references between files into references within the one document."""
    match node:
        case dict():
            return {
                key: "#" + value.partition("#")[2] if key == "$ref" else _local(value)
                for key, value in node.items()
            }
        case list():
            return [_local(member) for member in node]
        case _:
            return node


def resolve(document: Json, node: Json) -> Json:
    """Follow `$ref`: the target's keywords, overridden by those beside the reference; notes are merged."""
    if "$ref" not in node:
        return node
    target = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    target = resolve(document, target)
    beside = {key: value for key, value in node.items() if key != "$ref"}
    return {**target, **beside, NOTES: {**target.get(NOTES, {}), **node.get(NOTES, {})}}


def _kind(document: Json, name: str, notes: Json) -> Kind:
    schema = document["$defs"][name]
    known = {key: notes[key] for key in FLAGS if key in notes}
    return Kind(
        name=name,
        section=notes["section"],
        shape=_shape(document, name, schema),
        title=schema["title"],
        description=schema["description"],
        noun=notes["noun"],
        descriptor=notes.get("descriptor"),
        label=tuple(notes.get("label", ())),
        scopes=tuple(notes.get("scopes", ())),
        **known,
    )


def _shape(document: Json, name: str, schema: Json) -> Shape:
    fields = {word: _field(document, word, node) for word, node in schema.get("properties", {}).items()}
    return Shape(name, fields, open=schema.get("additionalProperties") is True)


def _field(document: Json, word: str, node: Json) -> Field:
    schema = resolve(document, node)
    notes = schema.get(NOTES, {})
    kind = notes.get("kind", "plain")
    target = notes.get("as", word)
    route = notes.get("route")
    return Field(
        name=word,
        kind=kind,
        target=None if target is None or kind == "extra" else tuple(target.split("/")),
        title=schema.get("title", word),
        description=schema.get("description", ""),
        default=schema.get("default") if notes.get("always") or kind == "scopes" else notes.get("default"),
        always=notes.get("always", False),
        absent=notes.get("absent"),
        implies=notes.get("implies", {}),
        instead=notes.get("instead"),
        map=notes.get("map", {}),
        scopes=tuple(notes.get("scopes", ())),
        route=RouteNote(route["role"], route["method"]) if route else None,
        single=notes.get("single", False),
        shape=_inner(document, word, schema, kind),
        leaves=_leaves(document, schema) if kind == "when" else {},
    )


def _object(document: Json, schema: Json) -> Json | None:
    """The alternative of a schema that is a mapping with words of its own."""
    if "properties" in schema:
        return schema
    for alternative in schema.get("anyOf", ()):
        resolved = resolve(document, alternative)
        if "properties" in resolved and "value" not in resolved["properties"]:
            return resolved
    return None


def _inner(document: Json, word: str, schema: Json, kind: str) -> Shape | None:
    if kind == "structs":
        return _shape(document, word, resolve(document, schema["items"]))
    if kind not in {"struct", "size", "picture", "opens"}:
        return None
    inner = _object(document, schema)
    return _shape(document, word, inner) if inner else None


def _leaves(document: Json, schema: Json) -> Mapping[str, Shape]:
    properties = (_object(document, schema) or {})["properties"]
    return {
        word: _shape(document, word, resolve(document, node))
        for word, node in properties.items()
        if word not in {"all", "any", "not"}
    }
