"""Notifications over REST: JSON, forms and texts, colours, cards, senders."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from hipgen.host.chat import Message
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, heard, newest, room, said
from tests.host.worlds import BASE, START, ask

PATH = "/v2/room/Harbour/notification"
FORM = "application/x-www-form-urlencoded"
CARD: Json = {
    "style": "application",
    "id": "bell-1",
    "title": "Bell",
    "url": "https://bell.example.com/1",
    "format": "medium",
    "description": {"value": "<b>Eight</b>", "format": "html"},
    "icon": {"url": "https://bell.example.com/i.png", "url@2x": "https://bell.example.com/i2.png"},
    "thumbnail": {"url": "https://bell.example.com/t.png", "width": 320, "height": 180},
    "activity": {"html": "rang", "icon": "https://bell.example.com/i.png"},
    "attributes": [{"label": "Watch", "value": {"label": "first", "style": "lozenge-success"}}],
    "metadata": {"rings": 8, "deep": {"er": [1, None]}},
    "author": "not in the schema",
}


@pytest.fixture
def world() -> World:
    made = harbour_world()
    said(made, 1)
    return made


def read(world: World) -> Json:
    """The newest message as history shows it."""
    path = f"/v2/room/1/history/{newest(world).id}"
    return answered("get_room_message", ask(world, "GET", path))["message"]


def posted(world: World, body: Json, token: str = "room", **how: Any) -> Message:
    answered("send_room_notification", ask(world, "POST", PATH, body, token=token, **how))
    return newest(world)


BODIES: list[tuple[Json, dict[str, Any]]] = [
    (
        {"message": "rung"},
        {"text": "rung", "format": "html", "color": "yellow", "notify": False, "label": "Bell", "card": None},
    ),
    ({"message": "m" * 10_000}, {"text": "m" * 10_000}),
    (
        {"message": "@Bo <b>", "message_format": "text"},
        {"text": "@Bo <b>", "format": "text", "mentions": (2,)},
    ),
    ({"message": "@Bo", "message_format": "html"}, {"format": "html", "mentions": ()}),
    *(
        ({"message": "m", "color": color}, {"color": color})
        for color in ("yellow", "green", "red", "purple", "gray")
    ),
    *(
        ({"message": "m", "notify": notify}, {"notify": wanted})
        for notify, wanted in (
            (True, True),
            (False, False),
            ("true", True),
            ("false", False),
            ("True", True),
            ("False", False),
            ("1", True),
            ("0", False),
            ("", False),
        )
    ),
    ({"message": "m", "from": "mast"}, {"label": "mast"}),
    ({"message": "m", "from": ""}, {"label": "Bell"}),
    ({"message": "m", "from": "f" * 64}, {"label": "f" * 64}),
    ({"message": "m", "attach_to": "s-1"}, {"attach_to": "s-1"}),
    ({"message": "m", "attach_to": ""}, {"attach_to": None}),
    ({"message": "m", "card": None}, {"card": None}),
    ({"message": "m", "card": CARD}, {"card": CARD}),
    ({"message": "m", "card": CARD, "attach_to": "s-1"}, {"card": CARD, "attach_to": "s-1"}),
    ({"message": "m", "room_id": "1", "token": "x", "format": "text"}, {"format": "html"}),
]


@pytest.mark.parametrize(("body", "wanted"), BODIES, ids=lambda value: str(value)[:50])
def test_a_notification_is_kept_as_sent(world: World, body: Json, wanted: dict[str, Any]) -> None:
    kept = posted(world, body)
    assert {name: getattr(kept, name) for name in wanted} == wanted
    assert kept.type == "notification"


SENDERS: list[tuple[str, str, Json]] = [
    ("room", "Bell", {"type": "addon", "id": "com.example.bell", "client_id": "room"}),
    ("group", "Bell", {"type": "addon", "id": "com.example.bell", "client_id": "group"}),
    ("bo", "Bo Lund", {"type": "user", "id": "2"}),
    ("granted", "Bo Lund", {"type": "user", "id": "2", "client_id": "group"}),
    ("harbour", "Bell", None),
]


@pytest.mark.parametrize(("token", "label", "sender"), SENDERS, ids=str)
def test_history_says_who_sent_it(world: World, token: str, label: str, sender: Json) -> None:
    posted(world, {"message": "m"}, token)
    shown = read(world)
    assert (shown["from"], shown.get("notification_sender")) == (label, sender)
    assert ("card" in shown, "attach_to" in shown) == (False, False)


def test_history_gives_the_card_as_text_and_what_it_hangs_on(world: World) -> None:
    posted(world, {"message": "m", "card": CARD, "attach_to": "s-1", "color": "random"})
    shown = read(world)
    assert (json.loads(shown["card"]), shown["attach_to"]) == (CARD, "s-1")
    assert shown["color"] in {"yellow", "green", "red", "purple", "gray"}


def test_a_random_colour_is_not_always_the_same(world: World) -> None:
    colors = {posted(world, {"message": "m", "color": "random"}).color for _ in range(20)}
    assert 1 < len(colors) <= 5
    assert "random" not in colors


HTML = [
    ("rung <b>8</b>", "rung <b>8</b>"),
    ("<script>x()</script>rung", "rung"),
    ('<a href="javascript:x()">rung</a>', "<a>rung</a>"),
    ('<img src="https://example.com/a.png" onerror="x()">', '<img src="https://example.com/a.png">'),
    ("<marquee>rung</marquee>", "rung"),
]


@pytest.mark.parametrize(("sent", "kept"), HTML)
def test_html_that_is_not_allowed_is_dropped(world: World, sent: str, kept: str) -> None:
    assert posted(world, {"message": sent}).text == kept
    assert posted(world, {"message": sent, "message_format": "text"}).text == sent


RAW: list[tuple[str, bytes, dict[str, Any]]] = [
    (
        "text/plain",
        b"@Bo <b>",
        {"text": "@Bo <b>", "format": "text", "color": "yellow", "notify": False, "mentions": (2,)},
    ),
    ("text/plain; charset=utf-8", "é".encode(), {"text": "é", "format": "text"}),
    ("text/html", b"<b>x</b>", {"text": "<b>x</b>", "format": "html", "color": "yellow", "notify": False}),
    (
        FORM,
        urlencode(
            {
                "message": "m & n",
                "color": "green",
                "notify": "False",
                "message_format": "text",
                "from": "mast",
                "token": "x",
            }
        ).encode(),
        {"text": "m & n", "color": "green", "notify": False, "format": "text", "label": "mast"},
    ),
    (FORM, b"message=m&notify=true&attach_to=s-1", {"text": "m", "notify": True, "attach_to": "s-1"}),
    (FORM, urlencode({"message": "{m}", "card": json.dumps(CARD)}).encode(), {"text": "{m}", "card": CARD}),
    ("application/json; charset=utf-8", '{"message": "é"}'.encode(), {"text": "é"}),
    ("application/json", b'\xef\xbb\xbf{"message": "m"}', {"text": "m"}),
]


@pytest.mark.parametrize(("type_", "raw", "wanted"), RAW, ids=lambda value: str(value)[:40])
def test_forms_and_texts_are_taken(world: World, type_: str, raw: bytes, wanted: dict[str, Any]) -> None:
    kept = posted(world, None, raw=raw, headers={"content-type": type_})
    assert {name: getattr(kept, name) for name in wanted} == wanted


def test_a_form_may_say_notify_as_text_even_where_json_may_not(world: World) -> None:
    world.state.configure(strict_json=True)
    assert posted(world, None, raw=b"message=m&notify=true", headers={"content-type": FORM}).notify
    assert posted(world, {"message": "m", "notify": True}).notify


def test_strict_json_refuses_a_text_as_the_host_did_in_2015(world: World) -> None:
    world.state.configure(strict_json=True)
    reply = ask(world, "POST", PATH, {"message": "m", "notify": "true"}, token="room")
    assert reply.json() == {
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


def test_webhooks_hear_of_a_notification_and_not_of_a_message(world: World) -> None:
    happened = heard(world)
    posted(world, {"message": "rung", "from": "mast"})
    assert [(each.event, each.text, each.actor) for each in happened] == [("room_notification", "rung", None)]
    item = happened[0].item(BASE)
    assert (item["message"]["from"], item["message"]["color"], item["room"]["id"]) == ("mast", "yellow", 1)


def without(*path: str | int) -> Json:
    """The card without what a path leads to."""
    made = json.loads(json.dumps(CARD))
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return made


def card(**members: Json) -> Json:
    return {"message": "m", "card": {**CARD, **members}}


REFUSED: list[tuple[str, Json, int, str]] = [
    ("room", {}, 400, "'message' is missing"),
    ("room", {"card": CARD}, 400, "'message' is missing"),
    ("room", {"message": ""}, 400, "message"),
    ("room", {"message": "m" * 10_001}, 400, "message"),
    ("room", {"message": 5}, 400, "Value 5 for field 'message' is not of type 'string'"),
    ("room", {"message": "m", "message_format": "markdown"}, 400, "message_format"),
    ("room", {"message": "m", "color": "mauve"}, 400, "color"),
    (
        "room",
        {"message": "m", "notify": "perhaps"},
        400,
        "Value u'perhaps' for field 'notify' is not of type 'boolean'",
    ),
    ("room", {"message": "m", "notify": 1}, 400, "notify"),
    ("room", {"message": "m", "notify": None}, 400, "notify"),
    ("room", {"message": "m", "from": "f" * 65}, 400, "from"),
    ("room", {"message": "m", "attach_to": "a" * 37}, 400, "attach_to"),
    ("room", {"message": "m", "attach_to": "none"}, 400, "Message none is not"),
    ("group", {"message": "m", "attach_to": "v-1"}, 400, "Message v-1 is not"),
    ("room", {"message": "m", "card": "{}"}, 400, "card"),
    ("room", {"message": "m", "card": without("style")}, 400, "'card.style' is missing"),
    ("room", {"message": "m", "card": without("id")}, 400, "'card.id' is missing"),
    ("room", {"message": "m", "card": without("title")}, 400, "'card.title' is missing"),
    ("room", {"message": "m", "card": without("activity", "html")}, 400, "'card.activity.html' is missing"),
    ("room", {"message": "m", "card": without("thumbnail", "url")}, 400, "'card.thumbnail.url' is missing"),
    ("room", {"message": "m", "card": without("attributes", 0, "value")}, 400, "value' is missing"),
    ("room", card(style="poster"), 400, "card.style"),
    ("room", card(id=5), 400, "card.id"),
    ("room", card(title="t" * 501), 400, "card.title"),
    ("room", card(description="d" * 1001), 400, "card.description"),
    ("room", card(activity={"html": "x", "more": 1}), 400, "card.activity"),
    ("room", card(thumbnail={"url": "u" * 251}), 400, "card.thumbnail.url"),
    ("room", card(attributes=[{"label": "l" * 51, "value": {"label": "v"}}]), 400, "card.attributes.0.label"),
    ("room", card(attributes=[{"value": {"label": "v", "style": "lozenge-new"}}]), 400, "style"),
    ("room", card(metadata=[]), 400, "card.metadata"),
    ("narrow", {"message": "m"}, 403, "[u'send_notification']"),
]


@pytest.mark.parametrize(("token", "body", "status", "message"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_is_refused_is_not_posted(
    world: World, token: str, body: Json, status: int, message: str
) -> None:
    world.chat.post(Message("v-1", 2, START, "message", "elsewhere", 1))
    found, told = refused(ask(world, "POST", PATH, body, token=token))
    assert (found, message in told) == (status, True), told
    assert newest(world).id == "s-1"


NOT_THERE = [("room", "Vault", 403), ("harbour", "2", 403), ("bo", "Vault", 404), ("group", "Nowhere", 404)]


@pytest.mark.parametrize(("token", "key", "status"), NOT_THERE)
def test_a_room_out_of_reach_gets_none(world: World, token: str, key: str, status: int) -> None:
    reply = ask(world, "POST", f"/v2/room/{key}/notification", {"message": "m"}, token=token)
    assert refused(reply)[0] == status


@pytest.mark.parametrize(
    ("type_", "told"),
    [(None, "None"), ("application/xml", "application/xml"), ("multipart/form-data", "multipart/form-data")],
)
def test_another_content_type_is_400(world: World, type_: str | None, told: str) -> None:
    headers = {"content-type": type_} if type_ else {}
    reply = ask(world, "POST", PATH, raw=b'{"message": "m"}', headers=headers, token="room")
    assert refused(reply) == (400, f"Invalid content type: {told}")


def test_the_room_counts_what_it_got(world: World) -> None:
    before = room(world)
    posted(world, {"message": "m"})
    now = world.now()
    assert room(world) == replace(before, messages_sent=before.messages_sent + 1, last_active=now)
