"""Who belongs to a room, and who is in it."""

from __future__ import annotations

from collections.abc import Sequence

from hipgen.host import acts, shapes
from hipgen.host.api import Visit, answers
from hipgen.host.chat import Person, Room
from hipgen.host.paging import expanded, page
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, json_reply

ONLY_PRIVATE = "Can only remove participants to private rooms"
"""As recorded from the host, grammar and all."""


@answers("get_all_members")
def get_all_members(visit: Visit) -> Reply:
    """The members of a private room; of a public one, which has none, those who are in it (inferred)."""
    room = visit.room()
    ids = room.present if room.is_public else tuple(dict.fromkeys((*room.members, *room.admins)))
    return _people(visit, room, ids, present=False)


@answers("get_all_participants")
def get_all_participants(visit: Visit) -> Reply:
    """Those who are in a room; with `include-offline` the members of a private room too."""
    room = visit.room()
    more = room.members if visit.query["include-offline"] and not room.is_public else ()
    return _people(visit, room, tuple(dict.fromkeys((*room.present, *more))), present=True)


@answers("add_member")
def add_member(visit: Visit) -> Reply:
    """Make somebody a member; the body may be absent, or name other roles than HipChat's own."""
    room, person = visit.room(), visit.somebody()
    body = visit.body or {}
    wanted = body.get("room_roles", body.get("roles")) or ()
    admins = tuple(id for id in room.admins if id != person.id)
    if "room_admin" in wanted:
        admins = (*admins, person.id)
    members = room.members if person.id in room.members else (*room.members, person.id)
    changed = acts.change_room(visit.world, room, members=members, admins=admins)
    visit.world.push("member", {"room": changed.id}, person=person.id)
    return Reply(204)


@answers("remove_member")
def remove_member(visit: Visit) -> Reply:
    """Take somebody out of a private room. Raises Refused: 400 for a public one, as recorded."""
    room, person = visit.room(), visit.somebody()
    if room.is_public:
        raise Refused(400, ONLY_PRIVATE)
    room = acts.leave(visit.world, room, person)
    acts.change_room(
        visit.world,
        room,
        members=tuple(id for id in room.members if id != person.id),
        admins=tuple(id for id in room.admins if id != person.id),
    )
    return Reply(204)


@answers("invite_user")
def invite_user(visit: Visit) -> Reply:
    """Ask somebody to come into a room; in a private one they become a member, or they could not come."""
    room, person = visit.room(), visit.somebody()
    if not room.is_public and person.id not in room.members:
        room = acts.change_room(visit.world, room, members=(*room.members, person.id))
    reason = (visit.body or {}).get("reason") or ""
    news = {"room": room.id, "by": visit.person.id, "reason": reason}
    visit.world.push("invite", news, person=person.id)
    return Reply(204)


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
