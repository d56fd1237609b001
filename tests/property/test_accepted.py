"""The validators made ahead agree with `jsonschema`: on good documents, on broken ones, on any schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hipgen.accepted import accepted, documents
from hipgen.accepting import BESIDE, KEYWORDS, source
from hipgen.diagnostics import Json
from hipgen.language import language
from hipgen.schema import validator
from hipgen.validate import other_validator
from tests.property.descriptors import DESCRIPTORS
from tests.property.specs import anything, specs

pytestmark = pytest.mark.slow

SETTINGS = settings(derandomize=True, deadline=None, database=None)

SCALARS: tuple[Json, ...] = (
    None, True, False, 0, 1, 1.0, 1.5, -1, 2**70, "", "a", "none", "a\n", "x" * 300, "https://example.com",
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(SCALARS),
    st.lists(st.sampled_from(SCALARS), max_size=3),
    st.dictionaries(st.sampled_from(["", "a", "key", "url"]), st.sampled_from(SCALARS), max_size=3),
    anything,
)


def places(value: Json, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The pointer of every value inside a value."""
    for step, member in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*at, step)
        if isinstance(member, dict | list):
            yield from places(member, (*at, step))


@st.composite
def broken(draw: st.DrawFn, documents: st.SearchStrategy[Json]) -> Json:
    """A document in which something was taken out, put in, put twice or replaced, or nothing at all."""
    document = copy.deepcopy(draw(documents))
    for _ in range(draw(st.integers(0, 2))):
        found = [*places(document)]
        if not found:
            break
        *above, step = draw(st.sampled_from(found))
        around = document
        for each in above:
            around = around[each]
        match draw(st.sampled_from(("drop", "set", "add", "twice"))):
            case "drop":
                del around[step]
            case "set":
                around[step] = draw(VALUES)
            case "add" if isinstance(around, dict):
                around[draw(st.sampled_from(words()))] = draw(VALUES)
            case "twice" if isinstance(around, list):
                around.append(copy.deepcopy(around[step]))
    return document


@cache
def words() -> list[str]:
    """Every word of the language, some in wrong places by and by."""
    schemas = [language().document, *language().document["$defs"].values()]
    return sorted({word for schema in schemas for word in schema.get("properties", {})})


@settings(SETTINGS, max_examples=100)
@given(broken(specs()))
def test_a_spec_is_accepted_if_and_only_if_it_is_valid(spec: Json) -> None:
    assert accepted("spec", spec) == validator().is_valid(spec)


@settings(SETTINGS, max_examples=60)
@given(broken(DESCRIPTORS))
def test_a_descriptor_is_accepted_if_and_only_if_it_is_valid(descriptor: Json) -> None:
    assert accepted("descriptor", descriptor) == other_validator("descriptor").is_valid(descriptor)


@pytest.mark.parametrize("kind", ["descriptor", "card", "notification"])
@settings(SETTINGS, max_examples=60)
@given(data=st.data())
def test_a_broken_example_is_accepted_if_and_only_if_it_is_valid(kind: str, data: st.DataObject) -> None:
    examples = documents()[kind]["examples"]
    document = data.draw(broken(st.sampled_from(examples)))
    assert accepted(kind, document) == other_validator(kind).is_valid(document)


NAMES = st.sampled_from(["a", "b", "c"])
SMALL: st.SearchStrategy[Json] = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, 2, 2.5, "", "a", "bb", "b\n", "abc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
CHOICE = ("if", "then", "else")
SIZES = st.integers(0, 3)


def schemas() -> st.SearchStrategy[Json]:
    """Schemas of every keyword that has a translation, and of each beside any other."""
    return st.recursive(st.booleans() | st.just({}), _around, max_leaves=8)


def _around(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    members = st.dictionaries(NAMES, inner, max_size=3)
    several = st.lists(inner, min_size=1, max_size=3)
    types = st.sampled_from(["object", "array", "string", "integer", "number", "boolean", "null"])
    values: dict[str, st.SearchStrategy[Json]] = {
        "type": types | st.lists(types, min_size=1, max_size=3, unique=True),
        "enum": st.lists(SMALL, min_size=1, max_size=3),
        "const": SMALL,
        "pattern": st.sampled_from(["^a", "b$", "^[ab]+$", "c"]),
        "required": st.lists(NAMES, max_size=2),
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2), max_size=2),
        "properties": members,
        **dict.fromkeys(("additionalProperties", "propertyNames", "items", "not", *CHOICE), inner),
        **dict.fromkeys(("allOf", "anyOf", "oneOf"), several),
        **{name: SIZES for name in KEYWORDS if name.startswith(("min", "max", "exclusive"))},
        "uniqueItems": st.booleans(),
        "$ref": st.just("#"),
    }
    assert values.keys() == KEYWORDS.keys() | BESIDE
    # A schema that refers to itself without going further down would have no end.
    inside = [name for name in values if name != "$ref"]
    return st.lists(st.sampled_from(inside), min_size=1, max_size=3, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({name: values[name] for name in chosen})
    )


@settings(SETTINGS, max_examples=400)
@given(schemas(), st.lists(SMALL, min_size=1, max_size=8))
def test_any_schema_accepts_what_is_valid(schema: Json, values: list[Json]) -> None:
    names: dict[str, Any] = {}
    exec(source(schema), names)
    for value in values:
        wanted = Draft202012Validator(schema).is_valid(value)
        assert names["accepts"](value) == wanted, (json.dumps(schema), json.dumps(value))


def test_a_schema_may_refer_to_itself_and_to_other_documents() -> None:
    tree = {
        "$id": "https://example.com/tree.json",
        "properties": {"leaf": {"$ref": "leaf.json#/$defs/small"}, "below": {"items": {"$ref": "#"}}},
        "additionalProperties": False,
    }
    leaf: Json = {
        "$id": "https://example.com/leaf.json",
        "$defs": {"small": {"type": "integer", "maximum": 3}},
    }
    names: dict[str, Any] = {}
    exec(source(tree, {leaf["$id"]: leaf}), names)
    accepts = names["accepts"]
    assert accepts({"below": [{"leaf": 3}, {"below": [{}]}]})
    assert not accepts({"below": [{"below": [{"leaf": 4}]}]})


def test_an_unknown_keyword_is_an_error() -> None:
    with pytest.raises(ValueError, match="contains"):
        source({"properties": {"a": {"contains": {}}}})
