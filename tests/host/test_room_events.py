"""What webhooks are sent when something is done to rooms over REST: which events, in order, with what."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hipgen.host.state import Webhook
from hipgen.host.wire import Json
from hipgen.host.world import World
from hipgen.operations import objects
from tests.host.addons import sent
from tests.host.examples import FILE_TYPE, PICTURE, UPLOAD
from tests.host.rooms import harbour_world, said
from tests.host.worlds import BASE, START, ask
from tests.schemas.published import EVENTS, complaints

ROOM, USER = {"$ref": "#/$defs/RoomRef"}, {"$ref": "#/$defs/UserRef"}
CLIENT: Json = {
    "type": "object",
    "required": ["id", "name", "allowed_scopes", "room", "links"],
    "properties": {
        "name": {"type": "string"},
        "allowed_scopes": {"type": "array", "items": {"type": "string"}},
        "room": {"anyOf": [ROOM, {"type": "null"}]},
        "links": {"$ref": "#/$defs/SelfLinks"},
    },
}
ITEMS: dict[str, dict[str, Json]] = {
    "room_message": {"message": {"$ref": "#/$defs/UserMessage"}, "room": ROOM},
    "room_notification": {"message": {"$ref": "#/$defs/NotificationMessage"}, "room": ROOM},
    "room_topic_change": {
        "room": ROOM,
        "topic": {"type": "string"},
        "sender": {"anyOf": [USER, CLIENT, {"type": "string"}]},
    },
    "room_file_upload": {"room": ROOM, "sender": USER, "file": {"$ref": "#/$defs/FileInfo"}},
}
"""As documented for webhooks; the other events have `room` and `sender` (inferred)."""


@pytest.fixture
def world() -> World:
    """The group's add-on listens to every event everywhere; a person's webhook to messages in Harbour."""
    made = harbour_world()
    said(made, 1)
    for number, event in enumerate(EVENTS, start=1):
        url = f"https://bell.example.com/{event}"
        made.state.webhooks[number] = Webhook(number, url, event, START, key=event, installation="group")
    own = Webhook(50, "https://own.example.com/", "room_message", START, room=1, creator=2, base=BASE)
    made.state.webhooks[50] = own
    return made


def payloads(world: World) -> list[Json]:
    """What is sent to the add-on, in order; each of the documented form."""
    found = [json.loads(delivery.body) for delivery in sent(world) if delivery.webhook != 50]
    for payload in found:
        assert complaints(f"payloads/{payload['event']}", payload) == []
    return found


def fits(payload: Json) -> bool:
    """Whether the item has the members that are documented for the event, and no others."""
    wanted = ITEMS.get(payload["event"], {"room": ROOM, "sender": USER})
    schema = {
        "type": "object",
        "required": list(wanted),
        "properties": wanted,
        "additionalProperties": False,
        **objects(),
    }
    return not list(Draft202012Validator(schema).iter_errors(payload["item"]))


WHOLE = {
    "name": "Harbour",
    "privacy": "public",
    "is_archived": False,
    "is_guest_accessible": False,
    "topic": "Boats",
    "owner": {"id": 1},
}
Done = tuple[str, str, str, Json, list[str]]
ACTS: list[Done] = [
    ("ann", "POST", "room", {"name": "Wharf"}, ["room_created"]),
    ("ann", "POST", "room", {"name": "Wharf", "topic": "Ropes", "privacy": "private"}, ["room_created"]),
    ("ann", "POST", "room", {"name": "Harbour"}, []),
    ("ann", "DELETE", "room/1", None, ["room_exit", "room_exit", "room_deleted"]),
    ("bo", "DELETE", "room/1", None, []),
    ("ann", "PUT", "room/1", WHOLE, []),
    ("ann", "PUT", "room/1", {**WHOLE, "name": "Haven", "privacy": "private"}, []),
    ("ann", "PUT", "room/1", {**WHOLE, "topic": "Tides"}, ["room_topic_change"]),
    ("ann", "PUT", "room/1", {**WHOLE, "is_archived": True}, ["room_archived"]),
    (
        "ann",
        "PUT",
        "room/1",
        {**WHOLE, "is_archived": True, "topic": "Old"},
        ["room_topic_change", "room_archived"],
    ),
    ("ann", "PUT", "room/1/topic", {"topic": "Tides"}, ["room_topic_change"]),
    ("bo", "PUT", "room/1/topic", {"topic": ""}, ["room_topic_change"]),
    ("room", "PUT", "room/1/topic", {"topic": "Tides"}, ["room_topic_change"]),
    ("group", "PUT", "room/1/topic", {"topic": "Tides"}, ["room_topic_change"]),
    ("granted", "PUT", "room/1/topic", {"topic": "Tides"}, ["room_topic_change"]),
    ("bo", "POST", "room/1/message", {"message": "ahoy @Ann"}, ["room_message"]),
    ("bo", "POST", "room/1/reply", {"parentMessageId": "s-1", "message": "aye"}, ["room_message"]),
    ("bo", "POST", "room/1/share/link", {"link": "https://example.com"}, ["room_message"]),
    ("room", "POST", "room/1/notification", {"message": "rung"}, ["room_notification"]),
    ("bo", "POST", "room/1/notification", {"message": "rung"}, ["room_notification"]),
    ("harbour", "POST", "room/1/notification", {"message": "@Bo", "color": "random"}, ["room_notification"]),
    ("ann", "POST", "user/2/message", {"message": "psst"}, []),
    ("ann", "POST", "user/2/share/link", {"link": "https://example.com"}, []),
    ("ann", "PUT", "room/2/member/2", {}, []),
    ("ann", "DELETE", "room/2/member/1", None, ["room_exit"]),
    ("ann", "POST", "room/1/invite/3", {}, []),
    ("ann", "PUT", "room/1/avatar", {"avatar": PICTURE}, []),
]


@pytest.mark.parametrize(
    ("token", "method", "path", "body", "events"), ACTS, ids=lambda value: str(value)[:40]
)
def test_what_is_done_over_rest_is_told(
    world: World, token: str, method: str, path: str, body: Json, events: list[str]
) -> None:
    ask(world, method, f"/v2/{path}", body, token=token)
    found = payloads(world)
    assert [payload["event"] for payload in found] == events
    assert [payload["event"] for payload in found if not fits(payload)] == []
    numbers = {event: number for number, event in enumerate(EVENTS, start=1)}
    for payload in found:
        assert (payload["webhook_id"], payload["oauth_client_id"]) == (numbers[payload["event"]], "group")


def test_a_file_is_told_twice_as_upload_and_as_message(world: World) -> None:
    ask(world, "POST", "/v2/room/1/share/file", raw=UPLOAD, headers=FILE_TYPE, token="bo")
    upload, message = payloads(world)
    assert (upload["event"], message["event"]) == ("room_file_upload", "room_message")
    assert fits(upload)
    assert fits(message)
    assert (upload["item"]["file"], upload["item"]["sender"]["id"]) == (message["item"]["message"]["file"], 2)
    assert message["item"]["message"]["message"] == "see this"
    assert "thumb_url" not in upload["item"]["file"]


def test_coming_back_from_the_archive_is_told_before_what_changes(world: World) -> None:
    ask(world, "PUT", "/v2/room/1", {**WHOLE, "is_archived": True})
    (archived,) = payloads(world)
    ask(world, "PUT", "/v2/room/1", {**WHOLE, "topic": "Back"})
    told = payloads(world)
    assert [payload["event"] for payload in told] == ["room_unarchived", "room_topic_change"]
    states = [payload["item"]["room"]["is_archived"] for payload in (archived, *told)]
    assert states == [True, False, False]
    versions = {payload["item"]["room"]["version"] for payload in (archived, *told)}
    assert len(versions) == 3


SENDERS: list[tuple[str, Any, str | None]] = [
    ("ann", 1, "Ann"),
    ("granted", 2, "Bo"),
    ("group", "group", None),
    ("room", "room", None),
]


@pytest.mark.parametrize(("token", "id", "mention_name"), SENDERS)
def test_a_topic_names_the_person_or_the_oauth_client(
    world: World, token: str, id: Any, mention_name: str | None
) -> None:
    ask(world, "PUT", "/v2/room/1/topic", {"topic": "Tides"}, token=token)
    (payload,) = payloads(world)
    sender = payload["item"]["sender"]
    assert (sender["id"], sender.get("mention_name")) == (id, mention_name)
    if mention_name is None:
        installation = world.state.installations[str(id)]
        assert (sender["name"], sender["allowed_scopes"]) == ("Ship's Bell", list(installation.scopes))
        assert (sender["room"] or {}).get("id") == installation.room
        assert sender["links"]["self"] == f"{BASE}/v2/oauth/client/{id}"


BY_ADDON: list[tuple[str, str, Json, str]] = [
    ("POST", "room", {"name": "Wharf"}, "room_created"),
    ("PUT", "room/1", {**WHOLE, "is_archived": True}, "room_archived"),
    ("DELETE", "room/1", None, "room_deleted"),
]


@pytest.mark.parametrize(("method", "path", "body", "event"), BY_ADDON, ids=[row[3] for row in BY_ADDON])
def test_what_an_addon_does_itself_is_told_with_the_oauth_client(
    world: World, method: str, path: str, body: Json, event: str
) -> None:
    ask(world, method, f"/v2/{path}", body, token="group")
    payload = payloads(world)[-1]
    assert (payload["event"], payload["item"]["sender"]["id"]) == (event, "group")


def test_a_card_is_told_as_it_is_in_history(world: World) -> None:
    card = {"style": "application", "id": "b-1", "title": "Bell", "metadata": {"rings": 8}}
    body = {"message": "rung<script>", "card": card, "attach_to": "s-1", "color": "green"}
    ask(world, "POST", "/v2/room/1/notification", body, token="room")
    (payload,) = payloads(world)
    told = payload["item"]["message"]
    kept = ask(world, "GET", f"/v2/room/1/history/{told['id']}").json()["message"]
    assert told == kept
    assert (json.loads(told["card"]), told["attach_to"], told["message"]) == (card, "s-1", "rung")
    assert told["notification_sender"] == {"type": "addon", "id": "com.example.bell", "client_id": "room"}


def test_a_deleted_rooms_own_webhooks_hear_of_it_and_go(world: World) -> None:
    hook = Webhook(60, "https://own.example.com/", "room_deleted", START, room=1, creator=1, base=BASE)
    world.state.webhooks[60] = hook
    ask(world, "DELETE", "/v2/room/1")
    assert [each.webhook for each in sent(world) if each.event == "room_deleted"] == [
        EVENTS.index("room_deleted") + 1,
        60,
    ]
    assert {hook.room for hook in world.state.webhooks.values()} == {None}


def test_a_room_in_the_archive_is_silent(world: World) -> None:
    ask(world, "PUT", "/v2/room/1", {**WHOLE, "is_archived": True})
    payloads(world)
    ask(world, "PUT", "/v2/room/1/topic", {"topic": "Old"})
    assert payloads(world) == []
    ask(world, "DELETE", "/v2/room/1")
    assert [payload["event"] for payload in payloads(world)] == ["room_deleted"]


def test_a_persons_webhook_hears_of_its_room_alone(world: World) -> None:
    for room in (1, 2):
        ask(world, "POST", f"/v2/room/{room}/message", {"message": "ahoy"})
    found = [delivery for delivery in sent(world) if delivery.webhook == 50]
    assert [(each.room, json.loads(each.body).get("oauth_client_id")) for each in found] == [(1, None)]
