"""Modules of installed add-ons: who sees which and why not, signed addresses, glances, actions, links.

Knows nothing of installing.
"""

from __future__ import annotations

from hipgen.host import shapes
from hipgen.host.chat import Message, Room
from hipgen.host.connect import glances
from hipgen.host.connect.modules import SETTINGS, Module, find, modules, settings_page, view_url
from hipgen.host.control import ANYTHING, NAME, TEXT, Order, control
from hipgen.host.control.named import needed, the_installation, the_person, the_room
from hipgen.host.opening import Opening, action_opens, link_opens
from hipgen.host.refusal import Refused
from hipgen.host.showing import Shown, judged, shown
from hipgen.host.state import GlanceContent
from hipgen.host.wire import Flow, Json, Reply, json_reply

IN_A_ROOM = {"room": NAME, "as": NAME}
OF_AN_ADDON = {**IN_A_ROOM, "installation": NAME, "key": TEXT}
THEME = {"enum": ["light", "dark"]}


@control("GET", "/control/modules", query={**IN_A_ROOM, "message": TEXT})
def list_modules(order: Order) -> Flow[Reply]:
    """Modules in a room, in the client's order, each with whether somebody sees it, and if not, why.

    Glances are fetched first, as when the client opens a room. With a message, message actions are judged
    by it.
    """
    world, room, person = order.world, the_room(order), the_person(order)
    fetched = {}
    for module in modules(world, room.id):
        if module.kind == "glance" and not person.is_guest:
            state = yield from glances.fetch(world, module, room, person, order.base)
            fetched[module.installation.oauth_id, module.key] = state
    found = shown(world, room, person, _message(order), fetched)
    return json_reply(200, {"items": [_shown_module(one) for one in found]})


@control(
    "POST",
    "/control/view",
    body={**OF_AN_ADDON, "kind": TEXT, "theme": THEME, "values": ANYTHING},
    required=("installation",),
)
def sign_view(order: Order) -> Reply:
    """The signed address of a view, dialog, page; without a key `kind` is configurable or adminPage."""
    body, person = order.body, the_person(order)
    room = the_room(order) if "room" in body else None
    module = _view(order, room)
    theme, values = body.get("theme", "light"), body.get("values")
    url = view_url(order.world, module, room.id if room else None, person, theme, values, order.base)
    return json_reply(200, {"url": url})


@control(
    "POST",
    "/control/glance",
    body={**OF_AN_ADDON, "origin": TEXT},
    required=("installation", "key", "room"),
)
def fetch_glance(order: Order) -> Flow[Reply]:
    """Fetch a glance as the web client did, from a page of `origin`: CORS and the answer's form enforced."""
    world, room, person = order.world, the_room(order), the_person(order)
    module = find(world, the_installation(order), order.body["key"], room.id, "glance")
    state = yield from glances.fetch(world, module, room, person, order.body.get("origin", order.base))
    told = {"state": state.state, "content": state.content, "why": state.why, "status": state.status}
    return json_reply(200, {name: value for name, value in told.items() if value not in (None, "")})


@control("GET", "/control/glances", query=IN_A_ROOM)
def list_glances(order: Order) -> Reply:
    """What add-ons pushed to their glances, as somebody sees it in a room."""
    world, room, person = order.world, the_room(order), the_person(order)
    here = [module for module in modules(world, room.id) if module.kind == "glance"]
    found = [
        (module, glances.pushed(world, module.installation, module.key, room.id, person.id))
        for module in here
    ]
    return json_reply(200, {"items": [_shown_content(module, one) for module, one in found if one]})


@control(
    "POST",
    "/control/action",
    body={**OF_AN_ADDON, "message": TEXT},
    required=("installation", "key", "room"),
)
def choose_action(order: Order) -> Reply:
    """Choose an action, in a message's menu with `message`: what opens, and the event that its view gets.

    One that the client wouldn't show can't be chosen.
    """
    world, room, person = order.world, the_room(order), the_person(order)
    action = find(world, the_installation(order), order.body["key"], room.id, "action")
    said = _message(order)
    opening = action_opens(world, action, room, person, said)
    seen = judged(world, action, room, person, said)
    if not seen.visible:
        raise Refused(409, f"{person.name} doesn't see {action.key}: {'; '.join(seen.reasons)}")
    return _opened(opening)


@control(
    "POST",
    "/control/link",
    body={"message": TEXT, "target": TEXT, "options": {"type": ["object", "string"]}, "as": NAME},
    required=("message", "target"),
)
def follow_link(order: Order) -> Reply:
    """Follow a link of a notification that has a `data-target`: what opens, and what its view gets."""
    said = _message(order)
    room = order.world.chat.room(said.place) if said is not None and isinstance(said.place, int) else None
    if said is None or room is None:
        raise Refused(404, "the message is not one of a room")
    target, options = order.body["target"], order.body.get("options")
    return _opened(link_opens(order.world, said, room, the_person(order), target, options))


def _view(order: Order, room: Room | None) -> Module:
    """The module that a request wants the address of. Raises Refused: 400, 404."""
    installation, kind = the_installation(order), order.body.get("kind")
    if kind in SETTINGS:
        return settings_page(installation, kind)
    if order.said("key") is None:
        raise Refused(400, f"name the module by its 'key', or a 'kind' of {' and '.join(SETTINGS)}")
    return find(order.world, installation, order.body["key"], room.id if room else None, kind)


def _message(order: Order) -> Message | None:
    """The message that a request names, if it names one. Raises Refused (404)."""
    if order.said("message") is None:
        return None
    said = order.world.chat.message(str(needed(order, "message")))
    if said is None:
        raise Refused(404, f"there is no message {order.said('message')!r}")
    return said


def _opened(opening: Opening) -> Reply:
    target = {"kind": opening.target.kind, "key": opening.target.key}
    told = {"target": target, "url": opening.url, "event": opening.event, "parameters": opening.parameters}
    return json_reply(200, told)


def _shown_module(one: Shown) -> Json:
    module = one.module
    return {
        "installation": module.installation.oauth_id,
        "kind": module.kind,
        "key": module.key,
        "name": module.name,
        "visible": one.visible,
        "reasons": list(one.reasons),
    }


def _shown_content(module: Module, content: GlanceContent) -> Json:
    return {
        "installation": module.installation.oauth_id,
        "key": module.key,
        "room": content.room,
        "person": content.person,
        "content": content.content,
        "at": shapes.seconds(content.at),
    }
