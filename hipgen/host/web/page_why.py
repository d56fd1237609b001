"""Why: for one message which webhooks were called, and why not the others; for a room what is shown of
add-ons and what a condition hid.

Knows nothing of how it is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from hipgen.host.chat import Message, Room
from hipgen.host.connect import glances
from hipgen.host.connect.deliveries import delivered
from hipgen.host.connect.glances import GlanceState
from hipgen.host.connect.modules import modules
from hipgen.host.connect.webhooks import MESSAGE_EVENTS
from hipgen.host.matching import match
from hipgen.host.refusal import Refused
from hipgen.host.showing import Shown, shown
from hipgen.host.state import Webhook
from hipgen.host.web import Visit, page
from hipgen.host.web.page_api import NOT_KEPT
from hipgen.host.web.window import Window, acting
from hipgen.host.wire import Flow, Json, Reply, json_reply
from hipgen.host.world import World

EVENTS = {"message": "room_message", "notification": "room_notification", "topic": "room_topic_change"}
"""What is heard of a message, by its type."""


@page("POST", "/page/rooms/{room}/why")
def explain(visit: Visit) -> Flow[Reply]:
    """`{items, webhooks, said?}` for `{message?}`: every module in the room with whether the person sees it,
    and every webhook that might have heard of the message with whether it was called; and why not.

    Glances are read by the host first, as a browser would.
    """
    window = acting(visit)
    room, world = window.room(), window.world
    said = _message(window, room)
    states = yield from _read(window, room)
    items = [_module(one) for one in shown(world, room, window.person, said, states)]
    hooks = [_webhook(world, hook, room, said) for hook in _hooks(world, room)] if said is not None else []
    more = {"said": said.text[:200]} if said is not None else {}
    return json_reply(200, {"items": items, "webhooks": hooks, **more}, NOT_KEPT)


def _message(window: Window, room: Room) -> Message | None:
    """The message that is asked about. Raises Refused (404) for one of another room."""
    if window.body().get("message") is None:
        return None
    said = window.world.chat.message(window.text("message", 100))
    if said is None or said.place != room.id:
        raise Refused(404, f"{room.name} has no message of that id")
    return said


def _read(window: Window, room: Room) -> Flow[dict[tuple[str, str], GlanceState]]:
    """What the glances of the room answer now; guests see none."""
    states: dict[tuple[str, str], GlanceState] = {}
    for module in modules(window.world, room.id):
        if module.kind == "glance" and not window.person.is_guest:
            state = yield from glances.fetch(window.world, module, room, window.person, window.base)
            states[module.installation.oauth_id, module.key] = state
    return states


def _module(one: Shown) -> Json:
    return {
        "addon": one.module.installation.name,
        "kind": one.module.kind,
        "key": one.module.key,
        "name": one.module.name,
        "visible": one.visible,
        "reasons": list(one.reasons),
    }


def _hooks(world: World, room: Room) -> Iterator[Webhook]:
    """The webhooks of people, and those of add-ons of the room or of the group."""
    for hook in world.state.webhooks.values():
        installation = world.state.installations.get(hook.installation or "")
        if hook.installation is None or (installation and installation.room in (None, room.id)):
            yield hook


def _webhook(world: World, hook: Webhook, room: Room, said: Message) -> Json:
    """Whether a webhook heard of a message: what came back of the call, or why there was none."""
    installation = world.state.installations.get(hook.installation or "")
    told = {
        "addon": installation.name if installation else "a person's webhook",
        "event": hook.event,
        "key": hook.key or hook.name or str(hook.id),
        "pattern": hook.pattern,
    }
    call = _call(world, hook, said)
    if call is None:
        return {**told, "called": False, "why": _uncalled(hook, room, said)}
    entry = delivered(world, call)
    if entry is None:
        return {**told, "called": True, "why": "the call is under way, or was long ago"}
    answer = "there was no answer" if entry.status is None else f"it answered {entry.status}"
    return {**told, "called": True, "why": f"{answer}: {entry.note}" if entry.note else answer}


def _call(world: World, hook: Webhook, said: Message) -> int | None:
    """The number of the first call in which a webhook heard of a message."""
    for number, delivery in world.deliveries.items():
        if delivery.webhook == hook.id and said.id.encode() in delivery.body:
            item = json.loads(delivery.body).get("item", {})
            if item.get("message", {}).get("id") == said.id:
                return number
    return None


def _uncalled(hook: Webhook, room: Room, said: Message) -> str:
    event = EVENTS.get(said.type)
    if hook.event != event:
        return f"it listens to {hook.event}, and this is a {event or said.type}"
    if hook.room not in (None, room.id):
        return "it listens in another room"
    if hook.created > said.date:
        return "it wasn't there yet when this was said"
    if hook.event in MESSAGE_EVENTS and hook.pattern is not None:
        found = match(hook.pattern, said.text)
        if not found.fits:
            return found.why
    return "the call was long ago and isn't kept, or was kept back: the list above says why"
