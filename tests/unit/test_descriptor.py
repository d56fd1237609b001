"""Every word of the spec and what it becomes in the descriptor: a table of snippets and fragments."""

from __future__ import annotations

import builtins
import json
import os
from pathlib import Path
from typing import Any

import pytest

from hipgen.descriptor import compile_addon, encode
from hipgen.diagnostics import Json
from tests.schemas.published import complaints
from tests.specs import BASE, addon_of, compiled, framed

Rows = dict[str, tuple[str, str, Json]]


def fragment(block: str, path: str) -> Json:
    """The part of a snippet's descriptor at a path: `webhook/0` below `capabilities`, `/name` at the root."""
    descriptor: Any = compiled(block)
    assert complaints("descriptor", descriptor) == []
    here = descriptor if path.startswith("/") else descriptor["capabilities"]
    for step in filter(None, path.split("/")):
        if isinstance(here, dict) and step not in here:
            return None
        here = here[int(step)] if isinstance(here, list) else here[step]
    return here


FRAME: Rows = {
    "key, name and description": ("key: a.b\nname: N\ndescription: D\n", "/key", "a.b"),
    "name": ("name: 'N: 1'\n", "/name", "N: 1"),
    "description": ("description: D\n", "/description", "D"),
    "vendor": (
        "vendor: {name: V, url: https://v.example}\n",
        "/vendor",
        {"name": "V", "url": "https://v.example"},
    ),
    "no vendor": ("", "/vendor", None),
    "the descriptor's own address": ("", "/links/self", f"{BASE}/descriptor.json"),
    "links.self below the base": ("links: {self: /a/d.json}\n", "/links/self", f"{BASE}/a/d.json"),
    "links.self empty is the base": ("links: {self: ''}\n", "/links/self", BASE),
    "links.self elsewhere": ("links: {self: 'https://e.example/d'}\n", "/links/self", "https://e.example/d"),
    "links.self as it is": (
        "# hipgen: ignore[HG302] wanted\nlinks: {self: {url: /d}}\n",
        "/links/self",
        "/d",
    ),
    "a homepage goes in as it is": ("links: {homepage: /h}\n", "/links/homepage", "/h"),
    "any other link goes in as it is": ("links: {privacy: /p}\n", "/links/privacy", "/p"),
    "api_version": ("api_version: '1:2'\n", "/apiVersion", "1:2"),
    "no api_version": ("", "/apiVersion", None),
    "from_name": ("from_name: F\n", "hipchatApiConsumer/fromName", "F"),
    "hipgen, base_url and framework stay out": ("framework: flask\n", "/framework", None),
    "marketplace stays out": ("marketplace: {tagline: T}\n", "/marketplace", None),
}

CONSUMER: Rows = {
    "auto, nothing used": ("", "hipchatApiConsumer/scopes", []),
    "auto, a webhook": (
        "webhooks: [{key: a, event: room_enter}]\n",
        "hipchatApiConsumer/scopes",
        ["send_notification"],
    ),
    "auto, a glance": ("glances: [{key: a, name: A}]\n", "hipchatApiConsumer/scopes", ["view_room"]),
    "auto, a static glance": ("glances: [{key: a, name: A, data: false}]\n", "hipchatApiConsumer/scopes", []),
    "auto, inbound": ("inbound: [{key: a, secret: A}]\n", "hipchatApiConsumer/scopes", ["send_notification"]),
    "auto in HipChat's order": (
        "glances: [{key: a, name: A}]\ncards: [{key: c}]\n",
        "hipchatApiConsumer/scopes",
        ["send_notification", "view_room"],
    ),
    "auto and more": (
        "scopes: [auto, view_messages]\nwebhooks: [{key: a, event: room_enter}]\n",
        "hipchatApiConsumer/scopes",
        ["send_notification", "view_messages"],
    ),
    "more and auto, none twice": (
        "scopes: [send_notification, auto]\ncards: [{key: c}]\n",
        "hipchatApiConsumer/scopes",
        ["send_notification"],
    ),
    "a list as it is": (
        "scopes: [view_room, admin_room]\nwebhooks: [{key: a, event: room_enter}]\n",
        "hipchatApiConsumer/scopes",
        ["view_room", "admin_room"],
    ),
    "an empty list": ("scopes: []\ncards: [{key: c}]\n", "hipchatApiConsumer/scopes", []),
    "none": ("scopes: none\ncards: [{key: c}]\n", "hipchatApiConsumer", None),
    "avatar as one text": (
        "avatar: static/a.png\n",
        "hipchatApiConsumer/avatar",
        {"url": f"{BASE}/static/a.png", "url@2x": f"{BASE}/static/a@2x.png"},
    ),
    "avatar with one address": ("avatar: {url: /a.png}\n", "hipchatApiConsumer/avatar", f"{BASE}/a.png"),
    "avatar with one address and more": (
        "avatar: {url: a.png, extra: {x: 1}}\n",
        "hipchatApiConsumer/avatar",
        {"url": f"{BASE}/a.png", "x": 1},
    ),
}

