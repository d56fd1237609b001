"""What opens when somebody chooses an action or follows a link of a notification, and what its view is told.

As seen in HipChat's web client. Who sees an action is for `showing`. Knows nothing of pages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from hipgen.host import shapes
from hipgen.host.chat import Message, Person, Room
from hipgen.host.connect.modules import Module, find, opened, view_url
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.wire import Json
from hipgen.host.world import World

IN_A_WINDOW = "externalPage"
MESSAGE_ACTION = "hipchat.message.action"
RECEIVE = "receive-parameters"


@dataclass(frozen=True, slots=True)
class Opening:
    """A module that opens at `url`. Its view gets the event with the parameters; a window of its own (an
    external page) gets none.
    """

    target: Module
    url: str
    event: str | None
    parameters: Json


def message_parameters(world: World, said: Message, base: str) -> dict[str, Json]:
    """A message as views, URL variables and conditions see it.

    The members are those of the web client; the sender of a notification is its add-on by name (that its id
    is the client's is inferred).
    """
    card = _card(said)
    told = card.get("metadata")
    metadata = dict(told) if isinstance(told, dict) else {}
    if said.by is not None and said.by.type == "addon":
        metadata["sender_addon_key"] = said.by.id
    parameters = {
        "body": said.text,
        "mid": said.id,
        "type": said.type,
        "sender": _sender(world, said),
        "metadata": metadata,
    }
    if card:
        parameters["card"] = {name: card[name] for name in ("title", "description", "url") if name in card}
    media = _media(said, base)
    return {**parameters, "media": media} if media else parameters


def action_opens(world: World, action: Module, room: Room, person: Person, said: Message | None) -> Opening:
    """What an action opens; `said` is the message whose menu it was chosen in.

    A target that is a glance opens its own target. The options of a target object aren't used, as seen.

    Raises Refused: 400 for a message action without a message, or an input action with one; as `opened`.
    """
    of_message = action.body["location"] == MESSAGE_ACTION
    if of_message != (said is not None):
        where = "in the menu of a message" if of_message else "beside the input, not at a message"
        raise Refused(400, f"{action.key} is chosen {where}")
    parameters = message_parameters(world, said, action.installation.base) if said is not None else {}
    target = opened(world, action, room.id)
    values = {"message": parameters} if said is not None else {}
    return _opening(world, target, room, person, action.key, parameters, values)


def link_opens(
    world: World, said: Message, room: Room, person: Person, target: str, options: Json = None
) -> Opening:
    """What a link with `data-target` in a notification opens; `options` is its `data-target-options`.

    Raises Refused: 403 unless the notification is of the add-on that the target names; as `find`, `opened`.
    """
    installation = _sent_by(world, said)
    addon, colon, key = target.rpartition(":")
    if colon and addon != installation.key:
        raise Refused(403, f"the notification is of {installation.key}: it opens nothing of {addon}")
    shared = message_parameters(world, said, installation.base)
    data = {"parameters": shared, "urlTemplateValues": {"message": shared}, **link_options(options)}
    module = opened(world, find(world, installation, key, room.id), room.id)
    return _opening(world, module, room, person, RECEIVE, data["parameters"], data["urlTemplateValues"])


def link_options(options: Json) -> Mapping[str, Json]:
    """The options of a link: an object, or JSON text of one; anything else counts as none."""
    if isinstance(options, str):
        try:
            options = json.loads(options)
        except (ValueError, RecursionError):
            return {}
    return options if isinstance(options, dict) else {}


def _opening(
    world: World, target: Module, room: Room, person: Person, event: str, parameters: Json, values: Json
) -> Opening:
    url = view_url(world, target, room.id, person, values=values)
    if target.kind == IN_A_WINDOW:
        return Opening(target, url, None, None)
    return Opening(target, url, event, parameters)


def _sent_by(world: World, said: Message) -> Installation:
    """The installation that sent a notification. Raises Refused (403)."""
    if said.by is None or said.by.type != "addon":
        raise Refused(403, "only links in notifications of an add-on open its modules")
    installation = world.state.installations.get(said.by.client_id or "")
    if installation is None:
        raise Refused(403, "the add-on that sent the notification is gone")
    return installation


def _sender(world: World, said: Message) -> Json:
    person = world.chat.person(said.sender) if said.sender is not None else None
    if person is not None:
        return {"id": str(person.id), "name": person.name, "mention": person.mention_name}
    client = said.by.client_id if said.by is not None else None
    return {"id": client or "", "name": said.label or "", "mention": ""}


def _card(said: Message) -> Mapping[str, Json]:
    return said.card if isinstance(said.card, dict) else {}


def _media(said: Message, base: str) -> Json:
    """The file of a message, or the first link that was expanded; None without either."""
    if said.file is not None:
        type_ = "image" if said.file.is_image else "unknown"
        return {"type": type_, **shapes.file_info(said.file, base)}
    for link in said.links:
        return {name: link[name] for name in ("type", "url") if name in link}
    return None
