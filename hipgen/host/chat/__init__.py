"""People, rooms, messages, files and presence: the chat that the HipChat protocol stands before.

`Chat` is all that the protocol asks of a chat server, so that another one can take the place of `memory`.
Records are frozen; a change is a new record put in place of the old one. Knows nothing of add-ons, tokens or
HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hipgen.host.wire import Json


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a person is there: `show` is one of chat, away, xa, dnd or None; `idle` is in seconds."""

    online: bool = True
    show: str | None = None
    status: str | None = None
    idle: int | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `photo` is the id of a file, or an address. `revision` grows with each
    change.
    """

    id: int
    name: str
    mention_name: str
    email: str | None
    created: datetime
    title: str = ""
    timezone: str = "UTC"
    roles: tuple[str, ...] = ("user",)
    is_admin: bool = False
    is_guest: bool = False
    is_deleted: bool = False
    last_active: datetime | None = None
    presence: Presence | None = None
    photo: str | None = None
    auto_join: tuple[int, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """A room. `members` matter in private rooms; `present` are those who are in it now; `admins` besides the
    owner.
    """

    id: int
    name: str
    owner: int
    created: datetime
    topic: str = ""
    privacy: str = "public"
    is_archived: bool = False
    guest_key: str | None = None
    members: tuple[int, ...] = ()
    admins: tuple[int, ...] = ()
    present: tuple[int, ...] = ()
    avatar: str | None = None
    delegate_admin_visibility: bool | None = None
    last_active: datetime | None = None
    messages_sent: int = 0
    revision: int = 0

    @property
    def is_public(self) -> bool:
        return self.privacy == "public"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as a message shows it; `id` names the file itself, `size` is in bytes."""

    id: str
    name: str
    size: int
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody uploaded, and its bytes."""

    id: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AddonSender:
    """Which installation sent a notification: `type` is addon (or user, for one sent with a person's
    token).
    """

    type: str
    id: str
    client_id: str | None


Place = int | tuple[int, int]
"""Where something is said: the id of a room, or two people's ids, the lower first."""


@dataclass(frozen=True, slots=True)
class Message:
    """What was said. `type` is message, notification, topic or guest_access; `sender` a person's id or None.

    `label` is the sender's name where no person sent it. `card` is the card as it was sent. `parent` is the
    id of the message that this one replies to.
    """

    id: str
    place: Place
    date: datetime
    type: str
    text: str
    sender: int | None = None
    label: str | None = None
    mentions: tuple[int, ...] = ()
    color: str | None = None
    format: str | None = None
    notify: bool = False
    attach_to: str | None = None
    card: Json = None
    by: AddonSender | None = None
    file: Attachment | None = None
    links: tuple[Json, ...] = ()
    parent: str | None = None


def between(one: int, other: int) -> tuple[int, int]:
    """The place of a talk between two people."""
    return (one, other) if one <= other else (other, one)


class Chat(Protocol):
    """What the host asks of a chat server. Lookups answer None for what isn't there; nothing raises."""

    def people(self) -> Iterable[Person]:
        """Everybody, deleted ones too, by id."""

    def person(self, id: int) -> Person | None: ...

    def person_called(self, mention_name: str) -> Person | None:
        """The person of a mention name, in any letter case; deleted people have none."""

    def person_at(self, email: str) -> Person | None:
        """The person of an e-mail address, in any letter case; deleted people have none."""

    def put_person(self, person: Person) -> None:
        """Add a person or replace the one of that id."""

    def rooms(self) -> Iterable[Room]:
        """All rooms, archived ones too, by id."""

    def room(self, id: int) -> Room | None: ...

    def room_called(self, name: str) -> Room | None:
        """The room of that very name, else the one that differs in letter case only."""

    def put_room(self, room: Room) -> None:
        """Add a room or replace the one of that id."""

    def remove_room(self, id: int) -> None:
        """Forget a room and all that was said in it."""

    def post(self, message: Message) -> None:
        """Keep what was said. Messages of one place arrive in order of their dates, but for imported ones."""

    def message(self, id: str) -> Message | None: ...

    def history(self, place: Place) -> Sequence[Message]:
        """What was said in a place, oldest first."""

    def file(self, id: str) -> File | None: ...

    def put_file(self, file: File) -> None: ...

    def remove_file(self, id: str) -> None: ...
