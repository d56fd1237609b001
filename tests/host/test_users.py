"""People over REST: listing, reading, adding, replacing, deleting; photos, first rooms, private messages."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from hipgen.host import people
from hipgen.host.chat import Person, Presence, between
from hipgen.host.state import SCOPES, Token, TokenKind
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.grants import client, logged
from tests.host.worlds import BASE, START, ask, world_of_three


@pytest.fixture
def world() -> World:
    made = world_of_three()
    client(made, "all", scopes=tuple(SCOPES))
    made.state.tokens["addon"] = Token("addon", TokenKind.ADDON, tuple(SCOPES), START, installation="all")
    return made


def person(world: World, id: int) -> Person:
    found = world.chat.person(id)
    assert found is not None
    return found


LISTS: list[tuple[dict[str, str], list[int]]] = [
    ({}, [1, 2]),
    ({"include-guests": "true"}, [1, 2, 3]),
    ({"include-deleted": "true"}, [1, 2, 4]),
    ({"include-deleted": "1", "include-guests": "TRUE"}, [1, 2, 3, 4]),
    ({"include-deleted": "false", "include-guests": "0"}, [1, 2]),
    ({"max-results": "1"}, [1]),
    ({"start-index": "1", "max-results": "1"}, [2]),
    ({"start-index": "7"}, []),
    ({"max-results": "0"}, []),
]


@pytest.mark.parametrize(("query", "ids"), LISTS, ids=str)
def test_people_are_listed_as_asked(world: World, query: dict[str, Any], ids: list[int]) -> None:
    world.chat.put_person(Person(4, "Old Hand", "Old", "old@example.com", START, is_deleted=True))
    page = answered("get_all_users", ask(world, "GET", "/v2/user", **query))
    assert [item["id"] for item in page["items"]] == ids
    full = answered("get_all_users", ask(world, "GET", "/v2/user", expand="items", **query))
    assert [item["is_deleted"] for item in full["items"]] == [id == 4 for id in ids]


BAD_QUERIES = [
    {"max-results": "1001"},
    {"max-results": "-1"},
    {"start-index": "x"},
    {"include-guests": "perhaps"},
]


@pytest.mark.parametrize("query", BAD_QUERIES, ids=str)
def test_a_query_that_does_not_fit_is_400(world: World, query: dict[str, Any]) -> None:
    status, message = refused(ask(world, "GET", "/v2/user", **query))
    assert status == 400
    assert next(iter(query)) in message


@pytest.mark.parametrize(
    "key", ["2", "@Bo", "@bo", "bo@example.com", "BO@example.com", "Bo", "bo%40example.com"]
)
def test_a_person_is_found_by_every_key(world: World, key: str) -> None:
    assert answered("view_user", ask(world, "GET", f"/v2/user/{key}"))["id"] == 2


@pytest.mark.parametrize("key", ["9", "@Nobody", "nobody@example.com", "²", "%00", "99999999999999999999"])
def test_nobody_is_404(world: World, key: str) -> None:
    assert refused(ask(world, "GET", f"/v2/user/{key}"))[0] == 404


def test_a_person_in_full(world: World) -> None:
    changed = replace(
        person(world, 2),
        photo="https://example.com/bo.png",
        last_active=START,
        presence=Presence(show="away", status="lunch", idle=60),
    )
    world.chat.put_person(changed)
    shown = answered("view_user", ask(world, "GET", "/v2/user/2"))
    assert shown["presence"] == {"is_online": True, "show": "away", "status": "lunch", "idle": 60}
    assert shown["photo_url"] == "https://example.com/bo.png"
    assert shown["last_active"] == "2018-03-01T09:15:00+00:00"
    assert shown["group"] == {"id": 1, "name": "Local group", "links": {"self": f"{BASE}/v2/group/1"}}
    assert answered("view_user", ask(world, "GET", "/v2/user/3"))["presence"] is None


FULL: Json = {
    "name": "Cy Fox",
    "email": "cy@example.com",
    "roles": ["user", "admin"],
    "title": "Pilot",
    "mention_name": "@Cy",
    "is_group_admin": True,
    "timezone": "Europe/Oslo",
    "password": "kelp-forest",
}


def test_a_new_person_is_all_that_was_said(world: World) -> None:
    reply = ask(world, "POST", "/v2/user", FULL, token="addon")
    made = answered("create_user", reply)
    assert made["id"] == 4
    assert reply.header("Location") == made["links"]["self"] == f"{BASE}/v2/user/4"
    assert "password" not in made
    shown = ask(world, "GET", "/v2/user/4").json()
    assert shown == made["entity"]
    said = {name: shown[name] for name in FULL if name != "password"}
    assert said == {name: value for name, value in FULL.items() if name != "password"} | {
        "mention_name": "Cy"
    }
    assert people.right_password(world, person(world, 4), "kelp-forest")
    assert "kelp-forest" not in logged(world)


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_clients_leave_unset_counts_as_absent(world: World, nothing: str | None) -> None:
    body: Json = {"name": "Cy Fox", "email": "cy@example.com", "title": nothing, "mention_name": nothing}
    body |= {"timezone": "UTC", "is_group_admin": False, "password": nothing}
    made = answered("create_user", ask(world, "POST", "/v2/user", body))
    assert people.right_password(world, person(world, made["id"]), made["password"])
    assert made["password"] not in logged(world)
    assert (made["entity"]["mention_name"], made["entity"]["title"]) == ("CyFox", "")


NAMES = [
    ("Ann", "Ann2"),
    ("Cy Fox", "CyFox"),
    ("Bo-Bo O'Hara", "BoBoOHara"),
    ("Åsa Öst", "ÅsaÖst"),
    ("!!!", "Person"),
    ("All", "All2"),
    ("here", "here2"),
]


@pytest.mark.parametrize(("name", "mention"), NAMES)
def test_a_mention_name_is_made_from_the_name(world: World, name: str, mention: str) -> None:
    body = {"name": name, "email": "x@example.com"}
    made = answered("create_user", ask(world, "POST", "/v2/user", body))
    assert made["entity"]["mention_name"] == mention
    again = answered("create_user", ask(world, "POST", "/v2/user", {**body, "email": "y@example.com"}))
    assert again["entity"]["mention_name"] not in (mention, "")


BAD_PEOPLE = [
    ({"email": "x@example.com"}, "name"),
    ({"name": "Cy"}, "email"),
    ({"name": "", "email": "x@example.com"}, "name"),
    ({"name": "x" * 51, "email": "x@example.com"}, "name"),
    ({"name": "Cy", "email": 7}, "email"),
    ({"name": "Cy", "email": "nonsense"}, "not an email address"),
    ({"name": "Cy", "email": ""}, "not an email address"),
    ({"name": "Cy", "email": "ANN@example.com"}, "already exists"),
    ({"name": "Cy", "email": "x@example.com", "mention_name": "bO"}, "already taken"),
    ({"name": "Cy", "email": "x@example.com", "mention_name": "here"}, "not allowed"),
    ({"name": "Cy", "email": "x@example.com", "mention_name": "a b"}, "not allowed"),
    ({"name": "Cy", "email": "x@example.com", "timezone": "Mars/North"}, "Timezone"),
    ({"name": "Cy", "email": "x@example.com", "timezone": "../../etc/passwd"}, "Timezone"),
    ({"name": "Cy", "email": "x@example.com", "timezone": "x" * 5000}, "Timezone"),
    ({"name": "Cy", "email": "x@example.com", "is_group_admin": "yes"}, "is_group_admin"),
    ({"name": "Cy", "email": "x@example.com", "roles": "user"}, "roles"),
]


@pytest.mark.parametrize(("body", "says"), BAD_PEOPLE, ids=str)
def test_nobody_is_made_of_a_wrong_body(world: World, body: Json, says: str) -> None:
    status, message = refused(ask(world, "POST", "/v2/user", body))
    assert status == 400
    assert says in message
    assert len(list(world.chat.people())) == 3


UPDATE: Json = {"name": "Bo Lund", "mention_name": "Bo", "email": "bo@example.com"}
UPDATES = [
    ({"name": "Bosse"}, {"name": "Bosse"}),
    ({"mention_name": "@Bosse"}, {"mention_name": "Bosse"}),
    ({"email": "bosse@example.com"}, {"email": "bosse@example.com"}),
    ({"title": "Cook"}, {"title": "Cook"}),
    ({"roles": ["user", "moderator"]}, {"roles": ["user", "moderator"]}),
    ({"is_group_admin": True}, {"is_group_admin": True}),
    ({"timezone": "Asia/Tokyo"}, {"timezone": "Asia/Tokyo"}),
    ({}, {"timezone": "UTC", "title": "", "is_group_admin": False, "roles": ["user"]}),
    (
        {"presence": {"show": "dnd", "status": "busy"}},
        {"presence": {"is_online": True, "show": "dnd", "status": "busy"}},
    ),
    ({"presence": {"show": "", "status": ""}}, {"presence": {"is_online": True}}),
    ({"presence": {"show": None, "status": None}}, {"presence": {"is_online": True}}),
    ({"presence": None}, {"presence": {"is_online": True}}),
    ({"presence": {}}, {"presence": {"is_online": True}}),
    (
        {"id": 9, "version": "X", "links": {}, "is_deleted": True, "xmpp_jid": "x"},
        {"id": 2, "is_deleted": False},
    ),
]


@pytest.mark.parametrize("token", ["ann", "addon"])
@pytest.mark.parametrize(("body", "then"), UPDATES, ids=str)
def test_an_update_replaces_what_can_be_written(world: World, token: str, body: Json, then: Json) -> None:
    answered("update_user", ask(world, "PUT", "/v2/user/@Bo", {**UPDATE, **body}, token=token))
    shown = answered("view_user", ask(world, "GET", "/v2/user/2"))
    assert {name: shown[name] for name in then} == then


@pytest.mark.parametrize("id", [1, 2])
def test_the_whole_object_may_be_sent_back(world: World, id: int) -> None:
    for online in (Presence(show="away"), None):
        world.chat.put_person(replace(person(world, id), presence=online))
        shown = ask(world, "GET", f"/v2/user/{id}").json()
        answered("update_user", ask(world, "PUT", f"/v2/user/{id}", shown))
        assert ask(world, "GET", f"/v2/user/{id}").json() == shown


def test_the_version_changes_with_the_object_only(world: World) -> None:
    first = ask(world, "GET", "/v2/user/2").json()["version"]
    body = {**UPDATE, "timezone": "Europe/Lisbon"}
    ask(world, "PUT", "/v2/user/2", body)
    assert ask(world, "GET", "/v2/user/2").json()["version"] == first
    ask(world, "PUT", "/v2/user/2", {**body, "title": "Cook"})
    assert ask(world, "GET", "/v2/user/2").json()["version"] != first


@pytest.mark.parametrize("password", [None, ""])
def test_a_password_stays_unless_there_is_a_new_one(world: World, password: str | None) -> None:
    answered("update_user", ask(world, "PUT", "/v2/user/2", {**UPDATE, "password": "driftwood"}))
    answered("update_user", ask(world, "PUT", "/v2/user/2", {**UPDATE, "password": password}))
    assert people.right_password(world, person(world, 2), "driftwood")
    assert not people.right_password(world, person(world, 2), "")
    assert "driftwood" not in logged(world)


BAD_UPDATES = [
    ({**UPDATE, "email": "ann@example.com"}, 400, "already exists"),
    ({**UPDATE, "mention_name": "Ann"}, 400, "already taken"),
    ({**UPDATE, "mention_name": ""}, 400, "mention_name"),
    ({**UPDATE, "presence": {"show": "gone"}}, 400, "show"),
    ({**UPDATE, "presence": {"status": "x" * 51}}, 400, "status"),
    ({"name": "Bo", "email": "bo@example.com"}, 400, "mention_name"),
    ({"mention_name": "Bo", "email": "bo@example.com"}, 400, "name"),
    ({"name": "Bo", "mention_name": "Bo"}, 400, "email"),
]


@pytest.mark.parametrize(("body", "status", "says"), BAD_UPDATES, ids=str)
def test_a_wrong_update_changes_nothing(world: World, body: Json, status: int, says: str) -> None:
    before = person(world, 2)
    got, message = refused(ask(world, "PUT", "/v2/user/2", body))
    assert got == status
    assert says in message
    assert person(world, 2) == before


PHOTO = {"photo": base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()}
WRITES: list[tuple[str, str, Json]] = [
    ("POST", "/v2/user", {"name": "Cy", "email": "cy@example.com"}),
    ("PUT", "/v2/user/{id}", {**UPDATE, "email": "other@example.com", "mention_name": "Other"}),
    ("DELETE", "/v2/user/{id}", None),
    ("PUT", "/v2/user/{id}/photo", PHOTO),
    ("DELETE", "/v2/user/{id}/photo", None),
    ("POST", "/v2/invite/user", {"name": "Cy", "email": "cy@example.com"}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_only_administrators_change_people(world: World, method: str, path: str, body: Json) -> None:
    before = list(world.chat.people())
    assert refused(ask(world, method, path.format(id=2), body, token="bo"))[0] == 403
    assert list(world.chat.people()) == before
    assert ask(world, method, path.format(id=2), body, token="ann").status < 300


@pytest.mark.parametrize(("method", "path", "body"), [WRITES[1], WRITES[3]])
def test_guests_are_not_changed(world: World, method: str, path: str, body: Json) -> None:
    assert refused(ask(world, method, path.format(id=3), body)) == (400, "Guests cannot be updated")


@pytest.mark.parametrize(("method", "path", "body"), [WRITES[1], WRITES[2], WRITES[3]])
def test_the_owner_is_off_limits_to_others(world: World, method: str, path: str, body: Json) -> None:
    before = person(world, 1)
    assert refused(ask(world, method, path.format(id=1), body, token="addon"))[0] == 403
    world.state.group = replace(world.state.group, owner=2)
    assert refused(ask(world, method, path.format(id=2), body, token="addon"))[0] == 403
    assert person(world, 1) == before


def test_the_owner_may_not_leave(world: World) -> None:
    assert refused(ask(world, "DELETE", "/v2/user/1"))[0] == 403


class TestDeleting:
    """Somebody deleted is gone from everything but the past."""

    @pytest.fixture
    def world(self, world: World) -> World:
        room = world.chat.room(2)
        assert room is not None
        world.chat.put_room(replace(room, members=(1, 2), admins=(2,), present=(1, 2)))
        people.set_password(world, person(world, 2), "driftwood")
        answered("delete_user", ask(world, "DELETE", "/v2/user/2"))
        return world

    def test_they_are_marked_and_found_no_more(self, world: World) -> None:
        assert person(world, 2).is_deleted
        for key in ("2", "@Bo", "bo@example.com", "Bo"):
            assert ask(world, "GET", f"/v2/user/{key}").status == 404
        assert ask(world, "DELETE", "/v2/user/2").status == 404

    def test_their_tokens_and_passwords_are_dead(self, world: World) -> None:
        assert "bo" not in world.state.tokens
        assert ask(world, "GET", "/v2/user", token="bo").status == 401
        assert not people.right_password(world, person(world, 2), "driftwood")

    def test_they_are_in_no_room(self, world: World) -> None:
        for room in world.chat.rooms():
            assert 2 not in (*room.members, *room.admins, *room.present)

    def test_their_names_are_free(self, world: World) -> None:
        made = answered("create_user", ask(world, "POST", "/v2/user", {**UPDATE}))
        assert made["entity"]["mention_name"] == "Bo"
        assert answered("view_user", ask(world, "GET", "/v2/user/@Bo"))["id"] == made["id"] == 4


IMAGES = [
    (b"\x89PNG\r\n\x1a\nrest", "image/png"),
    (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
    (b"GIF89arest", "image/gif"),
]


class TestPhotos:
    """Photos come in base64 and are read from where `get_photo` leads."""

    @pytest.mark.parametrize(("content", "type_"), IMAGES)
    @pytest.mark.parametrize("prefix", ["", "data:image/png;base64,", "\n "])
    def test_a_photo_is_kept_as_it_came(self, world: World, content: bytes, type_: str, prefix: str) -> None:
        body = {"photo": prefix + base64.encodebytes(content).decode()}
        answered("update_photo", ask(world, "PUT", "/v2/user/2/photo", body))
        for size in ("small", "big"):
            reply = ask(world, "GET", f"/v2/user/2/photo/{size}")
            answered("get_photo", reply)
            address = reply.header("Location") or ""
            assert address.startswith(f"{BASE}/files/")
            picture = ask(world, "GET", address.removeprefix(BASE), token=None)
            assert (picture.status, picture.body, picture.header("Content-Type")) == (200, content, type_)
        assert ask(world, "GET", "/v2/user/2").json()["photo_url"] == address

    def test_the_last_photo_takes_the_place_of_the_first(self, world: World) -> None:
        addresses = []
        for _ in range(2):
            ask(world, "PUT", "/v2/user/2/photo", PHOTO)
            addresses.append(
                (ask(world, "GET", "/v2/user/2/photo/big").header("Location") or "")[len(BASE) :]
            )
        assert [ask(world, "GET", each, token=None).status for each in addresses] == [404, 200]
        answered("delete_photo", ask(world, "DELETE", "/v2/user/2/photo"))
        assert ask(world, "GET", addresses[1], token=None).status == 404
        assert refused(ask(world, "GET", "/v2/user/2/photo/big"))[0] == 404
        answered("delete_photo", ask(world, "DELETE", "/v2/user/2/photo"))

    @pytest.mark.parametrize(
        "photo", ["", "AAAA", "not base64!", base64.b64encode(b"<svg/>").decode(), "data:image/png,abc"]
    )
    def test_what_is_no_picture_is_400(self, world: World, photo: str) -> None:
        assert refused(ask(world, "PUT", "/v2/user/2/photo", {"photo": photo}))[0] == 400
        assert person(world, 2).photo is None

    def test_there_are_two_sizes(self, world: World) -> None:
        assert refused(ask(world, "GET", "/v2/user/2/photo/huge")) == (400, "size must be small or big")


class TestFirstRooms:
    """Rooms that a person enters on signing in."""

    @pytest.fixture
    def world(self, world: World) -> World:
        world.chat.put_person(replace(person(world, 1), auto_join=(2, 1, 99)))
        return world

    def test_they_come_in_their_order(self, world: World) -> None:
        page = answered("get_auto_join_rooms", ask(world, "GET", "/v2/user/1/preference/auto-join"))
        assert [room["name"] for room in page["items"]] == ["Vault", "Harbour"]
        assert page["links"] == {"self": f"{BASE}/v2/user/1/preference/auto-join"}

    def test_pages_and_expansion(self, world: World) -> None:
        query: dict[str, Any] = {"start-index": "1", "max-results": "1", "expand": "items"}
        page = answered("get_auto_join_rooms", ask(world, "GET", "/v2/user/1/preference/auto-join", **query))
        assert [room["topic"] for room in page["items"]] == ["Boats"]
        assert "prev" in page["links"]

    def test_a_private_room_hides_from_others(self, world: World) -> None:
        reply = ask(world, "GET", "/v2/user/1/preference/auto-join", token="bo")
        assert [room["name"] for room in answered("get_auto_join_rooms", reply)["items"]] == ["Harbour"]


class TestPrivateMessages:
    """From person to person."""

    def test_all_that_can_be_said(self, world: World) -> None:
        body = {
            "message": "<b>psst</b>",
            "message_format": "html",
            "notify": True,
            "color": "red",
            "from": "x",
        }
        reply = ask(world, "POST", "/v2/user/@Bo/message", body)
        answered("private_message_user", reply)
        assert reply.header("X-FloodControl-Limit") == "30"
        (said,) = world.chat.history(between(1, 2))
        assert (said.text, said.format, said.notify, said.sender) == ("<b>psst</b>", "html", True, 1)

    def test_text_and_quiet_are_the_defaults(self, world: World) -> None:
        answered("private_message_user", ask(world, "POST", "/v2/user/2/message", {"message": "psst"}))
        (said,) = world.chat.history(between(1, 2))
        assert (said.format, said.notify) == ("text", False)

    def test_the_longest_message_fits(self, world: World) -> None:
        answered("private_message_user", ask(world, "POST", "/v2/user/2/message", {"message": "x" * 10_000}))

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"message": ""},
            {"message": "x" * 10_001},
            {"message": "x", "message_format": "rtf"},
            {"message": 7},
        ],
        ids=lambda body: str(body)[:40],
    )
    def test_a_wrong_body_is_400_and_nothing_is_said(self, world: World, body: Json) -> None:
        assert refused(ask(world, "POST", "/v2/user/2/message", body))[0] == 400
        assert len(world.chat.history(between(1, 2))) == 0

    def test_addons_say_nothing_in_private(self, world: World) -> None:
        assert refused(ask(world, "POST", "/v2/user/2/message", {"message": "x"}, token="addon"))[0] == 403


INVITED: Json = {"name": "Di Roe", "email": "di@example.com", "title": "Diver"}


class TestInvites:
    """Whoever is invited is there at once."""

    def check(self, world: World, shown: Json) -> None:
        assert (shown["name"], shown["email"], shown["title"]) == ("Di Roe", "di@example.com", "Diver")
        assert ask(world, "GET", f"/v2/user/{shown['id']}").json() == shown

    def test_fields_come_in_the_body(self, world: World) -> None:
        reply = ask(world, "POST", "/v2/invite/user", INVITED, token="addon")
        self.check(world, answered("invite_user_to_group", reply))

    def test_fields_may_come_in_the_query(self, world: World) -> None:
        reply = ask(world, "POST", "/v2/invite/user", **INVITED)
        self.check(world, answered("invite_user_to_group", reply))

    @pytest.mark.parametrize("body", [{}, {"name": "Di"}, {"name": "Di", "email": "ann@example.com"}])
    def test_what_is_wrong_is_400(self, world: World, body: Json) -> None:
        assert refused(ask(world, "POST", "/v2/invite/user", body))[0] == 400
