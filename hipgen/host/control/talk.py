"""What people do in rooms: say something, come in, go out, set the topic. Webhooks fire.

Knows nothing of add-ons.
"""

from __future__ import annotations

from base64 import b64decode

from hipgen.host import acts
from hipgen.host.chat import Attachment, Person, Room
from hipgen.host.control import NAME, TEXT, Order, control
from hipgen.host.control.named import person_named, the_person, the_room
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, json_reply
from hipgen.host.world import World

FILE: Json = {
    "type": "object",
    "properties": {"name": TEXT, "content_type": TEXT, "base64": TEXT},
    "required": ["name", "base64"],
}
SOMEBODY_IN_A_ROOM = {"room": NAME, "as": NAME}


@control(
    "POST",
    "/control/say",
    body={**SOMEBODY_IN_A_ROOM, "text": TEXT, "file": FILE, "reply_to": TEXT},
    required=("room", "text"),
)
def say(order: Order) -> Reply:
    """Somebody says something in a room, perhaps with a file: `room_message`, `room_file_upload`."""
    room, person = the_room(order), the_person(order)
    refuse_strangers(room, person)
    parent = order.body.get("reply_to")
    if parent is not None and order.world.chat.message(parent) is None:
        raise Refused(404, f"there is no message {parent!r} to reply to")
    file = _file(order.world, order.body["file"]) if "file" in order.body else None
    said = acts.say(order.world, room, person, order.body["text"], file=file, parent=parent)
    return json_reply(201, {"id": said.id})


@control("POST", "/control/tell", body={"as": NAME, "to": NAME, "text": TEXT}, required=("to", "text"))
def tell(order: Order) -> Reply:
    """Somebody says something to one person; no webhook hears of it."""
    receiver = person_named(order.world, order.body["to"])
    said = acts.tell(order.world, the_person(order), receiver, order.body["text"])
    return json_reply(201, {"id": said.id})


@control("POST", "/control/enter", body=SOMEBODY_IN_A_ROOM, required=("room",))
def enter(order: Order) -> Reply:
    """Somebody comes into a room: `room_enter`."""
    room, person = the_room(order), the_person(order)
    refuse_strangers(room, person)
    acts.enter(order.world, room, person)
    return json_reply(200, {})


@control("POST", "/control/exit", body=SOMEBODY_IN_A_ROOM, required=("room",))
def leave(order: Order) -> Reply:
    """Somebody goes out of a room: `room_exit`."""
    acts.leave(order.world, the_room(order), the_person(order))
    return json_reply(200, {})


@control("POST", "/control/topic", body={**SOMEBODY_IN_A_ROOM, "topic": TEXT}, required=("room", "topic"))
def change_topic(order: Order) -> Reply:
    """Somebody sets the topic of a room: `room_topic_change`."""
    room, person = the_room(order), the_person(order)
    refuse_strangers(room, person)
    acts.change_topic(order.world, room, order.body["topic"], person)
    return json_reply(200, {})


def refuse_strangers(room: Room, person: Person) -> None:
    """Nobody talks in an archived room, or in a private one that isn't theirs. Raises Refused: 409, 403."""
    if room.is_archived:
        raise Refused(409, f"the room {room.name!r} is archived")
    insiders = {room.owner, *room.members, *room.admins, *room.present}
    if not room.is_public and not person.is_admin and person.id not in insiders:
        raise Refused(403, f"{person.name} is not a member of the private room {room.name!r}")


def _file(world: World, sent: Json) -> Attachment:
    """Keep a file that came with a request. Raises Refused (400)."""
    try:
        content = b64decode(sent["base64"], validate=True)
    except ValueError as error:
        raise Refused(400, "file.base64 is not base64") from error
    return acts.keep_file(world, sent["name"], sent.get("content_type", "application/octet-stream"), content)
