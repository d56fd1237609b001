"""What people and add-ons do in the chat: each act changes it and says what happened, so that webhooks fire.

The REST API, the control interface, the page and another chat server all come through here. Knows nothing of
HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hipgen.host import shapes
from hipgen.host.chat import AddonSender, Attachment, File, Message, Person, Place, Room, between
from hipgen.host.markup import mentions, notification_html
from hipgen.host.state import Installation
from hipgen.host.wire import Json
from hipgen.host.world import Happened, Item, World

COLORS = ("yellow", "green", "red", "purple", "gray")
Doer = Person | Installation | None
"""Who did something: a person, an add-on, or a token that stands for neither."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification to be sent; `label` is the sender's name, `color` may be random."""

    text: str
    format: str = "html"
    color: str = "yellow"
    notify: bool = False
    label: str | None = None
    attach_to: str | None = None
    card: Json = None
    by: AddonSender | None = None


def say(
    world: World,
    room: Room,
    person: Person,
    text: str,
    *,
    file: Attachment | None = None,
    parent: str | None = None,
    links: tuple[Json, ...] = (),
) -> Message:
    """Somebody says something in a room: `room_message`, and `room_file_upload` when a file goes with it."""
    said = _message(world, room.id, person, text, file=file, parent=parent, links=links)
    room = _post(world, room, said)
    if file is not None:
        _tell(
            world,
            "room_file_upload",
            room,
            person,
            lambda base: {"file": shapes.file_info(file, base), **_who(world, room, person, base)},
        )
    world.happen(
        Happened(
            "room_message",
            room.id,
            lambda base: {"message": shapes.message(world, said, base), "room": shapes.room_ref(room, base)},
            person.id,
            text,
        )
    )
    return said


def tell(
    world: World,
    sender: Person,
    receiver: Person,
    text: str,
    *,
    format: str = "text",
    notify: bool = False,
    file: Attachment | None = None,
    links: tuple[Json, ...] = (),
) -> Message:
    """Somebody says something to one person; both windows hear of it, no webhook does."""
    place = between(sender.id, receiver.id)
    said = replace(_message(world, place, sender, text, file=file, links=links), format=format, notify=notify)
    world.chat.post(said)
    for one, other in dict.fromkeys(((receiver.id, sender.id), (sender.id, receiver.id))):
        world.push("message", {"id": said.id, "with": other}, person=one)
    return said


def notify(world: World, room: Room, notification: Notification, depth: int = 0) -> Message:
    """A notification comes into a room: `room_notification`, never `room_message`.

    A random colour is drawn: as seen in histories, `random` is never what is kept. HTML that isn't allowed is
    dropped, as documented, by whatever way it came.
    """
    text_format = notification.format == "text"
    text = notification.text if text_format else notification_html(notification.text)
    said = Message(
        world.ids.uuid(),
        room.id,
        world.now(),
        "notification",
        text,
        label=notification.label,
        mentions=_mentioned(world, text) if text_format else (),
        color=_drawn(world) if notification.color == "random" else notification.color,
        format=notification.format,
        notify=notification.notify,
        attach_to=notification.attach_to,
        card=notification.card,
        by=notification.by,
    )
    room = _post(world, room, said)
    world.happen(
        Happened(
            "room_notification",
            room.id,
            lambda base: {"message": shapes.message(world, said, base), "room": shapes.room_ref(room, base)},
            None,
            text,
            depth,
        )
    )
    return said


def change_topic(world: World, room: Room, topic: str, by: Doer) -> Room:
    """A room gets another topic: `room_topic_change`, and a line of type `topic` in its history."""
    changed = change_room(world, room, topic=topic)
    doer = by if isinstance(by, Person) else None
    label = by.from_name if isinstance(by, Installation) else None
    said = Message(world.ids.uuid(), room.id, world.now(), "topic", topic, doer.id if doer else None, label)
    changed = _post(world, changed, said)

    def item(base: str) -> Json:
        return {**_who(world, changed, by, base), "topic": topic}

    world.happen(Happened("room_topic_change", room.id, item, doer.id if doer else None))
    return changed


