"""Webhooks: who hears of what happened, what they are sent, and what becomes of their answers.

As documented, an answer that has the form of a notification is posted to the room; nothing is documented or
seen of a second try, so there is none. Knows nothing of how people and add-ons make things happen.
"""

from __future__ import annotations

import json
from collections import Counter, deque

from hipgen.host import acts
from hipgen.host.bodies import check
from hipgen.host.chat import AddonSender, Room
from hipgen.host.connect.calls import callable_url, complete, noted, read_json
from hipgen.host.connect.deliveries import Forgery, called, delivered, deliveries, make, replay
from hipgen.host.connect.install import removal
from hipgen.host.matching import match
from hipgen.host.state import Installation, Webhook
from hipgen.host.wire import Answer, Failure, Flow, Json
from hipgen.host.world import Delivery, Happened, Outcall, World
from hipgen.operations import body_schema, operations
from hipgen.searching.bounded import Outcome

__all__ = ["Forgery", "deliver", "deliver_next", "delivered", "deliveries", "hear", "replay"]
MESSAGE_EVENTS = frozenset({"room_message", "room_notification"})
"""Where patterns apply. As documented: message events; that notifications are among them is inferred."""
OF_ARCHIVED = frozenset({"room_archived", "room_unarchived", "room_deleted"})
TRUE = frozenset({"true", "1"})
TRUTHS = TRUE | {"false", "0", ""}
SLOW = 3
"""As many patterns of one add-on may take too long for one message; its other ones aren't looked at then."""
STORM, STORM_WINDOW = 30, 60
"""At most so many events that an add-on caused, in so many seconds, for each webhook and room: an add-on that
answers its own notifications would go on for ever.
"""


def hear(world: World, happened: Happened) -> None:
    """Add a delivery for each webhook that listens; what is left out is noted with its reason.

    When a room is deleted, its webhooks are told first; then they and the room's installations go.
    """
    room = world.chat.room(happened.room)
    items: dict[str, Json] = {}
    slow: Counter[str | None] = Counter()
    hooks = world.state.webhooks
    near = (*hooks.of("room", None), *hooks.of("room", happened.room))
    for hook in sorted(near, key=lambda hook: hook.id):
        if not _listens(world, hook, happened):
            continue
        why = _kept_back(world, hook, happened, room, slow)
        if why:
            _note_skipped(world, hook, happened, why)
            continue
        base = _base(world, hook)
        if base not in items:
            items[base] = happened.item(base)
        world.effects.append(make(world, hook, happened, items[base]))
    if happened.event == "room_deleted":
        _forget_room(world, happened.room)


def deliver(world: World, delivery: Delivery) -> Flow[None]:
    """Make a delivery, note it, and post what the add-on answered, if that is a notification."""
    call, more = called(world, delivery)
    entry = noted(world, "webhook", call, **more)
    answer: Answer | Failure
    answer = (yield call) if callable_url(call.url) else Failure("that is not an http or https address")
    complete(world, entry, answer, _answered(world, delivery, answer) if isinstance(answer, Answer) else "")


def deliver_next(world: World, delivery: Delivery) -> Flow[None]:
    """Make a delivery whose turn has come, unless its webhook went while it waited, as when an add-on is
    removed. Of a deleted room its webhooks still hear, though they went with it.
    """
    if delivery.webhook in world.state.webhooks or delivery.event == "room_deleted":
        yield from deliver(world, delivery)
        return
    more = {"webhook": delivery.webhook, "event": delivery.event, "room": delivery.room}
    note = "the webhook was removed while this waited"
    world.log.add(world.now(), "none", "skipped", note=note, installation=delivery.installation, **more)


def _listens(world: World, hook: Webhook, happened: Happened) -> bool:
    """Whether a webhook is for this event and this room."""
    if hook.event != happened.event or hook.room not in (None, happened.room):
        return False
    if hook.installation is None:
        return True
    installation = world.state.installations.get(hook.installation)
    return installation is not None and installation.room in (None, happened.room)


def _kept_back(
    world: World, hook: Webhook, happened: Happened, room: Room | None, slow: Counter[str | None]
) -> str:
    """Why a webhook that listens isn't called, or nothing.

    `slow` counts each add-on's searches that were given up: while one goes on, the host waits.
    """
    if room is not None and room.is_archived and happened.event not in OF_ARCHIVED:
        return "the room is archived"
    if hook.event in MESSAGE_EVENTS and hook.pattern is not None:
        if slow[hook.installation] >= SLOW:
            return f"the searches for {SLOW} patterns of this add-on were given up already"
        found = match(hook.pattern, happened.text or "")
        slow[hook.installation] += found.outcome is Outcome.GAVE_UP
        if not found.fits:
            return found.why
    if _by_addon(happened) and _storms(world, hook, happened):
        return f"over {STORM} events in {STORM_WINDOW} s were caused by add-ons: one may be answering itself"
    return ""


def _by_addon(happened: Happened) -> bool:
    return happened.depth > 0 or happened.actor is None