INSTALL: Rows = {
    "the default": (
        "",
        "installable",
        {
            "allowRoom": True,
            "allowGlobal": True,
            "callbackUrl": f"{BASE}/hipchat/installed",
            "updateCallbackUrl": f"{BASE}/hipchat/updated",
        },
    ),
    "none": ("install: none\n", "installable", None),
    "an empty mapping is the default": (
        "install: {}\n",
        "installable/callbackUrl",
        f"{BASE}/hipchat/installed",
    ),
    "room only": ("install: {global: false}\n", "installable/allowGlobal", False),
    "group only": ("install: {room: false}\n", "installable/allowRoom", False),
    "no callback": ("install: {callback: false}\n", "installable/callbackUrl", None),
    "no update": ("install: {update: false}\n", "installable/updateCallbackUrl", None),
    "a callback elsewhere": (
        "install: {callback: 'https://e.example/i'}\n",
        "installable/callbackUrl",
        "https://e.example/i",
    ),
    "a callback at the base": ("install: {callback: ''}\n", "installable/callbackUrl", BASE),
    "pages": (
        "install: {callback: false, update: false, installed: /i, uninstalled: /u, updated: /n}\n",
        "installable",
        {
            "allowRoom": True,
            "allowGlobal": True,
            "installedUrl": f"{BASE}/i",
            "uninstalledUrl": f"{BASE}/u",
            "updatedUrl": f"{BASE}/n",
        },
    ),
    "pages that are off": ("install: {installed: false}\n", "installable/installedUrl", None),
}

WEBHOOKS: Rows = {
    "an event": (
        "webhooks: [{key: a, event: room_enter}]\n",
        "webhook/0",
        {
            "key": "a",
            "event": "room_enter",
            "url": f"{BASE}/webhooks/a",
            "authentication": "jwt",
        },
    ),
    "a command": (
        "webhooks: [{key: a, command: /tide}]\n",
        "webhook/0",
        {
            "key": "a",
            "event": "room_message",
            "pattern": r"^/tide(?:\s|$)",
            "url": f"{BASE}/webhooks/a",
            "authentication": "jwt",
        },
    ),
    "a command with signs that patterns know": (
        r"webhooks: [{key: a, command: '/a.b+(c)?[d]|e^$*\{2}'}]" "\n",
        "webhook/0/pattern",
        r"^/a\.b\+\(c\)\?\[d\]\|e\^\$\*\\\{2\}(?:\s|$)",
    ),
    "a pattern as it is": (
        "webhooks: [{key: a, event: room_message, pattern: '(?P<x>\\d+)'}]\n",
        "webhook/0/pattern",
        r"(?P<x>\d+)",
    ),
    "a label": ("webhooks: [{key: a, event: room_enter, name: L}]\n", "webhook/0/name", "L"),
    "help stays out": ("webhooks: [{key: a, command: /a, help: H}]\n", "webhook/0/help", None),
    "a path": ("webhooks: [{key: a, event: room_enter, path: /h/x}]\n", "webhook/0/url", f"{BASE}/h/x"),
    "a path with a query": (
        "webhooks: [{key: a, event: room_enter, path: /h?a=b}]\n",
        "webhook/0/url",
        f"{BASE}/h?a=b",
    ),
    "the empty path": ("webhooks: [{key: a, event: room_enter, path: ''}]\n", "webhook/0/url", BASE),
    "a query alone": (
        "webhooks: [{key: a, event: room_enter, path: '?x=1'}]\n",
        "webhook/0/url",
        f"{BASE}?x=1",
    ),
    "a url": (
        "webhooks: [{key: a, event: room_enter, url: 'https://e.example/h'}]\n",
        "webhook/0/url",
        "https://e.example/h",
    ),
    "unsigned": ("webhooks: [{key: a, event: room_enter, auth: none}]\n", "webhook/0/authentication", "none"),
    "source order": (
        "webhooks: [{key: b, event: room_enter}, {key: a, event: room_exit}]\n",
        "webhook/1/key",
        "a",
    ),
    "a key of dots makes no step upwards": (
        "webhooks: [{key: .., event: room_enter}]\n",
        "webhook/0/url",
        f"{BASE}/webhooks/dotdot",
    ),
    "extra": ("webhooks: [{key: a, event: room_enter, extra: {x: [1]}}]\n", "webhook/0/x", [1]),
    "was stays out": ("webhooks: [{key: a, event: room_enter, was: b}]\n", "webhook/0/was", None),
    "an empty list": ("webhooks: []\n", "webhook", None),
    "inbound stays out": ("inbound: [{key: a, secret: A}]\n", "inbound", None),
    "cards stay out": ("cards: [{key: a}]\n", "card", None),
}

