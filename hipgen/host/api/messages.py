"""What a person says in a room over REST."""

from __future__ import annotations

from hipgen.host import acts, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, json_reply


@answers("send_message")
def send_message(visit: Visit) -> Reply:
    """Say something in a room."""
    said = acts.say(visit.world, visit.room(), visit.person, visit.body["message"])
    return json_reply(201, {"id": said.id, "timestamp": shapes.micros(said.date)})


@answers("reply_to_message")
def reply_to_message(visit: Visit) -> Reply:
    """Say something in answer to a message of the same room. Raises Refused: 404 (status and wording
    inferred).
    """
    room, parent = visit.room(), visit.world.chat.message(visit.body["parentMessageId"])
    if parent is None or parent.place != room.id:
        raise Refused(404, f"Message {visit.body['parentMessageId'][:100]} not found")
    acts.say(visit.world, room, visit.person, visit.body["message"], parent=parent.id)
    return Reply(204)