def _storms(world: World, hook: Webhook, happened: Happened) -> bool:
    now = world.now().timestamp()
    used = world.state.spent.setdefault(f"storm/{hook.id}/{happened.room}", deque())
    while used and used[0] <= now - STORM_WINDOW:
        used.popleft()
    if len(used) >= STORM:
        return True
    used.append(now)
    return False


def _note_skipped(world: World, hook: Webhook, happened: Happened, why: str) -> None:
    world.log.add(
        world.now(),
        "none",
        "skipped",
        note=why,
        webhook=hook.id,
        event=happened.event,
        room=happened.room,
        installation=hook.installation,
    )


def _base(world: World, hook: Webhook) -> str:
    installation = world.state.installations.get(hook.installation or "")
    return hook.base if installation is None else installation.base


def _forget_room(world: World, room_id: int) -> None:
    """What belongs to a deleted room goes: installations, as if each was uninstalled, and webhooks."""
    state = world.state
    for installation in state.installations.of("room", room_id):
        call = removal(world, installation)
        if call is not None and callable_url(call.url):
            more = {"installation": installation.oauth_id, "room": room_id}
            world.effects.append(Outcall(call, noted(world, "uninstall", call, **more)))
    for number in state.webhooks.keys_of("room", room_id):
        del state.webhooks[number]
    for key in [key for key, made in state.extensions.items() if made.room == room_id]:
        del state.extensions[key]
    for pushed in [key for key, content in state.glances.items() if content.room == room_id]:
        del state.glances[pushed]


def _answered(world: World, delivery: Delivery, answer: Answer) -> str:
    """What became of an answer, for the wire log."""
    if not answer.fine:
        return f"answered {answer.status}: there is no second try"
    body = _notification(answer)
    if isinstance(body, str):
        return body
    problem = check(body, body_schema(operations()["send_room_notification"]) or {})
    if problem is not None:
        return f"the answer is no notification and is ignored: {problem.message}"
    if not _says_notify(world, body):
        return "the answer is no notification and is ignored: notify is neither true nor false"
    room = world.chat.room(delivery.room) if delivery.room is not None else None
    if room is None or room.is_archived:
        return "the answer is a notification, but the room is " + ("gone" if room is None else "archived")
    return _posted(world, delivery, room, body)


def _says_notify(world: World, body: Json) -> bool:
    """Whether `notify` can be taken, as in requests: as text too unless `strict_json` is on."""
    value = body.get("notify", False)
    return isinstance(value, bool) or (not world.state.settings.strict_json and value.lower() in TRUTHS)


def _notification(answer: Answer) -> Json:
    """The JSON object of an answer, or a text that says why there is none."""
    if not answer.body.strip():
        return ""
    try:
        body = read_json(answer.body)
    except ValueError:
        return f"the answer is not JSON ({answer.content_type or 'no content type'}) and is ignored"
    return body if isinstance(body, dict) else "the answer is not a JSON object and is ignored"


def _posted(world: World, delivery: Delivery, room: Room, body: Json) -> str:
    """Post an answer as the add-on's notification, attached to the message that it answers."""
    installation = world.state.installations.get(delivery.installation or "")
    if delivery.installation is not None and installation is None:
        return "the answer is a notification, but the add-on is not installed any more"
    said = acts.notify(world, room, _notified(world, delivery, installation, body), delivery.depth + 1)
    posted = f"the answer was posted as notification {said.id}"
    if installation is not None and "send_notification" not in installation.scopes:
        return f"{posted}, though the add-on lacks the scope send_notification"
    return posted


def _notified(
    world: World, delivery: Delivery, installation: Installation | None, body: Json
) -> acts.Notification:
    label, sender = _sender(world, delivery, installation)
    return acts.Notification(
        body["message"],
        body.get("message_format") or "html",
        body.get("color") or "yellow",
        str(body.get("notify")).lower() in TRUE,
        body.get("from") or label,
        _attached(world, delivery, body.get("attach_to")) or _original(world, delivery),
        body.get("card"),
        sender,
    )


def _sender(
    world: World, delivery: Delivery, installation: Installation | None
) -> tuple[str, AddonSender | None]:
    """The label and the `notification_sender` of an answer: the add-on, or who made the webhook."""
    if installation is not None:
        return installation.from_name, AddonSender("addon", installation.key, installation.oauth_id)
    hook = world.state.webhooks.get(delivery.webhook)
    person = world.chat.person(hook.creator) if hook and hook.creator is not None else None
    if person is None:
        return (hook.name if hook and hook.name else "Notification"), None
    return person.name, AddonSender("user", str(person.id), None)


def _attached(world: World, delivery: Delivery, id: str | None) -> str | None:
    """The message that an answer wants to hang under, if it is one of the room."""
    message = world.chat.message(id) if id else None
    return message.id if message is not None and message.place == delivery.room else None


def _original(world: World, delivery: Delivery) -> str | None:
    """The id of the message that was delivered; other events, and forged payloads, may have none."""
    value = json.loads(delivery.body)
    for member in ("item", "message", "id"):
        value = value.get(member) if isinstance(value, dict) else None
    return _attached(world, delivery, value) if isinstance(value, str) else None
