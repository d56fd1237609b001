"""Notifications: coloured messages of integrations, with or without a card."""

from __future__ import annotations

from hipgen.host import acts
from hipgen.host.access import Caller
from hipgen.host.acts import Notification
from hipgen.host.api import Visit, answers
from hipgen.host.bodies import Problem, python2_repr
from hipgen.host.chat import AddonSender, Room
from hipgen.host.markup import notification_html
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply
from hipgen.host.world import World

COLORS = ("yellow", "green", "red", "purple", "gray")
TRUTHS = {"true": True, "1": True, "false": False, "0": False, "": False}


@answers("send_room_notification")
def send_room_notification(visit: Visit) -> Reply:
    """Post a notification. What a form or a text says was made into members by then."""
    room = visit.room()
    acts.notify(visit.world, room, notification(visit.world, room, visit.caller, visit.body))
    return Reply(204)


def notification(world: World, room: Room, caller: Caller, body: Json) -> Notification:
    """The notification of a checked body. Raises Refused (400) for what its schema cannot say."""
    format = body.get("message_format", "html")
    text = body["message"]
    return Notification(
        notification_html(text) if format == "html" else text,
        format,
        _color(world, body.get("color", "yellow")),
        _notify(world, body.get("notify", False)),
        body.get("from") or caller.name,
        _attached(world, room, body.get("attach_to")),
        body.get("card"),
        _sender(caller),
    )


def _color(world: World, color: str) -> str:
    """A colour; `random` becomes one of the others, as it was never stored."""
    if color != "random":
        return color
    return COLORS[sum(map(ord, world.ids.secret(8))) % len(COLORS)]


def _notify(world: World, value: Json) -> bool:
    """`notify`: true or false, and the same as text, as forms and old clients send it.

    The host refused text in 2015 and took it in 2017; `strict_json` brings 2015 back. Raises Refused (400)
    then, and for any other text.
    """
    if isinstance(value, bool):
        return value
    if not world.state.settings.strict_json and value.lower() in TRUTHS:
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
    if caller.person is not None:
        return AddonSender("user", str(caller.person.id), None)
    if caller.installation is not None:
        return AddonSender("addon", caller.installation.key, caller.installation.oauth_id)
    return None
