"""The REST API: one function for each operation of the reference, in modules that are found by scanning.

A module of this package registers its functions with `@answers("name of an operation")`; verb, path, scopes,
parameters and bodies stand in `schemas/rest/operations.json` and nowhere else. A new operation is an entry
there and a function in any module here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from hipgen.host.access import Caller
from hipgen.host.chat import Person, Room
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, Request, whole
from hipgen.host.world import World
from hipgen.operations import Operation


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of one operation, admitted and checked.

    `path` holds the decoded path parameters, `query` the typed query with its defaults, `body` the checked
    JSON (or what was made of a form or a text), None where there was none.
    """

    world: World
    request: Request
    operation: Operation
    path: Mapping[str, str]
    query: Mapping[str, Json]
    body: Json = None
    admitted: Caller | None = None

    @property
    def base(self) -> str:
        """Where the caller reached the host: what links begin with."""
        return self.request.base

    @property
    def caller(self) -> Caller:
        """The caller. Only operations that take no token have none."""
        if self.admitted is None:
            raise LookupError(f"{self.operation.name} takes no token")
        return self.admitted

    @property
    def person(self) -> Person:
        """The person whose token it is. Only operations for users alone may ask."""
        if self.caller.person is None:
            raise LookupError(f"{self.operation.name} is not for users alone")
        return self.caller.person

    def room(self) -> Room:
        """The room that the path names. Raises Refused: 404, or 403 for a client of another room."""
        return room_of(self, self.path["room_id_or_name"])

    def somebody(self) -> Person:
        """The person that the path names. Raises Refused: 404."""
        key = self.path.get("user_id_or_email") or self.path["id_or_email"]
        return person_of(self.world, key)


Handler: TypeAlias = Callable[[Visit], Reply]
_HANDLERS: dict[str, Handler] = {}


def answers(operation: str) -> Callable[[Handler], Handler]:
    """Register a function for an operation of the reference."""

    def register(handler: Handler) -> Handler:
        if operation in _HANDLERS:
            raise ValueError(f"two functions answer {operation}")
        _HANDLERS[operation] = handler
        return handler

    return register


@cache
def handlers() -> Mapping[str, Handler]:
    """Every operation's function, by the operation's name."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return _HANDLERS


def find_room(world: World, key: str) -> Room | None:
    """The room of a key: all digits is an id, anything else the name."""
    id = whole(key)
    if id is not None:
        return world.chat.room(id)
    return world.chat.room_called(key)


def room_of(visit: Visit, key: str) -> Room:
    """The room of a key, if the caller may see it.

    Raises Refused: 404 in the wording from 2016 on, for private rooms that the person isn't in too; 403 when
    a room's client asks for another room (the status is inferred).
    """
    room = find_room(visit.world, key)
    if room is None or not sees(visit.admitted, room):
        raise Refused(404, f"Room {key} not found")
    if visit.admitted and visit.admitted.room is not None and visit.admitted.room != room.id:
        raise Refused(403, "This token is not valid for this room")
    return room


def sees(caller: Caller | None, room: Room) -> bool:
    """Whether a room shows itself to a caller: private ones to their members, the owner and
    administrators.
    """
    if room.is_public or caller is None or caller.person is None or caller.person.is_admin:
        return True
    return caller.person.id in {room.owner, *room.members, *room.admins, *room.present}


def find_person(world: World, key: str) -> Person | None:
    """The person of a key: all digits is an id, `@name` a mention name, else an e-mail address.

    A bare mention name is taken too, when no address is like it: one client sends that.
    """
    id = whole(key)
    if id is not None:
        found = world.chat.person(id)
        return found if found and not found.is_deleted else None
    if key.startswith("@"):
        return world.chat.person_called(key[1:])
    return world.chat.person_at(key) or world.chat.person_called(key)


def person_of(world: World, key: str) -> Person:
    """The person of a key. Raises Refused: 404 (the wording follows that of rooms)."""
    found = find_person(world, key)
    if found is None:
        raise Refused(404, f"User {key} not found")
    return found