MODULES: Rows = {
    "a glance": (
        "glances: [{key: g, name: G}]\n",
        "glance/0",
        {
            "key": "g",
            "name": {"value": "G"},
            "queryUrl": f"{BASE}/glances/g",
            "icon": {"url": f"{BASE}/static/g.png", "url@2x": f"{BASE}/static/g@2x.png"},
        },
    ),
    "a glance's data elsewhere": (
        "glances: [{key: g, name: G, data: 'https://e.example/d'}]\n",
        "glance/0/queryUrl",
        "https://e.example/d",
    ),
    "a glance's data at another path": (
        "glances: [{key: g, name: G, data: /d}]\n",
        "glance/0/queryUrl",
        f"{BASE}/d",
    ),
    "a static glance": ("glances: [{key: g, name: G, data: false}]\n", "glance/0/queryUrl", None),
    "a weight": ("glances: [{key: g, name: G, weight: 0}]\n", "glance/0/weight", 0),
    "opens": (
        "sidebar: [{key: s, name: S}]\nglances: [{key: g, name: G, opens: s}]\n",
        "glance/0/target",
        "s",
    ),
    "opens as a mapping of the key alone": (
        "sidebar: [{key: s, name: S}]\nglances: [{key: g, name: G, opens: {key: s}}]\n",
        "glance/0/target",
        "s",
    ),
    "opens with options": (
        "sidebar: [{key: s, name: S}]\n"
        "glances: [{key: g, name: G, opens: {key: s, options: {a: 1}, extra: {b: 2}}}]\n",
        "glance/0/target",
        {"key": "s", "options": {"a": 1}, "b": 2},
    ),
    "opens with empty options": (
        "sidebar: [{key: s, name: S}]\nglances: [{key: g, name: G, opens: {key: s, options: {}}}]\n",
        "glance/0/target",
        {"key": "s", "options": {}},
    ),
    "a sidebar view": (
        "sidebar: [{key: s, name: S}]\n",
        "webPanel/0",
        {
            "key": "s",
            "name": {"value": "S"},
            "location": "hipchat.sidebar.right",
            "url": f"{BASE}/views/s",
            "authentication": "jwt",
        },
    ),
    "a text with a translation": (
        "sidebar: [{key: s, name: {value: S, i18n: k}}]\n",
        "webPanel/0/name",
        {"value": "S", "i18n": "k"},
    ),
    "a template in a path": (
        "sidebar: [{key: s, name: S, path: '/s?room={room.id}'}]\n",
        "webPanel/0/url",
        f"{BASE}/s?room={{room.id}}",
    ),
    "a view elsewhere": (
        "sidebar: [{key: s, name: S, url: 'data:text/html,x'}]\n",
        "webPanel/0/url",
        "data:text/html,x",
    ),
    "an unsigned view": ("sidebar: [{key: s, name: S, auth: none}]\n", "webPanel/0/authentication", "none"),
    "an icon in two addresses": (
        "sidebar: [{key: s, name: S, icon: {url: a.png, url2x: /b.png, extra: {x: 1}}}]\n",
        "webPanel/0/icon",
        {"url": f"{BASE}/a.png", "url@2x": f"{BASE}/b.png", "x": 1},
    ),
    "a page": ("pages: [{key: p}]\n", "externalPage/0", {"key": "p", "url": f"{BASE}/views/p"}),
    "a page's name": ("pages: [{key: p, name: P}]\n", "externalPage/0/name", {"value": "P"}),
    "an action on a message": (
        "pages: [{key: p}]\nactions: [{key: a, name: A, location: message, opens: p}]\n",
        "action/0",
        {"key": "a", "name": {"value": "A"}, "location": "hipchat.message.action", "target": "p"},
    ),
    "an action at the input": (
        "pages: [{key: p}]\nactions: [{key: a, name: A, location: input, opens: p, weight: 7}]\n",
        "action/0/location",
        "hipchat.input.action",
    ),
    "a configuration": (
        "configuration: {}\n",
        "configurable",
        {
            "url": f"{BASE}/configuration",
            "authentication": "jwt",
            "allowAccessToRoomAdmins": False,
        },
    ),
    "a configuration for room admins": (
        "configuration: {room_admins: true, path: /c, auth: none, extra: {x: 1}}\n",
        "configurable",
        {"url": f"{BASE}/c", "authentication": "none", "allowAccessToRoomAdmins": True, "x": 1},
    ),
    "settings stay out": ("configuration: {settings: [{key: a, label: A}]}\n", "configurable/settings", None),
    "an administration page": ("admin_page: {}\n", "adminPage", {"url": f"{BASE}/admin"}),
    "an administration page elsewhere": (
        "admin_page: {url: 'https://e.example/a', extra: {x: 1}}\n",
        "adminPage",
        {"url": "https://e.example/a", "x": 1},
    ),
    "user authorisation": (
        "oauth: {redirects: [/done, 'https://e.example/done', ''], extra: {x: 1}}\n",
        "oauth2Consumer",
        {"redirectionUrls": [f"{BASE}/done", "https://e.example/done", BASE], "x": 1},
    ),
    "an OAuth provider": (
        "oauth_provider: {authorization: /a, token: 'https://e.example/t'}\n",
        "oauth2Provider",
        {"authorizationUrl": f"{BASE}/a", "tokenUrl": "https://e.example/t"},
    ),
}

