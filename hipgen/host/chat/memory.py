"""A chat kept in memory, in tables that tell what changed so that they can be kept in a file as well.

Knows nothing of HipChat's protocol.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from datetime import datetime

from hipgen.host.chat import File, Message, Person, Place, Room
from hipgen.host.table import Table


class MemoryChat:
    """An implementation of `Chat`. The indexes are made of the tables, so only the tables need keeping."""

    def __init__(self) -> None:
        self.people_table: Table[int, Person] = Table("people", int, Person)
        self.room_table: Table[int, Room] = Table("rooms", int, Room)
        self.message_table: Table[str, Message] = Table("messages", str, Message)
        self.file_table: Table[str, File] = Table("files", str, File)
        self._places: dict[Place, list[Message]] = {}
        self._mentions: dict[str, int] = {}
        self._emails: dict[str, int] = {}
        self._names: dict[str, int] = {}

    @property
    def tables(self) -> tuple[Table[int, Person], Table[int, Room], Table[str, Message], Table[str, File]]:
        """All that has to be kept."""
        return self.people_table, self.room_table, self.message_table, self.file_table

    def index(self) -> None:
        """Make the indexes anew, after the tables were restored or cleared."""
        for index in (self._places, self._mentions, self._emails, self._names):
            index.clear()
        for person in self.people_table.values():
            self._index_person(person)
        for room in self.room_table.values():
            self._names[room.name.casefold()] = room.id
        for message in sorted(self.message_table.values(), key=_when):
            self._places.setdefault(message.place, []).append(message)

    def people(self) -> Iterable[Person]:
        return sorted(self.people_table.values(), key=_id)

    def person(self, id: int) -> Person | None:
        return self.people_table.get(id)

    def person_called(self, mention_name: str) -> Person | None:
        return self.people_table.get(self._mentions.get(mention_name.casefold(), -1))

    def person_at(self, email: str) -> Person | None:
        return self.people_table.get(self._emails.get(email.casefold(), -1))

    def put_person(self, person: Person) -> None:
        before = self.people_table.get(person.id)
        if before is not None:
            _forget(self._mentions, before.mention_name, before.id)
            _forget(self._emails, before.email or "", before.id)
        self.people_table[person.id] = person
        self._index_person(person)

    def rooms(self) -> Iterable[Room]:
        return sorted(self.room_table.values(), key=_id)

    def room(self, id: int) -> Room | None:
        return self.room_table.get(id)

    def room_called(self, name: str) -> Room | None:
        return self.room_table.get(self._names.get(name.casefold(), -1))

    def put_room(self, room: Room) -> None:
        before = self.room_table.get(room.id)
        if before is not None:
            _forget(self._names, before.name, before.id)
        self.room_table[room.id] = room
        self._names[room.name.casefold()] = room.id

    def remove_room(self, id: int) -> None:
        room = self.room_table.pop(id, None)
        if room is None:
            return
        _forget(self._names, room.name, id)
        for message in self._places.pop(id, ()):
            del self.message_table[message.id]

    def post(self, message: Message) -> None:
        self.message_table[message.id] = message
        said = self._places.setdefault(message.place, [])
        if not said or said[-1].date <= message.date:
            said.append(message)
        else:
            insort(said, message, key=_when)

    def message(self, id: str) -> Message | None:
        return self.message_table.get(id)

    def history(self, place: Place) -> Sequence[Message]:
        return self._places.get(place, ())

    def file(self, id: str) -> File | None:
        return self.file_table.get(id)

    def put_file(self, file: File) -> None:
        self.file_table[file.id] = file

    def remove_file(self, id: str) -> None:
        self.file_table.pop(id, None)

    def _index_person(self, person: Person) -> None:
        if person.is_deleted:
            return
        self._mentions[person.mention_name.casefold()] = person.id
        if person.email:
            self._emails[person.email.casefold()] = person.id


def _forget(index: dict[str, int], name: str, id: int) -> None:
    if index.get(name.casefold()) == id:
        del index[name.casefold()]


def _id(record: Person | Room) -> int:
    return record.id


def _when(message: Message) -> datetime:
    return message.date
