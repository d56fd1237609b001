"""Files and links shared over REST: bodies as each known client writes them, and what webhooks and history
say.
"""

from __future__ import annotations

from typing import Any

import pytest

from hipgen.host.chat import between
from hipgen.host.multipart import Upload
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, heard, newest
from tests.host.test_multipart import TAKEN
from tests.host.worlds import BASE, ask

PLACES: list[tuple[str, str, int | tuple[int, int]]] = [
    ("share_file_with_room", "room/Harbour", 1),
    ("share_file_with_user", "user/@Bo", between(1, 2)),
]
WITH_PLACES = pytest.mark.parametrize(("operation", "path", "place"), PLACES, ids=["room", "person"])
TYPES = ["multipart/related; boundary=b1", 'multipart/related; boundary="b1"; type="x"', "Multipart/Related"]


@pytest.fixture
def world() -> World:
    return harbour_world()


@WITH_PLACES
@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize(("sent", "wanted"), TAKEN.values(), ids=list(TAKEN))
def test_the_body_of_a_known_client_is_taken(
    world: World, operation: str, path: str, place: Any, type_: str, sent: bytes, wanted: Upload
) -> None:
    reply = ask(world, "POST", f"/v2/{path}/share/file", raw=sent, headers={"content-type": type_})
    answered(operation, reply)
    kept = newest(world, place)
    assert kept.file is not None
    file = world.chat.file(kept.file.id)
    assert file is not None
    found = Upload(kept.file.name, file.content_type, file.content, kept.text)
    assert (found, kept.sender, kept.type) == (wanted, 1, "message")
    assert kept.file.size == len(wanted.content)


def body(name: str, type_: str, content: bytes, caption: str = "") -> bytes:
    """A body as the web client writes it."""
    parts = [
        b'--b1\r\nContent-Disposition: attachment; name="metadata"\r\n\r\n',
        b'{"message": "' + caption.encode() + b'"}\r\n--b1\r\nContent-Type: ' + type_.encode(),
        b'\r\nContent-Disposition: attachment; name="file"; filename="' + name.encode() + b'"\r\n\r\n',
        content + b"\r\n--b1--",
    ]
    return b"".join(parts)


FILES = [
    ("bell.png", "image/png", True, "bell.png"),
    ("a b.txt", "text/plain", False, "a%20b.txt"),
    ("ö&?#.pdf", "application/pdf", False, "%C3%B6%26%3F%23.pdf"),
    ("../../etc/passwd", "text/plain", False, "passwd"),
]


@pytest.mark.parametrize(("name", "type_", "is_image", "ending"), FILES, ids=[row[0] for row in FILES])
def test_a_file_in_history_leads_to_its_bytes(
    world: World, name: str, type_: str, is_image: bool, ending: str
) -> None:
    headers = {"content-type": TYPES[0]}
    raw = body(name, type_, b"\x00eight\r\nbells\xff", "see @Bo")
    answered("share_file_with_room", ask(world, "POST", "/v2/room/1/share/file", raw=raw, headers=headers))
    item = answered("view_room_history", ask(world, "GET", "/v2/room/1/history"))["items"][0]
    file = item["file"]
    assert (item["message"], [ref["id"] for ref in item["mentions"]]) == ("see @Bo", [2])
    assert (file["size"], file.get("thumb_url") == file["url"]) == (14, is_image)
    assert file["url"].startswith(f"{BASE}/files/")
    assert file["url"].endswith(f"/{ending}")
    served = ask(world, "GET", file["url"].removeprefix(BASE), token=None)
    assert (served.status, served.body) == (200, b"\x00eight\r\nbells\xff")


def test_what_is_shared_with_somebody_is_between_the_two(world: World) -> None:
    happened = heard(world)
    headers = {"content-type": TYPES[0]}
    raw = body("bell.png", "image/png", b"png", "see")
    ask(world, "POST", "/v2/user/1/share/file", raw=raw, headers=headers, token="bo")
    link = {"link": "https://example.com/tides", "message": "tides"}
    answered("share_link_with_user", ask(world, "POST", "/v2/user/1/share/link", link, token="bo"))
    path = "/v2/user/2/history"
    items = answered("view_privatechat_history", ask(world, "GET", path))["items"]
    assert [item["message"] for item in items] == ["see", "tides https://example.com/tides"]
    assert ([item["from"]["id"] for item in items], happened) == ([2, 2], [])
    assert len(world.chat.history(1)) == 0


SHARED: list[tuple[Json, str]] = [
    ({"link": "https://example.com/tides"}, "https://example.com/tides"),
    ({"link": "https://example.com/tides", "message": "@Bo look"}, "@Bo look https://example.com/tides"),
    ({"link": "h" * 10}, "h" * 10),
    ({"link": "h" * 1000, "message": "m" * 1000}, f"{'m' * 1000} {'h' * 1000}"),
]


@pytest.mark.parametrize(("link", "text"), SHARED, ids=lambda value: str(value)[:40])
def test_a_link_in_history_is_shown_as_documented(world: World, link: Json, text: str) -> None:
    answered("share_link_with_room", ask(world, "POST", "/v2/room/1/share/link", link))
    item = answered("view_room_history", ask(world, "GET", "/v2/room/1/history"))["items"][0]
    (shown,) = item["message_links"]
    assert (item["message"], item["type"]) == (text, "message")
    assert (shown["type"], shown["url"], shown["link"]["fullUrl"]) == ("link", link["link"], link["link"])


@pytest.mark.parametrize(
    "link", [{"link": "h" * 9}, {"link": "h" * 1001}, {"link": 5}, {"link": None}], ids=str
)
def test_a_link_that_is_none_is_400(world: World, link: Json) -> None:
    status, said = refused(ask(world, "POST", "/v2/room/1/share/link", link))
    assert (status, "'link'" in said) == (400, True)
    reply = ask(world, "POST", "/v2/room/1/share/link", {"link": "h" * 10, "message": "m" * 1001})
    assert (refused(reply)[0], len(world.chat.history(1))) == (400, 0)


@WITH_PLACES
@pytest.mark.parametrize("token", ["group", "room", "harbour", "narrow"])
def test_only_people_with_the_scope_share(
    world: World, operation: str, path: str, place: Any, token: str
) -> None:
    headers = {"content-type": TYPES[0]}
    raw = body("a.txt", "text/plain", b"x")
    reply = ask(world, "POST", f"/v2/{path}/share/file", raw=raw, headers=headers, token=token)
    assert refused(reply)[0] == 403, operation
    assert len(world.chat.history(place)) == 0