PICTURES = {
    "a file": ("a.png", "/a.png", "/a@2x.png"),
    "a file in a folder": ("static/x/a.png", "/static/x/a.png", "/static/x/a@2x.png"),
    "a slash first": ("/a.png", "/a.png", "/a@2x.png"),
    "two dots in the name": ("a.b.svg", "/a.b.svg", "/a.b@2x.svg"),
    "no ending": ("icon", "/icon", "/icon@2x"),
    "a dot in the folder alone": ("v1.2/icon", "/v1.2/icon", "/v1.2/icon@2x"),
    "a hidden file": (".png", "/.png", "/.png@2x"),
    "a query": ("a.png?v=1.2", "/a.png?v=1.2", "/a@2x.png?v=1.2"),
    "a fragment": ("a.svg#b.c", "/a.svg#b.c", "/a@2x.svg#b.c"),
    "elsewhere": ("https://e.example/a.png", "https://e.example/a.png", "https://e.example/a@2x.png"),
    "data": ("data:image/png;base64,AA", "data:image/png;base64,AA", "data:image/png;base64,AA"),
}

DIALOGS: dict[str, tuple[str, Json]] = {
    "the least": ("{}", None),
    "a style": ("{style: warning}", {"style": "warning"}),
    "a named size": ("{size: small}", {"size": "small"}),
    "a size": (
        "{size: {width: 1px, height: 2%, extra: {x: 1}}}",
        {"size": {"width": "1px", "height": "2%", "x": 1}},
    ),
    "a primary button": (
        "{primary: {key: k, name: K, extra: {x: 1}}}",
        {"primaryAction": {"key": "k", "name": {"value": "K"}, "enabled": True, "x": 1}},
    ),
    "a button that is off": (
        "{primary: {name: K, enabled: false}}",
        {"primaryAction": {"name": {"value": "K"}, "enabled": False}},
    ),
    "other buttons": (
        "{secondary: [{key: c, name: C}, {name: {value: D, i18n: d}}]}",
        {
            "secondaryActions": [
                {"key": "c", "name": {"value": "C"}, "enabled": True},
                {"name": {"value": "D", "i18n": "d"}, "enabled": True},
            ]
        },
    ),
    "no other buttons, unlike absent": ("{secondary: []}", {"secondaryActions": []}),
    "a hint": ("{hint: H}", {"hint": {"value": "H"}}),
    "a filter": (
        "{filter: {placeholder: F, extra: {x: 1}}}",
        {"filter": {"placeholder": {"value": "F"}, "x": 1}},
    ),
    "an empty filter, unlike absent": ("{filter: {}}", {"filter": {}}),
}

