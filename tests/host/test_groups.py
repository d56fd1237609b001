"""The group and its emoticons, as they are read over REST."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hipgen.host.state import Emoticon
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.worlds import BASE, START, ask, world_of_three


@pytest.fixture
def world() -> World:
    made = world_of_three()
    made.state.group = replace(made.state.group, name="Harbour Works", owner=1, domain="example.com")
    for number, shortcut, type_ in ((1, "boat", "global"), (2, "7", "group"), (3, "gull", "group")):
        address = f"https://example.com/{number}.png"
        made.state.emoticons[number] = Emoticon(number, shortcut, address, 25, 20, type_, 1)
    return made


def test_the_group_in_full(world: World) -> None:
    assert answered("view_group", ask(world, "GET", "/v2/group/1")) == {
        "id": 1,
        "name": "Harbour Works",
        "domain": "example.com",
        "subdomain": "local",
        "created": "2018-03-01T09:15:00+00:00",
        "avatar_url": None,
        "plan": {"id": 1, "type": "free"},
        "owner": ask(world, "GET", "/v2/user").json()["items"][0],
        "statistics": {"links": {"self": f"{BASE}/v2/group/1/statistics"}},
        "links": {"self": f"{BASE}/v2/group/1"},
    }


def test_a_group_without_an_owner_has_no_such_member(world: World) -> None:
    world.state.group = replace(world.state.group, owner=None)
    assert "owner" not in answered("view_group", ask(world, "GET", "/v2/group/1"))


def test_statistics_count_people_and_rooms(world: World) -> None:
    room = world.chat.room(2)
    assert room is not None
    world.chat.put_room(replace(room, is_archived=True, messages_sent=5))
    person = world.chat.person(2)
    assert person is not None
    world.chat.put_person(replace(person, is_deleted=True))
    assert answered("group_statistics", ask(world, "GET", "/v2/group/1/statistics")) == {
        "users": 1,
        "guests": 1,
        "rooms": 1,
        "archived_rooms": 1,
        "messages_sent": 5,
        "links": {"self": f"{BASE}/v2/group/1/statistics"},
    }


@pytest.mark.parametrize("group", ["2", "01", "x", "Harbour Works", "²"])
@pytest.mark.parametrize("rest", ["", "/statistics"])
def test_there_is_one_group(world: World, group: str, rest: str) -> None:
    assert refused(ask(world, "GET", f"/v2/group/{group}{rest}"))[0] == 404


@pytest.mark.parametrize(("key", "number"), [("1", 1), ("boat", 1), ("gull", 3), ("7", 2)])
def test_an_emoticon_is_found_by_number_or_shortcut(world: World, key: str, number: int) -> None:
    shown = answered("get_emoticon", ask(world, "GET", f"/v2/emoticon/{key}"))
    assert shown["id"] == number
    assert (shown["width"], shown["height"], shown["creator"]["name"]) == (25, 20, "Ann Park")
    assert shown["links"] == {"self": f"{BASE}/v2/emoticon/{number}"}


@pytest.mark.parametrize("key", ["(boat)", "9", "Boat", "none"])
def test_an_unknown_emoticon_is_404(world: World, key: str) -> None:
    assert refused(ask(world, "GET", f"/v2/emoticon/{key}")) == (404, f"Emoticon {key} not found")


LISTS: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["boat", "7", "gull"]),
    ({"type": "all"}, ["boat", "7", "gull"]),
    ({"type": "global"}, ["boat"]),
    ({"type": "group"}, ["7", "gull"]),
    ({"type": "group", "start-index": "1"}, ["gull"]),
    ({"max-results": "2"}, ["boat", "7"]),
]


@pytest.mark.parametrize(("query", "shortcuts"), LISTS, ids=str)
def test_emoticons_are_listed_as_asked(world: World, query: dict[str, Any], shortcuts: list[str]) -> None:
    page = answered("get_all_emoticons", ask(world, "GET", "/v2/emoticon", **query))
    assert [item["shortcut"] for item in page["items"]] == shortcuts
    assert all("width" not in item for item in page["items"])
    full = answered("get_all_emoticons", ask(world, "GET", "/v2/emoticon", expand="items", **query))
    assert [item["width"] for item in full["items"]] == [25] * len(shortcuts)


def test_pages_of_emoticons_lead_to_each_other(world: World) -> None:
    query: dict[str, Any] = {"type": "group", "max-results": "1"}
    page = answered("get_all_emoticons", ask(world, "GET", "/v2/emoticon", **query))
    assert page["links"]["next"] == f"{BASE}/v2/emoticon?start-index=1&max-results=1&type=group"


def test_another_type_is_400(world: World) -> None:
    assert refused(ask(world, "GET", "/v2/emoticon", type="loud"))[0] == 400


def test_a_date_is_a_date(world: World) -> None:
    world.state.group = replace(world.state.group, created=START.replace(year=2016))
    assert ask(world, "GET", "/v2/group/1").json()["created"] == "2016-03-01T09:15:00+00:00"
