"""One good call of every operation of the REST API, in a world where it succeeds: the table behind the
coverage tests.

The world is the company of `worlds` with an add-on installed in Harbour (token `room`) and for the group
(token `group`), a message, a webhook, an extension of each kind, an emoticon, a link and an installation
document.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hipgen.host.chat import Message, between
from hipgen.host.state import (
    SCOPES,
    Emoticon,
    Extension,
    Installable,
    Installation,
    Link,
    Token,
    TokenKind,
    Webhook,
)
from hipgen.host.wire import Json
from hipgen.host.world import World
from hipgen.operations import Operation, operations
from tests.host.worlds import BASE, START, world_of_three

ICON = {"url": "https://bell.example.com/i.png", "url@2x": "https://bell.example.com/i2.png"}
MODULES: Mapping[str, Json] = {
    "action": {
        "key": "ring",
        "name": {"value": "Ring"},
        "location": "hipchat.message.action",
        "target": "watch",
    },
    "dialog": {"key": "watch", "title": {"value": "Watch"}, "url": "https://bell.example.com/watch"},
    "externalPage": {"key": "log", "name": {"value": "Log"}, "url": "https://bell.example.com/log"},
    "glance": {"key": "bells", "name": {"value": "Bells"}, "icon": ICON},
    "webPanel": {
        "key": "panel",
        "name": {"value": "Bells"},
        "url": "https://bell.example.com/panel",
        "location": "hipchat.sidebar.right",
    },
}
HOOK = {
    "url": "https://bell.example.com/hook",
    "event": "room_message",
    "pattern": "^/bell",
    "authentication": "jwt",
}
DESCRIPTOR: Json = {
    "key": "com.example.bell",
    "name": "Ship's Bell",
    "description": "Rings the watches.",
    "links": {"self": "https://bell.example.com/descriptor.json"},
    "capabilities": {
        "hipchatApiConsumer": {"scopes": list(SCOPES), "fromName": "Bell"},
        "installable": {"callbackUrl": "https://bell.example.com/installed"},
        "glance": [{"key": "declared", "name": {"value": "Bells"}, "icon": ICON}],
    },
}
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
UPLOAD = (
    b"--bell\r\nContent-Type: application/json; charset=UTF-8\r\n"
    b'Content-Disposition: attachment; name="metadata"\r\n\r\n{"message": "see this"}\r\n'
    b"--bell\r\nContent-Type: text/plain\r\n"
    b'Content-Disposition: attachment; name="file"; filename="log.txt"\r\n\r\n'
    b"eight bells\r\n--bell--\r\n"
)
GLANCE = {"glance": [{"key": "declared", "content": {"label": {"type": "html", "value": "<b>8</b> bells"}}}]}
ROOM = {
    "name": "Harbour",
    "privacy": "public",
    "is_archived": False,
    "is_guest_accessible": False,
    "topic": "Boats and bells",
    "owner": {"id": 1},
}
USER = {"name": "Bo Lund", "mention_name": "Bo", "email": "bo@example.com", "title": "Mate"}


@dataclass(frozen=True, slots=True)
class Example:
    """How an operation is called so that it succeeds: `path` fills the placeholders, `token` is who calls."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    token: str | None = "ann"


def world() -> World:
    """The world in which every example succeeds."""
    made = world_of_three()
    state = made.state
    for number, (name, room) in enumerate((("group", None), ("room", 1)), start=1):
        state.installations[f"client-{name}"] = Installation(
            f"client-{name}", number, "s" * 40, "com.example.bell", None, DESCRIPTOR, BASE, START, room, 1
        )
        state.tokens[name] = Token(name, TokenKind.ADDON, tuple(SCOPES), START, installation=f"client-{name}")
        for kind, body in MODULES.items():
            key = (f"client-{name}", room, kind, body["key"])
            state.extensions[key] = Extension(f"client-{name}", room, kind, body["key"], body)
        state.webhooks[number] = Webhook(
            number,
            HOOK["url"],
            "room_message",
            START,
            "bell",
            "^/bell",
            "hook",
            "jwt",
            room,
            f"client-{name}",
        )
    state.webhooks[3] = Webhook(3, HOOK["url"], "room_enter", START, room=1, creator=1)
    state.counters["webhook"] = 3
    state.emoticons[1] = Emoticon(1, "dog", "https://example.com/dog.png")
    state.links["t" * 20] = Link(
        "t" * 20, "client-group", "https://bell.example.com/", START + timedelta(hours=1)
    )
    state.installables["i" * 20] = Installable(
        "i" * 20,
        1,
        "com.example.bell",
        {
            "oauthId": "client-group",
            "oauthSecret": "s" * 40,
            "capabilitiesUrl": f"{BASE}/v2/capabilities",
            "groupId": 1,
        },
    )
    made.chat.post(Message("m-1", 1, START, "message", "eight bells @Bo", 1, mentions=(2,)))
    made.chat.post(
        Message("n-1", 1, START, "notification", "<b>rung</b>", label="Bell", color="green", format="html")
    )
    made.chat.post(Message("p-1", between(1, 2), START, "message", "psst", 2))
    made.chat.put_room(replace(_room(made, 1), avatar="https://example.com/a.png"))
    made.chat.put_person(replace(_person(made, 2), photo="https://example.com/b.png", auto_join=(1,)))
    state.group = replace(state.group, avatar="https://example.com/g.png", owner=1)
    return made