ADMIN, GUEST, OWNER = ({"condition": f"user_is_{name}"} for name in ("admin", "guest", "room_owner"))
WHEN: dict[str, tuple[str, Json]] = {
    "one": ("user_is_admin", [ADMIN]),
    "not": ("{not: user_is_guest}", [{**GUEST, "invert": True}]),
    "not twice": ("{not: {not: user_is_guest}}", [GUEST]),
    "all": ("{all: [user_is_admin, user_is_guest]}", [ADMIN, GUEST]),
    "any": ("{any: [user_is_admin, user_is_guest]}", [{"type": "OR", "conditions": [ADMIN, GUEST]}]),
    "not any": (
        "{not: {any: [user_is_admin, user_is_guest]}}",
        [{**ADMIN, "invert": True}, {**GUEST, "invert": True}],
    ),
    "any of all": (
        "{any: [{all: [user_is_admin, user_is_guest]}, user_is_room_owner]}",
        [{"type": "OR", "conditions": [{"type": "AND", "conditions": [ADMIN, GUEST]}, OWNER]}],
    ),
    "nothing is left out": ("{all: []}", None),
    "a card of a style": (
        "{card_matches: {style: link}}",
        [{"condition": "card_matches", "params": {"style": "link"}}],
    ),
    "a card's metadata, equal": (
        "{card_matches: {metadata: {a: 1, b: x}}}",
        [
            {
                "condition": "card_matches",
                "params": {"metadata": [{"attr": "a", "eq": 1}, {"attr": "b", "eq": "x"}]},
            }
        ],
    ),
    "a card's metadata, compared": (
        "{card_matches: {metadata: [{attr: a, gt: 1}, {attr: b, lt: 2}]}}",
        [
            {
                "condition": "card_matches",
                "params": {"metadata": [{"attr": "a", "gt": 1}, {"attr": "b", "lt": 2}]},
            }
        ],
    ),
    "a message": (
        "{message_matches: {pattern: p, flags: i, type: t, file_type: image, sender: Ann}}",
        [
            {
                "condition": "message_matches",
                "params": {
                    "regex": {"pattern": "p", "flags": "i"},
                    "type": "t",
                    "file_type": "image",
                    "sender": "Ann",
                },
            }
        ],
    ),
    "extra parameters": (
        "{not: {user_is_admin: {extra: {x: 1}}}}",
        [{"condition": "user_is_admin", "invert": True, "params": {"x": 1}}],
    ),
    "extra beside and inside": (
        "{message_matches: {pattern: p, extra: {y: 2, regex: {global: true}}}}",
        [{"condition": "message_matches", "params": {"regex": {"pattern": "p", "global": True}, "y": 2}}],
    ),
    "no parameters": ("{user_is_admin: {}}", [ADMIN]),
}

