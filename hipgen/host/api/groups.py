"""The group: what it is, and how much there is of it."""

from __future__ import annotations

from hipgen.host import shapes
from hipgen.host.api import Visit, answers
from hipgen.host.refusal import Refused
from hipgen.host.state import Group
from hipgen.host.wire import Json, Reply, json_reply


def group_of(visit: Visit) -> Group:
    """The group that the path names. Raises Refused (404) for another than the only one."""
    group, key = visit.world.state.group, visit.path["group_id"]
    if key != str(group.id):
        raise Refused(404, f"Group {key} not found")
    return group


def group_link(group: Group, base: str) -> str:
    return f"{base}/v2/group/{group.id}"


@answers("view_group")
def view_group(visit: Visit) -> Reply:
    """The group in full."""
    group = group_of(visit)
    link = group_link(group, visit.base)
    owner = shapes.somebody(visit.world, group.owner, visit.base)
    return json_reply(
        200,
        {
            "id": group.id,
            "name": group.name,
            "domain": group.domain,
            "subdomain": group.subdomain,
            "created": shapes.seconds(group.created),
            "avatar_url": shapes.picture(group.avatar, visit.base),
            "plan": {"id": 1, "type": "free"},
            **({"owner": owner} if owner else {}),
            "statistics": {"links": {"self": f"{link}/statistics"}},
            "links": {"self": link},
        },
    )


@answers("group_statistics")
def group_statistics(visit: Visit) -> Reply:
    """How many people, guests, rooms and messages there are. The names of the members are inferred: no source
    recorded an answer.
    """
    group = group_of(visit)
    people = [person for person in visit.world.chat.people() if not person.is_deleted]
    rooms = list(visit.world.chat.rooms())
    counts: Json = {
        "users": sum(not person.is_guest for person in people),
        "guests": sum(person.is_guest for person in people),
        "rooms": sum(not room.is_archived for room in rooms),
        "archived_rooms": sum(room.is_archived for room in rooms),
        "messages_sent": sum(room.messages_sent for room in rooms),
    }
    return json_reply(200, {**counts, "links": {"self": f"{group_link(group, visit.base)}/statistics"}})
