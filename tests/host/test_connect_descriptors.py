"""What counts as a descriptor, and what is said of what doesn't."""

from __future__ import annotations

import pytest

from hipgen.host.connect.descriptors import check, check_module
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json
from tests.host.addons import ACTION, DIALOG, GLANCE, HOOK, PAGE, PANEL, descriptor

WHOLE = descriptor(
    webhook=[HOOK], glance=[GLANCE], webPanel=[PANEL], dialog=[DIALOG], externalPage=[PAGE], action=[ACTION]
)
LEAF = {"condition": "room_is_public"}


def deep(levels: int) -> Json:
    value: Json = {}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "document",
    [
        WHOLE,
        descriptor(()),
        {**WHOLE, "icon": {"url": "x"}, "version": "2"},
        {name: value for name, value in WHOLE.items() if name != "capabilities"},
        {**WHOLE, "apiVersion": "1:7"},
        {**WHOLE, "apiVersion": "0:1"},
        descriptor(webPanel=[{**PANEL, "conditions": []}]),
        descriptor(dialog=[{**DIALOG, "options": {"secondaryActions": []}}]),
        descriptor(installable={}, command=[{"name": "/x"}]),
    ],
)
def test_what_hipchat_took_is_taken_as_it_is(document: Json) -> None:
    assert check(document) == (document, ())


def test_a_lone_webhook_counts_as_a_list_with_a_note() -> None:
    taken, (note,) = check(descriptor(webhook=HOOK))
    assert taken == descriptor(webhook=[HOOK])
    assert "capabilities.webhook is one object" in note


@pytest.mark.parametrize(
    ("document", "note"),
    [
        ({**WHOLE, "key": "a:b"}, "the key has a colon"),
        ({**WHOLE, "configurable": {"url": "x"}}, "configurable stands beside capabilities"),
    ],
)
def test_what_clients_stumbled_over_is_noted(document: Json, note: str) -> None:
    (found,) = check(document)[1]
    assert note in found


@pytest.mark.parametrize(
    ("document", "pointer", "said"),
    [
        ([], "", "the document takes a mapping"),
        ({**WHOLE, "name": {"value": "x"}}, "/name", "`name` of the document takes text"),
        ({"key": "a", "name": "b", "description": "c"}, "", "needs `links`"),
        ({**WHOLE, "vendor": {"name": "x"}}, "/vendor", "`vendor` needs `url`"),
        ({**WHOLE, "apiVersion": "1"}, "/apiVersion", "apiVersion"),
        ({**WHOLE, "apiVersion": "2:1"}, "/apiVersion", "needs version 2 of the server"),
        (descriptor(webhook=[{**HOOK, "event": "room_left"}]), "/capabilities/webhook/0/event", "room_left"),
        (descriptor(webhook="x"), "/capabilities/webhook", "a list"),
        (descriptor(glance=[{**GLANCE, "name": "x"}]), "/capabilities/glance/0/name", "a mapping"),
        (descriptor(webPanel=[{**PANEL, "key": "a b"}]), "/capabilities/webPanel/0/key", "a b"),
        (descriptor(webPanel=[{**PANEL, "key": "k" * 41}]), "/capabilities/webPanel/0/key", "key"),
        (descriptor(("fly",)), "/capabilities/hipchatApiConsumer/scopes/0", "fly"),
        (descriptor(externalPage=[{**PAGE, "size": 1}]), "/capabilities/externalPage/0/size", "size"),
        (
            descriptor(webPanel=[{**PANEL, "conditions": [{**LEAF, "x/y": 1}]}]),
            "/capabilities/webPanel/0/conditions/0/x~1y",
            "x/y",
        ),
    ],
)
def test_what_hipchat_refused_is_refused_with_its_places(document: Json, pointer: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        check(document)
    assert refusal.value.status == 400
    problems = refusal.value.more["problems"]
    assert [problem["pointer"] for problem in problems] == [pointer]
    assert said in problems[0]["message"]
    assert problems[0]["message"] in refusal.value.message


def test_every_problem_is_listed_and_the_message_names_the_first_few() -> None:
    with pytest.raises(Refused) as refusal:
        check(descriptor(webPanel=[{"key": "a"}] * 4))
    assert len(refusal.value.more["problems"]) == 12
    assert refusal.value.message.endswith("and 7 more")


@pytest.mark.parametrize(("extra", "said"), [(deep(200), "nested too deep"), ("\ud800", "is no text")])
def test_what_cannot_be_kept_is_refused(extra: Json, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check({**WHOLE, "extra": extra})
    with pytest.raises(Refused, match=said):
        check_module("webPanel", {**PANEL, "extra": extra})


@pytest.mark.parametrize(
    ("kind", "body", "kept"),
    [
        ("webPanel", {**PANEL, "name": "Bells"}, PANEL),
        ("dialog", {**DIALOG, "title": "Watch"}, DIALOG),
        ("externalPage", {**PAGE, "more": 1}, PAGE),
        ("webhook", {**HOOK, "name": "A label"}, {**HOOK, "name": "A label"}),
        ("glance", {**GLANCE, "more": 1}, {**GLANCE, "more": 1}),
        ("action", ACTION, ACTION),
    ],
)
def test_a_module_over_rest_is_kept_in_the_descriptors_form(kind: str, body: Json, kept: Json) -> None:
    assert check_module(kind, body) == kept


@pytest.mark.parametrize(
    ("kind", "body", "pointer"),
    [
        ("webPanel", {**PANEL, "location": "left"}, "/location"),
        ("glance", {**GLANCE, "icon": {"url": "x"}}, "/icon"),
        ("glance", {**GLANCE, "conditions": [{"condition": "card_matches"}]}, "/conditions/0/condition"),
        ("action", {**ACTION, "target": 3}, "/target"),
        ("dialog", {**DIALOG, "title": ""}, "/title/value"),
    ],
)
def test_a_module_that_no_descriptor_could_hold_is_refused(kind: str, body: Json, pointer: str) -> None:
    with pytest.raises(Refused, match=f"This is no {kind}") as refusal:
        check_module(kind, body)
    assert [problem["pointer"] for problem in refusal.value.more["problems"]] == [pointer]
