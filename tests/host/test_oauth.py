"""Every grant gives the token that it should, and nothing it shouldn't; nothing secret is logged."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from hipgen.host import oauth, people
from hipgen.host.chat import Person
from hipgen.host.state import SCOPES as ALL_SCOPES
from hipgen.host.state import Password, Refresh, TokenKind
from hipgen.host.wire import Json, Reply
from hipgen.host.world import World
from hipgen.operations import answer_schema, operations
from tests.host.grants import BACK, FORM, SCOPES, SECRET, ask_token, basic, client, logged
from tests.host.worlds import BASE, Clock, ask, world_of_three

TOKEN = "/v2/oauth/token"


@cache
def passwords() -> tuple[Password, ...]:
    """Of Ann and Bo; once, for they take their time."""
    made = world_of_three()
    people.set_password(made, person(made, 1), "seaweed")
    people.set_password(made, person(made, 2), "driftwood")
    return tuple(made.state.passwords.values())


@pytest.fixture
def world() -> World:
    made = world_of_three()
    client(made)
    for password in passwords():
        made.state.passwords[password.person] = password
    return made


def person(world: World, id: int) -> Person:
    found = world.chat.person(id)
    assert found is not None
    return found


def valid(reply: Reply) -> Json:
    """The body of a token answer that is as documented."""
    assert reply.status == 200, reply.body
    schema = answer_schema(operations()["generate_token"])
    assert schema is not None
    Draft202012Validator(schema).validate(reply.json())
    assert len(reply.json()["access_token"]) == 40
    assert reply.header("Cache-Control") == "no-store"
    return reply.json()


def error(reply: Reply) -> tuple[int, str]:
    said = reply.json()["error"]
    assert said["code"] == reply.status
    return reply.status, said["message"]


def test_client_credentials_answer_all_that_is_documented(world: World) -> None:
    token = valid(ask_token(world, grant_type="client_credentials"))
    assert {**token, "access_token": "…"} == {
        "access_token": "…",
        "expires_in": 3600,
        "group_id": 1,
        "group_name": "Local group",
        "scope": "send_notification view_group view_room",
        "token_type": "bearer",
    }


WIRE = [
    (FORM, "grant_type=client_credentials&scope=view_room", "view_room"),
    (FORM, "grant_type=client_credentials&scope=view_room+send_notification", "view_room send_notification"),
    (
        FORM,
        "grant_type=client_credentials&scope=view_room%20send_notification",
        "view_room send_notification",
    ),
    (FORM, "grant_type=client_credentials&scope=view_room++view_room", "view_room"),
    (FORM, "grant_type=client_credentials&scope=", "send_notification view_group view_room"),
    (f"{FORM}; charset=UTF-8", "grant_type=client_credentials&scope=view_group", "view_group"),
    ("application/json", '{"grant_type": "client_credentials", "scope": "view_group"}', "view_group"),
]


@pytest.mark.parametrize(("type_", "body", "scope"), WIRE)
def test_scopes_come_as_clients_write_them(world: World, type_: str, body: str, scope: str) -> None:
    reply = ask(
        world, "POST", TOKEN, token=None, headers={**basic(), "content-type": type_}, raw=body.encode()
    )
    assert valid(reply)["scope"] == scope


def test_fields_may_stand_in_the_query(world: World) -> None:
    reply = ask(
        world,
        "POST",
        TOKEN,
        token=None,
        headers=basic(),
        grant_type="client_credentials",
        scope="view_room",
    )
    assert valid(reply)["scope"] == "view_room"


REFUSED_CLIENTS = [
    {},
    basic("nobody"),
    basic("tides", "wrong"),
    basic("tides", ""),
    basic("", ""),
    {"authorization": "Basic !!!"},
    {"authorization": "Basic"},
    {"authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
    {"authorization": "Bearer ann"},
]


@pytest.mark.parametrize("headers", REFUSED_CLIENTS, ids=str)
@pytest.mark.parametrize("grant", ["client_credentials", "authorization_code", "refresh_token"])
def test_an_unknown_client_is_401(world: World, grant: str, headers: dict[str, str]) -> None:
    before = len(world.state.tokens)
    assert ask_token(world, headers, grant_type=grant).status == 401
    assert len(world.state.tokens) == before


def test_an_uninstalled_client_is_401(world: World) -> None:
    del world.state.installations["tides"]
    assert error(ask_token(world, grant_type="client_credentials")) == (401, "Invalid OAuth client")


REFUSED_FIELDS: list[tuple[dict[str, str], str]] = [
    ({}, "grant_type"),
    ({"grant_type": "charm"}, "grant_type"),
    ({"grant_type": ""}, "grant_type"),
    ({"grant_type": "client_credentials", "scope": "admin_group"}, "Scope admin_group is not one of"),
    ({"grant_type": "client_credentials", "scope": "view_room everything"}, "Scope everything is not one of"),
    (
        {"grant_type": "client_credentials", "username": "nobody@example.com"},
        "has not authorized this client",
    ),
    ({"grant_type": "client_credentials", "username": "bo@example.com"}, "has not authorized this client"),
    ({"grant_type": "authorization_code"}, "Invalid authorization code"),
    (
        {"grant_type": "authorization_code", "code": "none", "redirect_uri": BACK},
        "Invalid authorization code",
    ),
    ({"grant_type": "refresh_token"}, "Invalid refresh token"),
    ({"grant_type": "refresh_token", "refresh_token": "none"}, "Invalid refresh token"),
]


@pytest.mark.parametrize(("fields", "says"), REFUSED_FIELDS, ids=str)
def test_wrong_fields_are_400(world: World, fields: dict[str, str], says: str) -> None:
    status, message = error(ask_token(world, **fields))
    assert status == 400
    assert says in message


def test_a_descriptor_without_scopes_gives_a_token_without_scopes(world: World) -> None:
    client(world, "plain", scopes=())
    assert valid(ask_token(world, basic("plain"), grant_type="client_credentials"))["scope"] == ""


def test_a_token_works_until_the_clock_says_otherwise(world: World) -> None:
    token = valid(ask_token(world, grant_type="client_credentials"))["access_token"]
    clock = world.clock
    assert isinstance(clock, Clock)
    clock.advance(3599)
    assert ask(world, "GET", "/v2/user", token=token).status == 200
    clock.advance(1)
    assert ask(world, "GET", "/v2/user", token=token).status == 401
    assert valid(ask_token(world, grant_type="client_credentials"))["access_token"] != token


LIFETIMES = [
    ("addon_token_lifetime", {"grant_type": "client_credentials"}, basic()),
    ("user_token_lifetime", {"grant_type": "password", "username": "Bo", "password": "driftwood"}, {}),
    ("personal_token_lifetime", {"grant_type": "personal"}, basic("bo@example.com", "driftwood")),
]


@pytest.mark.parametrize(("setting", "fields", "headers"), LIFETIMES)
def test_lifetimes_are_settings(
    world: World, setting: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    world.state.configure(**{setting: 77})
    assert valid(ask_token(world, headers, **fields))["expires_in"] == 77


def test_a_token_lasts_its_whole_lifetime_when_it_is_told(world: World) -> None:
    token = valid(ask_token(world, grant_type="client_credentials"))["access_token"]
    world.state.configure(clock_offset=0.25)
    assert oauth.lasts(world, world.state.tokens[token]) == 3600
    world.state.configure(clock_offset=3599.75)
    assert oauth.lasts(world, world.state.tokens[token]) == 1


def code(world: World, scopes: tuple[str, ...] = SCOPES, who: int = 2) -> str:
    made = world.state.installations["tides"]
    return oauth.issue_code(world, made, person(world, who), scopes, BACK).code


@pytest.mark.parametrize("name", ["redirect_uri", "redirect_url"])
def test_a_code_gives_a_persons_token_and_one_to_renew_it(world: World, name: str) -> None:
    fields = {"grant_type": "authorization_code", "code": code(world), name: BACK}
    token = valid(ask_token(world, user_id="2", group_id="1", client_name="x", **fields))
    assert token["scope"] == "send_notification view_group view_room"
    assert len(token["refresh_token"]) == 40
    known = world.state.tokens[token["access_token"]]
    assert (known.person, known.installation) == (2, "tides")
    assert error(ask_token(world, **fields)) == (400, "Invalid authorization code")


WRONG_EXCHANGES: list[tuple[dict[str, str], str]] = [
    ({"redirect_uri": "https://tides.example.com/other?page=1"}, "redirect_uri is not"),
    ({"redirect_uri": BACK + "/"}, "redirect_uri is not"),
    ({}, "redirect_uri is not"),
    ({"redirect_uri": BACK, "scope": "view_group"}, "Scope view_group"),
    ({"redirect_uri": BACK, "user_id": "1"}, "user_id does not fit"),
    ({"redirect_uri": BACK, "group_id": "2"}, "group_id does not fit"),
]


@pytest.mark.parametrize(("fields", "says"), WRONG_EXCHANGES)
def test_a_code_is_only_good_for_what_it_was_given_for(
    world: World, fields: dict[str, str], says: str
) -> None:
    given = code(world, ("view_room",))
    status, message = error(ask_token(world, grant_type="authorization_code", code=given, **fields))
    assert status == 400
    assert says in message


def test_a_code_expires_and_is_no_other_clients(world: World) -> None:
    client(world, "other")
    given = code(world)
    fields = {"grant_type": "authorization_code", "code": given, "redirect_uri": BACK}
    assert error(ask_token(world, basic("other"), **fields)) == (400, "Invalid authorization code")
    world.state.configure(clock_offset=600)
    assert error(ask_token(world, **fields)) == (400, "Invalid authorization code")


def exchanged(world: World) -> Json:
    given = code(world)
    return valid(ask_token(world, grant_type="authorization_code", code=given, redirect_uri=BACK))


def test_a_refresh_token_gives_the_next_token_and_stays(world: World) -> None:
    first = exchanged(world)
    fields = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = valid(ask_token(world, scope="view_room", **fields))
    third = valid(ask_token(world, **fields))
    assert second["scope"] == "view_room"
    assert third["scope"] == first["scope"]
    assert len({each["access_token"] for each in (first, second, third)}) == 3
    assert {each["refresh_token"] for each in (first, second, third)} == {first["refresh_token"]}
    client(world, "other")
    assert ask_token(world, basic("other"), **fields).status == 400
    assert ask_token(world, user_id="1", **fields).status == 400


def test_a_scope_that_the_descriptor_no_longer_has_is_not_renewed(world: World) -> None:
    first = exchanged(world)
    client(world, scopes=("view_room", "manage_rooms"))
    fields = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert valid(ask_token(world, **fields))["scope"] == "view_room"


def test_a_username_gives_the_token_of_a_person_who_consented(world: World) -> None:
    world.state.refreshes["r"] = Refresh("r", "tides", 2, ("view_group",))
    for username in ("bo@example.com", "2", "@Bo", "Bo"):
        token = valid(ask_token(world, grant_type="client_credentials", username=username))
        assert token["scope"] == "view_group"
        assert "refresh_token" not in token
        assert world.state.tokens[token["access_token"]].person == 2
    reply = ask_token(world, grant_type="client_credentials", username="Bo", scope="view_room")
    assert reply.status == 400


PASSWORDS = [
    ({}, "Bo", "driftwood", 200),
    ({}, "bo@example.com", "driftwood", 200),
    (basic(), "Bo", "driftwood", 200),
    (basic("tides", "wrong"), "Bo", "driftwood", 401),
    ({}, "Bo", "seaweed", 401),
    ({}, "Bo", "", 401),
    ({}, "Nobody", "driftwood", 401),
    ({}, "Gus", "", 401),
    ({}, "", "", 401),
]


@pytest.mark.parametrize(("headers", "username", "password", "status"), PASSWORDS)
def test_a_password_gives_a_persons_token(
    world: World, headers: dict[str, str], username: str, password: str, status: int
) -> None:
    reply = ask_token(world, headers, grant_type="password", username=username, password=password)
    assert reply.status == status
    if status == 200:
        own = SCOPES if headers else tuple(s for s in ALL_SCOPES if s not in ("admin_group", "import_data"))
        assert valid(reply)["scope"] == " ".join(own)
        assert world.state.tokens[reply.json()["access_token"]].person == 2


def test_a_personal_token_is_for_the_scopes_that_a_person_may_have(world: World) -> None:
    bo = ask_token(world, basic("bo@example.com", "driftwood"), grant_type="personal", client_name="shell")
    assert "admin_group" not in valid(bo)["scope"].split()
    assert world.state.tokens[bo.json()["access_token"]].label == "shell"
    ann = ask_token(world, basic("ann@example.com", "seaweed"), grant_type="personal", scope="admin_group")
    assert valid(ann)["scope"] == "admin_group"
    wrong = ask_token(world, basic("bo@example.com", "driftwood"), grant_type="personal", scope="admin_group")
    assert wrong.status == 400
    assert ask_token(world, basic("bo@example.com", "seaweed"), grant_type="personal").status == 401
    assert ask_token(world, {}, grant_type="personal").status == 401


ROOM_TOKENS = [
    ("ann@example.com", "seaweed", "1", 200),
    ("ann@example.com", "seaweed", "Harbour", 200),
    ("ann@example.com", "seaweed", "99", 400),
    ("ann@example.com", "seaweed", "", 400),
    ("bo@example.com", "driftwood", "1", 403),
    ("bo@example.com", "seaweed", "1", 401),
]


@pytest.mark.parametrize(("name", "password", "room", "status"), ROOM_TOKENS)
def test_a_room_token_is_made_by_who_administers_the_room(
    world: World, name: str, password: str, room: str, status: int
) -> None:
    headers = basic(name, password)
    reply = ask_token(world, headers, grant_type="room_notification", room_id=room, client_name="Bell")
    assert reply.status == status
    if status == 200:
        assert valid(reply)["scope"] == "send_notification"
        assert reply.json()["expires_in"] == 431_999_999
        token = reply.json()["access_token"]
        assert ask(world, "POST", "/v2/room/1/notification", {"message": "hi"}, token=token).status == 204
        assert ask(world, "GET", "/v2/room/1", token=token).status == 403


def test_withdrawing_consent_kills_what_came_of_it(world: World) -> None:
    first, pending = exchanged(world), code(world)
    addons_own = valid(ask_token(world, grant_type="client_credentials"))["access_token"]
    oauth.withdraw(world, "tides", 2)
    assert ask(world, "GET", "/v2/user", token=first["access_token"]).status == 401
    fields = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert ask_token(world, **fields).status == 400
    fields = {"grant_type": "authorization_code", "code": pending, "redirect_uri": BACK}
    assert ask_token(world, **fields).status == 400
    assert ask(world, "GET", "/v2/user", token=addons_own).status == 200


def test_expired_tokens_do_not_pile_up(world: World) -> None:
    for _ in range(3):
        for _ in range(300):
            oauth.issue(world, TokenKind.ADDON, (), installation="tides")
        world.state.configure(clock_offset=world.state.settings.clock_offset + 3600)
    assert len(world.state.tokens) < 600


def test_nothing_secret_is_logged(world: World) -> None:
    first = exchanged(world)
    given = code(world)
    replies = [
        ask_token(world, grant_type="client_credentials"),
        ask_token(world, grant_type="authorization_code", code=given, redirect_uri=BACK),
        ask_token(world, grant_type="refresh_token", refresh_token=first["refresh_token"]),
        ask_token(world, {}, grant_type="password", username="Bo", password="driftwood"),
        ask_token(world, {}, grant_type="password", username="Bo", password="flotsam-wrong"),
        ask(
            world,
            "POST",
            TOKEN,
            token=None,
            grant_type="password",
            username="Bo",
            password="driftwood",
        ),
    ]
    token = replies[0].json()["access_token"]
    for path in (f"/v2/oauth/token/{token}", f"//v2//oauth//token//{token}/"):
        replies.append(ask(world, "GET", path, token=token))
        replies.append(ask(world, "GET", path, token=None, auth_token=token, expand="owner"))
    assert [reply.status for reply in replies] == [200, 200, 200, 200, 401, 200, 200, 200, 200, 200]
    issued = [reply.json().get("access_token") for reply in replies]
    kept = [*world.state.tokens, *world.state.refreshes, given, SECRET, "driftwood", "flotsam-wrong"]
    text = logged(world)
    assert [each for each in (*kept, *issued) if each and len(each) > 6 and each in text] == []
    assert base64.b64encode(f"tides:{SECRET}".encode()).decode() not in text


class TestSessions:
    """Reading what a token is, and withdrawing it."""

    SCHEMA = answer_schema(operations()["get_session"])

    def seen(self, world: World, token: str, expand: str = "") -> Json:
        reply = ask(world, "GET", f"/v2/oauth/token/{token}", token=token, expand=expand)
        assert reply.status == 200
        assert self.SCHEMA is not None
        Draft202012Validator(self.SCHEMA).validate(reply.json())
        return reply.json()

    def test_an_addons_token_is_a_clients(self, world: World) -> None:
        token = valid(ask_token(world, grant_type="client_credentials", scope="view_room"))["access_token"]
        world.state.configure(clock_offset=600)
        assert self.seen(world, token) == {
            "access_token": token,
            "expires_in": 3000,
            "scopes": ["view_room"],
            "owner_type": "client",
            "owner": None,
            "client": {
                "id": "tides",
                "name": "Tides <&>",
                "allowed_scopes": list(SCOPES),
                "room": None,
                "links": {"self": f"{BASE}/v2/oauth/client/tides"},
            },
            "links": {"self": f"{BASE}/v2/oauth/token/{token}"},
        }

    def test_a_rooms_client_names_the_room_and_expands_it(self, world: World) -> None:
        client(world, "roomy", room=1)
        token = valid(ask_token(world, basic("roomy"), grant_type="client_credentials"))["access_token"]
        assert "topic" not in self.seen(world, token)["client"]["room"]
        assert self.seen(world, token, expand="client.room")["client"]["room"]["topic"] == "Boats"

    def test_a_persons_token_names_the_person_and_expands_them(self, world: World) -> None:
        token = exchanged(world)["access_token"]
        assert self.seen(world, token)["owner_type"] == "user"
        assert self.seen(world, token)["owner"]["id"] == 2
        assert self.seen(world, token, expand="owner")["owner"]["email"] == "bo@example.com"

    @pytest.mark.parametrize(("token", "room"), [("ann", None), ("harbour", "Harbour")])
    def test_tokens_made_by_hand_have_a_client_too(self, world: World, token: str, room: str | None) -> None:
        shown = self.seen(world, token)["client"]["room"]
        assert (shown and shown["name"]) == room

    def test_a_deleted_token_is_dead(self, world: World) -> None:
        token = valid(ask_token(world, grant_type="client_credentials"))["access_token"]
        assert ask(world, "DELETE", f"/v2/oauth/token/{token}", token=token).status == 204
        assert ask(world, "GET", "/v2/user", token=token).status == 401
        assert ask(world, "GET", f"/v2/oauth/token/{token}", token=token).status == 401
        assert ask(world, "GET", f"/v2/oauth/token/{token}").status == 404
        assert ask(world, "DELETE", f"/v2/oauth/token/{token}").status == 404

    def test_an_expired_token_is_not_there(self, world: World) -> None:
        token = valid(ask_token(world, grant_type="client_credentials"))["access_token"]
        known = world.state.tokens[token]
        world.state.tokens[token] = replace(known, expires=world.now() - timedelta(seconds=1))
        assert ask(world, "GET", f"/v2/oauth/token/{token}").status == 404
        assert token not in logged(world)

    def test_a_form_type_without_a_body_does_not_disturb_a_delete(self, world: World) -> None:
        headers = {"content-type": FORM}
        assert ask(world, "DELETE", "/v2/oauth/token/bo", headers=headers, raw=b"").status == 204


def test_secrets_in_a_query_are_masked(world: World) -> None:
    secret = "r" * 40
    ask(world, "POST", TOKEN, token=None, headers=basic(), grant_type="refresh_token", refresh_token=secret)
    assert secret not in logged(world)
