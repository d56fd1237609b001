"""Bodies against schemas: what is wrong with them, in HipChat's words."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipgen.host.bodies import Problem, check, envelope, python2_repr
from hipgen.host.wire import Json

SCHEMA: Json = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string", "minLength": 1, "maxLength": 10_000},
        "message_format": {"enum": ["html", "text"]},
        "color": {"type": "string", "enum": ["yellow", "green"]},
        "notify": {"type": "boolean"},
        "from": {"type": ["string", "null"], "maxLength": 64},
        "count": {"type": "integer", "minimum": 1, "maximum": 10},
        "version": {"const": 2},
        "key": {"type": "string", "pattern": "^[a-z]+$"},
        "when": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "vendor": {
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "additionalProperties": False,
        },
        "card": {"anyOf": [{"$ref": "#/$defs/Card"}, {"type": "null"}]},
        "same": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string", "minLength": 5}]},
    },
    "$defs": {
        "Icon": {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}},
            ]
        },
        "Card": {
            "type": "object",
            "required": ["title"],
            "properties": {
                "title": {"type": "string", "minLength": 1, "maxLength": 500},
                "icon": {"$ref": "#/$defs/Icon"},
                "attributes": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"label": {"type": "string", "maxLength": 5}}},
                },
                "child": {"$ref": "#/$defs/Card"},
            },
        },
    },
}

FINE: tuple[Json, ...] = (
    {"message": "tea"},
    {"message": "tea", "unknown": [1, {"x": None}], "nothing": {}},
    {"message": "tea", "notify": True, "color": "green", "from": None, "count": 10, "version": 2},
    {"message": "tea", "when": "no date"},
    {"message": "\x00\ud800\U0001f600"},
    {"message": "tea", "card": None},
    {"message": "tea", "card": {"title": "t", "icon": {"url": "u"}, "attributes": [{"label": "State"}]}},
)


@pytest.mark.parametrize("body", FINE, ids=range(len(FINE)))
def test_a_body_that_fits_has_no_problem(body: Json) -> None:
    assert check(body, SCHEMA) is None


NOTIFY = Problem(
    "Value u'true' for field 'notify' is not of type 'boolean'", "notify", "type", "boolean", "true"
)
WRONG: tuple[tuple[Json, Problem], ...] = (
    ({"notify": "true"}, NOTIFY),
    (
        {"notify": 1},
        Problem("Value 1 for field 'notify' is not of type 'boolean'", "notify", "type", "boolean", 1),
    ),
    (
        {"count": True},
        Problem("Value True for field 'count' is not of type 'integer'", "count", "type", "integer", True),
    ),
    (
        {"message": None},
        Problem("Value None for field 'message' is not of type 'string'", "message", "type", "string"),
    ),
    (
        {"from": [1, "é"]},
        Problem(
            "Value [1, u'\\xe9'] for field 'from' is not of type [u'string', u'null']",
            "from",
            "type",
            ["string", "null"],
            [1, "é"],
        ),
    ),
    (
        {"message": ""},
        Problem(
            "Length of value u'' for field 'message' must be greater than or equal to 1",
            "message",
            "minLength",
            None,
            "",
        ),
    ),
    (
        {"from": "x" * 65},
        Problem(
            f"Length of value u'{'x' * 65}' for field 'from' must be less than or equal to 64",
            "from",
            "maxLength",
            None,
            "x" * 65,
        ),
    ),
    (
        {"color": "pink"},
        Problem(
            "Value u'pink' for field 'color' is not in the enumeration: [u'yellow', u'green']",
            "color",
            "enum",
            None,
            "pink",
        ),
    ),
    (
        {"version": 1},
        Problem("Value 1 for field 'version' is not in the enumeration: [2]", "version", "const", None, 1),
    ),
    (
        {"count": 0},
        Problem("Value 0 for field 'count' is less than minimum value: 1", "count", "minimum", None, 0),
    ),
    (
        {"count": 11},
        Problem("Value 11 for field 'count' is greater than maximum value: 10", "count", "maximum", None, 11),
    ),
    (
        {"key": "A"},
        Problem(
            "Value u'A' for field 'key' does not match regular expression '^[a-z]+$'",
            "key",
            "pattern",
            None,
            "A",
        ),
    ),
    (
        {"tags": ["a", 2]},
        Problem("Value 2 for field 'tags.1' is not of type 'string'", "tags.1", "type", "string", 2),
    ),
    (
        {"vendor": {"name": "n", "site": 5}},
        Problem("Field 'vendor.site' is not allowed", "vendor.site", "additionalProperties", None, 5),
    ),
    ({"card": {}}, Problem("Required field 'card.title' is missing", "card.title", "required")),
    (
        {"card": {"title": ""}},
        Problem(
            "Length of value u'' for field 'card.title' must be greater than or equal to 1",
            "card.title",
            "minLength",
            None,
            "",
        ),
    ),
    (
        {"card": "x"},
        Problem(
            "Value u'x' for field 'card' is not of type [u'object', u'null']",
            "card",
            "type",
            ["object", "null"],
            "x",
        ),
    ),
    (
        {"card": {"title": "t", "icon": 5}},
        Problem(
            "Value 5 for field 'card.icon' is not of type [u'string', u'object']",
            "card.icon",
            "type",
            ["string", "object"],
            5,
        ),
    ),
    (
        {"card": {"title": "t", "icon": {}}},
        Problem("Required field 'card.icon.url' is missing", "card.icon.url", "required"),
    ),
    (
        {"card": {"title": "t", "attributes": [{}, {"label": "longer"}]}},
        Problem(
            "Length of value u'longer' for field 'card.attributes.1.label' must be less than or equal to 5",
            "card.attributes.1.label",
            "maxLength",
            None,
            "longer",
        ),
    ),
    (
        {"same": "b"},
        Problem("Value u'b' for field 'same' is not in the enumeration: [u'a']", "same", "enum", None, "b"),
    ),
)


@pytest.mark.parametrize(("members", "expected"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_in_hipchat_s_words(members: Json, expected: Problem) -> None:
    assert check({"message": "tea", **members}, SCHEMA) == expected


def test_a_body_that_is_no_object_or_lacks_a_field_is_refused() -> None:
    assert check({}, SCHEMA) == Problem("Required field 'message' is missing", "message", "required")
    wrong = check([1], SCHEMA)
    assert wrong is not None
    assert wrong.message == "Value [1] for field '' is not of type 'object'"


def test_a_problem_becomes_hipchat_s_envelope() -> None:
    refusal = NOTIFY.refusal()
    assert envelope(refusal.status, refusal.message, **refusal.more) == {
        "error": {
            "code": 400,
            "type": "Bad Request",
            "message": "Value u'true' for field 'notify' is not of type 'boolean'",
            "field": "notify",
            "validation": "type",
            "expected_type": "boolean",
            "value": "true",
        }
    }
    missing = check({}, SCHEMA)
    assert missing is not None
    assert missing.refusal().more == {"field": "message", "validation": "required"}
    null = check({"message": None}, SCHEMA)
    assert null is not None
    assert null.refusal().more["value"] is None
    assert envelope(404, "Room not found") == {
        "error": {"code": 404, "type": "Not Found", "message": "Room not found"}
    }


PRINTED: tuple[tuple[Json, str], ...] = (
    ("", "u''"),
    ("it's", 'u"it\'s"'),
    ("'\"", "u'\\'\"'"),
    ("é€\U0001f600\n\x00\ud800\\", "u'\\xe9\\u20ac\\U0001f600\\n\\x00\\ud800\\\\'"),
    (True, "True"),
    (None, "None"),
    (0, "0"),
    (-1.5, "-1.5"),
    (2**63 - 1, "9223372036854775807"),
    (2**63, "9223372036854775808L"),
    (-(2**63), "-9223372036854775808"),
    ([], "[]"),
    ({"a": [1, "b", {}], "c": None}, "{u'a': [1, u'b', {}], u'c': None}"),
)


@pytest.mark.parametrize(("value", "expected"), PRINTED, ids=range(len(PRINTED)))
def test_values_are_printed_as_python_2_did(value: Json, expected: str) -> None:
    assert python2_repr(value) == expected


def nested(depth: int, kind: str) -> Json:
    value: Json = {}
    for _ in range(depth):
        value = {"child": value, "title": "t"} if kind == "object" else [value]
    return value


HUGE: tuple[Json, ...] = (
    {"message": 5, "x": "y" * 1_000_000},
    {"message": "y" * 1_000_000},
    {"message": "\x00\ud800" * 500_000},
    {"message": ["y" * 1_000_000]},
    {"message": {"y" * 1_000_000: 1}},
    {"message": "tea", "vendor": {"y" * 1_000_000: "y" * 1_000_000}},
    {"message": "tea", "card": nested(100_000, "object")},
    {"message": "tea", "card": nested(50, "object")},
    {"message": nested(100_000, "list")},
    nested(100_000, "list"),
    {"message": "tea", "tags": [1] * 1_000_000},
    {"message": "tea", "tags": [1] * 19_000},
    {"message": "tea", "card": {"title": "t", "attributes": [1] * 19_000}},
    {"message": 10**5_000},
    {"message": "tea", "tags": list(range(5_000))},
)


@pytest.mark.parametrize("body", HUGE, ids=range(len(HUGE)))
def test_no_body_costs_much_or_comes_back_whole(body: Json) -> None:
    begun = time.thread_time()
    problem = check(body, SCHEMA)
    assert problem is not None
    assert len(json.dumps(problem.refusal().more)) + len(problem.message) < 10_000
    assert time.thread_time() - begun < 2


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["card", "title", "icon"]), inner)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(sorted(SCHEMA["properties"])), VALUES) | VALUES)
def test_no_body_raises(body: Json) -> None:
    problem = check(body, SCHEMA)
    assert problem is None or problem.message