def _room(made: World, id: int):  # type: ignore[no-untyped-def]  # a lookup that can't fail here
    return made.chat.room(id)


def _person(made: World, id: int):  # type: ignore[no-untyped-def]  # a lookup that can't fail here
    return made.chat.person(id)


IN_ROOM = {"room_id_or_name": "Harbour"}
WITH_BO = {"id_or_email": "@Bo"}
FILE_TYPE = {"content-type": "multipart/related; boundary=bell"}
BASIC = {"authorization": "Basic " + base64.b64encode(b"client-group:" + b"s" * 40).decode()}

EXAMPLES: dict[str, Example] = {
    "get_all_rooms": Example(
        query={"max-results": "10", "include-archived": "true", "expand": "items.owner"}
    ),
    "create_room": Example(
        body={
            "name": "Wharf",
            "topic": "Ropes",
            "privacy": "private",
            "guest_access": False,
            "owner_user_id": "@Bo",
        }
    ),
    "get_room": Example(IN_ROOM, {"expand": "owner,participants,statistics"}),
    "update_room": Example(IN_ROOM, body=ROOM),
    "delete_room": Example(IN_ROOM),
    "get_room_avatar": Example(IN_ROOM),
    "update_room_avatar": Example(IN_ROOM, body={"avatar": PICTURE}),
    "delete_room_avatar": Example(IN_ROOM),
    "get_room_message": Example({**IN_ROOM, "message_id": "m-1"}, {"expand": "message.from"}),
    "view_room_history": Example(
        IN_ROOM,
        {
            "date": "2018-03-02T00:00:00+00:00",
            "end-date": "2018-02-01T00:00:00+00:00",
            "timezone": "Europe/Lisbon",
            "reverse": "false",
            "max-results": "1",
            "start-index": "1",
            "include_deleted": "true",
            "expand": "items.from,items.mentions",
        },
    ),
    "view_recent_room_history": Example(
        IN_ROOM, {"max-results": "10", "not-before": "m-1", "timezone": "UTC"}
    ),
    "invite_user": Example({**IN_ROOM, "user_id_or_email": "@Bo"}, body={"reason": "boats"}),
    "get_all_members": Example({"room_id_or_name": "Vault"}, {"expand": "items", "max-results": "5"}),
    "add_member": Example(
        {"room_id_or_name": "Vault", "user_id_or_email": "bo@example.com"},
        body={"room_roles": ["room_admin"]},
    ),
    "remove_member": Example({"room_id_or_name": "Vault", "user_id_or_email": "1"}),
    "send_message": Example(IN_ROOM, body={"message": "hello @Bo"}),
    "send_room_notification": Example(
        IN_ROOM,
        body={
            "message": "Rung by <b>Bo</b>",
            "message_format": "html",
            "color": "random",
            "notify": True,
            "from": "mast",
            "attach_to": "m-1",
            "card": {"style": "application", "id": "b-1", "title": "Bell", "metadata": {"rings": 8}},
        },
        token="room",
    ),
    "get_all_participants": Example(IN_ROOM, {"include-offline": "true", "expand": "items"}),
    "reply_to_message": Example(IN_ROOM, body={"parentMessageId": "m-1", "message": "aye"}),
    "share_file_with_room": Example(IN_ROOM, raw=UPLOAD, headers=FILE_TYPE),
    "share_link_with_room": Example(IN_ROOM, body={"link": "https://example.com/tides", "message": "tides"}),
    "get_room_statistics": Example(IN_ROOM),
    "set_topic": Example(IN_ROOM, body={"topic": "Low tide"}, token="room"),
    "get_all_webhooks": Example(IN_ROOM, {"max-results": "1", "expand": "items"}, token="room"),
    "create_webhook": Example(IN_ROOM, body={**HOOK, "name": "again", "pattern": None}, token="room"),
    "get_webhook": Example({**IN_ROOM, "webhook_id": "2"}, {"expand": "room,creator"}, token="room"),
    "delete_webhook": Example({**IN_ROOM, "webhook_id": "2"}, token="room"),
    "get_capabilities": Example(token=None),
    "get_addon_capabilities_schema": Example(query={"draft": "v4"}, token=None),
    "get_emoticon": Example({"emoticon_id_or_key": "dog"}),
    "get_all_emoticons": Example(query={"type": "all", "max-results": "5", "expand": "items"}),
    "view_group": Example({"group_id": "1"}),
    "get_group_avatar": Example({"group_id": "1"}),
    "update_group_avatar": Example({"group_id": "1"}, body={"avatar": PICTURE}),
    "delete_group_avatar": Example({"group_id": "1"}),
    "group_statistics": Example({"group_id": "1"}),
    "import_privatechat_file": Example(WITH_BO, raw=UPLOAD, headers=FILE_TYPE, token="group"),
    "import_privatechat_history": Example(WITH_BO, body={}, token="group"),
    "import_room_file": Example(IN_ROOM, raw=UPLOAD, headers=FILE_TYPE, token="group"),
    "import_room_history": Example(IN_ROOM, body={}, token="group"),
    "get_integration_installable_data": Example(
        {"integration_id_or_key": "com.example.bell", "token": "i" * 20}, token=None
    ),
    "invoke_integration_link": Example({"token": "t" * 20}, token=None),
    "delete_integration_link": Example({"token": "t" * 20}, token="group"),
    "create_integration_link": Example(
        body={"target": "https://bell.example.com/", "ttl": 60}, token="group"
    ),
    "addon_ui_update": Example(body=GLANCE, token="group"),
    "room_addon_ui_update": Example(IN_ROOM, body=GLANCE, token="room"),
    "user_in_room_addon_ui_update": Example({**IN_ROOM, "user_id_or_email": "2"}, body=GLANCE, token="room"),
    "user_addon_ui_update": Example({"user_id_or_email": "@Bo"}, body=GLANCE, token="group"),
    "invite_user_to_group": Example(body={"email": "new@example.com", "name": "New Hand", "title": "Deck"}),
    "get_session": Example({"access_token": "group"}, {"expand": "owner,client.room"}, token="group"),
    "delete_session": Example({"access_token": "group"}, token="group"),
    "generate_token": Example(
        raw=b"grant_type=client_credentials&scope=send_notification+view_room",
        headers={**BASIC, "content-type": "application/x-www-form-urlencoded"},
        token=None,
    ),
    "get_all_users": Example(
        query={"include-guests": "true", "include-deleted": "true", "max-results": "2", "expand": "items"}
    ),
    "create_user": Example(
        body={
            "name": "Cy Wood",
            "email": "cy@example.com",
            "title": "Cook",
            "timezone": "Europe/Oslo",
            "roles": ["user"],
        }
    ),
    "view_user": Example(WITH_BO),
    "update_user": Example(WITH_BO, body={**USER, "presence": {"status": "aloft", "show": "away"}}),
    "delete_user": Example(WITH_BO),
    "get_privatechat_message": Example({**WITH_BO, "message_id": "p-1"}, {"timezone": "UTC"}),
    "view_privatechat_history": Example(WITH_BO, {"date": "recent", "expand": "items.from"}),
    "view_recent_privatechat_history": Example(WITH_BO, {"max-results": "3"}),
    "private_message_user": Example(
        WITH_BO, body={"message": "psst", "notify": True, "message_format": "text"}
    ),
    "get_photo": Example({**WITH_BO, "size": "small"}),
    "update_photo": Example(WITH_BO, body={"photo": PICTURE}),
    "delete_photo": Example(WITH_BO),
    "get_auto_join_rooms": Example(WITH_BO, {"expand": "items", "max-results": "5"}),
    "share_file_with_user": Example(WITH_BO, raw=UPLOAD, headers=FILE_TYPE),
    "share_link_with_user": Example(WITH_BO, body={"link": "https://example.com/tides"}),
}
"""Every operation but those of modules, which `module_examples` makes."""


def module_examples() -> dict[str, Example]:
    """The operations on modules: each kind by room and for the group."""
    found = {}
    for operation in operations().values():
        if "/extension/" not in operation.path:
            continue
        kind = operation.path.split("/extension/")[1].split("/")[0]
        body = HOOK if kind == "webhook" else MODULES[kind]
        key = body.get("key", "hook")
        room = "room_id_or_name" in operation.path
        path = {"key": key, **(IN_ROOM if room else {})}
        put = operation.method == "PUT"
        found[operation.name] = Example(path, body=body if put else None, token="room" if room else "group")
    return found


def example(operation: Operation) -> Example:
    """The example of an operation. Raises KeyError when there is none: every operation must have one."""
    return {**EXAMPLES, **module_examples()}[operation.name]
