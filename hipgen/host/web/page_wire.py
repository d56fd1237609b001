"""The inspector's side: the wire log, and webhook calls made again or forged.

Everything shown was masked when it went into the log. Knows nothing of how it is drawn.
"""

from __future__ import annotations

from dataclasses import asdict

from hipgen.host import control
from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page
from hipgen.host.web.page_api import shows
from hipgen.host.web.window import Window, acting
from hipgen.host.wire import Flow, Json, Reply, whole
from hipgen.host.wirelog import Entry

PAGE = 500
"""As many entries a window gets at a time."""
AGAIN = frozenset({"replay", "forge"})
LONG_FIELDS = frozenset({"headers", "body", "claims", "answer_headers", "answer"})


@shows("/page/wire")
def read_wire(window: Window) -> Json:
    """`{items, addons}`: entries after number `since`, without what is long in them, the oldest first."""
    since = _number(window.visit.request.asked("since") or "0")
    entries = [entry for entry in window.world.log if entry.id > since]
    return {
        "items": [_short(window, entry) for entry in entries[-PAGE:]],
        "addons": {
            one.oauth_id: _named(window, one.oauth_id) for one in window.world.state.installations.values()
        },
    }


@shows("/page/wire/{entry}")
def read_entry(window: Window) -> Json:
    """One entry in full. Raises Refused (404) for one that isn't kept any more."""
    number = _number(window.visit.path["entry"])
    entry = next((one for one in window.world.log if one.id == number), None)
    if entry is None:
        raise Refused(404, "That exchange is not kept any more")
    return {**_short(window, entry), **{name: getattr(entry, name) for name in sorted(LONG_FIELDS)}}


@page("POST", "/page/deliveries/{delivery}/{how}")
def make_again(visit: Visit) -> Reply | Flow[Reply]:
    """Make a webhook call again as it was (`replay`), or wrong as the body tells (`forge`); what came back.

    It is what the control interface does.
    """
    window, how = acting(visit), visit.path["how"]
    found = control.routes().find(f"/control/deliveries/{visit.path['delivery']}/{how}")
    if how not in AGAIN or found is None:
        raise Refused(404, "Not found")
    methods, path = found
    return methods["POST"](control.Order(visit.world, visit.request, path, window.body()))


def _short(window: Window, entry: Entry) -> Json:
    told = {name: value for name, value in asdict(entry).items() if name not in LONG_FIELDS}
    room = window.world.chat.room(entry.room) if entry.room is not None else None
    more = {
        "at": entry.at.isoformat(),
        "addon": _named(window, entry.installation),
        "room_name": room.name if room else None,
        "again": entry.delivery in window.world.deliveries,
    }
    return {name: value for name, value in {**told, **more}.items() if value not in (None, "")}


def _named(window: Window, oauth_id: str | None) -> str | None:
    """An installation by its add-on's name and where it is, by a part of its id when it is gone."""
    if oauth_id is None:
        return None
    found = window.world.state.installations.get(oauth_id)
    if found is None:
        return f"{oauth_id[:8]}… (removed)"
    room = window.world.chat.room(found.room) if found.room is not None else None
    return f"{found.name} ({room.name})" if room else found.name


def _number(text: str) -> int:
    """A number of the query or the path. Raises Refused (404)."""
    number = whole(text)
    if number is None:
        raise Refused(404, "There is no such number")
    return number
