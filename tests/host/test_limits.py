"""Rate limits and flood control over REST: what is counted together, when it ends, and the headers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hipgen.host.state import Token, TokenKind
from hipgen.host.wire import Json, Reply
from hipgen.host.world import World
from tests.host.answers import refused
from tests.host.rooms import harbour_world, room, said
from tests.host.worlds import START, Clock, ask

NOW = int(START.timestamp())
RATE, FLOOD = "X-Ratelimit", "X-FloodControl"
NAMES = ("Limit", "Remaining", "Reset")


@pytest.fixture
def world() -> World:
    """Limits are on: three calls, two messages."""
    made = harbour_world()
    made.state.configure(rate_limits=True, addon_calls=3, user_calls=3, flood=2)
    return made


def told(reply: Reply, prefix: str) -> tuple[int, ...]:
    """Limit, remaining and reset as an answer tells them; empty where it doesn't."""
    values = [reply.header(f"{prefix}-{name}") for name in NAMES]
    return tuple(int(value) for value in values if value is not None)


def call(world: World, token: str | None = "ann", path: str = "/v2/room/1", **query: Any) -> Reply:
    return ask(world, "GET", path, token=token, **query)


def speak(world: World, path: str = "room/1/message", token: str = "ann", **how: Any) -> Reply:
    return ask(world, "POST", f"/v2/{path}", {"message": "m"}, token=token, **how)


def move(world: World, seconds: float) -> None:
    """Let time go by on the machine's clock."""
    assert isinstance(world.clock, Clock)
    world.clock.advance(seconds)


def test_calls_count_down_to_429_and_the_reset_lets_in_again(world: World) -> None:
    replies = [call(world) for _ in range(4)]
    assert [told(reply, RATE) for reply in replies] == [(3, left, NOW + 300) for left in (2, 1, 0, 0)]
    assert [reply.status for reply in replies] == [200, 200, 200, 429]
    assert refused(replies[3]) == (429, "Rate limit exceeded")
    move(world, 299)
    assert call(world).status == 429
    move(world, 1)
    again = call(world)
    assert (again.status, told(again, RATE)) == (200, (3, 2, NOW + 600))


def test_the_hosts_own_clock_counts(world: World) -> None:
    assert [call(world).status for _ in range(4)][-1] == 429
    world.state.configure(clock_offset=300)
    assert call(world).status == 200


def test_who_waits_for_the_reset_is_let_in(world: World) -> None:
    move(world, 0.75)
    reset = told([call(world) for _ in range(4)][-1], RATE)[2]
    assert reset == NOW + 301
    move(world, reset - world.now().timestamp())
    assert call(world).status == 200


def test_each_use_comes_back_by_itself(world: World) -> None:
    for _ in range(3):
        call(world)
        move(world, 100)
    assert told(call(world), RATE) == (3, 0, NOW + 400)
    assert call(world).status == 429
    move(world, 100)
    assert call(world).status == 200


@pytest.mark.parametrize("backwards", [3600, 86_400 * 365])
def test_a_clock_that_was_put_back_locks_nobody_out(world: World, backwards: int) -> None:
    for _ in range(3):
        call(world)
    world.clock = Clock(START - timedelta(seconds=backwards))
    assert call(world).status == 200


SEPARATE: list[tuple[str | None, str, str | None, str, bool]] = [
    ("ann", "/v2/room/1", "ann", "/v2/room/2", True),
    ("ann", "/v2/room/1", "bo", "/v2/room/1", False),
    ("group", "/v2/room/1", "room", "/v2/room/1", False),
    ("group", "/v2/room/1", "group2", "/v2/room/1", True),
    ("group", "/v2/room/1", "granted", "/v2/room/1", False),
    (None, "/v2/capabilities", None, "/v2/capabilities", True),
    (None, "/v2/capabilities", "ann", "/v2/room/1", False),
    ("ann", "/v2/room/1", None, "/v2/capabilities", False),
]


@pytest.mark.parametrize(("first", "path", "second", "other", "together"), SEPARATE)
def test_calls_are_counted_by_addon_or_token(
    world: World, first: str | None, path: str, second: str | None, other: str, together: bool
) -> None:
    given = world.state.tokens["group"]
    world.state.tokens["group2"] = replace(given, token="group2")
    for _ in range(3):
        assert call(world, first, path).status == 200
    assert (call(world, second, other).status == 429) == together


def test_people_and_addons_have_limits_of_their_own(world: World) -> None:
    world.state.configure(addon_calls=500, user_calls=100)
    limits = [told(call(world, token), RATE)[0] for token in ("group", "room", "granted", "ann")]
    assert limits == [500, 500, 100, 100]


