"""Pages of collections and `expand`, over REST."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from hipgen.host.chat import Room
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, room
from tests.host.worlds import BASE, START, ask

ROOMS = f"{BASE}/v2/room"


@pytest.fixture
def world() -> World:
    """Seven rooms: Harbour, Vault, and 3 to 7."""
    made = harbour_world()
    for id in range(3, 8):
        made.chat.put_room(Room(id, f"Berth {id}", 1, START))
    return made


PAGES: list[tuple[dict[str, str], list[int], str | None, str | None]] = [
    ({}, [1, 2, 3, 4, 5, 6, 7], None, None),
    ({"max-results": "7"}, [1, 2, 3, 4, 5, 6, 7], None, None),
    ({"max-results": "6"}, [1, 2, 3, 4, 5, 6], None, "start-index=6&max-results=6"),
    ({"max-results": "3"}, [1, 2, 3], None, "start-index=3&max-results=3"),
    (
        {"max-results": "3", "start-index": "3"},
        [4, 5, 6],
        "start-index=0&max-results=3",
        "start-index=6&max-results=3",
    ),
    ({"max-results": "3", "start-index": "6"}, [7], "start-index=3&max-results=3", None),
    ({"max-results": "3", "start-index": "4"}, [5, 6, 7], "start-index=1&max-results=3", None),
    (
        {"max-results": "3", "start-index": "1"},
        [2, 3, 4],
        "start-index=0&max-results=3",
        "start-index=4&max-results=3",
    ),
    ({"start-index": "7"}, [], "start-index=0&max-results=100", None),
    ({"start-index": "999999999999999999"}, [], "start-index=999999999999999899&max-results=100", None),
    ({"max-results": "0"}, [], None, None),
    ({"max-results": "0", "start-index": "3"}, [], None, None),
    ({"max-results": "1000"}, [1, 2, 3, 4, 5, 6, 7], None, None),
    (
        {"max-results": "1", "expand": "items.owner", "include-private": "true", "zz": "a&b=c"},
        [1],
        None,
        "start-index=1&max-results=1&expand=items.owner&include-private=true&zz=a%26b%3Dc",
    ),
]


@pytest.mark.parametrize(("query", "ids", "prev", "next_"), PAGES, ids=str)
def test_a_page_says_what_is_before_and_after(
    world: World, query: dict[str, Any], ids: list[int], prev: str | None, next_: str | None
) -> None:
    page = answered("get_all_rooms", ask(world, "GET", "/v2/room", **query))
    wanted = {"prev": prev, "next": next_}
    links = {name: f"{ROOMS}?{question}" for name, question in wanted.items() if question}
    assert [item["id"] for item in page["items"]] == ids
    assert page["links"] == {"self": ROOMS, **links}
    start, most = int(query.get("start-index", 0)), int(query.get("max-results", 100))
    assert (page["startIndex"], page["maxResults"]) == (start, most)


@pytest.mark.parametrize("size", ["1", "2", "3", "7"])
def test_who_follows_next_sees_everything_once(world: World, size: str) -> None:
    query: dict[str, Any] = {"max-results": size, "include-archived": "true"}
    seen: list[int] = []
    while query:
        page = answered("get_all_rooms", ask(world, "GET", "/v2/room", **query))
        seen += [item["id"] for item in page["items"]]
        query = dict(parse_qsl(urlsplit(page["links"].get("next", "")).query))
    assert seen == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("given", ["auth_token", "AUTH"])
def test_no_token_stands_in_a_link(world: World, given: str) -> None:
    how: dict[str, Any] = {"max-results": "1"}
    if given == "auth_token":
        how = {**how, "token": None, "auth_token": "ann"}
    page = answered("get_all_rooms", ask(world, "GET", "/v2/room", **how))
    assert page["links"]["next"] == f"{ROOMS}?start-index=1&max-results=1"


REFUSED = [
    ("max-results", "1001"),
    ("max-results", "-1"),
    ("max-results", "--1"),
    ("max-results", ""),
    ("max-results", "ten"),
    ("max-results", "1.0"),
    ("max-results", "²"),
    ("max-results", "٣"),
    ("max-results", "9" * 19),
    ("max-results", "9" * 5000),
    ("start-index", "-1"),
    ("start-index", "-" * 50),
    ("start-index", "1e3"),
    ("start-index", "0x1"),
    ("start-index", " 1"),
    ("include-archived", "maybe"),
    ("include-private", ""),
]


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=lambda value: value[:20])
def test_a_parameter_that_is_none_is_400_and_named(world: World, name: str, value: str) -> None:
    query: dict[str, Any] = {name: value}
    reply = ask(world, "GET", "/v2/room", **query)
    status, said = refused(reply)
    assert (status, name in said, reply.json()["error"]["field"]) == (400, True, name)


NAMES = [
    ("Harbour", "Harbour"),
    ("harbour", "harbour"),
    ("1", "1"),
    ("Dev Room", "Dev%20Room"),
    ("a/b", "a%2Fb"),
    ("50% #1?", "50%25%20%231%3F"),
    ("a+b&c=d;e", "a%2Bb%26c%3Dd%3Be"),
    ("@ease", "@ease"),
    ("Küche 🚢", "K%C3%BCche%20%F0%9F%9A%A2"),
    ("n" * 50, "n" * 50),
]


@pytest.mark.parametrize(("name", "encoded"), NAMES)
def test_a_sub_collection_repeats_the_key_of_the_caller(world: World, name: str, encoded: str) -> None:
    if name.casefold() not in {"harbour", "1"}:
        world.chat.put_room(replace(room(world), name=name))
    path = f"/v2/room/{quote(name, safe='@')}"
    query: dict[str, Any] = {"max-results": "1"}
    page = answered("get_all_members", ask(world, "GET", f"{path}/member", **query))
    link = f"{ROOMS}/{encoded}/member"
    assert page["links"] == {"self": link, "next": f"{link}?start-index=1&max-results=1"}
    full = answered("get_room", ask(world, "GET", path))
    assert (full["links"]["self"], full["links"]["members"]) == (f"{ROOMS}/1", f"{ROOMS}/1/member")


@pytest.mark.parametrize("path", ["/v2//room///Harbour/member/", "//v2/room/Harbour/member"])
def test_slashes_too_many_are_not_repeated(world: World, path: str) -> None:
    page = answered("get_all_members", ask(world, "GET", path))
    assert page["links"]["self"] == f"{ROOMS}/Harbour/member"


def owner(found: Json) -> bool:
    return "email" in found["owner"]


def participants(found: Json) -> bool:
    return all("email" in each for each in found["participants"])


EXPANDED: list[tuple[str, tuple[bool, bool, bool]]] = [
    ("", (False, False, False)),
    ("owner", (True, False, False)),
    ("owner,participants,statistics", (True, True, True)),
    ("statistics,owner", (True, False, True)),
    (" owner , participants ", (True, True, False)),
    ("owner,owner,owner", (True, False, False)),
    ("owner.group,owner", (True, False, False)),
    ("owner,,.,..,", (True, False, False)),
    ("nonsense,owner.nonsense.more", (True, False, False)),
    ("topic,id,name.x,links.self.y,links", (False, False, False)),
    ("links.self", (False, False, False)),
    ("__class__,0,items", (False, False, False)),
    ("participants.presence.client", (False, True, False)),
    (".".join(["owner"] * 500), (True, False, False)),
    (",".join(["participants"] * 500), (False, True, False)),
]


@pytest.mark.parametrize(("expand", "wanted"), EXPANDED, ids=lambda value: str(value)[:40])
def test_what_is_named_is_expanded_and_nothing_else(
    world: World, expand: str, wanted: tuple[bool, bool, bool]
) -> None:
    full = answered("get_room", ask(world, "GET", "/v2/room/1", expand=expand))
    assert (owner(full), participants(full), "messages_sent" in full["statistics"]) == wanted
    assert full["owner"]["links"]["self"] == f"{BASE}/v2/user/1"


DEEP: list[tuple[str, tuple[bool, bool, bool]]] = [
    ("items.owner", (True, False, False)),
    ("items,items.owner", (True, False, False)),
    ("items.owner,items", (True, False, False)),
    ("items.owner,items.participants", (True, True, False)),
    ("items.participants,items.owner,items.statistics", (True, True, True)),
    ("items.statistics,items", (False, False, True)),
]


@pytest.mark.parametrize(("expand", "wanted"), DEEP)
def test_paths_that_share_a_step_do_not_undo_each_other(
    world: World, expand: str, wanted: tuple[bool, bool, bool]
) -> None:
    first = answered("get_all_rooms", ask(world, "GET", "/v2/room", expand=expand))["items"][0]
    assert (owner(first), participants(first), "messages_sent" in first["statistics"]) == wanted


def test_a_reference_to_nobody_stays_as_it_is(world: World) -> None:
    world.chat.put_room(replace(room(world), owner=99, present=(99, 2)))
    query: dict[str, Any] = {"expand": "owner,participants"}
    full = ask(world, "GET", "/v2/room/1", **query).json()
    assert (full["owner"], [each["id"] for each in full["participants"]]) == (None, [2])
