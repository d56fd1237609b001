"""The table of the REST API beside HipChat's API reference, fact by fact.

The reference lies beside the project (`tests/shared.py`). What differs on purpose is named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from hipgen.diagnostics import Json
from hipgen.operations import Operation, Parameter, Placeholder, objects, operations
from tests.shared import SHARED, shared_files

pytestmark = pytest.mark.slow

LIMITS = ("type", "default", "minimum", "maximum", "minLength", "maxLength", "enum")
WORDS = {"type": "string", "default": None}


@cache
def reference() -> Json:
    """The machine-readable half of the reference; empty where it isn't there."""
    (file,) = shared_files("reference/rest-api-v2.yaml") or (None,)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), loader) if file else {"operations": [], "schemas": {}}


def given(parameters: tuple[Parameter | Placeholder, ...]) -> dict[str, Json]:
    return {each.name: {k: v for k, v in each.schema.items() if k in LIMITS} for each in parameters}


def wanted(row: Json, where: str) -> dict[str, Json]:
    return {
        each["name"]: {key: value for key, value in each.items() if key in LIMITS}
        for each in row["params"]
        if each["in"] == where
    }


def resolved(node: Json, definitions: Json) -> Iterator[Json]:
    """A schema and those whose members are its own too: what it refers to, and all of `allOf`."""
    yield node
    if "$ref" in node:
        yield from resolved(definitions[node["$ref"].rsplit("/", 1)[1]], definitions)
    for part in node.get("allOf", ()):
        yield from resolved(part, definitions)


def required(node: Json, definitions: Json) -> set[str]:
    return {name for part in resolved(node, definitions) for name in part.get("required", ())}


def properties(node: Json, definitions: Json) -> set[str]:
    return {name for part in resolved(node, definitions) for name in part.get("properties", {})}


ADMITTED_TOO = {"get_emoticon": {"room_client"}, "get_all_emoticons": {"room_client"}}
"""Callers beyond the reference's inferred ones: add-ons were seen to look emoticons up while they handle a
webhook.
"""
TAKEN_TOO = {"generate_token": ["application/json"]}
"""Content types beyond the reference's table: add-ons were seen to ask for tokens in JSON."""


@pytest.mark.parametrize("row", reference()["operations"], ids=lambda row: row["name"])
class TestAnOperationOfTheReference:
    __test__ = SHARED is not None

    def test_is_in_the_table_as_it_is(self, row: Json) -> None:
        ours = operations()[row["name"]]
        assert (ours.group, ours.method, ours.path) == (row["group"], row["verb"], row["path"])
        assert list(ours.scopes) == row["scopes"]
        assert ours.access == set(row["access"]) | ADMITTED_TOO.get(ours.name, set())
        assert list(ours.content_types) == row.get("content_types", []) + TAKEN_TOO.get(ours.name, [])
        assert ours.success == row["success"]
        assert ours.location == ("Location" in row.get("response_headers", {}))
        assert ours.flood == row.get("flood_control", False)
        assert ours.deprecated == row.get("deprecated", False)
        assert list(ours.inferred) == row.get("inferred", [])
        assert ours.attested == (row["confidence"] == "documented")

    def test_has_its_parameters_with_defaults_and_limits(self, row: Json) -> None:
        ours = operations()[row["name"]]
        placeholders = tuple(each for each in ours.segments if isinstance(each, Placeholder))
        assert given(ours.query) == wanted(row, "query")
        assert given(placeholders) == wanted(row, "path")

    def test_takes_and_answers_the_same(self, row: Json) -> None:
        ours = operations()[row["name"]]
        same(ours.answer, row["response"])
        if ours.body and ours.body.get("$ref", "").endswith("Body"):  # a module whose key may be missing
            body, theirs = objects()["$defs"][ours.body["$ref"].rsplit("/", 1)[1]], row["body"]
            definitions = reference()["schemas"]
            assert required(body, objects()["$defs"]) == required(theirs, definitions) - {"key"}
            assert properties(body, objects()["$defs"]) == properties(theirs, definitions)
        else:
            same(ours.body, row["body"])


def same(ours: Json, theirs: Json) -> None:
    """Compare what is taken or answered: the same object, or members of the same names."""
    if ours is None or theirs is None:
        assert ours is theirs
    elif "$ref" in theirs:
        assert ours["$ref"].rsplit("/", 1)[1] == theirs["$ref"].rsplit("/", 1)[1]
    else:
        assert set(ours.get("required", ())) == set(theirs.get("required", ()))
        assert ours.get("properties", {}).keys() == theirs.get("properties", {}).keys()


class TestTheTableBesideTheReference:
    __test__ = SHARED is not None

    def test_it_has_the_same_operations_in_the_same_order(self) -> None:
        assert list(operations()) == [row["name"] for row in reference()["operations"]]
        assert all(isinstance(each, Operation) for each in operations().values())

    def test_it_has_every_object(self) -> None:
        assert reference()["schemas"].keys() <= objects()["$defs"].keys()


@pytest.mark.parametrize("name", reference()["schemas"])
class TestAnObjectOfTheReference:
    __test__ = SHARED is not None

    def test_has_the_same_members(self, name: str) -> None:
        definitions = objects()["$defs"]
        theirs = reference()["schemas"]
        more = MORE.get(name, set())
        assert properties(definitions[name], definitions) == properties(theirs[name], theirs) | more

    def test_requires_the_same_members(self, name: str) -> None:
        definitions = objects()["$defs"]
        theirs = reference()["schemas"]
        assert required(definitions[name], definitions) == required(theirs[name], theirs)


MORE: dict[str, set[str]] = {
    "Card": {"metadata"},  # free in the reference; seen, and what card_matches reads
    "NotificationMessage": {"file", "message_links"},  # what all messages may have
}
"""Members that other schemas of the project have beyond the reference."""
