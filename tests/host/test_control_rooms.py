"""The control interface: people and rooms, what is said in them, and what is refused with which words."""

from __future__ import annotations

from base64 import b64encode

import pytest

from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.orders import order
from tests.host.worlds import ask, world_of_three


def heard(world: World) -> list[str]:
    """The events that happen from now on."""
    events: list[str] = []
    world.listeners.append(lambda _world, happened: events.append(happened.event))
    return events


@pytest.mark.parametrize(
    ("path", "body", "events"),
    [
        ("/say", {"room": "Harbour", "as": "bo", "text": "ahoy"}, ["room_message"]),
        ("/say", {"room": 1, "text": "ahoy"}, ["room_message"]),
        (
            "/say",
            {"room": 1, "as": "@Bo", "text": "look", "file": {"name": "a.txt", "base64": "aGk="}},
            ["room_file_upload", "room_message"],
        ),
        ("/tell", {"to": "bo@example.com", "as": 1, "text": "psst"}, []),
        ("/enter", {"room": "harbour", "as": "Gus"}, ["room_enter"]),
        ("/enter", {"room": "Harbour", "as": "Bo"}, []),
        ("/exit", {"room": "Harbour", "as": "Bo"}, ["room_exit"]),
        ("/exit", {"room": "Harbour", "as": "Gus"}, []),
        ("/topic", {"room": "Harbour", "as": "Bo", "topic": "Tides"}, ["room_topic_change"]),
        ("/archive", {"room": "Harbour"}, ["room_archived"]),
        ("/unarchive", {"room": "Harbour"}, []),
        ("/rooms", {"name": "Pier", "members": ["Bo"], "privacy": "private"}, ["room_created"]),
    ],
)
def test_what_people_do_is_heard_of(path: str, body: Json, events: list[str]) -> None:
    world = world_of_three()
    happened = heard(world)
    reply = order(world, "POST", path, body)
    assert reply.status in {200, 201}, reply.body
    assert happened == events


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", "/say", {"room": "Harbour"}, 400, "Required field 'text' is missing"),
        (
            "POST",
            "/say",
            {"room": "Harbour", "txt": "x"},
            400,
            "the member 'txt' is not known; did you mean 'text'?",
        ),
        (
            "POST",
            "/say",
            {"room": 1, "text": "x", "file": {"nam": "a"}},
            400,
            "the member 'nam' is not known in 'file'; did you mean 'name'?",
        ),
        ("POST", "/say", {"room": 1, "text": 5}, 400, "Value 5 for field 'text' is not of type 'string'"),
        (
            "POST",
            "/say",
            {"room": 1, "text": "x", "file": {"name": "a", "base64": "%"}},
            400,
            "file.base64 is not base64",
        ),
        (
            "POST",
            "/say",
            {"room": 1, "text": "x", "reply_to": "no"},
            404,
            "there is no message 'no' to reply to",
        ),
        (
            "POST",
            "/say",
            {"room": "Harbor", "text": "x"},
            404,
            "there is no room 'Harbor'; did you mean 'Harbour'?",
        ),
        (
            "POST",
            "/say",
            {"room": 1, "as": "Ana", "text": "x"},
            404,
            "there is no person 'Ana'; did you mean 'Ann'?",
        ),
        ("POST", "/say", {"room": 1, "as": 77, "text": "x"}, 404, "there is no person 77"),
        (
            "POST",
            "/enter",
            {"room": "Vault", "as": "Bo"},
            403,
            "Bo Lund is not a member of the private room 'Vault'",
        ),
        ("POST", "/rooms", {"name": "harbour"}, 409, "there is a room 'harbour' already"),
        ("POST", "/rooms", {"name": " "}, 400, "a room needs a name"),
        ("POST", "/people", {"name": "Bo", "mention_name": "bo"}, 400, "Mention name bo is already taken"),
        ("GET", "/rooms/Pier/messages", None, 404, "there is no room 'Pier'"),
        ("GET", "/nothing", None, 404, "Not found"),
        ("PUT", "/say", {}, 405, "Method not allowed"),
        ("POST", "/say", [], 400, "the body is not a JSON object"),
    ],
)
def test_a_request_that_does_not_fit_is_refused(
    method: str, path: str, body: Json, status: int, message: str
) -> None:
    reply = order(world_of_three(), method, path, body)
    assert (reply.status, reply.json()["error"]["message"]) == (status, message)


