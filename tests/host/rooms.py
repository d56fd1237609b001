"""A world to ask about rooms in: the small company with add-ons installed in Harbour and for the group.

Tokens beside those of `worlds`: `group` and `room` of the add-ons; `granted` of Bo, which the group's add-on
has; and `narrow` of Ann, with the scope `view_group` alone.
"""

from __future__ import annotations

from datetime import timedelta

from hipgen.host.chat import Message, Person, Room
from hipgen.host.state import SCOPES, Installation, Token, TokenKind
from hipgen.host.wire import Json
from hipgen.host.world import Happened, Push, World
from tests.host.worlds import BASE, START, world_of_three

ALL = tuple(SCOPES)


def harbour_world() -> World:
    """The world above, Ann being the owner of the group."""
    world = world_of_three()
    for name, room in (("group", None), ("room", 1)):
        consumer = {"scopes": list(ALL), "fromName": "Bell"}
        descriptor = {"key": "com.example.bell", "name": "Ship's Bell"}
        world.state.installations[name] = Installation(
            name,
            1,
            "s" * 40,
            "com.example.bell",
            None,
            {**descriptor, "capabilities": {"hipchatApiConsumer": consumer}},
            BASE,
            START,
            room,
        )
        world.state.tokens[name] = Token(name, TokenKind.ADDON, ALL, START, installation=name)
    world.state.tokens["granted"] = Token(
        "granted", TokenKind.USER, ALL, START, installation="group", person=2
    )
    world.state.tokens["narrow"] = Token("narrow", TokenKind.PERSONAL, ("view_group",), START, person=1)
    return world


def room(world: World, id: int = 1) -> Room:
    """A room that is there."""
    found = world.chat.room(id)
    assert found is not None
    return found


def person(world: World, id: int) -> Person:
    """A person who is there."""
    found = world.chat.person(id)
    assert found is not None
    return found


def newest(world: World, place: int | tuple[int, int] = 1) -> Message:
    """What was said last in a place."""
    return world.chat.history(place)[-1]


def said(world: World, count: int, place: int | tuple[int, int] = 1) -> list[str]:
    """Let Ann say something every minute, and a minute go by; the ids of what she said."""
    ids = [f"s-{number}" for number in range(1, count + 1)]
    for number, id in enumerate(ids, start=1):
        date = START + timedelta(minutes=number)
        world.chat.post(Message(id, place, date, "message", f"word {number}", 1))
    world.state.configure(clock_offset=60 * (count + 1))
    return ids


def heard(world: World) -> list[Happened]:
    """What happens in a world from now on, as webhooks would hear it."""
    events: list[Happened] = []
    world.listeners.append(lambda _world, happened: events.append(happened))
    return events


def pushed(world: World, kind: str) -> list[tuple[Json, int | None]]:
    """News of a kind that were pushed since the last look, each with the person it is for."""
    effects = world.drain()
    return [(each.data, each.person) for each in effects if isinstance(each, Push) and each.kind == kind]
