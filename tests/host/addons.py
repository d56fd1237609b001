"""Descriptors of a small add-on, and the driving of flows: for tests of what the host does with add-ons."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from hipgen.host.connect.descriptors import check
from hipgen.host.connect.fetching import Fetched
from hipgen.host.connect.install import install
from hipgen.host.connect.webhooks import deliver
from hipgen.host.state import Installation
from hipgen.host.wire import Answer, Call, Failure, Flow, Json
from hipgen.host.world import Delivery, World
from tests.host.worlds import BASE, Addon

T = TypeVar("T")
SITE = "https://bell.example.com"
SELF = f"{SITE}/descriptor.json"
ICON = {"url": f"{SITE}/i.png", "url@2x": f"{SITE}/i2.png"}
OK = Answer(200)
PANEL = {
    "key": "panel",
    "name": {"value": "Bells"},
    "url": f"{SITE}/panel",
    "location": "hipchat.sidebar.right",
}
DIALOG = {"key": "watch", "title": {"value": "Watch"}, "url": f"{SITE}/watch"}
PAGE = {"key": "log", "name": {"value": "Log"}, "url": f"{SITE}/log"}
GLANCE = {
    "key": "bells",
    "name": {"value": "Bells"},
    "icon": ICON,
    "queryUrl": f"{SITE}/bells",
    "target": "panel",
}
ACTION = {
    "key": "ring",
    "name": {"value": "Ring"},
    "location": "hipchat.message.action",
    "target": "watch",
}
HOOK = {
    "url": f"{SITE}/hook",
    "event": "room_message",
    "pattern": "^/bell",
    "authentication": "jwt",
    "key": "cmd",
}
CALLBACK = {"callbackUrl": f"{SITE}/installed"}


def descriptor(scopes: tuple[str, ...] = ("send_notification",), **capabilities: Json) -> Json:
    """A good descriptor with these capabilities; no scopes, no API consumer."""
    consumer = {"hipchatApiConsumer": {"scopes": list(scopes), "fromName": "Bell"}} if scopes else {}
    return {
        "key": "com.example.bell",
        "name": "Ship's Bell",
        "description": "Rings the watches.",
        "links": {"self": SELF},
        "capabilities": {**consumer, **capabilities},
    }


def run(flow: Flow[T], answer: Callable[[Call], Answer | Failure] | None = None) -> T:
    """Drive a flow to its end; without an add-on nobody answers."""
    answer = answer or Addon()
    try:
        call = next(flow)
        while True:
            call = flow.send(answer(call))
    except StopIteration as end:
        result: T = end.value
        return result


def installed(
    world: World, document: Json = None, room: int | None = 1, addon: Addon | None = None
) -> Installation:
    """An installation in a room (1 is Harbour), or with None for the group."""
    checked, notes = check(descriptor(webhook=[HOOK]) if document is None else document)
    place = None if room is None else world.chat.room(room)
    answers = addon or Addon({("POST", "/installed"): OK})
    made = run(install(world, Fetched(checked, SELF, notes), place, None, BASE), answers)
    world.drain()
    return made


def serving(document: Json, **answers: Answer | Failure) -> Addon:
    """An add-on that serves a descriptor and answers `POST /NAME` as told."""
    body = json.dumps(document).encode()
    page = Answer(200, {"content-type": "application/json"}, body)
    table: dict[tuple[str, str], Answer | Failure] = {("GET", "/descriptor.json"): page}
    return Addon({**table, **{("POST", f"/{name}"): answer for name, answer in answers.items()}})


def sent(world: World) -> list[Delivery]:
    """The deliveries that are waiting, taken away."""
    return [effect for effect in world.drain() if isinstance(effect, Delivery)]


def delivered(world: World, answer: Answer | Failure = OK) -> list[Json]:
    """Make the deliveries that are waiting, all answered alike; their payloads."""
    bodies = []
    for delivery in sent(world):
        run(deliver(world, delivery), lambda _call: answer)
        bodies.append(json.loads(delivery.body))
    return bodies


def logged(world: World) -> str:
    """All that the wire log holds, as one text."""
    return "\n".join(repr(entry) for entry in world.log)


def notes(world: World, kind: str) -> list[str]:
    """The notes of the wire log's entries of a kind."""
    return [entry.note for entry in world.log if entry.kind == kind]
