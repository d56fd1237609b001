"""History over REST: pages, dates, time zones, single messages; of rooms and between two people."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from hipgen.host.chat import Attachment, Message, Place, between
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, newest, said
from tests.host.worlds import BASE, START, ask

PLACES: list[tuple[str, int | tuple[int, int], tuple[str, str, str]]] = [
    ("room/Harbour", 1, ("view_room_history", "view_recent_room_history", "get_room_message")),
    (
        "user/@Bo",
        between(1, 2),
        ("view_privatechat_history", "view_recent_privatechat_history", "get_privatechat_message"),
    ),
]
WITH_PLACES = pytest.mark.parametrize(("key", "place", "names"), PLACES, ids=["room", "person"])
Names = tuple[str, str, str]


@pytest.fixture
def world() -> World:
    return harbour_world()


def numbers(page: Json) -> list[int]:
    """The numbers of what Ann said on a page."""
    return [int(item["id"].removeprefix("s-")) for item in page["items"]]


LAST = "2018-03-01T10:00:00+00:00"
PAGES: list[tuple[dict[str, str], list[int]]] = [
    ({}, [1, 2, 3, 4, 5]),
    ({"date": "recent"}, [1, 2, 3, 4, 5]),
    ({"date": "recent", "reverse": "false"}, [5, 4, 3, 2, 1]),
    ({"date": "recent", "max-results": "2"}, [4, 5]),
    ({"date": "recent", "start-index": "3"}, [1, 2]),
    ({"date": "recent", "start-index": "5"}, []),
    ({"date": "recent", "max-results": "0"}, []),
    ({"date": LAST}, [1, 2, 3, 4, 5]),
    ({"date": LAST, "reverse": "false"}, [5, 4, 3, 2, 1]),
    ({"date": LAST, "max-results": "2"}, [4, 5]),
    ({"date": LAST, "max-results": "2", "start-index": "2"}, [2, 3]),
    ({"date": LAST, "max-results": "2", "start-index": "2", "reverse": "false"}, [3, 2]),
    ({"date": LAST, "max-results": "2", "start-index": "4"}, [1]),
    ({"date": LAST, "start-index": "9"}, []),
    ({"date": LAST, "max-results": "0"}, []),
    ({"date": "2018-03-01T09:17:00+00:00"}, [1, 2]),
    ({"date": "2018-03-01T09:17:00Z"}, [1, 2]),
    ({"date": "2018-03-01T09:17:00.000000+00:00"}, [1, 2]),
    ({"date": "2018-03-01T10:17:00+01:00"}, [1, 2]),
    ({"date": "2018-03-01T10:17:00+0100"}, [1, 2]),
    ({"date": "2018-03-01T10:17:00 01:00"}, [1, 2]),
    ({"date": "2018-03-01T09:17:00"}, [1, 2]),
    ({"date": "2018-03-01T09:17:00", "timezone": "UTC"}, [1, 2]),
    ({"date": "2018-03-01T04:17:00", "timezone": "America/New_York"}, [1, 2]),
    ({"date": "2018-03-01T09:16:59"}, [1]),
    ({"date": "2018-03-01"}, [1, 2, 3, 4, 5]),
    ({"date": "2018-02-28"}, []),
    ({"date": "1519895820"}, [1, 2]),
    ({"date": "9999-12-31T23:59:59-12:00"}, [1, 2, 3, 4, 5]),
    ({"date": "0001-01-01T00:00:00+14:00"}, []),
    ({"date": LAST, "end-date": "2018-03-01T09:18:00+00:00"}, [3, 4, 5]),
    ({"date": LAST, "end-date": "2018-03-01T09:18:00", "timezone": "Europe/London"}, [3, 4, 5]),
    ({"date": LAST, "end-date": "2018-03-01"}, [1, 2, 3, 4, 5]),
    ({"date": LAST, "end-date": "2018-03-02"}, []),
    ({"date": LAST, "end-date": ""}, [1, 2, 3, 4, 5]),
    ({"date": LAST, "end-date": "2018-03-01T09:17:30+00:00", "max-results": "1", "start-index": "1"}, [4]),
    ({"date": "2018-03-01T09:17:00", "end-date": "2018-03-01T09:18:00"}, []),
    ({"include_deleted": "false"}, [1, 2, 3, 4, 5]),
]


@WITH_PLACES
@pytest.mark.parametrize(("query", "wanted"), PAGES, ids=str)
def test_history_is_paged_from_the_newest(
    world: World, key: str, place: Any, names: Names, query: dict[str, Any], wanted: list[int]
) -> None:
    said(world, 5, place)
    page = answered(names[0], ask(world, "GET", f"/v2/{key}/history", **query))
    assert numbers(page) == wanted
    assert page["links"]["self"] == f"{BASE}/v2/{key}/history"


@WITH_PLACES
def test_links_lead_through_all_of_it(world: World, key: str, place: Any, names: Names) -> None:
    said(world, 5, place)
    query: dict[str, Any] = {"date": LAST, "reverse": "false", "max-results": "2", "timezone": "UTC"}
    pages, addresses = [], []
    for _turn in range(3):
        page = answered(names[0], ask(world, "GET", f"/v2/{key}/history", **query))
        pages.append(numbers(page))
        addresses.append(page["links"].get("next"))
        query = dict(parse_qsl(urlsplit(addresses[-1] or "").query))
    assert pages == [[5, 4], [3, 2], [1]]
    assert addresses[0].startswith(f"{BASE}/v2/{key}/history?start-index=2&max-results=2&date=")
    assert addresses[2] is None


@WITH_PLACES
def test_recent_is_the_newest_75_and_has_no_pages(world: World, key: str, place: Any, names: Names) -> None:
    said(world, 80, place)
    query: dict[str, Any] = {"max-results": "1000"}
    page = answered(names[0], ask(world, "GET", f"/v2/{key}/history", **query))
    assert numbers(page) == list(range(6, 81))
    assert set(page["links"]) == {"self"}


@WITH_PLACES
def test_who_asks_until_a_page_is_empty_comes_to_an_end(
    world: World, key: str, place: Any, names: Names
) -> None:
    said(world, 80, place)
    pages: list[list[int]] = []
    while not pages or pages[-1]:
        query: dict[str, Any] = {"start-index": str(30 * len(pages)), "max-results": "30"}
        page = answered(names[0], ask(world, "GET", f"/v2/{key}/history", **query))
        assert "next" not in page["links"]
        pages.append(numbers(page))
    assert [(page[0], page[-1]) for page in pages[:-1]] == [(51, 80), (21, 50), (6, 20)]


LATEST: list[tuple[dict[str, str], list[int]]] = [
    ({}, list(range(6, 81))),
    ({"max-results": "100"}, list(range(1, 81))),
    ({"max-results": "2"}, [79, 80]),
    ({"max-results": "0"}, []),
    ({"not-before": "s-78"}, [78, 79, 80]),
    ({"not-before": "s-78", "max-results": "2"}, [79, 80]),
    ({"not-before": ""}, list(range(6, 81))),
    ({"timezone": "Europe/Lisbon", "include_deleted": "true"}, list(range(6, 81))),
]


@WITH_PLACES
@pytest.mark.parametrize(("query", "wanted"), LATEST, ids=lambda value: str(value)[:50])
def test_the_latest_are_oldest_first(
    world: World, key: str, place: Any, names: Names, query: dict[str, Any], wanted: list[int]
) -> None:
    said(world, 80, place)
    page = answered(names[1], ask(world, "GET", f"/v2/{key}/history/latest", **query))
    assert numbers(page) == wanted
    assert page["links"] == {"self": f"{BASE}/v2/{key}/history/latest"}
    assert page["maxResults"] == int(query.get("max-results", 75))


ZONES = [
    ("UTC", "2018-03-01T09:16:00.000000+00:00"),
    ("utc", "2018-03-01T09:16:00.000000+00:00"),
    ("Europe/Oslo", "2018-03-01T10:16:00.000000+01:00"),
    ("America/New_York", "2018-03-01T04:16:00.000000-05:00"),
    ("Asia/Kathmandu", "2018-03-01T15:01:00.000000+05:45"),
]


@WITH_PLACES
@pytest.mark.parametrize(("zone", "date"), ZONES)
def test_dates_are_printed_in_the_zone(
    world: World, key: str, place: Any, names: Names, zone: str, date: str
) -> None:
    said(world, 1, place)
    for name, path in zip(names, ("", "/latest", "/s-1"), strict=True):
        told = answered(name, ask(world, "GET", f"/v2/{key}/history{path}", timezone=zone))
        message = told["message"] if "message" in told else told["items"][0]
        assert message["date"] == date


@WITH_PLACES
def test_people_expand(world: World, key: str, place: Any, names: Names) -> None:
    world.chat.post(Message("m-1", place, START, "message", "@Bo", 1, mentions=(2,)))
    for name, path, where in zip(names, ("", "/latest", "/m-1"), ("items", "items", "message"), strict=True):
        short = answered(name, ask(world, "GET", f"/v2/{key}/history{path}"))
        full = answered(
            name, ask(world, "GET", f"/v2/{key}/history{path}", expand=f"{where}.from,{where}.mentions")
        )
        for told, there in ((short, False), (full, True)):
            message = told[where][0] if where == "items" else told[where]
            assert ("email" in message["from"], "email" in message["mentions"][0]) == (there, there)


def test_history_shows_all_that_was_said(world: World) -> None:
    file = Attachment("f-1", "a b.png", 3, True)
    for message in (
        Message("m-1", 1, START, "message", "see @Bo", 1, mentions=(2,), file=file),
        Message("t-1", 1, START, "topic", "Tides", None, "Bell"),
        Message("n-1", 1, START, "notification", "<b>8</b>", label="Bell", color="red", format="html"),
        Message("g-1", 1, START, "guest_access", "opened", 3),
        Message("x-1", 1, START, "message", "gone", 99),
    ):
        world.chat.post(message)
    items = answered("view_room_history", ask(world, "GET", "/v2/room/1/history", token="group"))["items"]
    shown = {item["id"]: item for item in items}
    assert [shown[id]["type"] for id in shown] == [
        "message",
        "topic",
        "notification",
        "guest_access",
        "message",
    ]
    link = f"{BASE}/files/f-1/a%20b.png"
    assert shown["m-1"]["file"] == {"name": "a b.png", "size": 3, "url": link, "thumb_url": link}
    assert [ref["mention_name"] for ref in shown["m-1"]["mentions"]] == ["Bo"]
    assert ("message_format" in shown["m-1"], "links" in shown["m-1"]) == (False, False)
    assert (shown["t-1"]["from"], shown["n-1"]["from"], shown["x-1"]["from"]) == ("Bell", "Bell", None)


REFUSED: list[tuple[str, dict[str, str], int, str]] = [
    ("history", {"date": "yesterday"}, 400, "Invalid date: yesterday"),
    ("history", {"date": ""}, 400, "Invalid date"),
    ("history", {"date": "2018-02-30"}, 400, "Invalid date"),
    ("history", {"date": "2018-03-01T25:00:00"}, 400, "Invalid date"),
    ("history", {"date": "1" * 40}, 400, "Invalid date"),
    ("history", {"date": LAST, "end-date": "recent"}, 400, "Invalid date: recent"),
    ("history", {"end-date": LAST}, 400, "end-date"),
    ("history", {"date": "recent", "end-date": LAST}, 400, "end-date"),
    ("history", {"timezone": "Mars/Olympus"}, 400, "Timezone Mars/Olympus is unknown"),
    ("history", {"timezone": "../../etc/passwd"}, 400, "Timezone"),
    ("history", {"timezone": "Europe"}, 400, "Timezone"),
    ("history", {"timezone": ""}, 400, "Timezone"),
    ("history", {"timezone": "a\0b"}, 400, "Timezone"),
    ("history", {"timezone": "z" * 9000}, 400, "Timezone"),
    ("history", {"max-results": "1001"}, 400, "max-results"),
    ("history", {"start-index": "-1"}, 400, "start-index"),
    ("history", {"reverse": "backwards"}, 400, "reverse"),
    ("history", {"include_deleted": "some"}, 400, "include_deleted"),
    ("history/latest", {"timezone": "Nowhere"}, 400, "Timezone"),
    ("history/latest", {"max-results": "1001"}, 400, "max-results"),
    ("history/latest", {"not-before": "none"}, 404, "Message none not found"),
    ("history/none", {}, 404, "Message none not found"),
    ("history/v-1", {}, 404, "Message v-1 not found"),
    ("history/s-1", {"timezone": "Nowhere"}, 400, "Timezone"),
]


@WITH_PLACES
@pytest.mark.parametrize(("path", "query", "status", "message"), REFUSED, ids=lambda value: str(value)[:50])
def test_what_cannot_be_read_is_refused(
    world: World,
    key: str,
    place: Any,
    names: Names,
    path: str,
    query: dict[str, Any],
    status: int,
    message: str,
) -> None:
    said(world, 1, place)
    world.chat.post(Message("v-1", 2, START, "message", "elsewhere", 1))
    found, told = refused(ask(world, "GET", f"/v2/{key}/{path}", **query))
    assert (found, message in told) == (status, True), told


CALLERS: list[tuple[str, str, int]] = [
    ("ann", "room/Vault", 200),
    ("group", "room/Vault", 200),
    ("bo", "room/Vault", 404),
    ("room", "room/Vault", 403),
    ("room", "room/Harbour", 200),
    ("harbour", "room/Harbour", 403),
    ("narrow", "room/Harbour", 403),
    ("ann", "room/Nowhere", 404),
    ("ann", "user/@Bo", 200),
    ("granted", "user/1", 200),
    ("group", "user/@Bo", 403),
    ("room", "user/@Bo", 403),
    ("narrow", "user/@Bo", 403),
    ("ann", "user/@Nobody", 404),
]


@pytest.mark.parametrize(("token", "key", "status"), CALLERS)
@pytest.mark.parametrize("path", ["history", "history/latest", "history/v-1"])
def test_who_may_read_what(world: World, token: str, key: str, status: int, path: str) -> None:
    rooms: dict[str, Place] = {"room/Harbour": 1, "room/Vault": 2}
    place = rooms.get(key, between(1, 2))
    world.chat.post(Message("v-1", place, START, "message", "x", 1))
    assert ask(world, "GET", f"/v2/{key}/{path}", token=token).status == status


def test_nobody_reads_what_two_others_said(world: World) -> None:
    world.chat.post(Message("p-1", between(1, 3), START, "message", "psst", 1))
    assert (
        numbers(answered("view_privatechat_history", ask(world, "GET", "/v2/user/1/history", token="bo")))
        == []
    )
    assert refused(ask(world, "GET", "/v2/user/1/history/p-1", token="bo"))[0] == 404
    assert newest(world, between(1, 3)).id == "p-1"
