"""Which modules somebody sees in a room, and why not the others: conditions brought together with what they
ask about.

Conditions are what HipChat's web client looked at when it drew a room; they are no access control. Knows
nothing of pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hipgen.host.chat import Message, Person, Room
from hipgen.host.connect import glances
from hipgen.host.connect.glances import GlanceState
from hipgen.host.connect.modules import Module, modules
from hipgen.host.opening import MESSAGE_ACTION, message_parameters
from hipgen.host.visibility import Circumstances, Loading, reasons, visible
from hipgen.host.wire import Json
from hipgen.host.world import World

GUESTS = "guests see nothing of add-ons"


@dataclass(frozen=True, slots=True)
class Shown:
    """A module, whether somebody sees it, and if not, why: a line for each condition to blame."""

    module: Module
    visible: bool
    reasons: tuple[str, ...] = ()


def shown(
    world: World,
    room: Room,
    person: Person,
    said: Message | None = None,
    fetched: Mapping[tuple[str, str], GlanceState] | None = None,
) -> tuple[Shown, ...]:
    """All modules in a room as somebody sees them, in the order of the client.

    With a message, its actions are judged by it; without, message actions are left to the conditions that
    need none. `fetched` are states of glances by OAuth id and key, for those whose data was read.
    """
    found = modules(world, room.id)
    return tuple(judged(world, one, room, person, said, (fetched or {}).get(_key(one))) for one in found)


def judged(
    world: World,
    module: Module,
    room: Room,
    person: Person,
    said: Message | None = None,
    state: GlanceState | None = None,
) -> Shown:
    """Whether somebody sees a module. `state` is that of a glance whose data was read."""
    if person.is_guest:
        return Shown(module, False, (GUESTS,))
    verdict = visible(module.body.get("conditions"), circumstances(world, module, room, person, said, state))
    return Shown(module, verdict.holds, reasons(verdict))


def circumstances(
    world: World,
    module: Module,
    room: Room,
    person: Person,
    said: Message | None,
    state: GlanceState | None,
) -> Circumstances:
    """What the conditions of a module ask about."""
    of_message = said is not None and module.body.get("location") == MESSAGE_ACTION
    message = message_parameters(world, said, module.installation.base) if said and of_message else None
    card = said.card if said is not None and isinstance(said.card, dict) else {}
    metadata = card.get("metadata")
    loading, content = _data(world, module, room, person, state)
    return Circumstances(
        room_is_public=room.is_public,
        room_owner=room.owner,
        person=person.id,
        is_admin=person.is_admin,
        is_guest=person.is_guest,
        message=message,
        card_style=card.get("style"),
        card_metadata=metadata if isinstance(metadata, dict) else None,
        glance=loading,
        glance_metadata=_metadata(content),
    )


def _data(
    world: World, module: Module, room: Room, person: Person, state: GlanceState | None
) -> tuple[Loading, Json]:
    """How far a glance's data is, and its content: what was pushed goes before what was read."""
    pushed = glances.pushed(world, module.installation, module.key, room.id, person.id)
    if pushed is not None:
        return Loading.PRESENT, pushed.content
    if state is not None:
        return (Loading.FAILED if state.state == "error" else Loading.PRESENT), state.content
    waits = module.kind == "glance" and bool(module.body.get("queryUrl"))
    return (Loading.LOADING if waits else Loading.PRESENT), None


def _metadata(content: Json) -> Mapping[str, Json] | None:
    found = content.get("metadata") if isinstance(content, dict) else None
    return found if isinstance(found, dict) else None


def _key(module: Module) -> tuple[str, str]:
    return module.installation.oauth_id, module.key
