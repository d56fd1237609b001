"""Notifications: coloured messages of integrations, with or without a card."""

from __future__ import annotations

from hipgen.host import acts
from hipgen.host.access import Caller
from hipgen.host.acts import Notification
from hipgen.host.api import Visit, answers
from hipgen.host.api.messages import talking_room
from hipgen.host.bodies import Problem, python2_repr
from hipgen.host.chat import AddonSender, Room
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply
from hipgen.host.world import World

TRUTHS = {"true": True, "1": True, "false": False, "0": False, "": False}


@answers("send_room_notification")
def send_room_notification(visit: Visit) -> Reply:
    """Post a notification: what a form or a text says was made into members by then."""
    room, body = talking_room(visit), visit.body
    notification = Notification(
        body["message"],
        body.get("message_format", "html"),
        body.get("color", "yellow"),
        _notify(visit, body.get("notify", False)),
        body.get("from") or visit.caller.name,
        _attached(visit.world, room, body.get("attach_to")),
        body.get("card"),
        _sender(visit.caller),
    )
    acts.notify(visit.world, room, notification)
    return Reply(204)


def _notify(visit: Visit, value: Json) -> bool:
    """`notify`: true or false, and the same as text, as forms and old clients send it.

    The host refused text in JSON in 2015 and took it in 2017; `strict_json` brings 2015 back. Raises Refused
    (400) then, and for any other text.
    """
    if isinstance(value, bool):
        return value
    strict = visit.world.state.settings.strict_json and visit.request.content_type == "application/json"
    if not strict and value.lower() in TRUTHS:
        return TRUTHS[value.lower()]
    said = f"Value {python2_repr(value)} for field 'notify' is not of type 'boolean'"
    raise Problem(said, "notify", "type", "boolean", value).refusal()


def _attached(world: World, room: Room, id: str | None) -> str | None:
    """The message that a card hangs under: one of the same room. Raises Refused (400; wording inferred)."""
    if not id:
        return None
    message = world.chat.message(id)
    if message is None or message.place != room.id:
        raise Refused(400, f"Message {id} is not a message of this room", field="attach_to")
    return id


def _sender(caller: Caller) -> AddonSender | None:
    """Who sent it: a person (through an add-on, if its grant made the token), an add-on, or nobody for the
    token of a room.
    """
    client = caller.installation
    if caller.person is not None:
        return AddonSender("user", str(caller.person.id), client.oauth_id if client else None)
    return AddonSender("addon", client.key, client.oauth_id) if client else None
