"""Descriptors that the host accepts, drawn member by member: all there are, and strangers where it lets them.

Written by hand from the documentation of HipChat Connect; knows nothing of addon.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Drawn = st.SearchStrategy[Any]

ORIGINS = ("https://tides.example.com", "https://tides.example.com:8443", "http://127.0.0.1:5000")
PATHS = (
    "",
    "/",
    "/hook",
    "/a/b/",
    "//odd",
    "/hook?x=1",
    "?x=1",
    "/a b",
    "/{message.body}",
    "/x?text={message.body}",
    "/é",
    "/%zz",
    "/static/a.png",
    "/static/a@2x.png",
    "/a#part",
    "/webhooks/one",
    "/views/one",
    "/a?b=c&b={d}",
)
ODD = (
    "",
    "/relative",
    "relative",
    "data:text/html,hi",
    "ftp://example.com",
    "//example.com/x",
    "{url}",
    "HTTP://X/y",
)
URLS = st.one_of(
    st.builds(lambda origin, path: origin + path, st.sampled_from(ORIGINS), st.sampled_from(PATHS)),
    st.sampled_from(ODD),
    st.text(max_size=12),
)
STRINGS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "yes", "on", "1.10", "0x10", "null", "~", "# no", "a: b", "- a", "{", "'", "\t", "\n", "\x85"]
    ),
    st.sampled_from(
        ["${x}", "{{ x }}", "{% x %}", "*/", "</script>", '"""', "\\", "2001-01-01", "1_000", "0o7", "="]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 10**18), st.floats(-1e6, 1e6), STRINGS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(STRINGS, inner, max_size=2)),
    max_leaves=4,
)
STRANGERS = st.sampled_from(
    [
        "version",
        "extra",
        "path",
        "auth",
        "was",
        "when",
        "data",
        "opens",
        "room",
        "self ",
        "url2x",
        "hint",
        "x-y",
        "",
    ]
)
KEYS = st.one_of(
    st.sampled_from(["one", "two", "import", "a.b", "..", "-", "con", "A", "x" * 40]),
    st.from_regex(r"[a-zA-Z0-9_.-]{1,40}", fullmatch=True),
)
MARKED = st.text(min_size=1, max_size=100).filter(lambda text: len(text) <= 100)
AUTH = st.sampled_from(["jwt", "none"])
WEIGHT = st.one_of(st.integers(-5, 200), st.sampled_from([100.0, 0.0, 10**20]))
EVENTS = (
    "room_message",
    "room_enter",
    "room_exit",
    "room_notification",
    "room_topic_change",
    "room_file_upload",
)
SCOPES = ("send_notification", "view_room", "admin_room", "view_messages", "import_data")
PATTERNS = st.one_of(
    st.sampled_from(
        [r"^/tide(?:\s|$)", r"^/a\.b(?:\s|$)", "^/tide", "(", r"(?P<x>\d+)", "(?i)x", "^/a b(?:\\s|$)"]
    ),
    STRINGS,
)
PANEL = ("room_is_public", "user_is_admin", "user_is_guest", "user_is_room_owner")
GLANCE = (*PANEL, "glance_matches")
ACTION = (*PANEL, "message_matches", "message_contains_link", "message_sent_by_current_user", "card_matches")


def closed(required: Mapping[str, Drawn], optional: Mapping[str, Drawn] | None = None) -> Drawn:
    """An object with just these members."""
    return st.fixed_dictionaries(dict(required), optional=dict(optional or {}))


def opened(required: Mapping[str, Drawn], optional: Mapping[str, Drawn] | None = None) -> Drawn:
    """An object with these members, and at times others."""
    known = {*required, *(optional or {})}
    others = st.dictionaries(STRANGERS.filter(lambda name: name not in known), JSON, max_size=2)
    return st.builds(
        lambda own, more: {**more, **own}, closed(required, optional), st.one_of(st.just({}), others)
    )


