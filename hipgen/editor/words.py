"""What the schema says of a place in a spec: the words that may stand there, the values that may.

Follows a pointer through the assembled schema, along every alternative. Knows JSON Schema; no word by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from hipgen.diagnostics import Json, Pointer
from hipgen.language import language, resolve
from hipgen.words import explain, words

Schema = Mapping[str, Json]


def schemas_at(pointer: Pointer) -> list[Schema]:
    """Every schema that a value at a pointer may fit."""
    document = language().document
    found = list(_alternatives(document, document))
    for step in pointer:
        found = [each for schema in found for each in _below(document, schema, step)]
    return found


def keys_at(pointer: Pointer) -> dict[str, Schema]:
    """The words that a mapping at a pointer takes, each with its schema."""
    found: dict[str, Schema] = {}
    for schema in schemas_at(pointer):
        for name, inner in schema.get("properties", {}).items():
            found.setdefault(name, resolve(language().document, inner))
    return found


def values_at(pointer: Pointer) -> tuple[Json, ...]:
    """The values that are named for a place: of enumerations, constants, and truths."""
    found: list[Json] = []
    for schema in schemas_at(pointer):
        found += schema.get("enum", ())
        found += [schema["const"]] if "const" in schema else []
        found += [True, False] if schema.get("type") == "boolean" else []
    return tuple(dict.fromkeys(found))


def explained(pointer: Pointer) -> str | None:
    """What `hipgen explain` says of the word at a pointer, or of the nearest around it that it knows."""
    named = [step for step in pointer if isinstance(step, str)]
    while named:
        path = ".".join(named)
        if path in _known():
            return explain(path)
        named.pop()
    return None


@cache
def _known() -> frozenset[str]:
    return frozenset(words())


def _below(document: Json, schema: Schema, step: str | int) -> Iterator[Schema]:
    inner = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
    if inner is not None:
        yield from _alternatives(document, inner)


def _alternatives(document: Json, schema: Json) -> Iterator[Schema]:
    """A schema without its alternatives, then those."""
    resolved = resolve(document, schema)
    yield resolved
    alternatives: Iterable[Json] = (*resolved.get("anyOf", ()), *resolved.get("oneOf", ()))
    for each in alternatives:
        yield from _alternatives(document, each)
