"""The add-ons of a room or of the group: their list, their configuration in a frame, updates, removal.

Addresses are those that the web client used. What a frame shows is the add-on's own page, on its own origin.
"""

from __future__ import annotations

from hipgen.host.api import find_room
from hipgen.host.chat import Room
from hipgen.host.connect import installations, proxied
from hipgen.host.connect.install import after_removal, after_update, uninstall, update
from hipgen.host.connect.modules import settings_page, view_url
from hipgen.host.connect.origins import origin_of
from hipgen.host.connect.proxied import Viewing
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.web import Visit, page, people
from hipgen.host.web.authorize import scopes_in_words
from hipgen.host.web.install import address_of, led_on, list_address, picture_of
from hipgen.host.wire import Flow, Json, Reply
from hipgen.host.world import World

VIEWS = {"configurable": "Configuration", "adminPage": "Administration"}
POLICY = "Content-Security-Policy"
UNSEEN = "a settings page need not say anything, so that it must be looked at once"


@page("GET", "/addons")
def list_addons(visit: Visit) -> Reply:
    """What is installed in a room, or for the group; and what the catalogue has."""
    try:
        room = room_named(visit.world, visit.request.asked("room"))
    except Refused as refusal:
        return people.show_refusal(visit, refusal)
    here = installations.place(room)
    known = visit.world.state.installations.values()
    return people.show(
        visit,
        "addons.html",
        title=f"Add-ons in {room.name}" if room else "Add-ons of the group",
        room=room,
        installed=[_shown(visit.world, one) for one in known if one.room == here],
        everywhere=[_shown(visit.world, one) for one in known if one.room is None] if room else [],
        rooms=[] if room else [_counted(visit.world, each) for each in visit.world.chat.rooms()],
        may=installations.administers(people.browser_person(visit), room),
    )


@page("GET", "/addons/{key}")
def configure(visit: Visit) -> Flow[Reply]:
    """An installation: its configuration page in a frame, or with `update=true` its waiting update."""
    try:
        room = room_named(visit.world, visit.request.asked("room"))
        installation = _installation(visit, room)
        if (visit.request.asked("update") or "").lower() == "true":
            return _update_page(visit, installation)
        return (yield from _page_of(visit, installation, room))
    except Refused as refusal:
        return people.show_refusal(visit, refusal)


@page("POST", "/addons/{key}/update")
def approve_update(visit: Visit) -> Flow[Reply]:
    """Read the descriptor anew; `approve=yes` approves the scopes that were shown."""
    try:
        fields = people.checked_form(visit)
        installation = _administered(visit, room_named(visit.world, fields.get("room")))
        changed = yield from update(visit.world, installation, fields.get("approve") == "yes")
        if changed.pending is not None:
            return _update_page(visit, changed)
        return led_on(visit, after_update(visit.world, changed, visit.base), address_of(changed))
    except Refused as refusal:
        return people.show_refusal(visit, refusal)


@page("POST", "/addons/{key}/uninstall")
def remove(visit: Visit) -> Flow[Reply]:
    """Remove an installation and lead the browser on."""
    try:
        fields = people.checked_form(visit)
        installation = _administered(visit, room_named(visit.world, fields.get("room")))
        yield from uninstall(visit.world, installation)
        address = after_removal(visit.world, installation, visit.base)
        return led_on(visit, address, list_address(installation.room))
    except Refused as refusal:
        return people.show_refusal(visit, refusal)


def room_named(world: World, key: str | None) -> Room | None:
    """The room of an id or a name, None without one. Raises Refused (404)."""
    if not key:
        return None
    room = find_room(world, key)
    if room is None:
        raise Refused(404, f"There is no room {key}")
    return room


def _installation(visit: Visit, room: Room | None) -> Installation:
    """The installation of the key in the path, in a room or else for the group, that the person may open.

    As documented, those who administer a room open a global add-on's configuration for their room only where
    it says `allowAccessToRoomAdmins`. Raises Refused: 404, 403.
    """
    key, person = visit.path["key"], people.browser_person(visit)
    found = installations.existing(visit.world, key, installations.place(room))
    if found is None and room is not None:
        found = installations.existing(visit.world, key, None)
    if found is None:
        raise Refused(404, f"{key} is not installed {'in this room' if room else 'for the group'}")
    opens = found.room is not None or found.capabilities.get("configurable", {}).get(
        "allowAccessToRoomAdmins"
    )
    if not person.is_admin and not (room and opens and installations.administers(person, room)):
        raise Refused(403, "Only administrators open this page")
    return found


