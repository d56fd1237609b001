"""Avatars of rooms and of the group over REST."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, room
from tests.host.worlds import BASE, ask

PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\nrest", b"\xff\xd8\xffrest", b"GIF89arest"
ROOM, GROUP = "/v2/room/Harbour/avatar", "/v2/group/1/avatar"
KINDS = [(ROOM, "room"), (GROUP, "group")]


@pytest.fixture
def world() -> World:
    return harbour_world()


def kept(world: World, kind: str) -> str | None:
    """The picture of Harbour or of the group."""
    return room(world).avatar if kind == "room" else world.state.group.avatar


PICTURES = [
    (base64.b64encode(PNG).decode(), PNG, "image/png"),
    (base64.b64encode(JPEG).decode(), JPEG, "image/jpeg"),
    (base64.b64encode(GIF).decode(), GIF, "image/gif"),
    (base64.encodebytes(PNG * 20).decode(), PNG * 20, "image/png"),
    ("data:image/png;base64," + base64.b64encode(PNG).decode(), PNG, "image/png"),
]


@pytest.mark.parametrize(("path", "kind"), KINDS)
@pytest.mark.parametrize(("avatar", "content", "type_"), PICTURES, ids=[row[2] for row in PICTURES])
def test_an_avatar_is_set_read_and_taken_away(
    world: World, path: str, kind: str, avatar: str, content: bytes, type_: str
) -> None:
    answered(f"update_{kind}_avatar", ask(world, "PUT", path, {"avatar": avatar}, token="group"))
    id = kept(world, kind)
    assert id is not None
    told = ask(world, "GET", path)
    assert (told.status, told.header("Location"), told.body) == (302, f"{BASE}/files/{id}/picture", b"")
    served = ask(world, "GET", f"/files/{id}/picture", token=None)
    assert (served.status, served.body, served.header("Content-Type")) == (200, content, type_)
    answered(f"delete_{kind}_avatar", ask(world, "DELETE", path))
    assert kept(world, kind) is None
    assert refused(ask(world, "GET", path)) == (404, "Avatar not found")
    assert ask(world, "GET", f"/files/{id}/picture", token=None).status == 404


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_the_picture_before_is_forgotten(world: World, path: str, kind: str) -> None:
    ids = []
    for content in (PNG, GIF):
        ask(world, "PUT", path, {"avatar": base64.b64encode(content).decode()})
        ids.append(kept(world, kind) or "")
    assert (world.chat.file(ids[0]), world.chat.file(ids[1]) is not None) == (None, True)


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_taking_away_what_is_not_there_does_nothing(world: World, path: str, kind: str) -> None:
    answered(f"delete_{kind}_avatar", ask(world, "DELETE", path))


def test_a_room_shows_its_avatar_and_has_another_version(world: World) -> None:
    before = answered("get_room", ask(world, "GET", "/v2/room/1"))
    ask(world, "PUT", ROOM, {"avatar": base64.b64encode(PNG).decode()}, token="room")
    after = answered("get_room", ask(world, "GET", "/v2/room/1"))
    assert (before["avatar_url"], after["avatar_url"]) == (None, f"{BASE}/files/{room(world).avatar}/picture")
    assert before["version"] != after["version"]


REFUSED: list[tuple[str, str, Json, int, str]] = [
    ("ann", ROOM, {}, 400, "'avatar' is missing"),
    ("ann", ROOM, {"avatar": 5}, 400, "avatar"),
    ("ann", ROOM, {"avatar": ""}, 400, "JPEG, PNG or GIF"),
    ("ann", ROOM, {"avatar": "?!"}, 400, "JPEG, PNG or GIF"),
    ("ann", ROOM, {"avatar": base64.b64encode(b"<svg/>").decode()}, 400, "JPEG, PNG or GIF"),
    ("bo", ROOM, {"avatar": PICTURES[0][0]}, 403, "administrator of the room"),
    ("harbour", ROOM, {"avatar": PICTURES[0][0]}, 403, "[u'admin_room']"),
    ("ann", "/v2/room/Nowhere/avatar", {"avatar": PICTURES[0][0]}, 404, "Room Nowhere not found"),
    ("ann", GROUP, {"avatar": "?!"}, 400, "JPEG, PNG or GIF"),
    ("bo", GROUP, {"avatar": PICTURES[0][0]}, 403, "administrator of the group"),
    ("room", GROUP, {"avatar": PICTURES[0][0]}, 403, "kind of token"),
    ("narrow", GROUP, {"avatar": PICTURES[0][0]}, 403, "[u'admin_group']"),
    ("ann", "/v2/group/9/avatar", {"avatar": PICTURES[0][0]}, 404, "Group 9 not found"),
]


@pytest.mark.parametrize(
    ("token", "path", "body", "status", "message"), REFUSED, ids=lambda value: str(value)[:40]
)
def test_what_is_refused_changes_nothing(
    world: World, token: str, path: str, body: Json, status: int, message: str
) -> None:
    found, told = refused(ask(world, "PUT", path, body, token=token))
    assert (found, message in told) == (status, True), told
    assert (room(world).avatar, world.state.group.avatar) == (None, None)


@pytest.mark.parametrize("path", [ROOM, GROUP])
def test_others_take_no_avatar_away(world: World, path: str) -> None:
    address = "https://example.com/a.png"
    world.chat.put_room(replace(room(world), avatar=address))
    world.state.group = replace(world.state.group, avatar=address)
    assert refused(ask(world, "DELETE", path, token="bo"))[0] == 403
    assert ask(world, "GET", path, token="bo").header("Location") == address
