"""What a person says in a room over REST."""

from __future__ import annotations

from hipgen.host import acts, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.chat import Room
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, json_reply


def talking_room(visit: Visit) -> Room:
    """The room that the path names, if something can be said in it.

    Raises Refused: 400 for an archived one (status and wording are inferred), else as `Visit.room`.
    """
    room = visit.room()
    if room.is_archived:
        raise Refused(400, f"Room {room.name} is archived")
    return room


@answers("send_message")
def send_message(visit: Visit) -> Reply:
    """Say something in a room."""
    said = acts.say(visit.world, talking_room(visit), visit.person, visit.body["message"])
    return json_reply(201, {"id": said.id, "timestamp": shapes.micros(said.date)})


@answers("reply_to_message")
def reply_to_message(visit: Visit) -> Reply:
    """Say something in answer to a message of the same room. Raises Refused: 404 (status and wording
    inferred).
    """
    room, parent = talking_room(visit), visit.world.chat.message(visit.body["parentMessageId"])
    if parent is None or parent.place != room.id:
        raise Refused(404, f"Message {visit.body['parentMessageId'][:100]} not found")
    acts.say(visit.world, room, visit.person, visit.body["message"], parent=parent.id)
    return Reply(204)
