"""Members, participants and invitations over REST."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hipgen.host.wire import Json, Reply
from hipgen.host.world import World
from tests.host.answers import answered, refused
from tests.host.rooms import harbour_world, heard, person, pushed, room
from tests.host.worlds import BASE, ask

VAULT = "/v2/room/Vault"


@pytest.fixture
def world() -> World:
    return harbour_world()


def put(world: World, key: str, body: Json = None, token: str = "ann", **how: Any) -> Reply:
    return ask(world, "PUT", f"{VAULT}/member/{key}", body, token=token, **how)


Change = dict[str, Any]
LISTS: list[tuple[str, str, Change, dict[str, str], list[tuple[int, str]]]] = [
    ("get_all_members", "Vault", {}, {}, [(1, "room_admin")]),
    ("get_all_members", "Vault", {"members": (2, 1)}, {}, [(2, "room_member"), (1, "room_admin")]),
    (
        "get_all_members",
        "Vault",
        {"members": (1, 2), "admins": (2,)},
        {},
        [(1, "room_admin"), (2, "room_admin")],
    ),
    ("get_all_members", "Vault", {"members": (1, 2)}, {"max-results": "1"}, [(1, "room_admin")]),
    ("get_all_members", "Vault", {"members": (1, 2)}, {"start-index": "1"}, [(2, "room_member")]),
    ("get_all_members", "Harbour", {}, {}, [(1, "room_admin"), (2, "room_member")]),
    ("get_all_participants", "Harbour", {}, {}, [(1, "room_admin"), (2, "room_member")]),
    ("get_all_participants", "Harbour", {}, {"max-results": "1"}, [(1, "room_admin")]),
    ("get_all_participants", "Harbour", {"present": ()}, {}, []),
    (
        "get_all_participants",
        "Harbour",
        {"members": (3,)},
        {"include-offline": "true"},
        [(1, "room_admin"), (2, "room_member")],
    ),
    ("get_all_participants", "Vault", {"members": (1, 2)}, {}, [(1, "room_admin")]),
    (
        "get_all_participants",
        "Vault",
        {"members": (1, 2)},
        {"include-offline": "true"},
        [(1, "room_admin"), (2, "room_member")],
    ),
]


@pytest.mark.parametrize(("operation", "key", "change", "query", "wanted"), LISTS, ids=str)
def test_who_belongs_and_who_is_there(
    world: World,
    operation: str,
    key: str,
    change: Change,
    query: dict[str, Any],
    wanted: list[tuple[int, str]],
) -> None:
    world.chat.put_room(replace(room(world, 1 if key == "Harbour" else 2), **change))
    path = f"/v2/room/{key}/{'member' if 'member' in operation else 'participant'}"
    page = answered(operation, ask(world, "GET", path, token="group", **query))
    assert [(item["id"], *item["room_roles"]) for item in page["items"]] == wanted
    assert page["links"]["self"] == f"{BASE}{path}"
    full = answered(operation, ask(world, "GET", path, expand="items", **query))
    assert [item["email"] for item in full["items"]] == [person(world, id).email for id, _role in wanted]
    assert [item["room_roles"] for item in full["items"]] == [[role] for _id, role in wanted]


def test_participants_say_who_is_there_now(world: World) -> None:
    world.chat.put_room(replace(room(world, 2), members=(1, 2)))
    path = f"{VAULT}/participant"
    query: dict[str, Any] = {"include-offline": "true"}
    page = answered("get_all_participants", ask(world, "GET", path, **query))
    assert [item["is_present_in_room"] for item in page["items"]] == [True, False]


def test_deleted_people_belong_nowhere(world: World) -> None:
    world.chat.put_person(replace(person(world, 2), is_deleted=True))
    for kind, operation in (("member", "get_all_members"), ("participant", "get_all_participants")):
        page = answered(operation, ask(world, "GET", f"/v2/room/1/{kind}"))
        assert [item["id"] for item in page["items"]] == [1]


ADDED: list[tuple[Json, tuple[int, ...], tuple[int, ...]]] = [
    (None, (), ()),
    ({}, (), ()),
    (None, (2,), (2,)),
    ({"room_roles": ["room_member"]}, (), ()),
    ({"room_roles": ["room_member"]}, (2,), ()),
    ({"room_roles": ["room_admin"]}, (), (2,)),
    ({"room_roles": ["room_admin", "room_member"]}, (), (2,)),
    ({"room_roles": []}, (2,), (2,)),
    ({"roles": ["room_admin"]}, (), (2,)),
    ({"roles": ["user", 7, None]}, (), ()),
    ({"roles": 5}, (), ()),
    ({"roles": "room_admin"}, (), ()),
    ({"roles": None}, (2,), (2,)),
]


@pytest.mark.parametrize(("body", "before", "after"), ADDED, ids=str)
@pytest.mark.parametrize("key", ["2", "@Bo", "bo@example.com", "Bo"])
def test_somebody_becomes_a_member(
    world: World, key: str, body: Json, before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    world.chat.put_room(replace(room(world, 2), admins=before))
    answered("add_member", put(world, key, body))
    assert (room(world, 2).members, room(world, 2).admins) == ((1, 2), after)
    assert pushed(world, "member") == [({"room": 2}, 2)]
    answered("add_member", put(world, key, body))
    assert room(world, 2).members == (1, 2)
    assert ask(world, "GET", VAULT, token="bo").status == 200


REFUSED: list[tuple[str, str, str, Json, int, str]] = [
    ("PUT", "member/@Nobody", "ann", {}, 404, "User @Nobody not found"),
    ("PUT", "member/2", "ann", {"room_roles": ["captain"]}, 400, "room_roles"),
    ("PUT", "member/2", "ann", {"room_roles": "room_admin"}, 400, "room_roles"),
    ("PUT", "member/2", "bo", {}, 404, "Room Vault not found"),
    ("PUT", "member/2", "room", {}, 403, "not valid for this room"),
    ("PUT", "member/2", "harbour", {}, 403, "[u'admin_room']"),
    ("DELETE", "member/@Nobody", "ann", None, 404, "User @Nobody not found"),
    ("DELETE", "member/1", "bo", None, 404, "Room Vault not found"),
    ("DELETE", "member/1", "narrow", None, 403, "[u'admin_room']"),
    ("GET", "member", "narrow", None, 403, "[u'view_room']"),
    ("GET", "participant", "narrow", None, 403, "[u'view_room']"),
    ("GET", "participant", "bo", None, 404, "Room Vault not found"),
    ("GET", "member?max-results=1001", "ann", None, 400, "max-results"),
    ("GET", "participant?include-offline=perhaps", "ann", None, 400, "include-offline"),
    ("POST", "invite/1", "bo", {}, 404, "Room Vault not found"),
    ("POST", "invite/2", "group", {}, 403, "kind of token"),
    ("POST", "invite/2", "narrow", {}, 403, "[u'admin_room']"),
    ("POST", "invite/@Nobody", "ann", {}, 404, "User @Nobody not found"),
    ("POST", "invite/2", "ann", {"reason": 5}, 400, "reason"),
]


@pytest.mark.parametrize(("method", "path", "token", "body", "status", "message"), REFUSED, ids=str)
def test_what_is_refused_changes_nothing(
    world: World, method: str, path: str, token: str, body: Json, status: int, message: str
) -> None:
    before = room(world, 2)
    path, _mark, question = path.partition("?")
    query: dict[str, Any] = dict([question.split("=")]) if question else {}
    found, said = refused(ask(world, method, f"{VAULT}/{path}", body, token=token, **query))
    assert (found, message in said) == (status, True), said
    assert room(world, 2) == before
    assert world.drain() == ()


def test_a_member_who_does_not_administer_adds_and_removes_nobody_else(world: World) -> None:
    world.chat.put_room(replace(room(world, 2), members=(1, 2)))
    assert refused(put(world, "3", {}, "bo"))[0] == 403
    assert refused(ask(world, "DELETE", f"{VAULT}/member/1", token="bo"))[0] == 403
    answered("remove_member", ask(world, "DELETE", f"{VAULT}/member/@Bo", token="bo"))
    assert room(world, 2).members == (1,)


def test_who_is_removed_goes_out_and_administers_no_more(world: World) -> None:
    world.chat.put_room(replace(room(world, 2), members=(1, 2), admins=(2,), present=(1, 2)))
    happened = heard(world)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answered("remove_member", ask(world, "DELETE", f"{VAULT}/member/2", token="group", headers=headers))
    left = room(world, 2)
    assert (left.members, left.admins, left.present) == ((1,), (), (1,))
    assert [each.event for each in happened] == ["room_exit"]


def test_nobody_is_removed_from_a_public_room(world: World) -> None:
    reply = ask(world, "DELETE", "/v2/room/Harbour/member/2")
    assert refused(reply) == (400, "Can only remove participants to private rooms")


@pytest.mark.parametrize("body", [None, {}, {"reason": "boats"}, {"reason": ""}], ids=str)
def test_who_is_invited_is_told(world: World, body: Json) -> None:
    answered("invite_user", ask(world, "POST", "/v2/room/1/invite/@Gus", body, token="bo"))
    reason = (body or {}).get("reason", "")
    assert pushed(world, "invite") == [({"room": 1, "by": 2, "reason": reason}, 3)]
    assert room(world).members == ()


@pytest.mark.parametrize("before", [(1,), (1, 2)])
def test_who_is_invited_to_a_private_room_may_come(world: World, before: tuple[int, ...]) -> None:
    world.chat.put_room(replace(room(world, 2), members=before))
    answered("invite_user", ask(world, "POST", f"{VAULT}/invite/bo@example.com", {"reason": "boats"}))
    assert room(world, 2).members == (1, 2)
    assert pushed(world, "invite") == [({"room": 2, "by": 1, "reason": "boats"}, 2)]
    assert ask(world, "GET", VAULT, token="bo").status == 200
