"""What glances show: contents that add-ons pushed, and contents read as the web client read them.

Knows nothing of conditions and nothing of how a glance is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from hipgen.host.bodies import check
from hipgen.host.chat import Person, Room
from hipgen.host.connect import tokens
from hipgen.host.connect.calls import ask, read_json, with_query
from hipgen.host.connect.installations import glance_keys
from hipgen.host.connect.modules import CLIENT_VERSION, Module, filled
from hipgen.host.markup import glance_html
from hipgen.host.refusal import Refused
from hipgen.host.state import GlanceContent, GlanceKey, Installation
from hipgen.host.wire import Answer, Call, Flow, Json
from hipgen.host.world import World

TIMEOUT = 10.0
"""Seconds that the web client waited for a glance."""


@dataclass(frozen=True, slots=True)
class GlanceState:
    """What a glance shows: `state` is content, error (its name and a link to try again) or static (its name).

    `content` is as the add-on sent it, but for the label, whose HTML is cleaned. `why` tells of an error,
    `status` is that of the answer.
    """

    state: str
    content: Json = None
    why: str = ""
    status: int | None = None


def push(
    world: World,
    installation: Installation,
    updates: Sequence[Json],
    room: Room | None = None,
    person: Person | None = None,
) -> None:
    """Keep what an add-on pushes to its glances, each content in place of the whole one before, and tell
    clients: for everybody, a room, a person, or a person in a room.

    `updates` are `{key, content}`, checked already against their schema. Raises Refused (400) for a key that
    isn't one of its glances (inferred); then nothing is kept.
    """
    room_id, person_id = (room.id if room else None), (person.id if person else None)
    known = glance_keys(world, installation, room_id)
    for update in updates:
        if update["key"] not in known:
            raise Refused(400, f"There is no glance {update['key']}")
    for update in updates:
        key: GlanceKey = (installation.oauth_id, update["key"], room_id, person_id)
        world.state.glances[key] = GlanceContent(*key, update["content"], world.now())
        news = {"addon_key": installation.key, "key": update["key"], "content": cleaned(update["content"])}
        if room_id is not None:
            news["room_id"] = room_id
        world.push("glance", news, room_id if room else installation.room, person_id)


def pushed(
    world: World, installation: Installation, key: str, room_id: int | None, person_id: int | None
) -> GlanceContent | None:
    """What was pushed to a glance, as one person sees it in a room: what is for that person in that room goes
    before what is for the room, that before what is for the person, that before what is for all.
    """
    contents = world.state.glances
    for room, person in ((room_id, person_id), (room_id, None), (None, person_id), (None, None)):
        found = contents.get((installation.oauth_id, key, room, person))
        if found is not None:
            return found
    return None


def query_url(world: World, module: Module, room: Room, person: Person | None) -> str | None:
    """The address that a client reads a glance's content from: signed, whatever the glance says. None for a
    static one.
    """
    address = module.body.get("queryUrl")
    if not isinstance(address, str) or not address:
        return None
    token = tokens.sign(world, module.installation, room.id, person)
    values = {"signed_request": token, "connect_client_api_version": CLIENT_VERSION}
    return with_query(filled(address, {}), values)


def fetch(world: World, module: Module, room: Room, person: Person | None, origin: str) -> Flow[GlanceState]:
    """Read a glance's content as the web client did, from a page of `origin`: no cookies, no headers of note.

    What a browser would have kept from the page (an answer without Access-Control-Allow-Origin) is an error,
    as are a status of 400 or more, a body with a truthy `error`, and what the client's schema rejects.
    """
    address = query_url(world, module, room, person)
    if address is None:
        return GlanceState("static")
    call = Call("GET", address, (("Accept", "application/json"), ("Origin", origin)), timeout=TIMEOUT)
    more = {"installation": module.installation.oauth_id, "room": room.id}
    answer = yield from ask(world, "glance", call, **more)
    if not isinstance(answer, Answer):
        return GlanceState("error", why=answer.reason)
    return _read(answer, origin)


def _read(answer: Answer, origin: str) -> GlanceState:
    if answer.status >= 400:
        return GlanceState("error", why=f"answered {answer.status}", status=answer.status)
    allowed = answer.headers.get("access-control-allow-origin")
    if allowed not in ("*", origin):
        why = f"Access-Control-Allow-Origin is {allowed or 'missing'}: a browser at {origin} may not read it"
        return GlanceState("error", why=why, status=answer.status)
    try:
        content = read_json(answer.body)
    except ValueError:
        return GlanceState("error", why="the answer is not JSON", status=answer.status)
    why = _wrong(content)
    if why:
        return GlanceState("error", content, why, answer.status)
    return GlanceState("content", cleaned(content), status=answer.status)


def _wrong(content: Json) -> str:
    """Why a client shows an error instead of a content, or nothing."""
    if isinstance(content, dict) and content.get("error"):
        return "the answer has an error member"
    problem = check(content, schema())
    return "" if problem is None else problem.message


def cleaned(content: Json) -> Json:
    """A content whose label is safe to show: `b strong em i` are left, as in the web client."""
    label = content.get("label") if isinstance(content, dict) else None
    if not isinstance(label, dict) or not isinstance(label.get("value"), str):
        return content
    return {**content, "label": {**label, "value": glance_html(label["value"])}}


@cache
def schema() -> Json:
    """What the web client asked of a glance's content."""
    from hipgen.resources import folder

    text = (folder("schemas") / "glance-response.schema.json").read_text(encoding="utf-8")
    return json.loads(text)
