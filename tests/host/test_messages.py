"""What people say over REST: messages, replies, shared links and files."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from hipgen.host.chat import between
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, heard, newest, room, said
from tests.host.worlds import ask

BO = between(1, 2)


@pytest.fixture
def world() -> World:
    return harbour_world()


MESSAGES: list[tuple[Json, str, tuple[int, ...]]] = [
    ({"message": "ahoy"}, "ahoy", ()),
    ({"message": "ahoy @Bo and @ann"}, "ahoy @Bo and @ann", (2, 1)),
    ({"message": "<b>raw</b> & so on"}, "<b>raw</b> & so on", ()),
    ({"message": "m" * 10_000}, "m" * 10_000, ()),
    ({"message": "\U0001f6a2"}, "\U0001f6a2", ()),
    ({"message": "loud", "message_format": "html", "color": "red", "notify": True}, "loud", ()),
]


@pytest.mark.parametrize(("body", "text", "mentions"), MESSAGES, ids=lambda value: str(value)[:30])
def test_a_person_says_something(world: World, body: Json, text: str, mentions: tuple[int, ...]) -> None:
    happened = heard(world)
    told = answered("send_message", ask(world, "POST", "/v2/room/Harbour/message", body, token="bo"))
    kept = newest(world)
    assert (kept.id, kept.text, kept.sender, kept.mentions) == (told["id"], text, 2, mentions)
    assert told["timestamp"] == "2018-03-01T09:15:00.000000+00:00"
    assert [(each.event, each.actor, each.text) for each in happened] == [("room_message", 2, text)]


@pytest.mark.parametrize("name", ["parentMessageId", "parent_message_id"])
def test_a_reply_hangs_on_its_message(world: World, name: str) -> None:
    said(world, 1)
    answered("reply_to_message", ask(world, "POST", "/v2/room/1/reply", {name: "s-1", "message": "aye @Bo"}))
    assert (newest(world).parent, newest(world).text, newest(world).mentions) == ("s-1", "aye @Bo", (2,))


LINK = "https://example.com/rye?a=b&c"
LINKS: list[tuple[Json, str]] = [
    ({"link": LINK}, LINK),
    ({"link": LINK, "message": ""}, LINK),
    ({"link": LINK, "message": "the recipe", "room_id": "1", "from": "x"}, f"the recipe {LINK}"),
    ({"link": "http://e.eu"[:11]}, "http://e.eu"),
]


@pytest.mark.parametrize(("body", "text"), LINKS, ids=str)
@pytest.mark.parametrize(
    ("operation", "path", "place"),
    [
        ("share_link_with_room", "room/1", 1),
        ("share_link_with_user", "user/@Bo", BO),
        ("share_link_with_user", "user/2", BO),
        ("share_link_with_user", "user/bo@example.com", BO),
    ],
)
def test_a_link_is_shared(world: World, operation: str, path: str, place: Any, body: Json, text: str) -> None:
    answered(operation, ask(world, "POST", f"/v2/{path}/share/link", body))
    kept = newest(world, place)
    assert (kept.text, kept.sender, kept.links[-1]["url"]) == (text, 1, body["link"])


def upload(
    *, ends: str = "\r\n", closing: str = "--bell--", packed: bool = False, note: str | None = "see"
) -> bytes:
    """A multipart body as clients write them."""
    metadata = ["--bell", "Content-Type: application/json; charset=UTF-8"]
    metadata += [
        'Content-Disposition: attachment; name="metadata"',
        "",
        f'{{"message": "{note}", "room_id": 1}}',
    ]
    file = ["--bell", "Content-Type: image/png; charset=UTF-8"]
    file += ["Content-Transfer-Encoding: base64"] if packed else []
    file += ['Content-Disposition: attachment; name="file"; filename="bell.png"', ""]
    file += [base64.b64encode(b"eight bells").decode() if packed else "eight bells", closing]
    return ends.join([*(metadata if note is not None else ()), *file]).encode()


UPLOADS: list[tuple[str, bytes, str]] = [
    ("proper", upload(), "see"),
    ("LF and base64, as hipchat-rb sends it", upload(ends="\n", packed=True), "see"),
    ("not closed, as hipchat-go sends it", upload(ends="\n", closing="--bell", packed=True), "see"),
    ("without metadata, as Hipchat-CS sends it", upload(note=None), ""),
]


@pytest.mark.parametrize(("how", "raw", "caption"), UPLOADS, ids=[row[0] for row in UPLOADS])
@pytest.mark.parametrize(
    ("operation", "path", "place"),
    [("share_file_with_room", "room/1", 1), ("share_file_with_user", "user/@Bo", BO)],
)
@pytest.mark.parametrize("kind", ["related", "form-data"])
def test_a_file_is_shared(
    world: World, operation: str, path: str, place: Any, how: str, raw: bytes, caption: str, kind: str
) -> None:
    happened = heard(world)
    headers = {"content-type": f"multipart/{kind}; boundary=bell"}
    answered(operation, ask(world, "POST", f"/v2/{path}/share/file", raw=raw, headers=headers))
    kept = newest(world, place)
    assert kept.file is not None
    file = world.chat.file(kept.file.id)
    assert file is not None
    assert (kept.text, kept.file.name, kept.file.size, kept.file.is_image) == (caption, "bell.png", 11, True)
    assert (file.content, file.content_type) == (b"eight bells", "image/png")
    events = ["room_file_upload", "room_message"] if place == 1 else []
    assert [each.event for each in happened] == events


MULTIPART = {"content-type": "multipart/related; boundary=bell"}
JSON_TYPE = {"content-type": "application/json"}
REFUSED: list[tuple[str, str, Json, int, str]] = [
    ("ann", "room/1/message", {"message": ""}, 400, "message"),
    ("ann", "room/1/message", {"message": "m" * 10_001}, 400, "message"),
    ("ann", "room/1/message", {"message": 5}, 400, "message"),
    ("ann", "room/1/message", {}, 400, "'message' is missing"),
    ("ann", "room/Nowhere/message", {"message": "m"}, 404, "Room Nowhere not found"),
    ("bo", "room/Vault/message", {"message": "m"}, 404, "Room Vault not found"),
    ("group", "room/1/message", {"message": "m"}, 403, "kind of token"),
    ("narrow", "room/1/message", {"message": "m"}, 403, "[u'send_message']"),
    ("ann", "room/1/reply", {"message": "m"}, 400, "'parentMessageId' is missing"),
    ("ann", "room/1/reply", {"parentMessageId": "s-1"}, 400, "'message' is missing"),
    ("ann", "room/1/reply", {"parentMessageId": "no", "message": "m"}, 404, "Message no not found"),
    ("ann", "room/2/reply", {"parentMessageId": "s-1", "message": "m"}, 404, "Message s-1 not found"),
    ("room", "room/1/reply", {"parentMessageId": "s-1", "message": "m"}, 403, "kind of token"),
    ("ann", "room/1/share/link", {}, 400, "'link' is missing"),
    ("ann", "room/1/share/link", {"link": "http://e."}, 400, "link"),
    ("ann", "room/1/share/link", {"link": "https://example.com/" + "l" * 981}, 400, "link"),
    ("ann", "room/1/share/link", {"link": LINK, "message": "m" * 1001}, 400, "message"),
    ("group", "room/1/share/link", {"link": LINK}, 403, "kind of token"),
    ("ann", "user/@Nobody/share/link", {"link": LINK}, 404, "User @Nobody not found"),
    ("group", "user/@Bo/share/link", {"link": LINK}, 403, "kind of token"),
    ("narrow", "user/@Bo/share/link", {"link": LINK}, 403, "[u'send_message']"),
]


@pytest.mark.parametrize(
    ("token", "path", "body", "status", "message"), REFUSED, ids=lambda value: str(value)[:40]
)
def test_what_is_refused_is_not_said(
    world: World, token: str, path: str, body: Json, status: int, message: str
) -> None:
    said(world, 1)
    found, told = refused(ask(world, "POST", f"/v2/{path}", body, token=token))
    assert (found, message in told) == (status, True), told
    assert (len(world.chat.history(1)), len(world.chat.history(2)), len(world.chat.history(BO))) == (1, 0, 0)


BROKEN: list[tuple[bytes, dict[str, str], str]] = [
    (b"", MULTIPART, ""),
    (b"", {}, "Invalid content type: None"),
    (upload(), {"content-type": "image/png"}, "Invalid content type: image/png"),
    (b"{}", JSON_TYPE, "Invalid content type: application/json"),
    (b"not multipart", MULTIPART, "boundary"),
    (b"--bell\r\nContent-Type: text/plain\r\n\r\nhi\r\n--bell--", MULTIPART, "'file'"),
]


@pytest.mark.parametrize(("raw", "headers", "message"), BROKEN, ids=str)
@pytest.mark.parametrize("path", ["room/1", "user/@Bo"])
def test_a_body_without_a_file_is_400(
    world: World, path: str, raw: bytes, headers: dict[str, str], message: str
) -> None:
    found, told = refused(ask(world, "POST", f"/v2/{path}/share/file", raw=raw, headers=headers))
    assert (found, message in told) == (400, True), told
    assert (len(world.chat.history(1)), len(world.chat.history(BO))) == (0, 0)


SPOKEN: list[tuple[str, Json, bytes | None]] = [
    ("message", {"message": "m"}, None),
    ("reply", {"parentMessageId": "s-1", "message": "m"}, None),
    ("notification", {"message": "m"}, None),
    ("share/link", {"link": LINK}, None),
    ("share/file", None, upload()),
]


@pytest.mark.parametrize(("path", "body", "raw"), SPOKEN, ids=[row[0] for row in SPOKEN])
def test_nothing_is_said_in_an_archived_room(world: World, path: str, body: Json, raw: bytes | None) -> None:
    said(world, 1)
    world.chat.put_room(replace(room(world), is_archived=True))
    headers = {} if raw is None else MULTIPART
    reply = ask(world, "POST", f"/v2/room/1/{path}", body, raw=raw, headers=headers)
    assert refused(reply) == (400, "Room Harbour is archived")
    assert len(world.chat.history(1)) == 1
