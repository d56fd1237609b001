"""Glances redrawn by their add-on: for everybody, a room, a person, or a person in a room.

Knows nothing of what the glances show.
"""

from __future__ import annotations

from hipgen.host.api import Visit, answers
from hipgen.host.chat import Person, Room
from hipgen.host.connect import glances
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply


@answers("addon_ui_update")
def update_everywhere(visit: Visit) -> Reply:
    """New content for all people and rooms."""
    return _pushed(visit)


@answers("room_addon_ui_update")
def update_in_room(visit: Visit) -> Reply:
    """New content for all people in one room."""
    return _pushed(visit, visit.room())


@answers("user_addon_ui_update")
def update_for_person(visit: Visit) -> Reply:
    """New content for one person in all rooms."""
    return _pushed(visit, None, visit.somebody())


@answers("user_in_room_addon_ui_update")
def update_for_person_in_room(visit: Visit) -> Reply:
    """New content for one person in one room."""
    return _pushed(visit, visit.room(), visit.somebody())


def _pushed(visit: Visit, room: Room | None = None, person: Person | None = None) -> Reply:
    """Push. Raises Refused: 403 for a room's token, which belongs to no add-on (inferred); 400 for an unknown
    glance.
    """
    installation = visit.caller.installation
    if installation is None:
        raise Refused(403, "Only an add-on has glances: this token belongs to none")
    glances.push(visit.world, installation, visit.body["glance"], room, person)
    return Reply(204)
