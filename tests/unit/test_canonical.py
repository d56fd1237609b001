"""Canonical form: every clause of it, as two descriptors that are equal, or are not."""

from __future__ import annotations

import pytest

from hipgen.canonical import canonical, differences
from hipgen.diagnostics import Json


def capability(name: str, value: Json) -> Json:
    return {"key": "k", "capabilities": {name: value}}


def module(name: str, value: Json) -> Json:
    return capability(name, [value])


def condition(value: Json) -> Json:
    return module("action", {"conditions": [value]})


EQUAL: dict[str, tuple[Json, Json]] = {
    "members in any order": ({"key": "k", "name": "n"}, {"name": "n", "key": "k"}),
    "allowGlobal and allowRoom are true": (
        capability("installable", {}),
        capability("installable", {"allowGlobal": True, "allowRoom": True}),
    ),
    "a webhook's authentication is none": (
        module("webhook", {}),
        module("webhook", {"authentication": "none"}),
    ),
    "a panel's authentication is jwt": (
        module("webPanel", {}),
        module("webPanel", {"authentication": "jwt"}),
    ),
    "a dialog's authentication is jwt": (module("dialog", {}), module("dialog", {"authentication": "jwt"})),
    "a configuration's authentication is jwt": (
        capability("configurable", {}),
        capability("configurable", {"authentication": "jwt", "allowAccessToRoomAdmins": False}),
    ),
    "a panel's weight is 100": (module("webPanel", {}), module("webPanel", {"weight": 100})),
    "a glance's weight is 100": (module("glance", {}), module("glance", {"weight": 100})),
    "an action's weight is 100": (module("action", {}), module("action", {"weight": 100})),
    "a button is enabled": (
        module("dialog", {"options": {"primaryAction": {}, "secondaryActions": [{}]}}),
        module(
            "dialog",
            {"options": {"primaryAction": {"enabled": True}, "secondaryActions": [{"enabled": True}]}},
        ),
    ),
    "a dialog's style is normal": (
        module("dialog", {"options": {}}),
        module("dialog", {"options": {"style": "normal"}}),
    ),
    "a dialog without options has the normal style": (
        module("dialog", {}),
        module("dialog", {"options": {"style": "normal"}}),
    ),
    "apiVersion is 1:1": ({}, {"apiVersion": "1:1"}),
    "a target without options is a string": (
        module("glance", {"target": {"key": "a"}}),
        module("glance", {"target": "a"}),
    ),
    "empty conditions are left out": (module("glance", {"conditions": []}), module("glance", {})),
    "capabilities absent are empty": ({}, {"capabilities": {}}),
    "empty lists of modules are left out": (capability("webhook", []), {"capabilities": {}, "key": "k"}),
    "invert false is left out": (
        condition({"condition": "a", "invert": False}),
        condition({"condition": "a"}),
    ),
    "empty params are left out": (condition({"condition": "a", "params": {}}), condition({"condition": "a"})),
    "condition types in upper case": (
        condition({"type": "and", "conditions": [{"type": "or", "conditions": []}]}),
        condition({"type": "AND", "conditions": [{"type": "OR", "conditions": []}]}),
    ),
    "an avatar of url alone is a string": (
        capability("hipchatApiConsumer", {"avatar": {"url": "a"}}),
        capability("hipchatApiConsumer", {"avatar": "a"}),
    ),
    "numbers by value": (module("glance", {"weight": 7.0}), module("glance", {"weight": 7})),
    "numbers by value, anywhere": ({"x": [{"y": 1e3}]}, {"x": [{"y": 1000}]}),
    "a single webhook is a list of one": (
        capability("webhook", {"event": "e"}),
        module("webhook", {"event": "e"}),
    ),
}

DIFFERENT: dict[str, tuple[Json, Json, list[str]]] = {
    "a webhook's authentication": (
        module("webhook", {"authentication": "jwt"}),
        module("webhook", {}),
        ["capabilities/webhook/0/authentication"],
    ),
    "a target's options": (
        module("glance", {"target": {"key": "a", "options": {}}}),
        module("glance", {"target": "a"}),
        ["capabilities/glance/0/target"],
    ),
    "an avatar's second size": (
        capability("hipchatApiConsumer", {"avatar": {"url": "a", "url@2x": "b"}}),
        capability("hipchatApiConsumer", {"avatar": "a"}),
        ["capabilities/hipchatApiConsumer/avatar"],
    ),
    "secondary buttons, none or absent": (
        module("dialog", {"options": {"secondaryActions": []}}),
        module("dialog", {}),
        ["capabilities/dialog/0/options/secondaryActions"],
    ),
    "a filter, empty or absent": (
        module("dialog", {"options": {"filter": {}}}),
        module("dialog", {}),
        ["capabilities/dialog/0/options/filter"],
    ),
    "an unknown capability, empty or absent": (
        capability("command", []),
        {"key": "k"},
        ["capabilities/command"],
    ),
    "one and true": ({"x": 1}, {"x": True}, ["x"]),
    "zero and false": ({"x": [0]}, {"x": [False]}, ["x/0"]),
    "null and absent": ({"x": None}, {}, ["x"]),
    "order of modules": (
        capability("glance", [{"key": "a"}, {"key": "b"}]),
        capability("glance", [{"key": "b"}, {"key": "a"}]),
        ["capabilities/glance/0/key", "capabilities/glance/1/key"],
    ),
    "lists of other length": ({"x": [1]}, {"x": [1, 2]}, ["x"]),
    "invert": (
        condition({"condition": "a", "invert": True}),
        condition({"condition": "a"}),
        ["capabilities/action/0/conditions/0/invert"],
    ),
    "the installation's absence": (capability("installable", {}), {"key": "k"}, ["capabilities/installable"]),
}


@pytest.mark.parametrize(("one", "other"), EQUAL.values(), ids=EQUAL.keys())
def test_what_the_host_reads_alike_is_equal(one: Json, other: Json) -> None:
    one, other = ({"key": "k", **each} for each in (one, other))
    assert canonical(one) == canonical(other)
    assert list(differences(canonical(one), canonical(other))) == []
    assert canonical(canonical(one)) == canonical(one)


@pytest.mark.parametrize(("one", "other", "places"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_what_the_host_reads_otherwise_differs(one: Json, other: Json, places: list[str]) -> None:
    one, other = ({"key": "k", **each} for each in (one, other))
    found = differences(canonical(one), canonical(other))
    assert ["/".join(map(str, at)) for at in found] == places


def test_members_are_sorted_all_the_way_down() -> None:
    result = canonical({"b": [{"d": 1, "c": 2}], "a": 1})
    assert list(result) == ["a", "apiVersion", "b", "capabilities"]
    assert list(result["b"][0]) == ["c", "d"]


def test_keys_of_webhooks_are_dropped_where_asked() -> None:
    one, other = module("webhook", {"key": "a", "event": "e"}), module("webhook", {"event": "e"})
    assert canonical(one, keyless=True) == canonical(other)
    assert canonical(one) != canonical(other)
    assert canonical(module("glance", {"key": "a"}), keyless=True) == canonical(
        module("glance", {"key": "a"})
    )


def test_what_is_no_object_is_left_alone() -> None:
    odd: Json = {"key": "k", "capabilities": [], "x": None}
    assert canonical(odd) == {**odd, "apiVersion": "1:1"}
    for value in (7, None, "x", [7, None]):
        assert canonical(capability("webhook", value))["capabilities"]["webhook"] == value