def _administered(visit: Visit, room: Room | None) -> Installation:
    """The installation of the path, right there, for who may change it. Raises Refused: 404, 403."""
    found = installations.existing(visit.world, visit.path["key"], installations.place(room))
    if found is None:
        raise Refused(404, f"{visit.path['key']} is not installed there")
    if not installations.administers(people.browser_person(visit), room):
        raise Refused(403, "Only administrators do this")
    return found


def _path(installation: Installation) -> str:
    """The path below which forms about an installation go."""
    return address_of(installation).partition("?")[0]


def _shown(world: World, installation: Installation) -> Json:
    return {
        "addon": installation,
        "picture": picture_of(installation.descriptor),
        "address": address_of(installation),
        "views": [VIEWS[kind] for kind in VIEWS if kind in installation.capabilities],
        "pending": installation.pending is not None,
        "by": world.chat.person(installation.installed_by or 0),
    }


def _counted(world: World, room: Room) -> Json:
    count = sum(one.room == room.id for one in world.state.installations.values())
    return {"room": room, "address": list_address(room.id), "count": count}


def _update_page(visit: Visit, installation: Installation) -> Reply:
    pending = installation.pending
    return people.show(
        visit,
        "addon_update.html",
        title=f"Update {installation.name}",
        addon=installation,
        path=_path(installation),
        added=scopes_in_words(pending.added_scopes) if pending else None,
        name=pending.descriptor["name"] if pending else installation.name,
        back=address_of(installation),
    )


def _page_of(visit: Visit, installation: Installation, room: Room | None) -> Flow[Reply]:
    has = [kind for kind in VIEWS if kind in installation.capabilities]
    asked = visit.request.asked("view")
    kind = asked if asked in has else next(iter(has), None)
    address = None if kind is None else (yield from _address(visit, installation, kind, room))
    reply = people.show(
        visit,
        "addon.html",
        title=installation.name,
        addon=installation,
        picture=picture_of(installation.descriptor),
        home=visit.world.chat.room(installation.room) if installation.room is not None else None,
        path=_path(installation),
        room=room,
        view=kind,
        views={name: VIEWS[name] for name in has},
        address=address,
        sandbox=_sandbox(visit, address),
        scopes=scopes_in_words(installation.scopes),
    )
    return reply if address is None else _framing(reply, address)


def _address(visit: Visit, installation: Installation, kind: str, room: Room | None) -> Flow[str | None]:
    """The signed address for a frame; None for one that no frame may show.

    Nothing that runs here could hear whether the page has its script: an installation's is looked at once.
    """
    context = room.id if room is not None and kind == "configurable" else installation.room
    module = settings_page(installation, kind)
    person = people.browser_person(visit)
    address = view_url(visit.world, module, context, person, origin=visit.base)
    if not origin_of(address):
        return None
    viewing = Viewing(module, address, context, person, visit.base)
    if not proxied.was_looked_at(visit.world, viewing):
        yield from proxied.look(visit.world, viewing, UNSEEN)
    return proxied.framed(visit.world, viewing)[0]


def _sandbox(visit: Visit, address: str | None) -> str:
    """What a frame may do: scripts and forms, with its own origin, unless that were the host's."""
    allowed = "allow-scripts allow-forms allow-popups"
    own = address is None or origin_of(address) == origin_of(visit.base)
    return allowed if own else f"{allowed} allow-same-origin"


def _framing(reply: Reply, address: str) -> Reply:
    """A page that may frame the origin of an address, and nothing else."""
    frames = f"; frame-src {origin_of(address)}"
    headers = [(name, value + frames if name == POLICY else value) for name, value in reply.headers]
    return Reply(reply.status, tuple(headers), reply.body)
