"""Descriptors by hand under the rules of specs: what is found stands at the descriptor's own member."""

from __future__ import annotations

import json

import pytest

from hipgen.diagnostics import Json, json_pointer
from hipgen.source import parse
from hipgen.validate import check

SELF = {"self": "https://addon.example.com/descriptor.json"}
HOOK = {"event": "room_message", "pattern": "^/hi\\b", "url": "https://addon.example.com/h"}
SIGNED = {**HOOK, "authentication": "jwt"}
PANEL = {
    "key": "p",
    "name": {"value": "P"},
    "url": "https://addon.example.com/p",
    "location": "hipchat.sidebar.right",
}
GLANCE = {
    "key": "g",
    "name": {"value": "G"},
    "icon": {"url": "https://addon.example.com/a.png", "url@2x": "https://addon.example.com/b.png"},
}


def found(capabilities: Json, **members: Json) -> list[str]:
    """The ids of what is found, and where."""
    base = {
        "key": "com.example.sample",
        "name": "Sample",
        "description": "Says what it is for.",
        "links": SELF,
    }
    text = json.dumps({**base, "capabilities": capabilities, **members})
    return [f"{d.id} {json_pointer(d.pointer)}" for d in check(parse(text, "d.json")).diagnostics]


CASES = {
    "nothing": ({"webhook": [SIGNED]}, []),
    "an unsigned webhook, at the webhook": ({"webhook": [SIGNED, HOOK]}, ["HG304 /capabilities/webhook/1"]),
    "a webhook alone, and what is wrong in it": (
        {"webhook": {**SIGNED, "pattern": "^/hi"}},
        ["HG103 /capabilities/webhook", "HG223 /capabilities/webhook/pattern"],
    ),
    "a word that the spec has none for": (
        {"webhook": [SIGNED | {"event": "room_massage"}, SIGNED | {"pattern": "(", "secret": 1}]},
        [
            "HG104 /capabilities/webhook/0/event",
            "HG220 /capabilities/webhook/1/pattern",
            "HG602 /capabilities/webhook/1/secret",
        ],
    ),
    "a target that is nowhere": (
        {
            "webPanel": [PANEL],
            "glance": [{**GLANCE, "target": "q"}],
        },
        ["HG210 /capabilities/glance/0/target"],
    ),
    "two modules with one key": (
        {
            "webPanel": [PANEL],
            "dialog": [{"key": "p", "title": {"value": "D"}, "url": "https://addon.example.com/d"}],
        },
        ["HG201 /capabilities/dialog/0/key"],
    ),
    "a callback elsewhere": (
        {"installable": {"callbackUrl": "https://other.example.net/i"}},
        ["HG306 /capabilities/installable/callbackUrl"],
    ),
    "scopes and nobody told": (
        {"hipchatApiConsumer": {"scopes": ["send_notification"]}},
        ["HG405 /capabilities"],
    ),
    "a glance that can't be updated": (
        {
            "installable": {"callbackUrl": "https://addon.example.com/i"},
            "hipchatApiConsumer": {"scopes": ["send_notification"]},
            "webPanel": [PANEL],
            "glance": [{**GLANCE, "target": "p", "queryUrl": "https://addon.example.com/g"}],
        },
        ["HG406 /capabilities/hipchatApiConsumer/scopes"],
    ),
}


@pytest.mark.parametrize(("capabilities", "expected"), CASES.values(), ids=CASES.keys())
def test_a_rule_finds_it_at_the_descriptors_own_member(capabilities: Json, expected: list[str]) -> None:
    assert sorted(found(capabilities)) == sorted(expected)


def test_what_stands_beside_capabilities_is_told() -> None:
    said = found({}, webhook=[HOOK], vendr={"name": "Example Ltd"})
    assert said == ["HG601 /webhook", "HG602 /vendr"]


def test_ways_out_are_in_the_words_of_a_descriptor() -> None:
    text = json.dumps(
        {
            "key": "com.example.sample",
            "name": "Sample",
            "description": "Says what it is for.",
            "links": SELF,
            "capabilities": {"webhook": [HOOK]},
        }
    )
    (diagnostic,) = check(parse(text, "d.json")).diagnostics
    assert diagnostic.fix == 'add `"authentication": "jwt"`'
    assert diagnostic.replacement is None
