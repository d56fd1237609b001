"""Every documented limit of a card and of a notification, at it and just beyond."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, newest
from tests.host.worlds import ask

PATH = "/v2/room/1/notification"
ICON = {"url": "https://bell.example.com/i.png"}
CARD: Json = {
    "style": "application",
    "id": "b-1",
    "title": "Bell",
    "url": "https://bell.example.com/1",
    "format": "compact",
    "description": {"value": "Eight", "format": "text"},
    "icon": {**ICON, "url@2x": "https://bell.example.com/i2.png"},
    "thumbnail": {"url": "https://bell.example.com/t.png", "url@2x": "u", "width": 1, "height": 0.5},
    "activity": {"html": "rang", "icon": ICON},
    "attributes": [{"label": "Watch", "value": {"label": "first", "url": "u", "icon": ICON}}],
    "metadata": {},
}
STYLES = ("file", "image", "application", "link", "media")
LOZENGES = ("", "-success", "-error", "-current", "-complete", "-moved")
WITHIN: list[tuple[str, Json]] = [
    *(("style", style) for style in STYLES),
    ("id", "i"),
    ("id", "i" * 1000),
    ("title", "t"),
    ("title", "t" * 500),
    ("url", "u"),
    ("format", "medium"),
    ("description", "d"),
    ("description", "d" * 1000),
    ("description.value", "d" * 1000),
    ("description.format", "html"),
    ("description.more", 1),
    ("icon", "i"),
    ("icon", ICON),
    ("icon.more", 1),
    ("activity.icon", "i"),
    ("thumbnail.url", "u" * 250),
    ("thumbnail.url@2x", "u" * 250),
    ("thumbnail.width", 320),
    ("thumbnail.more", 1),
    ("attributes", []),
    ("attributes.0.label", "l" * 50),
    ("attributes.0.value.label", "v" * 500),
    *(("attributes.0.value.style", f"lozenge{style}") for style in LOZENGES),
    ("attributes.0.value.more", 1),
    ("attributes.0.more", 1),
    ("metadata", {"any": [{"thing": None}]}),
    ("author", {"name": "seen in a real card"}),
    ("date", 1_519_895_700),
]
BEYOND: list[tuple[str, Json]] = [
    ("style", "poster"),
    ("style", ""),
    ("style", None),
    ("id", ""),
    ("id", 7),
    ("title", ""),
    ("title", "t" * 501),
    ("title", 7),
    ("url", ""),
    ("url", 7),
    ("format", "large"),
    ("format", ""),
    ("description", "d" * 1001),
    ("description", 7),
    ("description", {"value": "d"}),
    ("description", {"format": "text"}),
    ("description.value", ""),
    ("description.value", "d" * 1001),
    ("description.format", "markdown"),
    ("icon", ""),
    ("icon", 7),
    ("icon", {"url@2x": "u"}),
    ("icon.url", 7),
    ("activity", {}),
    ("activity", "rang"),
    ("activity.html", ""),
    ("activity.more", 1),
    ("activity.icon", {}),
    ("thumbnail", {}),
    ("thumbnail", "u"),
    ("thumbnail.url", ""),
    ("thumbnail.url", "u" * 251),
    ("thumbnail.url@2x", "u" * 251),
    ("thumbnail.width", "320"),
    ("thumbnail.height", "180"),
    ("attributes", {}),
    ("attributes", ["Watch"]),
    ("attributes.0", {"label": "Watch"}),
    ("attributes.0.label", ""),
    ("attributes.0.label", "l" * 51),
    ("attributes.0.value", "first"),
    ("attributes.0.value", {}),
    ("attributes.0.value.label", ""),
    ("attributes.0.value.label", 7),
    ("attributes.0.value.url", ""),
    ("attributes.0.value.style", "lozenge-new"),
    ("attributes.0.value.style", "lozenge-default"),
    ("attributes.0.value.icon", {}),
    ("metadata", []),
    ("metadata", "rings"),
]


@pytest.fixture
def world() -> World:
    return harbour_world()


def with_part(path: str, value: Json) -> Json:
    """The card with the member that a dotted path names."""
    card = copy.deepcopy(CARD)
    steps: list[Any] = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner = card
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = value
    return card


@pytest.mark.parametrize(("path", "value"), WITHIN, ids=lambda value: str(value)[:30])
def test_a_card_within_the_limits_is_kept_as_it_is(world: World, path: str, value: Json) -> None:
    card = with_part(path, value)
    reply = ask(world, "POST", PATH, {"message": "m", "card": card}, token="room")
    answered("send_room_notification", reply)
    item = ask(world, "GET", f"/v2/room/1/history/{newest(world).id}").json()["message"]
    assert json.loads(item["card"]) == card


@pytest.mark.parametrize(("path", "value"), BEYOND, ids=lambda value: str(value)[:30])
def test_a_card_beyond_them_is_400_and_says_where(world: World, path: str, value: Json) -> None:
    body = {"message": "m", "card": with_part(path, value)}
    reply = ask(world, "POST", PATH, body, token="room")
    assert refused(reply)[0] == 400
    assert reply.json()["error"]["field"].startswith(f"card.{path.removesuffix('.more')}")
    assert len(world.chat.history(1)) == 0


LENGTHS: list[tuple[str, int, int]] = [("message", 1, 10_000), ("from", 0, 64), ("attach_to", 0, 36)]


@pytest.mark.parametrize(("member", "least", "most"), LENGTHS)
@pytest.mark.parametrize("letter", ["m", "é", "🚢"])
def test_lengths_count_characters(world: World, member: str, least: int, most: int, letter: str) -> None:
    for length in (least - 1, least, most, most + 1):
        if length < 0:
            continue
        body = {"message": "m", member: letter * length}
        reply = ask(world, "POST", PATH, body, token="room")
        within = least <= length <= most
        is_known = member != "attach_to" or length == 0
        assert reply.status == (204 if within and is_known else 400), length
        if not within:
            assert reply.json()["error"]["validation"] in {"minLength", "maxLength"}
