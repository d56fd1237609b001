"""The page that installs an add-on: what it is, what it asks for, where it goes; then the handshake.

Reached from links such as `/addons/install?url=…&room=Harbour`, whose parameters are as documented, and from
the list of add-ons. Knows nothing of how an add-on is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from hipgen.host import cards
from hipgen.host.chat import Person, Room
from hipgen.host.connect import installations
from hipgen.host.connect.install import Fetched, browser_steps, by_key, fetch, install
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.web import Visit, page, people
from hipgen.host.web.authorize import scopes_in_words
from hipgen.host.wire import Flow, Json, Reply, redirect

PAGE = "/addons/install"
NAMES = ("url", "key", "room", "relayState")
EVENTS = {
    "room_archived": "rooms being archived",
    "room_created": "new rooms",
    "room_deleted": "rooms being deleted",
    "room_enter": "people who come in",
    "room_exit": "people who go out",
    "room_file_upload": "files that people show",
    "room_message": "messages",
    "room_notification": "notifications",
    "room_topic_change": "new topics",
    "room_unarchived": "rooms being brought back",
}
"""Events of webhooks, in words for people."""
MODULES = {
    "glance": ("glance", "glances"),
    "webPanel": ("sidebar view", "sidebar views"),
    "dialog": ("dialog", "dialogs"),
    "action": ("menu entry", "menu entries"),
    "externalPage": ("page in a tab", "pages in tabs"),
}
"""What add-ons put into rooms, in words for people: one and more of each."""


@page("GET", PAGE)
def ask(visit: Visit) -> Reply | Flow[Reply]:
    """What would be installed, for approval; without an address or a key, a form for one."""
    fields = {name: value for name in NAMES if (value := visit.request.asked(name)) is not None}
    if not (fields.get("url") or fields.get("key")):
        return _form(visit, fields)
    return _asking(visit, fields)


@page("POST", PAGE)
def approve(visit: Visit) -> Flow[Reply]:
    """Install what was approved, and lead the browser on."""
    fields: dict[str, str] = {}
    try:
        fields = people.checked_form(visit)
        return (yield from _approved(visit, fields))
    except Refused as refusal:
        return show_problems(visit, refusal, fields)


def show_problems(visit: Visit, refusal: Refused, fields: Mapping[str, str]) -> Reply:
    """Why it didn't work, with the places of what is wrong in a descriptor, and a way to try again."""
    return people.show(
        visit,
        "addon_problems.html",
        refusal.status,
        title="This did not work",
        message=refusal.message,
        problems=refusal.more.get("problems", ()),
        again={name: fields[name] for name in NAMES if fields.get(name)},
    )


def list_address(room_id: int | None) -> str:
    """The list of the add-ons of a room, or of the group."""
    return "/addons/" if room_id is None else f"/addons/?room={room_id}"


def address_of(installation: Installation) -> str:
    """The page of an installation."""
    room = "" if installation.room is None else f"?room={installation.room}"
    return f"/addons/{quote(installation.key, safe='')}{room}"


def led_on(visit: Visit, address: str | None, otherwise: str) -> Reply:
    """Lead the browser to an add-on's address, and note that; or to a page of the host."""
    if address is None:
        return redirect(otherwise)
    where = address.partition("?")[0]
    visit.world.log.add(visit.world.now(), "none", "page", note=f"the browser was led to {where}")
    return redirect(address)


def _form(visit: Visit, fields: Mapping[str, str]) -> Reply:
    return people.show(
        visit,
        "addon_form.html",
        title="Install an add-on",
        room=fields.get("room", ""),
    )


def _asking(visit: Visit, fields: Mapping[str, str]) -> Flow[Reply]:
    try:
        person = people.browser_person(visit)
        _chosen_room(visit, fields)
        fetched = yield from _fetched(visit, fields)
        return _approval(visit, fields, fetched, person)
    except Refused as refusal:
        return show_problems(visit, refusal, fields)


