"""Rooms over REST: listing, making, reading, replacing, archiving, deleting; topics and statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from hipgen.host.chat import Room
from hipgen.host.wire import Json, Reply
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, heard, newest, person, room
from tests.host.worlds import BASE, START, ask


@pytest.fixture
def world() -> World:
    return harbour_world()


def asked(world: World, method: str, path: str, body: Json = None, token: str = "ann", **query: Any) -> Reply:
    return ask(world, method, path, body, token=token, **query)


LISTS: list[tuple[str, dict[str, str], list[int]]] = [
    ("ann", {}, [1, 2]),
    ("bo", {}, [1]),
    ("group", {}, [1, 2]),
    ("ann", {"include-archived": "true"}, [1, 2, 3]),
    ("ann", {"include-private": "false"}, [1]),
    ("ann", {"include-private": "0", "include-archived": "1"}, [1, 3]),
    ("ann", {"max-results": "1"}, [1]),
    ("ann", {"start-index": "1", "max-results": "1"}, [2]),
    ("ann", {"start-index": "5"}, []),
    ("ann", {"max-results": "0"}, []),
]


@pytest.mark.parametrize(("token", "query", "ids"), LISTS, ids=str)
def test_rooms_are_listed_as_asked(world: World, token: str, query: dict[str, str], ids: list[int]) -> None:
    world.chat.put_room(Room(3, "Attic", 1, START, is_archived=True))
    page = answered("get_all_rooms", asked(world, "GET", "/v2/room", token=token, **query))
    assert [item["id"] for item in page["items"]] == ids
    assert page["links"]["self"] == f"{BASE}/v2/room"


PAGES = [
    ({"max-results": "1"}, {"next": "start-index=1&max-results=1"}),
    ({"max-results": "1", "start-index": "1"}, {"prev": "start-index=0&max-results=1"}),
    ({}, {}),
    (
        {"max-results": "1", "expand": "items"},
        {"next": "start-index=1&max-results=1&expand=items"},
    ),
]


@pytest.mark.parametrize(("query", "links"), PAGES, ids=str)
def test_pages_name_their_neighbours(world: World, query: dict[str, str], links: dict[str, str]) -> None:
    page = answered("get_all_rooms", asked(world, "GET", "/v2/room", **query))
    wanted = {name: f"{BASE}/v2/room?{question}" for name, question in links.items()}
    assert page["links"] == {"self": f"{BASE}/v2/room", **wanted}
    assert (page["startIndex"], page["maxResults"]) == (
        int(query.get("start-index", 0)),
        int(query.get("max-results", 100)),
    )


def test_a_grant_made_in_a_room_lists_that_room_alone(world: World) -> None:
    world.state.tokens["granted"] = replace(world.state.tokens["granted"], installation="room", person=1)
    page = answered("get_all_rooms", asked(world, "GET", "/v2/room", token="granted"))
    assert [item["id"] for item in page["items"]] == [1]


EXPANSIONS: list[tuple[str, tuple[str | int, ...], str]] = [
    ("items", (0, "topic"), "Boats"),
    ("items.owner", (0, "owner", "email"), "ann@example.com"),
    ("items.participants", (0, "participants", 1, "email"), "bo@example.com"),
]


@pytest.mark.parametrize(("expand", "path", "value"), EXPANSIONS, ids=str)
def test_listed_rooms_expand(world: World, expand: str, path: tuple[str | int, ...], value: str) -> None:
    query = {"expand": f"items,{expand}"}
    found = answered("get_all_rooms", asked(world, "GET", "/v2/room", **query))["items"]
    for step in path:
        found = found[step]
    assert found == value


def test_a_room_is_read_in_full(world: World) -> None:
    full = answered("get_room", asked(world, "GET", "/v2/room/Harbour"))
    assert full["participants"][0].get("email") is None
    assert {
        name: full[name] for name in ("id", "topic", "privacy", "is_archived", "is_guest_accessible")
    } == {
        "id": 1,
        "topic": "Boats",
        "privacy": "public",
        "is_archived": False,
        "is_guest_accessible": False,
    }
    assert full["guest_access_url"] is None
    expanded = answered(
        "get_room", asked(world, "GET", "/v2/room/1", expand="owner,participants,statistics,nonsense")
    )
    assert expanded["owner"]["email"] == "ann@example.com"
    assert expanded["participants"][1]["timezone"] == "Europe/Lisbon"
    assert expanded["statistics"]["messages_sent"] == 0


@pytest.mark.parametrize("key", ["1", "Harbour", "harbour", "%48arbour"])
def test_a_room_is_found_by_id_and_name(world: World, key: str) -> None:
    assert answered("get_room", asked(world, "GET", f"/v2/room/{key}"))["id"] == 1


HIDDEN = [("ann", "9"), ("ann", "Nowhere"), ("ann", "²"), ("ann", "9" * 5000), ("bo", "Vault"), ("bo", "2")]


@pytest.mark.parametrize(("token", "key"), HIDDEN, ids=lambda value: value[:9])
def test_a_room_that_is_not_there_or_not_seen_is_404(world: World, token: str, key: str) -> None:
    assert refused(asked(world, "GET", f"/v2/room/{key}", token=token)) == (404, f"Room {key} not found")


def test_a_client_of_a_room_reaches_no_other(world: World) -> None:
    assert refused(asked(world, "GET", "/v2/room/Vault", token="room"))[0] == 403
    assert asked(world, "GET", "/v2/room/Harbour", token="room").status == 200


CREATED: list[tuple[str, Json, dict[str, Any]]] = [
    ("ann", {"name": "Wharf"}, {"owner": 1, "privacy": "public", "topic": "", "members": ()}),
    ("bo", {"name": "Wharf"}, {"owner": 2}),
    ("group", {"name": "Wharf"}, {"owner": 1}),
    ("group", {"name": "Wharf", "owner_user_id": 2}, {"owner": 2}),
    ("ann", {"name": "Wharf", "owner_user_id": "2"}, {"owner": 2}),
    ("ann", {"name": "Wharf", "owner_user_id": "@bo"}, {"owner": 2}),
    ("ann", {"name": "Wharf", "owner_user_id": "bo@example.com"}, {"owner": 2}),
    ("ann", {"name": "Wharf", "owner_user_id": None}, {"owner": 1}),
    ("ann", {"name": "Wharf", "owner_user_id": ""}, {"owner": 1}),
    ("ann", {"name": "Wharf", "topic": "Ropes"}, {"topic": "Ropes"}),
    ("ann", {"name": "Wharf", "topic": None}, {"topic": ""}),
    ("bo", {"name": "Wharf", "privacy": "private"}, {"privacy": "private", "members": (2,)}),
    ("bo", {"name": "Wharf", "privacy": "private", "owner_user_id": 1}, {"owner": 1, "members": (1, 2)}),
    ("ann", {"name": "Wharf", "delegate_admin_visibility": True}, {"delegate_admin_visibility": True}),
    ("ann", {"name": "Wharf", "delegate_admin_visibility": None}, {"delegate_admin_visibility": None}),
    ("ann", {"name": "Wharf", "guest_acccess": True, "zz": 1}, {"guest_key": None}),
    ("ann", {"name": "W" * 50}, {"name": "W" * 50}),
    (
        "ann",
        {"name": "Wharf", "created": "2012-02-03T04:05:06+00:00"},
        {"created": START.replace(2012, 2, 3, 4, 5, 6)},
    ),
]


@pytest.mark.parametrize(("token", "body", "wanted"), CREATED, ids=str)
def test_a_room_is_made_as_asked(world: World, token: str, body: Json, wanted: dict[str, Any]) -> None:
    reply = asked(world, "POST", "/v2/room", body, token)
    told = answered("create_room", reply)
    made = room(world, 3)
    assert {name: getattr(made, name) for name in wanted} == wanted
    assert reply.header("Location") == told["links"]["self"] == f"{BASE}/v2/room/3"
    assert (told["id"], told["entity"]["name"]) == (3, body["name"])


def test_guests_get_an_address_when_they_may_come(world: World) -> None:
    told = answered("create_room", asked(world, "POST", "/v2/room", {"name": "Wharf", "guest_access": True}))
    assert told["entity"]["is_guest_accessible"] is True
    assert told["entity"]["guest_access_url"].startswith(f"{BASE}/g/")


def test_only_importers_say_when_a_room_was_made(world: World) -> None:
    token = world.state.tokens["ann"]
    world.state.tokens["ann"] = replace(token, scopes=("manage_rooms",))
    asked(world, "POST", "/v2/room", {"name": "Wharf", "created": "no date"})
    assert room(world, 3).created == START


UNMADE: list[tuple[Json, int, str]] = [
    ({}, 400, "Required field 'name' is missing"),
    ({"name": ""}, 400, "name"),
    ({"name": "   "}, 400, "name"),
    ({"name": "W" * 51}, 400, "name"),
    ({"name": 7}, 400, "Value 7 for field 'name' is not of type 'string'"),
    ({"name": "Harbour"}, 400, "Harbour already exists"),
    ({"name": " harbour "}, 400, "harbour already exists"),
    ({"name": "Wharf", "privacy": "secret"}, 400, "privacy"),
    ({"name": "Wharf", "topic": "t" * 251}, 400, "topic"),
    ({"name": "Wharf", "guest_access": "yes"}, 400, "guest_access"),
    ({"name": "Wharf", "owner_user_id": True}, 400, "owner_user_id"),
    ({"name": "Wharf", "delegate_admin_visibility": "no"}, 400, "delegate_admin_visibility"),
    ({"name": "Wharf", "created": "no date"}, 400, "Invalid date: no date"),
    ({"name": "Wharf", "created": "0001-01-01T00:00:00+14:00"}, 400, "Invalid date: 0001"),
    ({"name": "Wharf", "created": "9999-12-31T23:59:59-12:00"}, 400, "Invalid date: 9999"),
    ({"name": "Wharf", "created": True}, 400, "Invalid date: True"),
    ({"name": "Wharf", "owner_user_id": "@Nobody"}, 404, "User @Nobody not found"),
]


@pytest.mark.parametrize(("body", "status", "message"), UNMADE, ids=str)
def test_a_room_that_cannot_be_is_not_made(world: World, body: Json, status: int, message: str) -> None:
    found, said = refused(asked(world, "POST", "/v2/room", body))
    assert (found, message in said) == (status, True), said
    assert len(list(world.chat.rooms())) == 2


WHOLE: dict[str, Json] = {
    "name": "Harbour",
    "privacy": "public",
    "is_archived": False,
    "is_guest_accessible": False,
    "topic": "Boats",
    "owner": {"id": 1},
}
CHANGES: list[tuple[Json, dict[str, Any], list[str]]] = [
    ({}, {}, []),
    ({"name": "Haven"}, {"name": "Haven"}, []),
    ({"name": "HARBOUR"}, {"name": "HARBOUR"}, []),
    ({"topic": "Tides"}, {"topic": "Tides"}, ["room_topic_change"]),
    ({"topic": ""}, {"topic": ""}, ["room_topic_change"]),
    ({"privacy": "private"}, {"privacy": "private", "members": (1, 2)}, []),
    ({"owner": {"id": "2"}}, {"owner": 2}, []),
    ({"owner": {"id": 2}}, {"owner": 2}, []),
    ({"owner": {"id": "@Bo", "name": "ignored"}}, {"owner": 2}, []),
    ({"owner": {"id": "bo@example.com"}}, {"owner": 2}, []),
    ({"is_archived": True}, {"is_archived": True, "present": ()}, ["room_archived"]),
    (
        {"is_archived": True, "topic": "Old"},
        {"is_archived": True, "topic": "Old"},
        ["room_topic_change", "room_archived"],
    ),
    ({"delegate_admin_visibility": False}, {"delegate_admin_visibility": False}, []),
    ({"participants": [], "id": 77, "version": "x", "links": {}, "statistics": None}, {"id": 1}, []),
]


@pytest.mark.parametrize(("change", "wanted", "events"), CHANGES, ids=str)
def test_a_room_is_replaced(world: World, change: Json, wanted: dict[str, Any], events: list[str]) -> None:
    happened = heard(world)
    answered("update_room", asked(world, "PUT", "/v2/room/Harbour", {**WHOLE, **change}))
    changed = room(world)
    assert {name: getattr(changed, name) for name in wanted} == wanted
    assert [each.event for each in happened] == events
    assert changed.revision == 0 if not change else True


def test_a_room_that_is_sent_back_as_it_was_read_stays_as_it_is(world: World) -> None:
    before = room(world)
    whole = answered("get_room", asked(world, "GET", "/v2/room/1"))
    answered("update_room", asked(world, "PUT", "/v2/room/1", whole))
    assert room(world) == before


KEPT: list[dict[str, Any]] = [
    {"privacy": "private", "members": (1, 2), "topic": ""},
    {"is_archived": True, "present": ()},
    {"guest_key": "key", "delegate_admin_visibility": True, "avatar": "https://example.com/a.png"},
    {"owner": 2},
    {"name": "Küche / 🚢 50%", "topic": "t" * 250},
    {"name": "n" * 50},
]


@pytest.mark.parametrize("expand", ["", "owner,participants,statistics"])
@pytest.mark.parametrize("kept", KEPT, ids=str)
def test_any_room_can_be_sent_back(world: World, kept: dict[str, Any], expand: str) -> None:
    world.chat.put_room(replace(room(world), **kept))
    world.chat.put_person(replace(person(world, 2), is_deleted=True))
    before, happened = room(world), heard(world)
    whole = answered("get_room", asked(world, "GET", "/v2/room/1", expand=expand))
    answered("update_room", asked(world, "PUT", "/v2/room/1", whole))
    assert (room(world), happened) == (before, [])


RENAMED = [
    ("Dev Room", "Dev Room"),
    (" Dev Room ", "Dev Room"),
    ("a/b", "a/b"),
    ("50% #1?", "50% #1?"),
    ("Küche 🚢", "Küche 🚢"),
    ("@ease", "@ease"),
    ("n" * 50, "n" * 50),
    ("🚢" * 50, "🚢" * 50),
    ("..", ".."),
    ("²", "²"),
]


@pytest.mark.parametrize(("name", "kept"), RENAMED)
def test_a_room_is_found_by_its_new_name_and_the_old_is_free(world: World, name: str, kept: str) -> None:
    answered("update_room", asked(world, "PUT", "/v2/room/Harbour", {**WHOLE, "name": name}))
    found = answered("get_room", asked(world, "GET", f"/v2/room/{quote(kept, safe='')}"))
    assert (found["id"], found["name"]) == (1, kept)
    assert refused(asked(world, "GET", "/v2/room/Harbour")) == (404, "Room Harbour not found")
    assert answered("create_room", asked(world, "POST", "/v2/room", {"name": "Harbour"}))["id"] == 3
    assert refused(asked(world, "POST", "/v2/room", {"name": kept.swapcase()}))[0] == 400


def test_a_room_that_becomes_private_and_public_again_keeps_its_members(world: World) -> None:
    answered("update_room", asked(world, "PUT", "/v2/room/1", {**WHOLE, "privacy": "private"}))
    assert asked(world, "GET", "/v2/room/1", token="bo").status == 200
    answered("remove_member", asked(world, "DELETE", "/v2/room/1/member/2"))
    assert refused(asked(world, "GET", "/v2/room/1", token="bo"))[0] == 404
    answered("update_room", asked(world, "PUT", "/v2/room/1", WHOLE))
    assert asked(world, "GET", "/v2/room/1", token="bo").status == 200
    answered("update_room", asked(world, "PUT", "/v2/room/1", {**WHOLE, "privacy": "private"}))
    assert room(world).members == (1,)


def test_who_gets_a_private_room_belongs_to_it(world: World) -> None:
    vault = {**WHOLE, "name": "Vault", "privacy": "private", "owner": {"id": "@Bo"}}
    answered("update_room", asked(world, "PUT", "/v2/room/2", vault))
    assert (room(world, 2).owner, room(world, 2).members) == (2, (1, 2))
    assert asked(world, "GET", "/v2/room/Vault", token="bo").status == 200


def test_an_archived_room_comes_back_and_then_changes(world: World) -> None:
    answered("update_room", asked(world, "PUT", "/v2/room/1", {**WHOLE, "is_archived": True}))
    happened = heard(world)
    back = {**WHOLE, "topic": "Back"}
    answered("update_room", asked(world, "PUT", "/v2/room/1", back))
    assert [each.event for each in happened] == ["room_unarchived", "room_topic_change"]
    assert (room(world).is_archived, room(world).topic) == (False, "Back")


def test_guest_access_comes_goes_and_keeps_its_address(world: World) -> None:
    keys = []
    for open_ in (True, True, False):
        answered("update_room", asked(world, "PUT", "/v2/room/1", {**WHOLE, "is_guest_accessible": open_}))
        keys.append(room(world).guest_key)
    assert keys[0] == keys[1]
    assert (keys[0] is None, keys[2]) == (False, None)


REFUSED_CHANGES: list[tuple[str, Json, int, str]] = [
    *(
        ("ann", {name: value for name, value in WHOLE.items() if name != left}, 400, f"'{left}' is missing")
        for left in WHOLE
    ),
    ("ann", {**WHOLE, "owner": {}}, 400, "'owner.id' is missing"),
    ("ann", {**WHOLE, "owner": {"id": "@Nobody"}}, 404, "User @Nobody not found"),
    ("ann", {**WHOLE, "name": "Vault"}, 400, "Vault already exists"),
    ("ann", {**WHOLE, "name": "n" * 51}, 400, "name"),
    ("ann", {**WHOLE, "topic": None}, 400, "topic"),
    ("ann", {**WHOLE, "privacy": ""}, 400, "privacy"),
    ("ann", {**WHOLE, "is_archived": "false"}, 400, "is_archived"),
    ("bo", WHOLE, 403, "administrator of the room"),
    ("narrow", WHOLE, 403, "[u'admin_room']"),
    ("room", WHOLE, 403, "kind of token"),
    ("harbour", WHOLE, 403, "[u'admin_room']"),
]


@pytest.mark.parametrize(("token", "body", "status", "message"), REFUSED_CHANGES, ids=str)
def test_a_replacement_that_is_refused_changes_nothing(
    world: World, token: str, body: Json, status: int, message: str
) -> None:
    before = room(world)
    found, said = refused(asked(world, "PUT", "/v2/room/1", body, token))
    assert (found, message in said) == (status, True), said
    assert room(world) == before


@pytest.mark.parametrize("token", ["ann", "bo", "group"])
def test_who_administers_a_room_may_delete_it(world: World, token: str) -> None:
    world.chat.put_room(replace(room(world), admins=(2,)))
    happened = heard(world)
    answered("delete_room", asked(world, "DELETE", "/v2/room/1", token=token))
    assert [each.event for each in happened] == ["room_exit", "room_exit", "room_deleted"]
    assert world.chat.room(1) is None
    assert refused(asked(world, "GET", "/v2/room/1")) == (404, "Room 1 not found")


def test_others_may_not_delete_it(world: World) -> None:
    assert refused(asked(world, "DELETE", "/v2/room/1", token="bo"))[0] == 403
    assert world.chat.room(1) is not None


TOPICS: list[tuple[str, str, int | None, str | None, Any]] = [
    ("ann", "Tides", 1, None, 1),
    ("bo", "", 2, None, 2),
    ("group", "t" * 250, None, "Bell", "group"),
    ("room", "Low <b>", None, "Bell", "room"),
]


@pytest.mark.parametrize(("token", "topic", "sender", "label", "id"), TOPICS, ids=str)
def test_a_topic_is_set_and_told(
    world: World, token: str, topic: str, sender: int | None, label: str | None, id: Any
) -> None:
    happened = heard(world)
    answered("set_topic", asked(world, "PUT", "/v2/room/1/topic", {"topic": topic, "from": "x"}, token))
    kept = newest(world)
    assert (room(world).topic, kept.type, kept.text, kept.sender, kept.label) == (
        topic,
        "topic",
        topic,
        sender,
        label,
    )
    item = happened[0].item(BASE)
    assert (happened[0].event, item["topic"], item["sender"]["id"]) == ("room_topic_change", topic, id)


@pytest.mark.parametrize("body", [{}, {"topic": None}, {"topic": 5}, {"topic": "t" * 251}], ids=str)
def test_a_topic_that_is_none_is_400(world: World, body: Json) -> None:
    status, message = refused(asked(world, "PUT", "/v2/room/1/topic", body))
    assert (status, "topic" in message) == (400, True)
    assert room(world).topic == "Boats"


def test_statistics_count_what_was_said(world: World) -> None:
    before = answered("get_room_statistics", asked(world, "GET", "/v2/room/1/statistics", token="room"))
    assert (before["messages_sent"], before["last_active"]) == (0, None)
    asked(world, "POST", "/v2/room/1/message", {"message": "ahoy"})
    asked(world, "POST", "/v2/room/1/notification", {"message": "ahoy"})
    after = answered("get_room_statistics", asked(world, "GET", "/v2/room/Harbour/statistics"))
    assert (after["messages_sent"], after["last_active"]) == (2, "2018-03-01T09:15:00+00:00")


def test_an_owner_who_was_deleted_is_still_shown(world: World) -> None:
    world.chat.put_room(replace(room(world), owner=2))
    world.chat.put_person(replace(person(world, 2), is_deleted=True))
    assert answered("get_room", asked(world, "GET", "/v2/room/1"))["owner"]["id"] == 2
