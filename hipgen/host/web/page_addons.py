"""Add-ons in a room as the page shows them: glances, actions, what opens, and why something is hidden.

Glances are read by the browser itself, as HipChat's web client did; what it found is told here, since
conditions go by it and the wire log shows it. Knows nothing of how anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipgen.host import cards
from hipgen.host.chat import Message, Room
from hipgen.host.connect import glances
from hipgen.host.connect.glances import GlanceState
from hipgen.host.connect.modules import Module
from hipgen.host.opening import message_parameters
from hipgen.host.refusal import Refused
from hipgen.host.showing import Shown, shown
from hipgen.host.state import Installation
from hipgen.host.web.page_api import does
from hipgen.host.web.window import Window
from hipgen.host.wire import Json
from hipgen.host.wirelog import masked_json, masked_url

LONGEST = 2_000


@does("POST", "/page/rooms/{room}/modules")
def list_modules(window: Window) -> Json:
    """Modules in the room with whether the person sees each: `{message?, glances?}`.

    `message` is the id of the one whose actions are asked for. `glances` says what the browser read of them:
    `{installation, key, state, content?}`, `state` content or error; one that isn't there is being loaded.
    """
    room = window.room()
    found = shown(window.world, room, window.person, _message(window, room), dict(_read(window)))
    return {"items": [_module(window, room, one) for one in found]}


@does("POST", "/page/rooms/{room}/glance-read")
def note_glance(window: Window) -> Json:
    """Put what the browser got for a glance into the wire log: `{installation, url, status?, seconds?, why?,
    answer?}`.
    """
    room, installation, body = window.room(), _installation(window), window.body()
    window.world.log.add(
        window.world.now(),
        "out",
        "glance",
        method="GET",
        url=masked_url(window.text("url", 10_000)),
        status=body["status"] if isinstance(body.get("status"), int) else None,
        seconds=float(body["seconds"]) if isinstance(body.get("seconds"), int | float) else None,
        answer=str(masked_json(body.get("answer", "")))[:20_000],
        note="; ".join(filter(None, ("read by the browser", window.text("why", LONGEST, "")))),
        installation=installation.oauth_id,
        room=room.id,
    )
    return {}


@does("POST", "/page/rooms/{room}/parameters")
def tell_parameters(window: Window) -> Json:
    """A message as views are told of it: `{message}`; `{parameters, sender}`, `sender` of a notification."""
    said = _message(window, window.room())
    if said is None:
        raise Refused(400, "message is missing")
    installation = window.world.state.installations.get((said.by and said.by.client_id) or "")
    base = installation.base if installation else window.base
    sender = {"type": said.by.type, "id": said.by.id} if said.by else None
    return {"parameters": message_parameters(window.world, said, base), "sender": sender}


def _read(window: Window) -> Iterator[tuple[tuple[str, str], GlanceState]]:
    """What the browser said of glances. Raises Refused (400)."""
    sent = window.body().get("glances", [])
    if not isinstance(sent, list):
        raise Refused(400, "glances is not a list")
    for one in sent:
        match one:
            case {"installation": str(installation), "key": str(key), "state": "content" | "error" as state}:
                yield (installation, key), GlanceState(state, one.get("content"))
            case _:
                raise Refused(400, "glances: installation, key and state are missing")


def _installation(window: Window) -> Installation:
    """The installation that the body names by its OAuth id. Raises Refused (404)."""
    found = window.world.state.installations.get(window.text("installation", LONGEST))
    if found is None:
        raise Refused(404, "That add-on is not installed any more")
    return found


def _message(window: Window, room: Room) -> Message | None:
    """The message that the body names, if it names one. Raises Refused (404)."""
    if window.body().get("message") is None:
        return None
    said = window.world.chat.message(window.text("message", LONGEST))
    if said is None or said.place != room.id:
        raise Refused(404, "There is no such message in this room")
    return said


def _module(window: Window, room: Room, one: Shown) -> Json:
    module = one.module
    members: Mapping[str, Json] = {
        "installation": module.installation.oauth_id,
        "addon": module.installation.key,
        "addon_name": module.installation.name,
        "kind": module.kind,
        "key": module.key,
        "name": module.name,
        "icon": cards.icon(module.body.get("icon")),
        "visible": one.visible,
        "reasons": list(one.reasons),
        "location": module.body.get("location"),
        "url": module.body.get("url"),
        "authentication": module.body.get("authentication"),
        "target": module.body.get("target"),
        "options": module.body.get("options"),
        "title": _title(module),
        "scopes": list(module.installation.scopes),
    }
    return {**members, **_glance(window, room, module)} if module.kind == "glance" else members


def _title(module: Module) -> str:
    """The title of a dialog, the name of everything else."""
    title = module.body.get("title")
    text = title.get("value") if isinstance(title, Mapping) else title
    return text if isinstance(text, str) and text else module.name


def _glance(window: Window, room: Room, module: Module) -> Json:
    """What a glance has besides: whether it is read, and what was pushed to it."""
    pushed = glances.pushed(window.world, module.installation, module.key, room.id, window.person.id)
    return {
        "reads": bool(module.body.get("queryUrl")),
        "pushed": glances.cleaned(pushed.content) if pushed else None,
    }
