"""What only HipChat's own web client called: which modules there are, signed addresses of views and glances.

Undocumented; paths and members are those seen in the web client. Below /v2, but apart from the REST API's
operations: no rate limit, no line in the wire log. A person calls, with a token of their own or from a window
of the host's page. Knows nothing of how modules are shown.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from hipgen.host.access import caller_of, presented
from hipgen.host.chat import Person, Room
from hipgen.host.connect import glances, tokens
from hipgen.host.connect.installations import existing
from hipgen.host.connect.modules import (
    CLIENT_VERSION,
    UNRESERVED,
    Module,
    find,
    modules,
    of_installation,
    view_url,
)
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.web import Visit, page
from hipgen.host.web.people import NOT_KEPT
from hipgen.host.web.window import acting, sees
from hipgen.host.wire import Json, Reply, json_reply, whole
from hipgen.host.world import World

GLOBAL = "global"
SCOPES = frozenset({"view_group", "view_room"})
"""Either lets a person's own token in (inferred: the web client's session had all scopes)."""
VARIABLE = re.compile(r"\{([^{}]+)\}")
PLACES = 500
"""As many rooms are told of at once."""


@page("GET", "/v2/addon/signed-url/{room}/{addon}/{view}/{module}/{timestamp}")
def sign_url(visit: Visit) -> Reply:
    """`{location, jwt}` of a module; `{view}` is `url@webPanel` and the like, or `query_url@glance`.

    The query holds the texts of the variables in the address, by name: the host fills them in before it
    signs. Raises Refused: 404; 409 for a module without such an address.
    """
    person = _person(visit)
    room = _room(visit, person, visit.path["room"])
    attribute, _at, kind = visit.path["view"].partition("@")
    module = find(visit.world, _installation(visit, room), visit.path["module"], room.id, kind)
    if attribute == "url":
        values = dict(visit.request.query)
        location = view_url(visit.world, _with(module, values), room.id, person)
    elif attribute == "query_url":
        location = _query_url(visit.world, module, room, person)
    else:
        raise Refused(404, f"A module has no {attribute}")
    jwt = dict(parse_qsl(urlsplit(location).query)).get("signed_request")
    signed = jwt or tokens.sign(visit.world, module.installation, room.id, person)
    return json_reply(200, {"location": location, "jwt": signed}, NOT_KEPT)


@page("GET", "/v2/addon/signed-urls/{room}/glances")
def sign_glances(visit: Visit) -> Reply:
    """`{full key: {success, url}}` for each glance of the room that reads its content."""
    person = _person(visit)
    room = _room(visit, person, visit.path["room"])
    urls = {
        module.full_key: glances.query_url(visit.world, module, room, person)
        for module in modules(visit.world, room.id)
        if module.kind == "glance" and not person.is_guest
    }
    found = {key: {"success": True, "url": url} for key, url in urls.items() if url is not None}
    return json_reply(200, found, NOT_KEPT)


@page("POST", "/v2/addon/sync")
def sync(visit: Visit) -> Reply:
    """`{changedIntegrations}`: for the group and each room that the body knows of, the add-ons that changed.

    The body is `{knownIntegrations: {global: {add-on: version}, {room}: {…}}}`; a room that the person
    doesn't see is left out. An add-on of the group that has modules in one room only is told of in that
    room, whole. Guests are told of none: they see nothing of add-ons. Raises Refused (400).
    """
    person = _person(visit)
    changed: dict[str, list[Json]] = {}
    for place, known in _known(visit).items():
        room = None if place == GLOBAL else _room_seen(visit, person, place)
        if place == GLOBAL or room is not None:
            here = {} if person.is_guest else dict(_integrations(visit.world, room))
            news = [entry for key, entry in here.items() if known.get(key) != entry["version"]]
            gone = [{"addon_key": key, "is_deleted": True} for key in known if key not in here]
            changed[place] = [*news, *gone]
    return json_reply(200, {"changedIntegrations": changed}, NOT_KEPT)


def _person(visit: Visit) -> Person:
    """Who calls: the person of a token, or else of a window of the page.

    Raises Refused: 401 as for every token; 403 for a token that an add-on has, or without a scope to see
    rooms, and for what isn't sent by a page of this host.
    """
    token = presented(visit.request)
    if token is None:
        return acting(visit).person
    caller = caller_of(visit.world, token)
    if caller.person is None or caller.installation is not None:
        raise Refused(403, "This action is not available to this kind of token")
    if not SCOPES & set(caller.token.scopes):
        raise Refused(403, "This action requires the scope view_group or view_room")
    return caller.person


def _room(visit: Visit, person: Person, key: str) -> Room:
    """A room by its id. Raises Refused (404) for one that the person doesn't see."""
    room = _room_seen(visit, person, key)
    if room is None:
        raise Refused(404, "Room not found")
    return room