ANSWERS: list[tuple[str, str, str | None, dict[str, str], int]] = [
    ("GET", "/v2/room/1", "ann", {}, 200),
    ("GET", "/v2/room/1", "ann", {"auth_test": "true"}, 202),
    ("GET", "/v2/room", "ann", {"max-results": "x"}, 400),
    ("GET", "/v2/room/1", None, {}, 401),
    ("GET", "/v2/room/1", "nobodys", {}, 401),
    ("GET", "/v2/room/1", "harbour", {}, 403),
    ("GET", "/v2/room/9", "ann", {}, 404),
    ("GET", "/v2/nothing", "ann", {}, 404),
    ("PATCH", "/v2/room/1", "ann", {}, 405),
    ("HEAD", "/v2/room/1", "ann", {}, 200),
]


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(("method", "path", "token", "query", "status"), ANSWERS, ids=str)
def test_every_answer_tells_the_limit(
    world: World, method: str, path: str, token: str | None, query: dict[str, Any], status: int, on: bool
) -> None:
    world.state.configure(rate_limits=on)
    reply = ask(world, method, path, token=token, **query)
    assert (reply.status, told(reply, FLOOD)) == (status, ())
    limit, remaining, reset = told(reply, RATE)
    assert (limit, remaining) == (3, 2)
    assert NOW < reset <= NOW + (300 if on else 1)


def test_switched_off_nothing_is_ever_used_up(world: World) -> None:
    world.state.configure(rate_limits=False, user_calls=1, flood=1)
    replies = [speak(world) for _ in range(5)]
    assert [reply.status for reply in replies] == [201] * 5
    assert {told(reply, prefix) for reply in replies for prefix in (RATE, FLOOD)} == {(1, 1, NOW + 1)}


REFUSED: list[tuple[str, Json, int]] = [
    ("room/1/message", {}, 400),
    ("room/9/message", {"message": "m"}, 404),
    ("user/@Nobody/message", {"message": "m"}, 404),
]


class TestFlood:
    @pytest.fixture(autouse=True)
    def calls(self, world: World) -> None:
        world.state.configure(addon_calls=500, user_calls=500)

    def test_messages_count_down_to_429_and_a_minute_lets_in_again(self, world: World) -> None:
        replies = [speak(world) for _ in range(3)]
        assert [told(reply, FLOOD) for reply in replies] == [(2, left, NOW + 60) for left in (1, 0, 0)]
        assert [reply.status for reply in replies] == [201, 201, 429]
        assert told(replies[2], RATE) == (500, 497, NOW + 300)
        assert len(world.chat.history(1)) == 2
        move(world, 60)
        assert speak(world).status == 201

    def test_thirty_a_minute_are_the_limit_of_a_new_host(self) -> None:
        world = harbour_world()
        world.state.configure(rate_limits=True)
        statuses = [speak(world).status for _ in range(31)]
        assert statuses == [201] * 30 + [429]

    def test_a_room_counts_all_that_comes_into_it(self, world: World) -> None:
        said(world, 1)
        world.state.configure(flood=5)
        reply = {"parentMessageId": "s-1", "message": "m"}
        link = {"link": "https://example.com"}
        replies = [
            speak(world),
            speak(world, "room/Harbour/message", "bo"),
            speak(world, "room/harbour/notification", "room"),
            ask(world, "POST", "/v2/room/1/reply", reply),
            ask(world, "POST", "/v2/room/1/share/link", link),
            speak(world, "room/1/notification", "harbour"),
        ]
        assert [each.status for each in replies] == [201, 201, 204, 204, 204, 429]
        assert speak(world, "room/2/message").status == 201

    def test_a_person_counts_all_that_comes_to_them(self, world: World) -> None:
        keys = ["user/2", "user/@Bo", "user/bo@example.com"]
        statuses = [speak(world, f"{key}/message").status for key in keys]
        assert (statuses, speak(world, "user/@Gus/message").status) == ([204, 204, 429], 204)

    @pytest.mark.parametrize(("path", "body", "status"), REFUSED)
    def test_what_is_refused_before_is_not_counted(
        self, world: World, path: str, body: Json, status: int
    ) -> None:
        for _ in range(3):
            assert ask(world, "POST", f"/v2/{path}", body).status == status
        assert told(speak(world), FLOOD) == (2, 1, NOW + 60)


def test_a_room_that_is_full_of_calls_still_counts_by_token(world: World) -> None:
    kind = TokenKind.ROOM
    world.state.tokens["second"] = Token("second", kind, ("send_notification",), START, room=1)
    world.state.configure(user_calls=1, flood=30)
    path = "room/1/notification"
    assert [speak(world, path, token).status for token in ("harbour", "harbour", "second")] == [204, 429, 204]
    assert room(world).messages_sent == 2
