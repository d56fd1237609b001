"""Import: what words a descriptor's members become, what is made up, mended and said of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from hipgen.canonical import canonical
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import HipgenError, Json
from hipgen.imported import Imported, import_document
from hipgen.source import MAX_DEPTH, parse
from tests.specs import addon_of, checked, errors

B = "https://b.example"
LEAST: Json = {"key": "a.b", "name": "N", "description": "D", "links": {"self": f"{B}/descriptor.json"}}


def imported(data: Json) -> Imported:
    return import_document(parse(json.dumps(data), "descriptor.json"))


def spec(data: Json) -> Json:
    return parse(imported(data).text, "addon.yaml").data


def with_(capabilities: Json, **more: Json) -> Json:
    return {**LEAST, "capabilities": capabilities, **more}


def module(name: str, /, **members: Json) -> Json:
    return with_({name: [members]})


HOOK: dict[str, Json] = {"key": "h", "event": "room_enter", "url": f"{B}/webhooks/h", "authentication": "jwt"}
PANEL: dict[str, Json] = {
    "key": "p",
    "name": {"value": "P"},
    "location": "hipchat.sidebar.right",
    "url": f"{B}/views/p",
}
ICON = {"url": f"{B}/static/g.png", "url@2x": f"{B}/static/g@2x.png"}
GLANCE: dict[str, Json] = {"key": "g", "name": {"value": "G"}, "icon": ICON, "queryUrl": f"{B}/glances/g"}

BECOMES: dict[str, tuple[Json, str, Json]] = {
    "the least": (
        LEAST,
        "",
        {
            "hipgen": 1,
            "key": "a.b",
            "name": "N",
            "description": "D",
            "base_url": B,
            "scopes": "none",
            "install": "none",
        },
    ),
    "a default is left out": (module("webhook", **HOOK), "webhooks", [{"key": "h", "event": "room_enter"}]),
    "no authentication is said": (
        module("webhook", key="h", event="room_enter", url=f"{B}/webhooks/h"),
        "webhooks",
        [{"key": "h", "event": "room_enter", "auth": "none"}],
    ),
    "a path below the base": (
        module("webhook", **{**HOOK, "url": f"{B}/x?y=1"}),
        "webhooks/0/path",
        "/x?y=1",
    ),
    "the base itself": (module("webhook", **{**HOOK, "url": B}), "webhooks/0/path", ""),
    "a url elsewhere": (
        module("webhook", **{**HOOK, "url": "https://e.example/h"}),
        "webhooks/0/url",
        "https://e.example/h",
    ),
    "a url below the base that no path can be": (
        module("webhook", **{**HOOK, "url": f"{B}/a b"}),
        "webhooks/0/url",
        f"{B}/a b",
    ),
    "a host that only begins like the base": (
        module("webhook", **{**HOOK, "url": f"{B}.evil.example/h"}),
        "webhooks/0/url",
        f"{B}.evil.example/h",
    ),
    "a template": (
        module("webPanel", **{**PANEL, "url": f"{B}/v?x={{room.id}}"}),
        "sidebar/0/path",
        "/v?x={room.id}",
    ),
    "a command": (
        module("webhook", **{**HOOK, "event": "room_message", "pattern": r"^/a\.b(?:\s|$)"}),
        "webhooks/0",
        {"key": "h", "command": "/a.b"},
    ),
    "a pattern that is almost a command": (
        module("webhook", **{**HOOK, "event": "room_message", "pattern": r"^/ab(\s|$)"}),
        "webhooks/0/pattern",
        r"^/ab(\s|$)",
    ),
    "a command's pattern on another event": (
        module("webhook", **{**HOOK, "event": "room_exit", "pattern": r"^/a(?:\s|$)"}),
        "webhooks/0/event",
        "room_exit",
    ),
    "a text": (module("webPanel", **PANEL), "sidebar", [{"key": "p", "name": "P"}]),
    "a text with a translation": (
        module("webPanel", **{**PANEL, "name": {"value": "P", "i18n": "k"}}),
        "sidebar/0/name",
        {"value": "P", "i18n": "k"},
    ),
    "an icon of two names that go together": (
        module("glance", **GLANCE),
        "glances",
        [{"key": "g", "name": "G"}],
    ),
    "an icon of two names that don't": (
        module("glance", **{**GLANCE, "icon": {"url": f"{B}/a.png", "url@2x": "https://e.example/b.png"}}),
        "glances/0/icon",
        {"url": "a.png", "url2x": "https://e.example/b.png"},
    ),
    "a static glance": (module("glance", key="g", name={"value": "G"}, icon=ICON), "glances/0/data", False),
    "a relative address as it is": (
        module("glance", **{**GLANCE, "queryUrl": "/relative"}),
        "glances/0/data",
        {"url": "/relative"},
    ),
    "an empty address as it is": (
        module("glance", **{**GLANCE, "queryUrl": ""}),
        "glances/0/data",
        {"url": ""},
    ),
    "members without a word": (module("webPanel", **PANEL, x=1), "sidebar/0/extra", {"x": 1}),
    "members of the root": ({**LEAST, "version": "1"}, "extra", {"version": "1"}),
    "capabilities without a word": (with_({"command": [1]}), "extra", {"capabilities": {"command": [1]}}),
    "an installation that takes no posts": (
        with_({"installable": {}}),
        "install",
        {"callback": False, "update": False},
    ),
    "an installation as we write it": (
        with_(
            {
                "installable": {
                    "allowRoom": True,
                    "allowGlobal": True,
                    "callbackUrl": f"{B}/hipchat/installed",
                    "updateCallbackUrl": f"{B}/hipchat/updated",
                }
            }
        ),
        "install",
        None,
    ),
    "a member that is called as the mark of a spec": (with_({}, hipgen=5), "extra/hipgen", 5),
    "an avatar of one address": (
        with_({"hipchatApiConsumer": {"scopes": [], "avatar": f"{B}/a.png"}}),
        "avatar",
        {"url": "a.png"},
    ),
    "scopes": (with_({"hipchatApiConsumer": {"scopes": ["view_room"]}}), "scopes", ["view_room"]),
    "one condition": (
        module("webPanel", **PANEL, conditions=[{"condition": "user_is_admin"}]),
        "sidebar/0/when",
        "user_is_admin",
    ),
    "an inverted condition": (
        module("webPanel", **PANEL, conditions=[{"condition": "user_is_admin", "invert": True}]),
        "sidebar/0/when",
        {"not": "user_is_admin"},
    ),
    "one OR": (
        module(
            "webPanel", **PANEL, conditions=[{"type": "or", "conditions": [{"condition": "user_is_admin"}]}]
        ),
        "sidebar/0/when",
        {"any": ["user_is_admin"]},
    ),
    "anything else is an all": (
        module(
            "webPanel", **PANEL, conditions=[{"type": "and", "conditions": [{"condition": "user_is_admin"}]}]
        ),
        "sidebar/0/when",
        {"all": [{"all": ["user_is_admin"]}]},
    ),
    "metadata of equal values": (
        module(
            "glance",
            **GLANCE,
            conditions=[{"condition": "glance_matches", "params": {"metadata": [{"attr": "a", "eq": 1}]}}],
        ),
        "glances/0/when",
        {"glance_matches": {"metadata": {"a": 1}}},
    ),
    "metadata compared": (
        module(
            "glance",
            **GLANCE,
            conditions=[{"condition": "glance_matches", "params": {"metadata": [{"attr": "a", "gt": 1}]}}],
        ),
        "glances/0/when",
        {"glance_matches": {"metadata": [{"attr": "a", "gt": 1}]}},
    ),
    "a dialog without buttons": (
        module("dialog", key="d", title={"value": "D"}, url=f"{B}/views/d", options={"secondaryActions": []}),
        "dialogs/0",
        {"key": "d", "title": "D", "secondary": []},
    ),
    "a target of the key alone": (
        module("glance", **GLANCE, target={"key": "p"}),
        "glances/0/opens",
        "p",
    ),
}


@pytest.mark.parametrize(("data", "path", "expected"), BECOMES.values(), ids=BECOMES.keys())
def test_members_become_words(data: Json, path: str, expected: Json) -> None:
    found: Any = spec(data)
    for step in filter(None, path.split("/")):
        found = found[int(step)] if isinstance(found, list) else found.get(step)
    assert found == expected
    assert isinstance(found, bool) is isinstance(expected, bool)


def hooks(*urls: str, self_: str = f"{B}/d") -> Json:
    return with_({"webhook": [{"event": "room_enter", "url": url} for url in urls]}, links={"self": self_})


BASES = {
    "links.self's where there is nothing else": (LEAST, B),
    "that of most": (hooks("https://most.example/a", "https://most.example/b"), "https://most.example"),
    "on a tie, links.self's": (hooks("https://other.example/a"), B),
    "the port is part of it": (
        hooks("https://b.example:8443/a", "https://b.example:8443/b"),
        "https://b.example:8443",
    ),
    "without any, an example": (with_({}, links={"self": "relative"}), "https://addon.example.com"),
    "not that of a picture": (
        module("glance", **{**GLANCE, "icon": dict.fromkeys(["url", "url@2x"], "https://cdn.example/a.png")}),
        B,
    ),
}


@pytest.mark.parametrize(("data", "base"), BASES.values(), ids=BASES.keys())
def test_the_base_is_the_origin_of_most_routes(data: Json, base: str) -> None:
    assert spec(data)["base_url"] == base


def test_keys_that_are_made_up_differ_from_all_others() -> None:
    data = with_(
        {
            "webhook": [{"event": "room_enter", "url": f"{B}/{n}"} for n in range(2)]
            + [{**HOOK, "key": "room-enter-2"}],
            "webPanel": [{**PANEL, "key": "room-enter"}],
        }
    )
    keys = [webhook["key"] for webhook in spec(data)["webhooks"]]
    assert keys == ["room-enter-3", "room-enter-4", "room-enter-2"]
    assert [d.message for d in imported(data).diagnostics] == [
        "webhook 1 has no key; it is called `room-enter-3` here",
        "webhook 2 has no key; it is called `room-enter-4` here",
    ]


MENDED: dict[str, tuple[Json, str]] = {
    "a lone webhook": (with_({"webhook": HOOK}), "`webhook` is an object; taken as a list of one"),
    "no key": ({k: v for k, v in LEAST.items() if k != "key"}, "`key` is missing; filled in"),
    "no links": ({k: v for k, v in LEAST.items() if k != "links"}, "`links` is missing; filled in"),
    "a name of another type": ({**LEAST, "name": 7}, "`name` isn't what the host takes; replaced"),
    "a long text": (
        module("webPanel", **{**PANEL, "name": {"value": "n" * 101}}),
        "longer than the 100 characters that the host takes; cut",
    ),
    "a text object's stranger": (
        module("webPanel", **{**PANEL, "name": {"value": "P", "x": 1}}),
        "the host takes no such member here; left out",
    ),
    "a view without a name": (
        module("webPanel", **{k: v for k, v in PANEL.items() if k != "name"}),
        "`name` is missing; the key stands in for it",
    ),
    "an event of no kind": (
        module("webhook", **{**HOOK, "event": "x"}),
        "the host refuses this `event`; left out",
    ),
    "a key on two lines": (
        module("webhook", **{**HOOK, "key": "h\n"}),
        "the host refuses this `key`; left out",
    ),
}


@pytest.mark.parametrize(("data", "said"), MENDED.values(), ids=MENDED.keys())
def test_what_the_host_refuses_is_mended_and_said(data: Json, said: str) -> None:
    result = imported(data)
    assert said in [d.message for d in result.diagnostics]
    assert {d.id for d in result.diagnostics} == {"HG610"}
    assert checked(result.text).addon is not None


def test_errors_of_the_original_are_ignored_with_a_reason() -> None:
    data = module("glance", **GLANCE, target="nowhere")
    text = imported(data).text
    assert "    # hipgen: ignore[HG210] so in the original descriptor\n    opens: nowhere\n" in text
    assert errors(text) == []
    assert canonical(compile_addon(addon_of(text), B).descriptor) == canonical(data)


TRICKY = [
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "null",
    "~",
    "1.10",
    "0x1f",
    "0o17",
    "017",
    "1e3",
    "1_000",
    "12:30:45",
]
TRICKY += [
    ".inf",
    "2001-01-01",
    "=",
    "<<",
    "",
    " x ",
    "- a",
    "a: b",
    "a #b",
    "'",
    '"',
    "\\",
    "\t",
    "a\nb",
    "\x00",
    "\x85",
]
TRICKY += [
    "\u2028",
    "\ufeff",
    "\u202e",
    "é",
    "😀",
    "!x",
    "&a",
    "*a",
    "%x",
    "@x",
    "`x`",
    "{",
    "[",
    "|",
    ">",
    "?",
    "---",
]


@pytest.mark.parametrize("text", TRICKY)
def test_what_readers_of_yaml_take_differently_is_quoted(text: str) -> None:
    written = imported({**LEAST, "description": text, "x": {text or "k": [text]}}).text
    ours = parse(written, "addon.yaml").data
    assert ours == yaml.safe_load(written)
    assert (ours["description"], ours["extra"]) == (text, {"x": {text or "k": [text]}})


REFUSED = {
    "a list": "[]",
    "a text": '"x"',
    "nothing": "",
    "deeper than a spec may be": json.dumps(LEAST)[:-1]
    + ', "x": '
    + "[" * (MAX_DEPTH - 1)
    + "]" * (MAX_DEPTH - 1)
    + "}",
    "no JSON": "{",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_cant_become_a_spec_is_refused(text: str) -> None:
    with pytest.raises(HipgenError) as why:
        import_document(parse(text, "d.json"))
    assert why.value.status == 1
    assert str(why.value).startswith("d.json: ")