EXTRA: Rows = {
    "at the root": ("extra: {version: 1.2.0}\n", "/version", "1.2.0"),
    "a capability without a word": (
        "extra: {capabilities: {command: [{name: x}]}}\n",
        "command",
        [{"name": "x"}],
    ),
    "beside the scopes": ("extra: {capabilities: {hipchatApiConsumer: {x: 1}}}\n", "hipchatApiConsumer/x", 1),
    "an empty capability": ("extra: {capabilities: {command: []}}\n", "command", []),
    "in install": (
        "install: {extra: {x: null}}\n",
        "installable",
        {
            "allowRoom": True,
            "allowGlobal": True,
            "callbackUrl": f"{BASE}/hipchat/installed",
            "updateCallbackUrl": f"{BASE}/hipchat/updated",
            "x": None,
        },
    ),
    "in an OAuth provider": ("oauth_provider: {extra: {x: 1}}\n", "oauth2Provider", {"x": 1}),
    "in an action": (
        "pages: [{key: p}]\nactions: [{key: a, name: A, location: input, opens: p, extra: {x: {y: z}}}]\n",
        "action/0/x",
        {"y": "z"},
    ),
    "in a glance": ("glances: [{key: g, name: G, extra: {x: 1}}]\n", "glance/0/x", 1),
    "in a view": ("sidebar: [{key: s, name: S, extra: {x: 1}}]\n", "webPanel/0/x", 1),
    "in a dialog": ("dialogs: [{key: d, title: D, extra: {x: 1}}]\n", "dialog/0/x", 1),
}

TABLE = {
    f"{name}: {case}": row
    for name, cases in {
        "frame": FRAME,
        "consumer": CONSUMER,
        "install": INSTALL,
        "webhooks": WEBHOOKS,
        "modules": MODULES,
        "extra": EXTRA,
    }.items()
    for case, row in cases.items()
}


@pytest.mark.parametrize(("block", "path", "expected"), TABLE.values(), ids=TABLE.keys())
def test_a_word_becomes_its_member(block: str, path: str, expected: Json) -> None:
    assert fragment(block, path) == expected


