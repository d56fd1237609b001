"""Webhooks of a room by number: the older way to make them, and their list.

An add-on sees its own; people, and room tokens, see those that people and room tokens made (inferred: nothing
says whose are listed). Those that add-ons name by key are in `extensions`.
"""

from __future__ import annotations

from dataclasses import replace

from hipgen.host import paging, shapes
from hipgen.host.access import Caller
from hipgen.host.api import Visit, answers
from hipgen.host.connect import installations
from hipgen.host.refusal import Refused
from hipgen.host.state import Webhook
from hipgen.host.wire import Json, Reply, json_reply, whole
from hipgen.host.world import World


@answers("get_all_webhooks")
def get_all_webhooks(visit: Visit) -> Reply:
    """The webhooks of a room that the caller may see."""
    room = visit.room()
    found = [
        hook
        for hook in visit.world.state.webhooks.values()
        if hook.room == room.id and _visible(visit.caller, hook)
    ]
    body = paging.page(
        visit.request,
        found,
        visit.query["start-index"],
        visit.query["max-results"],
        lambda hook: shapes.webhook_ref(hook, visit.base),
    )
    return json_reply(200, paging.expanded(visit.world, visit.request, body))


@answers("create_webhook")
def create_webhook(visit: Visit) -> Reply:
    """A new webhook of a room. With a key it takes the place of the caller's webhook of that key."""
    room, body = visit.room(), visit.body
    hook = registered(visit, body, room.id)
    if hook.key is not None:
        for number in [one.id for one in keyed(visit.world, hook)]:
            del visit.world.state.webhooks[number]
    return created(visit, put(visit.world, hook))


@answers("get_webhook")
def get_webhook(visit: Visit) -> Reply:
    """One webhook of a room."""
    body = shapes.webhook_full(visit.world, _webhook(visit), visit.base)
    return json_reply(200, paging.expanded(visit.world, visit.request, body))


@answers("delete_webhook")
def delete_webhook(visit: Visit) -> Reply:
    """A webhook goes; nothing more is sent to it."""
    del visit.world.state.webhooks[_webhook(visit).id]
    return Reply(204)


def registered(visit: Visit, body: Json, room_id: int | None) -> Webhook:
    """The webhook that a caller asks for, without a number yet: an add-on's, or a person's.

    Raises Refused (400) for one that is to be signed, when there is no add-on whose secret could sign.
    """
    caller = visit.caller
    oauth_id = _owner(caller)
    hook = installations.webhook_of(visit.world, body, room_id, oauth_id, 0)
    if oauth_id is not None:
        return hook
    if hook.authentication == "jwt":
        raise Refused(400, "Only an add-on's webhook can be signed: this token belongs to none")
    creator = None if caller.person is None else caller.person.id
    return replace(hook, creator=creator, base=visit.base)


def keyed(world: World, hook: Webhook) -> list[Webhook]:
    """The webhooks with the key, the owner and the room of a webhook: one, or none."""
    return [
        one
        for one in world.state.webhooks.values()
        if (one.key, one.installation, one.room) == (hook.key, hook.installation, hook.room)
        and one.creator == hook.creator
    ]


def put(world: World, hook: Webhook) -> Webhook:
    """Keep a webhook; without a number it gets one."""
    hook = hook if hook.id else replace(hook, id=world.state.next_number("webhook"))
    world.state.webhooks[hook.id] = hook
    return hook


def created(visit: Visit, hook: Webhook) -> Reply:
    """The answer to whoever made a webhook: its number and address."""
    link = shapes.webhook_link(hook, visit.base)
    return json_reply(201, {"id": hook.id, "links": {"self": link}}, ("Location", link))


def _owner(caller: Caller) -> str | None:
    """The add-on that a caller is; a token that a person gave an add-on acts as the person."""
    return None if caller.person or not caller.installation else caller.installation.oauth_id


def _visible(caller: Caller, hook: Webhook) -> bool:
    return hook.installation == _owner(caller)


def _webhook(visit: Visit) -> Webhook:
    """The webhook that the path names. Raises Refused (404)."""
    room, text = visit.room(), visit.path["webhook_id"]
    hook = visit.world.state.webhooks.get(whole(text) or 0)
    if hook is None or hook.room != room.id or not _visible(visit.caller, hook):
        raise Refused(404, f"Webhook {text} not found")
    return hook
