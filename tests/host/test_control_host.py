"""The control interface: the clock, settings, tokens, the wire log, and the way back to the start."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hipgen.host.control import EDGE, edge_body, table
from hipgen.host.refusal import Refused
from hipgen.host.settings import Settings
from hipgen.host.state import Installation
from hipgen.host.wire import Json, Request
from hipgen.host.world import World
from tests.host.orders import order, refused
from tests.host.worlds import START, world_of_three


def installed(world: World, oauth_id: str = "kite-1") -> Installation:
    """An add-on that is there without any handshake."""
    descriptor = {
        "name": "Kite",
        "capabilities": {"hipchatApiConsumer": {"scopes": ["send_notification", "view_room"]}},
    }
    made = Installation(oauth_id, 1, "s" * 40, "com.example.kite", None, descriptor, "https://x", START, 1)
    world.state.installations[oauth_id] = made
    return made


def test_the_clock_is_moved_on_and_never_back() -> None:
    world = world_of_three()
    assert order(world, "GET", "/clock").json() == {"now": "2018-03-01T09:15:00+00:00"}
    order(world, "POST", "/clock", {"advance": 1800})
    assert order(world, "POST", "/clock", {"advance": 1800.5}).json() == {
        "now": "2018-03-01T10:15:00.500000+00:00"
    }
    assert order(world, "POST", "/clock", {"advance": -1}).status == 400
    assert order(world, "POST", "/clock").status == 400


def test_settings_are_read_and_changed() -> None:
    world = world_of_three()
    before = order(world, "GET", "/settings").json()
    assert before["rate_limits"] is False
    assert "clock_offset" not in before
    after = order(world, "PATCH", "/settings", {"rate_limits": True, "addon_token_lifetime": 60}).json()
    assert after == {**before, "rate_limits": True, "addon_token_lifetime": 60}
    assert world.state.settings == replace(Settings(), rate_limits=True, addon_token_lifetime=60)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"rate_limit": True}, "the member 'rate_limit' is not known; did you mean 'rate_limits'?"),
        ({"rate_limits": 1}, "Value 1 for field 'rate_limits' is not of type 'boolean'"),
        ({"flood": -1}, "Value -1 for field 'flood' is less than minimum value: 0"),
        (
            {"view_proxy": "on"},
            "Value u'on' for field 'view_proxy' is not in the enumeration: [u'auto', u'always', u'never']",
        ),
    ],
)
def test_a_setting_that_does_not_exist_or_fit_is_refused(body: Json, message: str) -> None:
    assert refused(order(world_of_three(), "PATCH", "/settings", body)) == (400, message)


@pytest.mark.parametrize(
    ("body", "scopes", "expires"),
    [
        ({"as": "Bo"}, 9, "2019-03-01T09:15:00+00:00"),
        ({"as": "Bo", "scopes": ["view_room"]}, 1, "2019-03-01T09:15:00+00:00"),
        ({"room": "Harbour"}, 1, None),
        ({"installation": "kite-1"}, 2, "2018-03-01T10:15:00+00:00"),
        ({"installation": "com.example.kite", "lifetime": 5}, 2, "2018-03-01T09:15:05+00:00"),
    ],
)
def test_a_token_of_each_kind_is_made(body: Json, scopes: int, expires: str | None) -> None:
    world = world_of_three()
    installed(world)
    reply = order(world, "POST", "/tokens", body)
    assert reply.status == 201
    made = reply.json()
    assert (len(made["token"]), len(made["scopes"]), made["expires"]) == (40, scopes, expires)
    assert made["token"] in world.state.tokens


def test_a_request_for_scopes_that_can_not_be_had_makes_no_token() -> None:
    world = world_of_three()
    before = dict(world.state.tokens)
    assert order(world, "POST", "/tokens", {"room": "Harbour", "scopes": ["admin_group"]}).status == 400
    assert dict(world.state.tokens) == before


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "name one of 'as', 'room' and 'installation'"),
        ({"as": 1, "room": 1}, 400, "name one of 'as', 'room' and 'installation'"),
        (
            {"as": 1, "scopes": ["view_rooms"]},
            400,
            "the scope 'view_rooms' can't be had; did you mean 'view_room'?",
        ),
        (
            {"room": 1, "scopes": ["admin_group"]},
            400,
            "the scope 'admin_group' can't be had; there is send_notification",
        ),
        (
            {"installation": "com.example.kit"},
            404,
            "there is no installation 'com.example.kit'; did you mean 'com.example.kite'?",
        ),
    ],
)
def test_a_token_that_cannot_be_had_is_refused(body: Json, status: int, message: str) -> None:
    world = world_of_three()
    installed(world)
    assert refused(order(world, "POST", "/tokens", body)) == (status, message)


def test_a_key_that_is_installed_twice_names_nothing() -> None:
    world = world_of_three()
    installed(world)
    installed(world, "kite-2")
    status, message = refused(order(world, "POST", "/tokens", {"installation": "com.example.kite"}))
    assert (status, message) == (
        409,
        "'com.example.kite' is installed 2 times; name one by its OAuth id: kite-1, kite-2",
    )


def test_tokens_end_when_they_are_told_to() -> None:
    world = world_of_three()
    installed(world)
    made = [order(world, "POST", "/tokens", {"installation": "kite-1"}).json()["token"] for _ in range(3)]

    def ended(body: Json) -> int:
        return int(order(world, "POST", "/tokens/expire", body).json()["expired"])

    assert ended({"token": made[0]}) == 1
    assert ended({"token": made[0]}) == 0
    assert ended({"installation": "kite-1"}) == 2
    assert ended({"all": True}) == 0
    assert world.state.tokens["ann"].expires is None
    assert all(world.state.tokens[token].expires == START for token in made)
    assert refused(order(world, "POST", "/tokens/expire", {"token": "no"})) == (404, "there is no such token")
    assert order(world, "POST", "/tokens/expire", {}).status == 400


def test_the_wire_log_is_read_from_a_number_on() -> None:
    world = world_of_three()
    for number in range(4):
        world.log.add(START, "out", "webhook" if number % 2 else "note", note=f"n{number}")
    told = order(world, "GET", "/wire?since=1").json()
    assert [entry["note"] for entry in told["entries"]] == ["n1", "n2", "n3"]
    assert told["last"] == 4
    assert told["entries"][0] == {
        "id": 2,
        "at": "2018-03-01T09:15:00+00:00",
        "direction": "out",
        "kind": "webhook",
        "note": "n1",
    }
    assert [entry["id"] for entry in order(world, "GET", "/wire?kind=note").json()["entries"]] == [1, 3]
    assert [entry["id"] for entry in order(world, "GET", "/wire?limit=1").json()["entries"]] == [4]
    assert order(world, "GET", "/wire?limit=0").json() == {"entries": [], "last": 4}


def test_reset_goes_back_to_the_start_if_there_is_one() -> None:
    world = world_of_three()
    assert refused(order(world, "POST", "/reset")) == (409, "this host has no start to go back to")
    called: list[str] = []
    world.restart = lambda: called.append("restart")
    assert order(world, "POST", "/reset").json() == {}
    assert called == ["restart"]


def test_the_interface_tells_of_itself() -> None:
    told = order(world_of_three(), "GET", "").json()
    assert told["api"] == "https://chat.example.com/v2"
    assert {(one["method"], one["path"]) for one in told["routes"]} == {
        (taken.method, taken.path) for taken in table()
    }
    say = next(one for one in told["routes"] if one["path"] == "/control/say")
    assert say["required"] == ["room", "text"]
    assert set(say["body"]) == {"room", "as", "text", "file", "reply_to"}


def test_every_request_has_a_summary_and_a_path_below_control() -> None:
    for taken in table():
        assert taken.summary.endswith("."), taken
        assert taken.path == "/control" or taken.path.startswith("/control/"), taken
        assert set(taken.required) <= set(taken.body), taken


def test_what_the_edge_answers_is_checked_alike() -> None:
    assert [taken.path for taken in EDGE] == ["/control/settle", "/control/events"]
    good = Request("POST", "/control/settle", body=b'{"timeout": 2.5}')
    assert edge_body(good, "/control/settle") == {"timeout": 2.5}
    assert edge_body(replace(good, body=b""), "/control/settle") == {}
    with pytest.raises(Refused, match="did you mean 'timeout'"):
        edge_body(replace(good, body=b'{"timout": 2}'), "/control/settle")
