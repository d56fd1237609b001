"""People of the group: listing, reading, adding, changing and deleting them; the rooms they enter first."""

from __future__ import annotations

from dataclasses import replace

from hipgen.host import paging, people, shapes
from hipgen.host.api import Visit, answers, sees
from hipgen.host.chat import Person, Presence
from hipgen.host.people import Account
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, json_reply


def may_change(visit: Visit, person: Person) -> None:
    """Raises Refused where a person may not be changed over REST.

    Guests can't be changed (documented; the status follows that of removing somebody from a public room), and
    the profile of an owner stays off limits to others (documented; the status is inferred). That a person
    must administer the group to use `admin_group` is inferred.
    """
    may_administer(visit)
    if person.is_guest:
        raise Refused(400, "Guests cannot be updated")
    caller = visit.caller.person
    owns = person.id == visit.world.state.group.owner or "owner" in person.roles
    if owns and (caller is None or caller.id != person.id):
        raise Refused(403, "The owner of the group cannot be changed by others")


def may_administer(visit: Visit) -> None:
    """Raises Refused (403) for a person's token when the person isn't an administrator of the group."""
    if visit.caller.person is not None and not visit.caller.person.is_admin:
        raise Refused(403, "This action requires an administrator of the group")


@answers("get_all_users")
def get_all_users(visit: Visit) -> Reply:
    """People by id; guests and deleted people only when asked for."""
    shown = [
        person
        for person in visit.world.chat.people()
        if (visit.query["include-guests"] or not person.is_guest)
        and (visit.query["include-deleted"] or not person.is_deleted)
    ]
    page = paging.page(
        visit.request,
        shown,
        visit.query["start-index"],
        visit.query["max-results"],
        lambda person: shapes.person_ref(person, visit.base),
    )
    return json_reply(200, paging.expanded(visit.world, visit.request, page))


@answers("create_user")
def create_user(visit: Visit) -> Reply:
    """A new person. The password is answered when it was made up."""
    may_administer(visit)
    account, made_up = _account(visit.body), None
    if account.password is None:
        made_up = visit.world.ids.secret(12)
        account = replace(account, password=made_up)
    person = people.add(visit.world, account)
    link = shapes.person_link(person.id, visit.base)
    answer = {
        "id": person.id,
        "links": {"self": link},
        "entity": shapes.person_full(visit.world, person, visit.base),
        **({"password": made_up} if made_up else {}),
    }
    return json_reply(201, answer, ("Location", link))


@answers("view_user")
def view_user(visit: Visit) -> Reply:
    """A person in full."""
    return json_reply(200, shapes.person_full(visit.world, visit.somebody(), visit.base))


@answers("update_user")
def update_user(visit: Visit) -> Reply:
    """Replace what a person is. Members that can only be read are ignored: one client sends all it was
    answered.
    """
    person = visit.somebody()
    may_change(visit, person)
    account = _account(visit.body)
    if account.mention_name is None:
        raise Refused(400, "mention_name must not be empty")
    people.change(visit.world, person, replace(account, presence=_presence(visit.body, person)))
    return Reply(204)


@answers("delete_user")
def delete_user(visit: Visit) -> Reply:
    """Mark somebody deleted. The owner of the group stays."""
    person = visit.somebody()
    may_administer(visit)
    if person.id == visit.world.state.group.owner or "owner" in person.roles:
        raise Refused(403, "The owner of the group cannot be deleted")
    people.remove(visit.world, person)
    return Reply(204)


@answers("get_auto_join_rooms")
def get_auto_join_rooms(visit: Visit) -> Reply:
    """Rooms that a person enters on signing in, in their order; those the caller may see."""
    found = [visit.world.chat.room(id) for id in visit.somebody().auto_join]
    page = paging.page(
        visit.request,
        [room for room in found if room is not None and sees(visit.admitted, room)],
        visit.query["start-index"],
        visit.query["max-results"],
        lambda room: shapes.room_ref(room, visit.base),
    )
    return json_reply(200, paging.expanded(visit.world, visit.request, page))


def _account(body: Json) -> Account:
    """What a body says of a person. An empty text counts as none: clients send it for what they leave
    unset.
    """
    return Account(
        body["name"],
        body["email"],
        (body.get("mention_name") or "").removeprefix("@") or None,
        title=body.get("title") or "",
        timezone=body.get("timezone") or "UTC",
        roles=tuple(body["roles"]) if "roles" in body else None,
        is_admin=body.get("is_group_admin", False),
        password=body.get("password") or None,
    )


def _presence(body: Json, person: Person) -> Presence | None:
    """Presence as a body wants it. Whether somebody is there isn't a matter of REST."""
    asked = body.get("presence")
    if not asked:
        return None
    before = person.presence or Presence(online=False)
    return replace(before, show=asked.get("show") or None, status=asked.get("status") or None)
