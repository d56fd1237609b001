"""Who and what a control request names: rooms, people, installations; and what to say when there is none.

Knows no request.
"""

from __future__ import annotations

from collections.abc import Iterable

from hipgen.host.api import find_person, find_room
from hipgen.host.chat import Person, Room
from hipgen.host.control import Order
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.world import World
from hipgen.nearest import similar


def room_named(world: World, key: object) -> Room:
    """The room of an id or a name. Raises Refused (404)."""
    room = find_room(world, str(key))
    if room is None:
        raise Refused(
            404, f"there is no room {key!r}{_meant(key, (room.name for room in world.chat.rooms()))}"
        )
    return room


def person_named(world: World, key: object) -> Person:
    """The person of an id, a mention name (`@` or not) or an e-mail address. Raises Refused (404)."""
    person = find_person(world, str(key))
    if person is None:
        names = (person.mention_name for person in world.chat.people() if not person.is_deleted)
        raise Refused(404, f"there is no person {key!r}{_meant(str(key).removeprefix('@'), names)}")
    return person


def installation_named(world: World, key: object) -> Installation:
    """The installation of an OAuth id, or of an add-on's key that is installed once.

    Raises Refused: 404 when there is none, 409 when the key is installed more than once.
    """
    installations = world.state.installations
    if str(key) in installations:
        return installations[str(key)]
    found = [one for one in installations.values() if one.key == key]
    if len(found) > 1:
        ids = ", ".join(one.oauth_id for one in found)
        raise Refused(409, f"{key!r} is installed {len(found)} times; name one by its OAuth id: {ids}")
    if not found:
        meant = _meant(key, (one.key for one in installations.values()))
        raise Refused(404, f"there is no installation {key!r}{meant}")
    return found[0]


def administrator(world: World) -> Person:
    """The first administrator of the group: whoever acts when a request doesn't say.

    Raises Refused (409) when there is none.
    """
    for person in world.chat.people():
        if person.is_admin and not person.is_deleted:
            return person
    raise Refused(409, "there is no administrator; say who acts with 'as'")


def the_room(order: Order) -> Room:
    """The room that a request names. Raises Refused: 400 when it names none, 404."""
    return room_named(order.world, needed(order, "room"))


def the_person(order: Order) -> Person:
    """Who acts: the person in `as`, else the first administrator. Raises Refused (404)."""
    key = order.said("as")
    return administrator(order.world) if key is None else person_named(order.world, key)


def the_installation(order: Order) -> Installation:
    """The installation that a request names. Raises Refused: 400 when it names none, 404, 409."""
    return installation_named(order.world, needed(order, "installation"))


def logged_client(order: Order) -> str | None:
    """The OAuth id by which entries of the wire log are asked for, if they are; that of an installation that
    is gone will do. Raises Refused: 404, 409.
    """
    key: str | None = order.said("installation")
    if key is None or any(entry.installation == key for entry in order.world.log):
        return key
    return installation_named(order.world, key).oauth_id


def needed(order: Order, name: str) -> object:
    """A segment of the path, a member or a parameter that must be there. Raises Refused (400)."""
    value = order.path.get(name, order.said(name))
    if value is None:
        raise Refused(400, f"{name!r} is missing")
    return value


def _meant(key: object, names: Iterable[str]) -> str:
    meant = similar(str(key), names)
    return f"; did you mean {meant!r}?" if meant else ""
