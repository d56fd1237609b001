"""Who belongs to a room, and who is in it."""

from __future__ import annotations

from collections.abc import Sequence

from hipgen.host import acts, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.api.rooms import own_room
from hipgen.host.chat import Person, Room
from hipgen.host.paging import expanded, page
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, json_reply

ONLY_PRIVATE = "Can only remove participants to private rooms"
"""As recorded from the host, grammar and all."""
ROLES = frozenset({"room_admin", "room_member"})


@answers("get_all_members")
def get_all_members(visit: Visit) -> Reply:
    """The members of a private room. For a public one, where anybody may come in, those who are in it count
    too (inferred: public rooms have the link since the end of 2016).
    """
    room = visit.room()
    ids = (*room.members, *room.admins, *(room.present if room.is_public else ()))
    return _people(visit, room, tuple(dict.fromkeys(ids)), present=False)


@answers("get_all_participants")
def get_all_participants(visit: Visit) -> Reply:
    """Those who are in a room; with `include-offline` the members of a private room too."""
    room = visit.room()
    more = room.members if visit.query["include-offline"] and not room.is_public else ()
    return _people(visit, room, tuple(dict.fromkeys((*room.present, *more))), present=True)


@answers("add_member")
def add_member(visit: Visit) -> Reply:
    """Make somebody a member, and an administrator of the room or not; who was one stays one when no role is
    said. The body may be absent.
    """
    room, person, roles = own_room(visit), visit.somebody(), _roles(visit.body or {})
    administers = "room_admin" in roles if roles else person.id in room.admins
    others = tuple(id for id in room.admins if id != person.id)
    acts.change_room(
        visit.world,
        room,
        members=tuple(dict.fromkeys((*room.members, person.id))),
        admins=(*others, person.id) if administers else others,
    )
    visit.world.push("member", {"room": room.id}, person=person.id)
    return Reply(204)


@answers("remove_member")
def remove_member(visit: Visit) -> Reply:
    """Take somebody out of a private room; everybody may go themselves (inferred).

    Raises Refused: 400 for a public one, as recorded; 403 as `own_room`.
    """
    room, person = visit.room(), visit.somebody()
    if person != visit.caller.person:
        own_room(visit)
    if room.is_public:
        raise Refused(400, ONLY_PRIVATE)
    room = acts.leave(visit.world, room, person)
    acts.change_room(
        visit.world,
        room,
        members=tuple(id for id in room.members if id != person.id),
        admins=tuple(id for id in room.admins if id != person.id),
    )
    visit.world.push("member", {"room": room.id}, person=person.id)
    return Reply(204)


@answers("invite_user")
def invite_user(visit: Visit) -> Reply:
    """Ask somebody to come into a room: they are told, and come or don't.

    As documented this is for public rooms, and private ones take `add_member`; but clients call it there too:
    who is asked into a private room becomes a member, or they could not come (inferred).
    """
    room, person = visit.room(), visit.somebody()
    if not room.is_public and person.id not in room.members:
        room = acts.change_room(visit.world, room, members=(*room.members, person.id))
    reason = (visit.body or {}).get("reason") or ""
    news = {"room": room.id, "by": visit.person.id, "reason": reason}
    visit.world.push("invite", news, person=person.id)
    return Reply(204)


def _roles(body: Json) -> frozenset[str]:
    """The roles that a body says; one client sends `roles`, where names that aren't roles count as none."""
    said = body.get("room_roles", body.get("roles"))
    return ROLES & {role for role in said if isinstance(role, str)} if isinstance(said, list) else frozenset()


def _people(visit: Visit, room: Room, ids: Sequence[int], present: bool) -> Reply:
    found = [person for id in ids if (person := visit.world.chat.person(id)) and not person.is_deleted]
    start, most = visit.query["start-index"], visit.query["max-results"]
    shown = page(visit.request, found, start, most, lambda person: _shown(visit, room, person, present))
    return json_reply(200, expanded(visit.world, visit.request, shown))


def _shown(visit: Visit, room: Room, person: Person, present: bool) -> Json:
    there = {"is_present_in_room": person.id in room.present} if present else {}
    return {
        **shapes.person_ref(person, visit.base),
        "room_roles": shapes.roles(room, person.id),
        **there,
    }