def _approval(
    visit: Visit, fields: Mapping[str, str], fetched: Fetched, person: Person, warning: str = ""
) -> Reply:
    descriptor = fetched.descriptor
    return people.show(
        visit,
        "addon_install.html",
        title=f"Install {descriptor['name']}",
        addon=descriptor,
        picture=picture_of(descriptor),
        hears=_hears(descriptor),
        shows=_shows(descriptor),
        vendor=descriptor.get("vendor"),
        scopes=scopes_in_words(_scopes(descriptor)),
        asked=" ".join(_scopes(descriptor)),
        notes=fetched.notes,
        warning=warning,
        rooms=_rooms(visit, descriptor, person),
        everywhere=_allows(descriptor, "allowGlobal") and person.is_admin,
        room=fields.get("room", ""),
        request={name: fields[name] for name in ("url", "key", "relayState") if fields.get(name)},
    )


def _approved(visit: Visit, fields: Mapping[str, str]) -> Flow[Reply]:
    person, room = people.browser_person(visit), _chosen_room(visit, fields)
    fetched = yield from _fetched(visit, fields)
    seen = fields.get("asked", "").split()
    if not set(_scopes(fetched.descriptor)) <= set(seen):
        warning = "The add-on asks for more than a moment ago: look again."
        return _approval(visit, fields, fetched, person, warning)
    made = yield from install(visit.world, fetched, room, person, visit.base)
    address = browser_steps(visit.world, made, visit.base, fields.get("relayState") or None)
    configured = "configurable" in made.capabilities
    return led_on(visit, address, address_of(made) if configured else list_address(made.room))


def _fetched(visit: Visit, fields: Mapping[str, str]) -> Flow[Fetched]:
    """The descriptor of the address, else of the key. Raises Refused as `fetch`, 400 without either."""
    address = fields.get("url") or (by_key(visit.world, fields["key"]) if fields.get("key") else "")
    if not address:
        raise Refused(400, "There is neither a url nor a key of an add-on to install")
    return (yield from fetch(visit.world, address))


def _chosen_room(visit: Visit, fields: Mapping[str, str]) -> Room | None:
    """The room of a display name, None for the group. Raises Refused (404)."""
    name = fields.get("room", "")
    if not name:
        return None
    room = visit.world.chat.room_called(name)
    if room is None:
        raise Refused(404, f"There is no room called {name}")
    return room


def picture_of(descriptor: Json) -> Json:
    """The picture of an add-on, as `cards.icon` has it."""
    return cards.icon(descriptor.get("capabilities", {}).get("hipchatApiConsumer", {}).get("avatar"))


def _hears(descriptor: Json) -> str:
    """What happens that an add-on is told of, in words: every event once."""
    hooks = descriptor.get("capabilities", {}).get("webhook", ())
    told = dict.fromkeys(_heard(hook) for hook in hooks)
    return _enumerated(list(told))


def _heard(hook: Json) -> str:
    words = EVENTS.get(hook["event"], hook["event"])
    return f"{words} that fit its patterns" if hook.get("pattern") else words


def _shows(descriptor: Json) -> str:
    """What an add-on puts into rooms, in words."""
    capabilities = descriptor.get("capabilities", {})
    counts = [(len(capabilities.get(kind, ())), *words) for kind, words in MODULES.items()]
    return _enumerated([f"{count} {one if count == 1 else more}" for count, one, more in counts if count])


def _enumerated(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _scopes(descriptor: Json) -> tuple[str, ...]:
    return tuple(descriptor.get("capabilities", {}).get("hipchatApiConsumer", {}).get("scopes", ()))


def _rooms(visit: Visit, descriptor: Json, person: Person) -> list[Room]:
    """The rooms that it can be installed in by this person."""
    if not _allows(descriptor, "allowRoom"):
        return []
    rooms = visit.world.chat.rooms()
    return [room for room in rooms if not room.is_archived and installations.administers(person, room)]


def _allows(descriptor: Json, level: str) -> bool:
    return bool(descriptor.get("capabilities", {}).get("installable", {}).get(level) is not False)