def _room_seen(visit: Visit, person: Person, key: str) -> Room | None:
    room = visit.world.chat.room(whole(key) or 0)
    return room if room is not None and sees(person, room) else None


def _installation(visit: Visit, room: Room) -> Installation:
    """The add-on of the path: that of the room, else that of the group. Raises Refused (404)."""
    key = visit.path["addon"]
    found = existing(visit.world, key, room.id) or existing(visit.world, key, None)
    if found is None:
        raise Refused(404, f"{key} is not installed in that room")
    return found


def _with(module: Module, values: Json) -> Module:
    """A module with the variables of its address filled in, by their whole names."""

    def value(match: re.Match[str]) -> str:
        return quote(values.get(match[1], ""), safe=UNRESERVED, errors="replace")

    url = module.body.get("url")
    if not isinstance(url, str) or url[:5].lower() == "data:":
        return module
    body = {**module.body, "url": VARIABLE.sub(value, url)}
    return Module(module.installation, module.kind, module.key, body, module.room)


def _query_url(world: World, module: Module, room: Room, person: Person) -> str:
    """Raises Refused (409) for a module that reads nothing."""
    location = glances.query_url(world, module, room, person) if module.kind == "glance" else None
    if location is None:
        raise Refused(409, f"{module.key} has no query URL")
    return location


def _known(visit: Visit) -> dict[str, dict[str, Json]]:
    """What the caller knows: versions by add-on, by place. Raises Refused (400)."""
    try:
        body = json.loads(visit.request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The request body is not valid JSON") from error
    known = body.get("knownIntegrations") if isinstance(body, dict) else None
    if not isinstance(known, dict) or not all(isinstance(one, dict) for one in known.values()):
        raise Refused(400, "knownIntegrations is not an object of objects")
    if len(known) > PLACES:
        raise Refused(400, f"knownIntegrations tells of more than {PLACES} rooms")
    return known


def _integrations(world: World, room: Room | None) -> Iterator[tuple[str, Json]]:
    """The add-ons of a place by key. Those of the group come again in a room where they have more."""
    for one in world.state.installations.values():
        here = of_installation(world, one, room.id if room else None)
        place = room.id if room else None
        more = one.room is None and room is not None and any(module.room == place for module in here)
        if one.room == place or (more and room and existing(world, one.key, room.id) is None):
            yield one.key, _entry(one, here)


def _entry(installation: Installation, found: tuple[Module, ...]) -> Json:
    entry = {
        "addon_key": installation.key,
        "name": installation.name,
        "avatar": installation.capabilities.get("hipchatApiConsumer", {}).get("avatar"),
        "scopes": list(installation.scopes),
        "client_api_version": int(CLIENT_VERSION),
        "ui_extensions": [_extension(module) for module in found],
    }
    text = json.dumps([installation.oauth_id, entry], sort_keys=True)
    return {**_said(entry), "version": hashlib.sha256(text.encode()).hexdigest()[:8]}


def _extension(module: Module) -> Json:
    """A module as the web client was told of it: texts are strings, the target of an action is an object."""
    body = module.body
    return _said(
        {
            "type": module.kind,
            "key": module.key,
            "name": _plain(body.get("name")),
            "title": _plain(body.get("title")),
            "location": body.get("location"),
            "url": body.get("url"),
            "query_url": body.get("queryUrl"),
            "target": {"key": module.target} if module.kind == "action" else body.get("target"),
            "icon": body.get("icon"),
            "weight": module.weight,
            "conditions": body.get("conditions"),
            "authentication": body.get("authentication", "jwt"),
            "options": _plain(body.get("options")),
        }
    )


def _plain(value: Json) -> Json:
    """A value whose texts are plain strings: `{value, i18n?}` becomes the value."""
    match value:
        case {"value": str(text)}:
            return text
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case _:
            return value


def _said(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