TEXT = closed({"value": MARKED}, {"i18n": st.text(min_size=1, max_size=40)})
ICON = opened({"url": URLS, "url@2x": URLS})
AVATAR = st.one_of(
    URLS,
    opened({"url": URLS.filter(bool)}, {"url@2x": URLS.filter(bool)}),
    st.just({"url": "https://x.example/a"}),
)
TARGET = st.one_of(
    KEYS, STRINGS, opened({"key": KEYS}, {"options": st.dictionaries(STRINGS, JSON, max_size=2)})
)
BUTTON = opened({"name": TEXT}, {"key": STRINGS, "enabled": st.booleans()})
REGEX = st.one_of(
    opened({"pattern": STRINGS}, {"flags": st.sampled_from(["i", ""])}), opened({"flags": STRINGS}), JSON
)
COMPARED = st.lists(
    st.one_of(closed({"attr": STRINGS, "eq": JSON}), closed({"attr": STRINGS, "lt": st.integers()}), JSON),
    max_size=3,
)
PARAMS = st.one_of(
    st.dictionaries(STRINGS, JSON, max_size=2),
    opened({}, {"regex": REGEX, "type": STRINGS, "file_type": STRINGS, "sender": STRINGS}),
    opened({}, {"metadata": st.one_of(COMPARED, JSON), "style": STRINGS}),
)


def conditions(names: tuple[str, ...]) -> Drawn:
    """A list of conditions with groups in groups, as deep as the host takes them."""
    leaf = closed({"condition": st.sampled_from(names)}, {"invert": st.booleans(), "params": PARAMS})
    members = leaf
    for _ in range(2):
        group = closed(
            {"type": st.sampled_from(["and", "or", "AND", "OR"]), "conditions": st.lists(members, max_size=3)}
        )
        members = st.one_of(leaf, group)
    return st.lists(members, max_size=3)


def modules(required: Mapping[str, Drawn], optional: Mapping[str, Drawn] | None = None) -> Drawn:
    """A list of one capability's modules."""
    return st.lists(opened(required, optional), max_size=3)


OPTIONS = closed(
    {},
    {
        "style": st.sampled_from(["normal", "warning"]),
        "size": st.one_of(
            st.sampled_from(["small", "xlarge"]), opened({"width": STRINGS, "height": STRINGS})
        ),
        "primaryAction": BUTTON,
        "secondaryActions": st.lists(BUTTON, max_size=2),
        "hint": TEXT,
        "filter": opened({}, {"placeholder": TEXT}),
    },
)
CAPABILITIES = opened(
    {},
    {
        "installable": opened(
            {},
            {
                "allowGlobal": st.booleans(),
                "allowRoom": st.booleans(),
                **dict.fromkeys(["callbackUrl", "updateCallbackUrl", "installedUrl", "updatedUrl"], URLS),
                "uninstalledUrl": URLS,
            },
        ),
        "hipchatApiConsumer": opened(
            {"scopes": st.lists(st.sampled_from(SCOPES), max_size=3)}, {"fromName": STRINGS, "avatar": AVATAR}
        ),
        "oauth2Consumer": opened({"redirectionUrls": st.lists(URLS, max_size=2)}),
        "oauth2Provider": opened({}, {"authorizationUrl": URLS, "tokenUrl": URLS}),
        "configurable": opened(
            {"url": URLS}, {"authentication": AUTH, "allowAccessToRoomAdmins": st.booleans()}
        ),
        "adminPage": opened({"url": URLS}),
        "webhook": modules(
            {"url": URLS, "event": st.sampled_from(EVENTS)},
            {"key": KEYS, "name": STRINGS, "pattern": PATTERNS, "authentication": AUTH},
        ),
        "webPanel": modules(
            {"key": KEYS, "name": TEXT, "location": st.just("hipchat.sidebar.right"), "url": URLS},
            {"authentication": AUTH, "icon": ICON, "weight": WEIGHT, "conditions": conditions(PANEL)},
        ),
        "glance": modules(
            {"key": KEYS, "name": TEXT, "icon": ICON},
            {"queryUrl": URLS, "target": TARGET, "weight": WEIGHT, "conditions": conditions(GLANCE)},
        ),
        "dialog": modules(
            {"key": KEYS, "title": TEXT, "url": URLS}, {"authentication": AUTH, "options": OPTIONS}
        ),
        "externalPage": st.lists(closed({"key": KEYS, "url": URLS}, {"name": TEXT}), max_size=2),
        "action": modules(
            {
                "key": KEYS,
                "name": TEXT,
                "location": st.sampled_from(["hipchat.message.action", "hipchat.input.action"]),
                "target": TARGET,
            },
            {"weight": WEIGHT, "conditions": conditions(ACTION)},
        ),
    },
)
DESCRIPTORS = opened(
    {
        "key": st.one_of(st.just("com.example.tides"), STRINGS),
        "name": STRINGS,
        "description": STRINGS,
        "links": opened({"self": URLS}, {"homepage": URLS}),
    },
    {
        "vendor": closed({"name": STRINGS, "url": URLS}),
        "apiVersion": st.sampled_from(["1:1", "1:2", "01:10"]),
        "capabilities": CAPABILITIES,
    },
)