def test_a_query_parameter_that_is_not_known_is_refused() -> None:
    reply = order(world_of_three(), "GET", "/wire?sinc=3")
    assert reply.status == 400
    assert reply.json()["error"]["message"] == (
        "the query parameter 'sinc' is not known; did you mean 'since'?"
    )


def test_a_query_parameter_of_the_wrong_type_is_refused() -> None:
    assert order(world_of_three(), "GET", "/wire?since=yesterday").status == 400


def test_a_body_that_is_not_json_is_refused() -> None:
    reply = ask(world_of_three(), "POST", "/control/say", raw=b"{", token=None)
    assert (reply.status, reply.json()["error"]["message"]) == (400, "the body is not valid JSON")


def test_nobody_talks_in_an_archived_room() -> None:
    world = world_of_three()
    order(world, "POST", "/archive", {"room": 1})
    reply = order(world, "POST", "/say", {"room": 1, "text": "hello?"})
    assert (reply.status, reply.json()["error"]["message"]) == (409, "the room 'Harbour' is archived")


def test_what_was_said_is_read_in_order_and_by_type() -> None:
    world = world_of_three()
    for text in ("one", "two", "three"):
        order(world, "POST", "/say", {"room": 1, "as": "Bo", "text": text})
    order(world, "POST", "/topic", {"room": 1, "topic": "Tides"})

    def texts(query: str) -> list[str]:
        items = order(world, "GET", f"/rooms/Harbour/messages?{query}").json()["items"]
        return [item["message"] for item in items]

    assert texts("") == ["one", "two", "three", "Tides"]
    assert texts("type=message&limit=2") == ["two", "three"]
    assert texts("limit=0") == []
    assert texts("limit=9") == ["one", "two", "three", "Tides"]


def test_a_file_that_was_said_can_be_fetched() -> None:
    world = world_of_three()
    content = b"\x89PNG"
    file = {"name": "kite.png", "content_type": "image/png", "base64": b64encode(content).decode("ascii")}
    order(world, "POST", "/say", {"room": 1, "text": "look", "file": file})
    (said,) = order(world, "GET", "/rooms/1/messages").json()["items"]
    path = said["file"]["url"].removeprefix("https://chat.example.com")
    assert said["file"]["thumb_url"]
    assert ask(world, "GET", path, token=None).body == content


def test_rooms_and_people_are_listed_in_full() -> None:
    world = world_of_three()
    rooms = order(world, "GET", "/rooms").json()["items"]
    assert [(room["name"], room["topic"], len(room["participants"])) for room in rooms] == [
        ("Harbour", "Boats", 2),
        ("Vault", "", 1),
    ]
    people = order(world, "GET", "/people").json()["items"]
    assert [(one["mention_name"], one["is_group_admin"], one["is_guest"]) for one in people] == [
        ("Ann", True, False),
        ("Bo", False, False),
        ("Gus", False, True),
    ]


def test_a_new_person_owns_a_new_room_and_deletes_it() -> None:
    world = world_of_three()
    id = order(world, "POST", "/people", {"name": "Cy Moor", "email": "cy@example.com"}).json()["id"]
    room = order(world, "POST", "/rooms", {"name": "Pier", "owner": "CyMoor", "topic": "Nets"}).json()["id"]
    assert order(world, "GET", "/rooms").json()["items"][-1]["owner"]["id"] == id
    events = heard(world)
    assert order(world, "DELETE", f"/rooms/{room}?as=CyMoor").status == 200
    assert events == ["room_deleted"]
    assert order(world, "DELETE", f"/rooms/{room}").status == 404


def test_presence_is_said_and_shown() -> None:
    world = world_of_three()
    sent = {"online": True, "show": "dnd", "status": "painting", "idle": 60}
    assert order(world, "POST", "/people/Bo/presence", sent).status == 200
    people = order(world, "GET", "/people").json()["items"]
    expected = {"is_online": True, "show": "dnd", "status": "painting", "idle": 60}
    assert people[1]["presence"] == expected
    order(world, "POST", "/people/Bo/presence", {"online": False})
    assert order(world, "GET", "/people").json()["items"][1]["presence"] is None
