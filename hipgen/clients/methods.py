"""The table of REST operations → the methods of a client, in no language's words.

A method takes what fills the path, then what is asked for or sent. Knows nothing of languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hipgen.clients.shapes import ANY, OBJECT, Member, Shape, Type, members, named, shape, type_of
from hipgen.operations import Operation, Placeholder, body_schema, operations

AREAS = {
    "user": "users",
    "extension": "extensions",
    "emoticon": "group",
    "group": "group",
    "invite": "group",
    "capabilities": "service",
    "addon": "service",
    "oauth": "service",
}
"""Which part of a client an operation is in, by where its path begins; those of rooms are two parts."""

SHORT = {
    "room_id_or_name": "room",
    "user_id_or_email": "user",
    "id_or_email": "user",
    "emoticon_id_or_key": "emoticon",
    "integration_id_or_key": "integration",
    "group_id": "group",
    "webhook_id": "webhook",
}
"""What a client calls a part of a path whose name in the table says how it may be given."""

FLAT = 4
"""A named body of no more members, all of them plain, is given member by member; so is one without a name."""

SCALARS = frozenset({"string", "integer", "boolean", "literal"})


@dataclass(frozen=True, slots=True)
class Argument:
    """What a method takes: its name on the wire, its type, whether it must be there."""

    wire: str
    type: Type
    required: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a client.

    `path` is below the API's address, its parts called as in `parts`. Of `query`, `members` and `body` an
    operation has one at most: parameters, a body member by member, or a body as a whole. `encoding` is the
    body's: `json`, `form` or `multipart`. `answer` is None where nothing comes back; `located` where the
    answer is an address in a header.
    """

    name: str
    area: str
    verb: str
    path: str
    scopes: tuple[str, ...]
    about: str
    parts: tuple[Argument, ...]
    query: tuple[Argument, ...]
    members: tuple[Argument, ...]
    body: Type | None
    body_required: bool
    encoding: str
    answer: Type | None
    located: bool
    basic: bool


def methods() -> tuple[Method, ...]:
    """All operations as methods, in the order of the table."""
    return tuple(_method(operation) for operation in operations().values())


def _method(operation: Operation) -> Method:
    flat = tuple(_flat(operation))
    encoding = _encoding(operation)
    whole = operation.body is not None and not flat and encoding != "multipart"
    return Method(
        name=operation.client,
        area=_area(operation),
        verb=operation.method,
        path=_path(operation),
        scopes=operation.scopes,
        about=operation.summary,
        parts=tuple(_part(each) for each in operation.segments if isinstance(each, Placeholder)),
        query=tuple(
            Argument(each.name, type_of(each.schema), False, each.schema.get("description", ""))
            for each in operation.query
        ),
        members=() if encoding == "multipart" else flat,
        body=_whole(operation.body) if whole else None,
        body_required=operation.body_required,
        encoding=encoding,
        answer=_whole(operation.answer) if operation.answer is not None else None,
        located=operation.success == 302,
        basic="basic_auth" in operation.access,
    )


def _area(operation: Operation) -> str:
    _, first, *others = operation.segments
    return AREAS.get(str(first)) or ("extensions" if "extension" in others else "rooms")


def _path(operation: Operation) -> str:
    steps = [
        f"{{{SHORT.get(each.name, each.name)}}}" if isinstance(each, Placeholder) else each
        for each in operation.segments
    ]
    return "/".join(steps[1:])  # the API's address says the version


def _part(placeholder: Placeholder) -> Argument:
    name = SHORT.get(placeholder.name, placeholder.name)
    type_ = Type("id") if name != placeholder.name else type_of(placeholder.schema)
    return Argument(name, type_, True, placeholder.schema.get("description", ""))


def _flat(operation: Operation) -> Iterator[Argument]:
    """The members of a body that is given member by member."""
    if operation.body is None:
        return
    own = members(_resolved(operation))
    plain = all(member.type.kind in SCALARS for member in own)
    if "$ref" not in operation.body or (plain and len(own) <= FLAT):
        yield from (_argument(member) for member in sorted(own, key=lambda member: not member.required))


def _argument(member: Member) -> Argument:
    parts = tuple(part for part in member.type.parts if part.kind != "null")
    type_ = parts[0] if member.type.kind == "union" and len(parts) == 1 else member.type
    return Argument(member.name, type_, member.required, member.about)


def _resolved(operation: Operation) -> dict[str, object]:
    schema = body_schema(operation) or {}
    return {key: value for key, value in schema.items() if key not in ("$schema", "$defs")}


def _whole(node: dict[str, object]) -> Type:
    """The type of a body or an answer."""
    reference = str(node.get("$ref", ""))
    if not reference:
        return OBJECT
    name = reference.rpartition("/")[2]
    return Type("named", name) if shape(name).members else ANY


def _encoding(operation: Operation) -> str:
    first = operation.content_types[0] if operation.content_types else "application/json"
    return {"application/json": "json", "application/x-www-form-urlencoded": "form"}.get(first, "multipart")


def reached(found_in: Iterable[Method]) -> tuple[Shape, ...]:
    """The objects that methods speak of, and those that these speak of, by name."""
    found: dict[str, Shape] = {}
    left = [name for each in found_in for name in spoken_of(each)]
    while left:
        name = left.pop()
        if name not in found:
            found[name] = shape(name)
            left += [other for member in found[name].members for other in named(member.type)]
    return tuple(found[name] for name in sorted(found))


def spoken_of(method: Method) -> Iterator[str]:
    """The names of the objects in a method's signature."""
    for type_ in (method.body, method.answer, *(each.type for each in (*method.query, *method.members))):
        if type_ is not None:
            yield from named(type_)
