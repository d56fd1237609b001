"""The operations of HipChat's REST API v2 as values, read from `schemas/rest`.

What an operation takes and answers is a JSON Schema; here the references between files are resolved, so that
each can be used alone. Knows nothing of who answers the operations (a host) or calls them (a client).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urldefrag, urljoin

from hipgen.diagnostics import Json
from hipgen.resources import folder

DRAFT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://hipgen.invalid/"
TABLE = f"{BASE}rest/operations.json"
OBJECTS = f"{BASE}rest/objects.schema.json"
OF_A_FILE = frozenset({"$schema", "$id", "$defs"})
"""Keywords of a file's root that mean nothing once its content stands below the `$defs` of another."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query: its name, and a schema with type, default and limits."""

    name: str
    schema: Json = field(hash=False)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A segment of a path that the caller fills: its name, and a schema with type and limits."""

    name: str
    schema: Json = field(hash=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `inferred` names what the evidence doesn't say, in the words of the reference.

    `scopes`: any one of them will do; none: no scope is asked for. `access`: who may call, of group_client,
    room_client, user, anonymous, basic_auth. `body`, `answer`: a schema or a reference to one, None where
    nothing goes; `body_schema` and `answer_schema` resolve them. `content_types`: of the body. `success`: the
    HTTP status. `location`: a Location header goes with it. `flood`: posts messages, which have a limit of
    their own. `attested`: some source names verb and path. `client`: what a client's method is called.
    """

    name: str
    client: str
    group: str
    method: str
    path: str
    segments: tuple[str | Placeholder, ...]
    summary: str
    scopes: tuple[str, ...]
    access: frozenset[str]
    query: tuple[Parameter, ...]
    content_types: tuple[str, ...]
    body: Json = field(repr=False, hash=False)
    body_required: bool
    success: int
    answer: Json = field(repr=False, hash=False)
    location: bool
    flood: bool
    deprecated: bool
    inferred: tuple[str, ...]
    attested: bool
    aliases: Mapping[str, str] = field(default_factory=dict, hash=False)
    body_in_query: bool = False


@cache
def operations() -> Mapping[str, Operation]:
    """Read the table: all operations by name, in the order of HipChat's API reference; once a process."""
    return {row["name"]: _operation(row) for row in _file(TABLE)["operations"]}


@cache
def objects() -> Json:
    """All objects of the API: one document without references to others, each below `$defs` by its name.

    `{"$ref": "#/$defs/Error", **objects()}` is the schema of one.
    """
    definitions: dict[str, Json] = {}
    for name in _file(OBJECTS)["$defs"]:
        _place(f"#/$defs/{name}", OBJECTS, definitions)
    return {"$schema": DRAFT, "$defs": definitions}


@cache
def body_schema(operation: Operation) -> Json | None:
    """The schema of what an operation takes, without references to other documents; None if it takes nothing.

    The same object every time, not to be changed; so are `answer_schema` and `objects`.
    """
    return _alone(operation.body)


@cache
def answer_schema(operation: Operation) -> Json | None:
    """The schema of what an operation answers when it succeeds; None if that has no body."""
    return _alone(operation.answer)


def _operation(row: Json) -> Operation:
    placeholders = {
        each["name"]: Placeholder(each["name"], each["schema"]) for each in row["path_parameters"]
    }
    return Operation(
        name=row["name"],
        client=row.get("client", row["name"]),
        group=row["group"],
        method=row["method"],
        path=row["path"],
        segments=tuple(_segments(row["path"], placeholders)),
        summary=row["summary"],
        scopes=tuple(row["scopes"]),
        access=frozenset(row["access"]),
        query=tuple(Parameter(each["name"], each["schema"]) for each in row["query"]),
        content_types=tuple(row["content_types"]),
        body=row["body"],
        body_required=row["body_required"],
        success=row["success"],
        answer=row["answer"],
        location=row["location"],
        flood=row["flood"],
        deprecated=row["deprecated"],
        inferred=tuple(row["inferred"]),
        attested=row["attested"],
        aliases=row.get("aliases", {}),
        body_in_query=row.get("body_in_query", False),
    )


def _segments(path: str, placeholders: Mapping[str, Placeholder]) -> Iterator[str | Placeholder]:
    for segment in path.strip("/").split("/"):
        yield placeholders[segment[1:-1]] if segment.startswith("{") else segment


@cache
def _file(address: str) -> Json:
    """A shipped file by its `$id`."""
    return json.loads((folder("schemas") / address.removeprefix(BASE)).read_text(encoding="utf-8"))


def _alone(node: Json) -> Json | None:
    """A schema of the table as a document with all that it refers to, and no more, below `$defs`."""
    if node is None:
        return None
    definitions: dict[str, Json] = {}
    own = _rewritten(node, TABLE, definitions)
    return {"$schema": DRAFT, **own, **({"$defs": definitions} if definitions else {})}


def _rewritten(node: Json, address: str, definitions: dict[str, Json]) -> Json:
    """A part of the file at `address` with references into `definitions`, which gets what they mean."""
    match node:
        case dict():
            return {
                key: _place(value, address, definitions)
                if key == "$ref"
                else _rewritten(value, address, definitions)
                for key, value in node.items()
            }
        case list():
            return [_rewritten(member, address, definitions) for member in node]
        case _:
            return node


def _place(reference: str, address: str, definitions: dict[str, Json]) -> str:
    """Put what a reference in the file at `address` leads to into `definitions`; return where it is now."""
    other, pointer = urldefrag(urljoin(address, reference))
    name = _name(other, pointer)
    if name not in definitions:
        definitions[name] = None  # a schema may refer to itself
        definitions[name] = _rewritten(_target(other, pointer), other, definitions)
    return f"#/$defs/{name}"


def _target(address: str, pointer: str) -> Json:
    """The part of a file that a JSON pointer leads to. Raises KeyError if there is none."""
    node = _file(address)
    if not pointer:
        return {key: value for key, value in node.items() if key not in OF_A_FILE}
    for step in pointer.removeprefix("/").split("/"):
        node = node[step]
    return node


def _name(address: str, pointer: str) -> str:
    """The name of a definition: its own for an object of the API, else with file and path: `card.icon`."""
    steps = [step for step in pointer.split("/") if step not in ("", "$defs")]
    file = address.removeprefix(BASE).removesuffix(".schema.json").split("/")
    return ".".join(steps if address == OBJECTS else [*file, *steps])
