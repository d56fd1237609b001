"""A schema of draft 2020-12 in the words of older drafts: 4, and 2, which HipChat offered too.

Knows the keywords that the descriptor's schema uses and refuses any other, so that none gets lost. Knows
nothing of descriptors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hipgen.host.wire import Json

DRAFT4 = "http://json-schema.org/draft-04/schema#"
DRAFT2 = "http://json-schema.org/draft-02/schema#"
SAME = frozenset({"title", "description", "default", "enum", "pattern", "minLength", "maxLength"})
"""Keywords that mean the same in all of them."""
LEFT_OUT = frozenset(
    {"$schema", "$id", "$defs", "$comment", "examples", "if", "then", "else", "required", "$ref"}
)
"""Keywords that say nothing in an older draft, or are dealt with together."""
PREFIX = "#/$defs/"
TWICE = 2
"""Draft 2 can't refer: a definition inside itself is written out so often, and below that anything passes."""


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a schema stands: what its references mean, and the definitions that it is inside of."""

    definitions: Mapping[str, Json]
    inside: tuple[str, ...] = ()

    def entered(self, reference: str) -> tuple[Json, _Around] | None:
        """What a reference means, and where that stands; None where it was written out often enough."""
        name = reference.removeprefix(PREFIX)
        if self.inside.count(name) >= TWICE:
            return None
        return self.definitions[name], replace(self, inside=(*self.inside, name))


def draft4(schema: Json) -> Json:
    """The schema in draft 4. Raises ValueError for a keyword that this doesn't know."""
    definitions = {name: _four(each) for name, each in schema.get("$defs", {}).items()}
    return {"$schema": DRAFT4, **_four(schema), **({"definitions": definitions} if definitions else {})}


def draft2(schema: Json) -> Json:
    """The schema in draft 2, where references are written out. Raises ValueError for a keyword that this
    doesn't know.
    """
    return {"$schema": DRAFT2, **_two(schema, _Around(schema.get("$defs", {})))}


def _four(node: Json) -> Json:
    if isinstance(node, bool):
        return {} if node else {"not": {}}
    found: dict[str, Json] = {}
    for key, value in node.items():
        match key:
            case "type" | "required":
                found[key] = value
            case "properties":
                found[key] = {name: _four(each) for name, each in value.items()}
            case "items" | "not":
                found[key] = _four(value)
            case "additionalProperties":
                found[key] = value if isinstance(value, bool) else _four(value)
            case "anyOf" | "allOf" | "oneOf":
                found[key] = [_four(each) for each in value]
            case "const":
                found["enum"] = [value]
            case _:
                _keep(found, key, value)
    return _joined(found, _conditional_four(node), _referred_four(node))


def _conditional_four(node: Mapping[str, Json]) -> list[Json]:
    """if, then and else as "not, or": each of them alone."""
    if "if" not in node:
        return []
    condition = _four(node["if"])
    then = [{"anyOf": [{"not": condition}, _four(node["then"])]}] if "then" in node else []
    return [*then, *([{"anyOf": [condition, _four(node["else"])]}] if "else" in node else [])]


def _referred_four(node: Mapping[str, Json]) -> list[Json]:
    return [{"$ref": node["$ref"].replace(PREFIX, "#/definitions/")}] if "$ref" in node else []


def _joined(found: dict[str, Json], conditions: list[Json], references: list[Json]) -> Json:
    """Everything that has to hold. A reference in draft 4 suffers nothing beside it, so it goes below
    `allOf`.
    """
    if references and not found and not conditions:
        return references[0]
    also = [*found.pop("allOf", []), *references, *conditions]
    return {**found, "allOf": also} if also else found


def _two(node: Json, around: _Around) -> Json:
    if isinstance(node, bool):
        return {} if node else {"disallow": "any"}
    found: dict[str, Json] = {}
    for key, value in node.items():
        match key:
            case "type":
                found[key] = value
            case "properties":
                found[key] = _members(value, node.get("required", ()), around)
            case "items":
                found[key] = _two(value, around)
            case "additionalProperties":
                found[key] = value if isinstance(value, bool) else _two(value, around)
            case "anyOf":
                pass
            case "const":
                found["enum"] = [value]
            case _:
                _keep(found, key, value)
    also = [*_referred_two(node, around), *_alternatives_two(node, around), *_lone(node)]
    return _extending(found, also)


def _extending(found: dict[str, Json], also: list[Json]) -> Json:
    """A schema that others hold beside: draft 2 extends one, which extends the next."""
    if not also:
        return found
    first = dict(also[0])
    inner = [first.pop("extends")] if "extends" in first else []
    return {**found, "extends": _extending(first, [*inner, *also[1:]])}


def _alternatives_two(node: Mapping[str, Json], around: _Around) -> list[Json]:
    any_of = [{"type": [_two(each, around) for each in node["anyOf"]]}] if "anyOf" in node else []
    return [*any_of, *_conditional_two(node, around)]


def _members(properties: Json, required: Json, around: _Around) -> Json:
    """In draft 2 a member is needed unless it says that it is optional."""
    return {
        name: {**_two(each, around), **({} if name in required else {"optional": True})}
        for name, each in properties.items()
    }


def _referred_two(node: Mapping[str, Json], around: _Around) -> list[Json]:
    entered = around.entered(node["$ref"]) if "$ref" in node else None
    return [] if entered is None else [_two(*entered)]


def _conditional_two(node: Mapping[str, Json], around: _Around) -> list[Json]:
    if "if" not in node:
        return []
    condition = _two(node["if"], around)
    then = [{"type": [{"disallow": [condition]}, _two(node["then"], around)]}] if "then" in node else []
    return [*then, *([{"type": [condition, _two(node["else"], around)]}] if "else" in node else [])]


def _lone(node: Mapping[str, Json]) -> list[Json]:
    """Members that are required and not described."""
    names = [name for name in node.get("required", ()) if name not in node.get("properties", {})]
    return [{"properties": {name: {} for name in names}}] if names else []


def _keep(found: dict[str, Json], key: str, value: Json) -> None:
    if key in SAME:
        found[key] = value
    elif key not in LEFT_OUT:
        raise ValueError(f"no older draft says {key}")
