"""Worlds to test in: a clock that stands still until it is told, ids that count, and a small company.

Ann Park (1) is the administrator, Bo Lund (2) an ordinary person, Gus Hay (3) a guest. Rooms: Harbour (1,
public, Ann's, Ann and Bo in it) and Vault (2, private, Ann's, only she is a member).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from hipgen.host.chat import Person, Presence, Room
from hipgen.host.core import finish, handle, make_world
from hipgen.host.state import SCOPES, Token, TokenKind
from hipgen.host.wire import Answer, Call, Failure, Json, Reply, Request
from hipgen.host.world import World

START = datetime(2018, 3, 1, 9, 15, tzinfo=UTC)
BASE = "https://chat.example.com"


@dataclass
class Clock:
    """A clock that moves only when it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Counting:
    """Ids that count, of the right length."""

    count: int = 0

    def uuid(self) -> str:
        self.count += 1
        return f"00000000-0000-4000-8000-{self.count:012d}"

    def secret(self, length: int) -> str:
        self.count += 1
        return f"{self.count:0{length}d}"


def world_of_three() -> World:
    """The company above, with a token of Ann's for everything: `ann`, one of Bo's: `bo`, and Harbour's:
    `harbour`.
    """
    world = make_world(Clock(), Counting())
    chat = world.chat
    here = Presence()
    chat.put_person(
        Person(1, "Ann Park", "Ann", "ann@example.com", START, is_admin=True, roles=("owner",), presence=here)
    )
    chat.put_person(
        Person(2, "Bo Lund", "Bo", "bo@example.com", START, timezone="Europe/Lisbon", presence=here)
    )
    chat.put_person(Person(3, "Gus Hay", "Gus", None, START, is_guest=True))
    chat.put_room(Room(1, "Harbour", 1, START, topic="Boats", present=(1, 2)))
    chat.put_room(Room(2, "Vault", 1, START, privacy="private", members=(1,), present=(1,)))
    scopes = tuple(SCOPES)
    for token in (
        Token("ann", TokenKind.PERSONAL, scopes, START, person=1),
        Token("bo", TokenKind.PERSONAL, scopes, START, person=2),
        Token("harbour", TokenKind.ROOM, ("send_notification",), START, room=1, label="Bell"),
    ):
        world.state.tokens[token.token] = token
    world.state.counters.update({"user": 3, "room": 2})
    return world


@dataclass
class Addon:
    """An add-on that answers calls from a table of (method, path of the URL) and remembers them."""

    answers: dict[tuple[str, str], Answer | Failure] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def __call__(self, call: Call) -> Answer | Failure:
        self.calls.append(call)
        path = "/" + call.url.split("://", 1)[-1].partition("/")[2].partition("?")[0]
        return self.answers.get((call.method, path), Failure("nobody listens there"))


def ask(
    world: World,
    method: str,
    path: str,
    body: Json = None,
    *,
    token: str | None = "ann",
    headers: dict[str, str] | None = None,
    raw: bytes | None = None,
    addon: Addon | None = None,
    **query: str,
) -> Reply:
    """Ask the host: `body` goes as JSON, `raw` as it is; flows are driven by `addon`."""
    sent = {"authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        sent["content-type"] = "application/json"
    content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    request = Request(method, path, urlencode(query), {**sent, **(headers or {})}, content, BASE)
    answer = handle(world, request)
    return answer if isinstance(answer, Reply) else finish(answer, addon or Addon())
