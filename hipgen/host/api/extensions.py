"""Modules made over REST: get, put and delete for each kind, in a room or for the group.

The operations are those of the table whose path names an extension; what one does follows from its verb, its
kind and whether it names a room. Knows no kind by name but webhooks, which are kept as such.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hipgen.host import shapes
from hipgen.host.api import Visit, answers
from hipgen.host.api.webhooks import created, keyed, put, registered
from hipgen.host.connect import modules
from hipgen.host.connect.descriptors import check_module
from hipgen.host.refusal import Refused
from hipgen.host.state import Extension, ExtensionKey, Installation, Webhook
from hipgen.host.wire import Json, Reply, json_reply
from hipgen.operations import Operation, operations

SEGMENT = "/extension/"
WEBHOOK = "webhook"


def _get(visit: Visit, kind: str) -> Reply:
    """A module, whether it was made over REST or stands in the descriptor (the latter is inferred)."""
    if kind == WEBHOOK:
        return json_reply(200, shapes.webhook_full(visit.world, _webhook(visit), visit.base))
    room_id = _room_id(visit)
    for module in modules.of_installation(visit.world, _addon(visit), room_id):
        if (module.kind, module.key, module.room) == (kind, visit.path["key"], room_id):
            return json_reply(200, module.body)
    raise _missing(visit, kind)


def _put(visit: Visit, kind: str) -> Reply:
    """Make a module, or put another in its place. The key in the path wins."""
    installation, room_id, key = _addon(visit), _room_id(visit), visit.path["key"]
    body = check_module(kind, {**visit.body, "key": key})
    if kind == WEBHOOK:
        return _put_webhook(visit, body, room_id)
    made = Extension(installation.oauth_id, room_id, kind, key, body)
    visit.world.state.extensions[_place(made)] = made
    _tell(visit, installation, room_id)
    return json_reply(201, body)


def _delete(visit: Visit, kind: str) -> Reply:
    """Remove a module that was made over REST. Of the descriptor's only webhooks go (that is inferred)."""
    if kind == WEBHOOK:
        del visit.world.state.webhooks[_webhook(visit).id]
        return Reply(204)
    installation, room_id = _addon(visit), _room_id(visit)
    place = _place(Extension(installation.oauth_id, room_id, kind, visit.path["key"], None))
    if visit.world.state.extensions.pop(place, None) is None:
        raise _missing(visit, kind)
    _tell(visit, installation, room_id)
    return Reply(204)


def _put_webhook(visit: Visit, body: Json, room_id: int | None) -> Reply:
    """A webhook put again keeps its number and its date."""
    hook = registered(visit, body, room_id)
    before = keyed(visit.world, hook)
    if before:
        old = before[0]
        hook = replace(hook, id=old.id, created=old.created, declared=old.declared)
    return created(visit, put(visit.world, hook))


def _webhook(visit: Visit) -> Webhook:
    """The add-on's webhook of the key, made over REST or declared. Raises Refused (404)."""
    wanted = (visit.path["key"], _addon(visit).oauth_id, _room_id(visit))
    for hook in visit.world.state.webhooks.values():
        if (hook.key, hook.installation, hook.room) == wanted:
            return hook
    raise _missing(visit, WEBHOOK)


def _addon(visit: Visit) -> Installation:
    """The add-on that calls. Raises Refused (403) for a room's token, which belongs to none (inferred)."""
    if visit.caller.installation is None:
        raise Refused(403, "Only an add-on has modules: this token belongs to none")
    return visit.caller.installation


def _room_id(visit: Visit) -> int | None:
    return visit.room().id if "room_id_or_name" in visit.path else None


def _place(made: Extension) -> ExtensionKey:
    return (made.installation, made.room, made.kind, made.key)


def _missing(visit: Visit, kind: str) -> Refused:
    return Refused(404, f"{kind} {visit.path['key']} not found")


def _tell(visit: Visit, installation: Installation, room_id: int | None) -> None:
    data = {"what": "modules", "installation": installation.oauth_id, "key": installation.key}
    visit.world.push("installation", data, room=installation.room if room_id is None else room_id)


VERBS = {"GET": _get, "PUT": _put, "DELETE": _delete}


def kind_of(operation: Operation) -> str:
    """The kind of module that an operation is about, in the descriptor's word."""
    return operation.path.partition(SEGMENT)[2].partition("/")[0]


for _operation in operations().values():
    if SEGMENT in _operation.path:
        answers(_operation.name)(partial(VERBS[_operation.method], kind=kind_of(_operation)))