@pytest.mark.parametrize(("said", "url", "doubled"), PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_is_named_in_both_sizes(said: str, url: str, doubled: str) -> None:
    icon = compiled(f"glances: [{{key: g, name: G, icon: '{said}'}}]\n")["capabilities"]["glance"][0]["icon"]
    based = BASE if url.startswith("/") else ""
    assert icon == {"url": based + url, "url@2x": based + doubled}


def test_an_empty_picture_stays_empty() -> None:
    block = "glances:\n  # hipgen: ignore[HG302] the client draws none\n  - {key: g, name: G, icon: ''}\n"
    assert fragment(block, "glance/0/icon") == {"url": "", "url@2x": ""}


@pytest.mark.parametrize(("words", "options"), DIALOGS.values(), ids=DIALOGS.keys())
def test_a_dialog_s_words_become_its_options(words: str, options: Json) -> None:
    block = (
        f"dialogs: [{{key: d, title: D, {words[1:]}]\n"
        if words != "{}"
        else "dialogs: [{key: d, title: D}]\n"
    )
    dialog = fragment(block, "dialog/0")
    assert {**dialog, "options": None} == {
        "key": "d",
        "title": {"value": "D"},
        "url": f"{BASE}/views/d",
        "authentication": "jwt",
        "options": None,
    }
    assert dialog.get("options") == options


@pytest.mark.parametrize(("words", "conditions"), WHEN.values(), ids=WHEN.keys())
def test_when_becomes_conditions(words: str, conditions: Json) -> None:
    block = (
        f"pages: [{{key: p}}]\nactions:\n  - {{key: a, name: A, location: input, opens: p, when: {words}}}\n"
    )
    assert fragment(block, "action/0/conditions") == conditions


def test_a_glance_s_metadata_is_a_condition() -> None:
    block = "glances: [{key: g, name: G, when: {glance_matches: {metadata: {open: true}}}}]\n"
    assert fragment(block, "glance/0/conditions") == [
        {"condition": "glance_matches", "params": {"metadata": [{"attr": "open", "eq": True}]}}
    ]


EVERYTHING = """
links: {self: /d, homepage: https://e.example}
avatar: a.png
install: {installed: /i}
webhooks: [{key: a, command: /a}, {key: b, event: room_enter, url: 'https://e.example/h'}]
glances: [{key: g, name: G, opens: s}]
sidebar: [{key: s, name: S, icon: 'https://e.example/i.png'}]
oauth: {redirects: [/one, 'https://e.example/two']}
"""


def test_members_stand_in_a_fixed_order() -> None:
    capabilities = compiled(EVERYTHING)["capabilities"]
    assert list(capabilities) == [
        "hipchatApiConsumer",
        "installable",
        "webhook",
        "glance",
        "webPanel",
        "oauth2Consumer",
    ]
    assert list(capabilities["webhook"][0]) == ["key", "event", "pattern", "url", "authentication"]


def test_the_pointers_of_based_strings_are_those_below_the_base() -> None:
    result = compile_addon(addon_of(framed(EVERYTHING)), "https://other.example/sub/")
    values = {}
    for pointer in result.based:
        value: Any = result.descriptor
        for step in pointer:
            value = value[step]
        values["/".join(map(str, pointer))] = value.removeprefix("https://other.example/sub")
    assert values == {
        "links/self": "/d",
        "capabilities/hipchatApiConsumer/avatar/url": "/a.png",
        "capabilities/hipchatApiConsumer/avatar/url@2x": "/a@2x.png",
        "capabilities/installable/callbackUrl": "/hipchat/installed",
        "capabilities/installable/updateCallbackUrl": "/hipchat/updated",
        "capabilities/installable/installedUrl": "/i",
        "capabilities/webhook/0/url": "/webhooks/a",
        "capabilities/glance/0/icon/url": "/static/g.png",
        "capabilities/glance/0/icon/url@2x": "/static/g@2x.png",
        "capabilities/glance/0/queryUrl": "/glances/g",
        "capabilities/webPanel/0/url": "/views/s",
        "capabilities/oauth2Consumer/redirectionUrls/0": "/one",
    }


def test_without_a_consumer_nothing_of_it_is_based() -> None:
    text = framed("scopes: none\n# hipgen: ignore[HG403] left over\navatar: a.png\n")
    result = compile_addon(addon_of(text), BASE)
    assert "hipchatApiConsumer" not in result.descriptor["capabilities"]
    assert [pointer for pointer in result.based if "hipchatApiConsumer" in pointer] == []


@pytest.mark.parametrize("base", ["https://b.example", "https://b.example/", "https://b.example//"])
def test_slashes_at_the_base_s_end_are_dropped(base: str) -> None:
    assert compiled("", base)["links"]["self"] == "https://b.example/descriptor.json"


def test_a_base_may_have_a_path() -> None:
    assert (
        compiled("links: {self: ''}\n", "https://b.example/hip/chat/")["links"]["self"]
        == "https://b.example/hip/chat"
    )


def test_a_suffix_stands_behind_the_key() -> None:
    assert compiled("", key_suffix=".staging")["key"] == "com.example.sample.staging"


def test_the_same_spec_gives_the_same_bytes_wherever_it_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    addon = addon_of(framed(EVERYTHING))
    once = encode(compile_addon(addon, BASE).descriptor)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADDON_BASE_URL", "https://elsewhere.example")
    monkeypatch.setenv("ADDON_KEY_SUFFIX", ".other")
    monkeypatch.setattr(builtins, "open", lambda *_: pytest.fail("compile opens a file"))
    monkeypatch.setattr(os, "stat", lambda *_, **__: pytest.fail("compile looks at the disk"))
    again = encode(compile_addon(addon, BASE).descriptor)
    monkeypatch.undo()
    assert again == once
    assert again == encode(compile_addon(addon_of(framed(EVERYTHING)), BASE).descriptor)


def test_it_is_written_as_utf_8_with_one_newline_at_the_end() -> None:
    text = encode({"name": "Café ☕", "list": []})
    assert text == '{\n  "name": "Café ☕",\n  "list": []\n}\n'
    assert json.loads(text) == {"name": "Café ☕", "list": []}
