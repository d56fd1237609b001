"""Rooms: make, list, archive, bring back and delete them; read what was said. Webhooks fire.

Knows nothing of add-ons.
"""

from __future__ import annotations

from hipgen.host import acts, shapes
from hipgen.host.chat import Room
from hipgen.host.control import NAME, TEXT, WHOLE, Order, control
from hipgen.host.control.named import person_named, the_person, the_room
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, json_reply

PRIVACY = {"enum": ["public", "private"]}
SOMEBODY_IN_A_ROOM = {"room": NAME, "as": NAME}
PEOPLE = {"type": "array", "items": NAME}


@control("GET", "/control/rooms")
def list_rooms(order: Order) -> Reply:
    """All rooms, archived ones too, in the full form of the REST API."""
    rooms = order.world.chat.rooms()
    return json_reply(200, {"items": [shapes.room_full(order.world, room, order.base) for room in rooms]})


@control(
    "POST",
    "/control/rooms",
    body={"name": TEXT, "privacy": PRIVACY, "owner": NAME, "members": PEOPLE, "topic": TEXT, "as": NAME},
    required=("name",),
)
def make_room(order: Order) -> Reply:
    """A new room: `room_created`. The owner is who acts unless another one is named."""
    world, body, by = order.world, order.body, the_person(order)
    if not body["name"].strip():
        raise Refused(400, "a room needs a name")
    if world.chat.room_called(body["name"]) is not None:
        raise Refused(409, f"there is a room {body['name']!r} already")
    owner = person_named(world, body["owner"]) if "owner" in body else by
    members = tuple(person_named(world, key).id for key in body.get("members", ()))
    room = Room(
        world.state.next_number("room"),
        body["name"],
        owner.id,
        world.now(),
        topic=body.get("topic", ""),
        privacy=body.get("privacy", "public"),
        members=tuple(dict.fromkeys((owner.id, *members))),
    )
    acts.open_room(world, room, by)
    return json_reply(201, {"id": room.id})


@control("DELETE", "/control/rooms/{room}", query={"as": NAME})
def delete_room(order: Order) -> Reply:
    """A room goes, with all that was said in it: `room_deleted`."""
    acts.delete_room(order.world, the_room(order), the_person(order))
    return json_reply(200, {})


@control("GET", "/control/rooms/{room}/messages", query={"type": TEXT, "limit": WHOLE})
def list_messages(order: Order) -> Reply:
    """What was said in a room, oldest first; the last `limit` of a `type` (message, notification, topic)."""
    world, type_ = order.world, order.said("type")
    found = [one for one in world.chat.history(the_room(order).id) if type_ in (None, one.type)]
    limit = order.said("limit", len(found))
    shown = found[len(found) - limit :] if limit < len(found) else found
    return json_reply(200, {"items": [shapes.message(world, one, order.base) for one in shown]})


@control("POST", "/control/archive", body=SOMEBODY_IN_A_ROOM, required=("room",))
def archive(order: Order) -> Reply:
    """Archive a room; everybody leaves it: `room_archived`."""
    acts.archive(order.world, the_room(order), True, the_person(order))
    return json_reply(200, {})


@control("POST", "/control/unarchive", body=SOMEBODY_IN_A_ROOM, required=("room",))
def unarchive(order: Order) -> Reply:
    """Bring an archived room back: `room_unarchived`."""
    acts.archive(order.world, the_room(order), False, the_person(order))
    return json_reply(200, {})
