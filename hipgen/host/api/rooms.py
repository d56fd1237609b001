"""Rooms: list, create, read, replace, delete; their statistics and topics."""

from __future__ import annotations

from datetime import UTC, datetime

from hipgen.host import acts, pictures, shapes
from hipgen.host.acts import Doer
from hipgen.host.api import Visit, answers, person_of, sees
from hipgen.host.chat import Person, Room
from hipgen.host.moments import moment
from hipgen.host.paging import expanded, page
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, json_reply
from hipgen.host.world import World


def doer(visit: Visit) -> Doer:
    """Who does it: the token's person, else its add-on, else nobody that has a name."""
    return visit.caller.person or visit.caller.installation


def own_room(visit: Visit) -> Room:
    """The room that the path names, for changing it.

    Raises Refused: 403 for a person who neither owns nor administers it nor the group (inferred: scopes and
    permissions are both documented as reasons for a 403), else as `Visit.room`.
    """
    room, person = visit.room(), visit.caller.person
    if person is None or person.is_admin or person.id == room.owner or person.id in room.admins:
        return room
    raise Refused(403, "This action requires an administrator of the room")


@answers("get_all_rooms")
def get_all_rooms(visit: Visit) -> Reply:
    """The rooms that the caller sees; archived ones only when asked for."""
    query = visit.query
    rooms = [
        room
        for room in visit.world.chat.rooms()
        if sees(visit.caller, room)
        and visit.caller.room in (None, room.id)
        and (query["include-private"] or room.is_public)
        and (query["include-archived"] or not room.is_archived)
    ]
    shown = page(
        visit.request,
        rooms,
        query["start-index"],
        query["max-results"],
        lambda room: shapes.room_ref(room, visit.base),
    )
    return json_reply(200, expanded(visit.world, visit.request, shown))


@answers("get_room")
def get_room(visit: Visit) -> Reply:
    """One room in full."""
    full = shapes.room_full(visit.world, visit.room(), visit.base)
    return json_reply(200, expanded(visit.world, visit.request, full))


@answers("create_room")
def create_room(visit: Visit) -> Reply:
    """A new room; its owner is the caller unless another is named.

    An add-on that names nobody makes the group's owner the room's, and who makes a private room is in it
    (inferred: HipChat's answer is not recorded).
    """
    world, room = visit.world, _new(visit, visit.body)
    acts.open_room(world, room, doer(visit))
    link = shapes.room_link(room.id, visit.base)
    entity = shapes.room_full(world, room, visit.base)
    created = {"id": room.id, "links": {"self": link}, "entity": entity}
    return json_reply(201, created, ("Location", link))


@answers("update_room")
def update_room(visit: Visit) -> Reply:
    """Replace a room: every required member is there, others keep what was. `is_archived` archives it or
    not.
    """
    room, body, world = own_room(visit), visit.body, visit.world
    if body["name"].strip().casefold() != room.name.casefold():
        _check_name(visit, body["name"])
    owner = _new_owner(world, room, str(body["owner"]["id"]))
    if not body["is_archived"]:
        room = acts.archive(world, room, False, doer(visit))
    if body["topic"] != room.topic:
        room = acts.change_topic(world, room, body["topic"], doer(visit))
    room = acts.change_room(
        world,
        room,
        name=body["name"].strip(),
        privacy=body["privacy"],
        guest_key=room.guest_key or world.ids.secret(8) if body["is_guest_accessible"] else None,
        owner=owner,
        members=_members(room, owner) if body["privacy"] == "private" else room.members,
        delegate_admin_visibility=body.get("delegate_admin_visibility", room.delegate_admin_visibility),
    )
    if body["is_archived"]:
        acts.archive(world, room, True, doer(visit))
    return Reply(204)


@answers("delete_room")
def delete_room(visit: Visit) -> Reply:
    """A room goes; those in it are thrown out first, as documented."""
    room = own_room(visit)
    for id in room.present:
        person = visit.world.chat.person(id)
        if person is not None:
            room = acts.leave(visit.world, room, person)
    acts.delete_room(visit.world, room, doer(visit))
    pictures.forget(visit.world, room.avatar)
    return Reply(204)


@answers("get_room_statistics")
def get_room_statistics(visit: Visit) -> Reply:
    """How much was said, and when last."""
    return json_reply(200, shapes.room_statistics(visit.room(), visit.base))


@answers("set_topic")
def set_topic(visit: Visit) -> Reply:
    """Another topic."""
    acts.change_topic(visit.world, visit.room(), visit.body["topic"], doer(visit))
    return Reply(204)


def _new(visit: Visit, body: Json) -> Room:
    """The room that a body asks for."""
    _check_name(visit, body["name"])
    world, owner = visit.world, _owner(visit, body.get("owner_user_id"))
    maker = visit.caller.person or owner
    private = body.get("privacy") == "private"
    return Room(
        world.state.next_number("room"),
        body["name"].strip(),
        owner.id,
        _created(visit, body.get("created")),
        topic=body.get("topic") or "",
        privacy=body.get("privacy", "public"),
        guest_key=world.ids.secret(8) if body.get("guest_access") else None,
        members=tuple(dict.fromkeys((owner.id, maker.id))) if private else (),
        delegate_admin_visibility=body.get("delegate_admin_visibility"),
    )


def _created(visit: Visit, said: Json) -> datetime:
    """When a room was made: now, but for importers, who as documented may say. Raises Refused (400)."""
    if said is None or "import_data" not in visit.caller.token.scopes:
        return visit.world.now()
    try:
        return moment("created", str(said), UTC).astimezone(UTC)
    except OverflowError as error:  # before the year 1 or after 9999 there
        raise Refused(400, f"Invalid date: {str(said)[:100]}", field="created") from error


def _check_name(visit: Visit, name: str) -> None:
    """Names are unique in the group. Raises Refused (400; status and wording are inferred)."""
    if not name.strip():
        raise Refused(400, "A room needs a name", field="name")
    if visit.world.chat.room_called(name.strip()) is not None:
        raise Refused(400, f"A room named {name.strip()} already exists", field="name")


def _owner(visit: Visit, named: Json) -> Person:
    if named not in (None, ""):
        return person_of(visit.world, str(named))
    if visit.caller.person is not None:
        return visit.caller.person
    return person_of(visit.world, str(_first_owner(visit)))


def _first_owner(visit: Visit) -> int:
    """The group's owner, else its first administrator."""
    admins = (person.id for person in visit.world.chat.people() if person.is_admin and not person.is_deleted)
    owner = visit.world.state.group.owner
    return owner if owner is not None else next(admins, 0)


def _new_owner(world: World, room: Room, named: str) -> int:
    """The owner after a replacement: the one before even when the account is gone, so that a room that was
    read can be sent back. Raises Refused: 404 as `person_of`.
    """
    return room.owner if named == str(room.owner) else person_of(world, named).id


def _members(room: Room, owner: int) -> tuple[int, ...]:
    """A room that becomes private keeps those who were in it."""
    kept = room.members if not room.is_public else room.present
    return tuple(dict.fromkeys((*kept, owner)))