def enter(world: World, room: Room, person: Person) -> Room:
    """Somebody comes into a room: `room_enter`. Nothing happens when they are in it."""
    if person.id in room.present:
        return room
    changed = replace(room, present=(*room.present, person.id))
    world.chat.put_room(changed)
    _tell(world, "room_enter", changed, person, lambda base: _who(world, changed, person, base))
    return changed


def leave(world: World, room: Room, person: Person) -> Room:
    """Somebody goes out of a room: `room_exit`. Nothing happens when they are not in it."""
    if person.id not in room.present:
        return room
    changed = replace(room, present=tuple(id for id in room.present if id != person.id))
    world.chat.put_room(changed)
    _tell(world, "room_exit", changed, person, lambda base: _who(world, changed, person, base))
    return changed


def open_room(world: World, room: Room, by: Doer) -> Room:
    """A new room: `room_created`."""
    world.chat.put_room(room)
    _tell(world, "room_created", room, by, lambda base: _who(world, room, by, base))
    return room


def change_room(world: World, room: Room, **changes: object) -> Room:
    """A room with some fields changed, and a new revision when any differs."""
    changed = replace(room, **changes)  # type: ignore[arg-type]  # names are checked by replace
    if changed == room:
        return room
    changed = replace(changed, revision=room.revision + 1)
    world.chat.put_room(changed)
    world.push("room", {"id": room.id}, room=room.id)
    return changed


def archive(world: World, room: Room, archived: bool, by: Doer) -> Room:
    """Archive a room (everybody leaves it) or bring it back: `room_archived`, `room_unarchived`."""
    if room.is_archived == archived:
        return room
    present = () if archived else room.present
    changed = change_room(world, room, is_archived=archived, present=present)
    event = "room_archived" if archived else "room_unarchived"
    _tell(world, event, changed, by, lambda base: _who(world, changed, by, base))
    return changed


def delete_room(world: World, room: Room, by: Doer) -> None:
    """A room goes, with all that was said in it: `room_deleted`, told while its webhooks are still known."""
    _tell(world, "room_deleted", room, by, lambda base: _who(world, room, by, base))
    world.chat.remove_room(room.id)
    world.push("room", {"id": room.id}, room=room.id)


def keep_file(world: World, name: str, content_type: str, content: bytes) -> Attachment:
    """Keep an uploaded file; what a message says of it."""
    file = File(world.ids.uuid(), name, content_type, content)
    world.chat.put_file(file)
    return Attachment(file.id, name, len(content), content_type.startswith("image/"))


def _message(
    world: World,
    place: Place,
    person: Person,
    text: str,
    *,
    file: Attachment | None = None,
    parent: str | None = None,
    links: tuple[Json, ...] = (),
) -> Message:
    return Message(
        world.ids.uuid(),
        place,
        world.now(),
        "message",
        text,
        person.id,
        mentions=_mentioned(world, text),
        file=file,
        parent=parent,
        links=links,
    )


def _drawn(world: World) -> str:
    return COLORS[sum(map(ord, world.ids.secret(8))) % len(COLORS)]


def _mentioned(world: World, text: str) -> tuple[int, ...]:
    if "@" not in text:
        return ()
    names = {person.mention_name: person.id for person in world.chat.people() if not person.is_deleted}
    return mentions(text, names)


def _post(world: World, room: Room, said: Message) -> Room:
    """Keep a message of a room, and count it."""
    world.chat.post(said)
    counted = replace(room, messages_sent=room.messages_sent + 1, last_active=said.date)
    world.chat.put_room(counted)
    world.push("message", {"id": said.id}, room=room.id)
    return counted


def _who(world: World, room: Room, by: Doer, base: str) -> Json:
    """The `room` and `sender` of an event; a sender nobody knows is an empty string."""
    match by:
        case Person():
            sender: Json = shapes.person_ref(by, base)
        case Installation():
            sender = shapes.client_ref(world, by, base)
        case None:
            sender = ""
    return {"room": shapes.room_ref(room, base), "sender": sender}


def _tell(world: World, event: str, room: Room, by: Doer, item: Item) -> None:
    actor = by.id if isinstance(by, Person) else None
    world.push(event, {"room": room.id, "person": actor}, room=room.id)
    world.happen(Happened(event, room.id, item, actor))
