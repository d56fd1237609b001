"""What a new host begins with: people, rooms, emoticons, tokens, what was said; from data as a file has it.

The shape of the data stands in `schemas/host-seed.schema.json`; whoever reads a file checks it against that
first. Here names are followed: who owns what, who said what. Pure: ids and the time are the world's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import available_timezones

from hipgen.diagnostics import Finding, Json, Pointer, Severity
from hipgen.host import markup, people
from hipgen.host.chat import Message, Person, Place, Presence, Room, between
from hipgen.host.chat.memory import MemoryChat
from hipgen.host.state import LISTING_WORDS, SCOPES, Emoticon, Group, Listing, State, Token, TokenKind
from hipgen.host.world import World
from hipgen.nearest import similar

START = datetime(2000, 1, 1, tzinfo=UTC)
ROOM_SCOPES = ("send_notification",)
NOT_ALLOWED = "HG104"

K = TypeVar("K")


def check(data: Json) -> tuple[Finding, ...]:
    """What is wrong with a seed of the right shape: names that lead nowhere, things given twice."""
    scratch = World(MemoryChat(), State(), _Blank(), lambda: START)
    return tuple(_planted(scratch, data).found)


def plant(world: World, data: Json) -> None:
    """Fill a new world from a seed. Raises ValueError with the first thing that is wrong."""
    planting = _planted(world, data)
    if planting.found:
        raise ValueError(planting.found[0].message)
    for person, user in zip(planting.persons, data["users"], strict=True):
        if person is not None and "password" in user:
            people.set_password(world, person, user["password"])
    world.effects.clear()


@dataclass
class _Blank:
    """Ids for a world that is thrown away."""

    count: int = 0

    def uuid(self) -> str:
        return self.secret(1)

    def secret(self, length: int) -> str:
        self.count += 1
        return f"{self.count:0{length}d}"


@dataclass
class _Planting:
    """A seed on its way into a world, with what was found wrong; `persons` in the order of `users`."""

    world: World
    data: Json
    now: datetime
    found: list[Finding] = field(default_factory=list)
    persons: list[Person | None] = field(default_factory=list)
    taken: set[tuple[str, object]] = field(default_factory=set)

    def wrong(self, at: Pointer, message: str) -> None:
        self.found.append(Finding(NOT_ALLOWED, Severity.ERROR, at, message))

    def once(self, at: Pointer, what: str, value: str | int) -> bool:
        """Whether a value is given for the first time; in any letter case."""
        mark = (what, value.casefold() if isinstance(value, str) else value)
        if mark in self.taken:
            self.wrong(at, f"{what} `{value}` is given twice")
        new = mark not in self.taken
        self.taken.add(mark)
        return new

    def person(self, at: Pointer, named: str | int) -> Person | None:
        """Somebody by mention name, e-mail address or id."""
        chat = self.world.chat
        if isinstance(named, int):
            found = chat.person(named)
        else:
            found = chat.person_called(named.removeprefix("@")) or chat.person_at(named)
        if found is None:
            known = [person.mention_name for person in chat.people()]
            self.wrong(at, f"`{named}` is nobody's mention name, e-mail address or id{_guess(named, known)}")
        return found

    def people(self, at: Pointer, named: Sequence[str | int]) -> tuple[int, ...]:
        """Ids of several people, each once."""
        found = (self.person((*at, index), name) for index, name in enumerate(named))
        return tuple(dict.fromkeys(person.id for person in found if person is not None))

    def room(self, at: Pointer, named: str | int) -> Room | None:
        """A room by name or id."""
        chat = self.world.chat
        found = chat.room(named) if isinstance(named, int) else chat.room_called(named)
        if found is None:
            known = [room.name for room in chat.rooms()]
            self.wrong(at, f"`{named}` is no room's name or id{_guess(named, known)}")
        return found

    def id(self, at: Pointer, kind: str, given: Mapping[str, Json]) -> int:
        """The id that is given, or the next one."""
        if "id" in given:
            self.once((*at, "id"), f"{kind} id", given["id"])
            return int(given["id"])
        return self.world.state.next_number(kind)


def _planted(world: World, data: Json) -> _Planting:
    planting = _Planting(world, data, world.now())
    for kind, section in (("user", "users"), ("room", "rooms"), ("emoticon", "emoticons")):
        given = [each["id"] for each in data.get(section, ()) if "id" in each]
        world.state.counters[kind] = max(given, default=0)
    for index, user in enumerate(data["users"]):
        planting.persons.append(_user(planting, ("users", index), user))
    if not any(person and person.is_admin for person in planting.persons):
        planting.wrong(("users",), "nobody is an administrator; give one of them `admin: true`")
        return planting
    _group(planting, data.get("group", {}))
    for section, put in SECTIONS.items():
        for index, each in enumerate(data.get(section, ())):
            put(planting, (section, index), each)
    world.state.configure(**data.get("settings", {}))
    return planting


def _user(planting: _Planting, at: Pointer, user: Json) -> Person | None:
    world = planting.world
    id = planting.id(at, "user", user)
    mention = user.get("mention_name") or _mention_name(planting, user["name"])
    if mention.casefold() in people.RESERVED:
        planting.wrong((*at, "mention_name"), f"`{mention}` reaches everybody in a room and is nobody's name")
    fits = planting.once((*at, "mention_name"), "mention name", mention)
    if "email" in user:
        fits = planting.once((*at, "email"), "e-mail address", user["email"]) and fits
    zone = user.get("timezone", "UTC")
    if zone not in available_timezones():
        planting.wrong((*at, "timezone"), f"`{zone}` is no time zone{_guess(zone, available_timezones())}")
    if not fits:
        return None
    person = Person(
        id,
        user["name"],
        mention,
        user.get("email"),
        planting.now,
        title=user.get("title", ""),
        timezone=zone,
        roles=("admin",) if user.get("admin") else ("user",),
        is_admin=user.get("admin", False),
        is_guest=user.get("guest", False),
        presence=_presence(user.get("presence", "online")),
        photo=user.get("photo"),
    )
    world.chat.put_person(person)
    return person


def _mention_name(planting: _Planting, name: str) -> str:
    """A mention name made of a name, clear of those that others are given further down."""
    given = {user["mention_name"].casefold() for user in planting.data["users"] if "mention_name" in user}
    free, number = people.free_mention_name(planting.world, name), 1
    while free.casefold() in given:
        number += 1
        free = people.free_mention_name(planting.world, f"{name}{number}")
    return free


def _presence(given: Json) -> Presence | None:
    match given:
        case "offline":
            return None
        case "online":
            return Presence()
        case str():
            return Presence(show=given)
        case _:
            return Presence(show=given.get("show"), status=given.get("status"), idle=given.get("idle"))


def _group(planting: _Planting, group: Json) -> None:
    chat, state = planting.world.chat, planting.world.state
    owner = next(person for person in chat.people() if person.is_admin)
    if "owner" in group:
        owner = planting.person(("group", "owner"), group["owner"]) or owner
    chat.put_person(replace(owner, roles=("owner",), is_admin=True))
    given = {key: value for key, value in group.items() if key != "owner"}
    state.group = Group(
        **{"id": 1, "name": "Local group", **given, "created": planting.now, "owner": owner.id}
    )


def _room(planting: _Planting, at: Pointer, room: Json) -> None:
    id = planting.id(at, "room", room)
    fits = planting.once((*at, "name"), "room name", room["name"])
    owner = planting.person((*at, "owner"), room["owner"]) if "owner" in room else None
    members = planting.people((*at, "members"), room.get("members", ()))
    if "present" in room:
        present = planting.people((*at, "present"), room["present"])
    else:
        present = tuple(id for id in members if _is_online(planting, id))
    if not fits:
        return
    archived = room.get("archived", False)
    planting.world.chat.put_room(
        Room(
            id,
            room["name"],
            owner.id if owner else planting.world.state.group.owner or 0,
            planting.now,
            topic=room.get("topic", ""),
            privacy=room.get("privacy", "public"),
            is_archived=archived,
            guest_key=planting.world.ids.secret(8) if room.get("guest_access") else None,
            members=members,
            admins=planting.people((*at, "admins"), room.get("admins", ())),
            present=() if archived else present,
        )
    )


def _is_online(planting: _Planting, id: int) -> bool:
    person = planting.world.chat.person(id)
    return person is not None and person.presence is not None


def _emoticon(planting: _Planting, at: Pointer, emoticon: Json) -> None:
    id = planting.id(at, "emoticon", emoticon)
    planting.once((*at, "shortcut"), "emoticon", emoticon["shortcut"])
    creator = planting.person((*at, "creator"), emoticon["creator"]) if "creator" in emoticon else None
    planting.world.state.emoticons[id] = Emoticon(
        id,
        emoticon["shortcut"],
        emoticon["url"],
        emoticon.get("width", 30),
        emoticon.get("height", 30),
        emoticon.get("type", "group"),
        creator.id if creator else planting.world.state.group.owner,
    )


def _token(planting: _Planting, at: Pointer, token: Json) -> None:
    world = planting.world
    text = token.get("token") or world.ids.secret(40)
    planting.once((*at, "token"), "token", text)
    ends = planting.now + timedelta(seconds=token["lifetime"]) if "lifetime" in token else None
    label = token.get("label")
    person = planting.person((*at, "user"), token["user"]) if "user" in token else None
    room = planting.room((*at, "room"), token["room"]) if "room" in token else None
    if person is not None:
        scopes = tuple(token.get("scopes", SCOPES))
        made = Token(text, TokenKind.PERSONAL, scopes, planting.now, ends, person=person.id, label=label)
        world.state.tokens[text] = made
    elif room is not None:
        scopes = tuple(token.get("scopes", ROOM_SCOPES))
        made = Token(text, TokenKind.ROOM, scopes, planting.now, ends, room=room.id, label=label)
        world.state.tokens[text] = made


def _message(planting: _Planting, at: Pointer, message: Json) -> None:
    chat = planting.world.chat
    place, room = _place(planting, at, message)
    if place is None:
        return
    notice = message.get("type") == "notification"
    if notice and room is None:
        planting.wrong((*at, "type"), "a notification goes into a room")
        return
    sender = None if notice else _sender(planting, at, message)
    if not notice and sender is None:
        return
    names = {person.mention_name: person.id for person in chat.people()}
    html = notice and message.get("format", "html") == "html"
    said = Message(
        planting.world.ids.uuid(),
        place,
        _date(planting, at, message),
        "notification" if notice else "message",
        message["text"],
        sender.id if sender else None,
        label=str(message.get("from", "Notification")) if notice else None,
        mentions=() if html else markup.mentions(message["text"], names),
        color=message.get("color", "yellow") if notice else None,
        format=message.get("format", "html") if notice else None,
    )
    chat.post(said)
    if room is not None:
        chat.put_room(replace(room, messages_sent=room.messages_sent + 1, last_active=said.date))


def _place(planting: _Planting, at: Pointer, message: Json) -> tuple[Place | None, Room | None]:
    """Where a message was said, and the room if it was one."""
    if "room" in message:
        room = planting.room((*at, "room"), message["room"])
        return (room.id if room else None), room
    receiver = planting.person((*at, "to"), message["to"])
    sender = _sender(planting, at, message)
    return (between(sender.id, receiver.id) if sender and receiver else None), None


def _sender(planting: _Planting, at: Pointer, message: Json) -> Person | None:
    if "from" not in message:
        planting.wrong((*at, "text"), "nobody says this; give `from`")
        return None
    return planting.person((*at, "from"), message["from"])


def _date(planting: _Planting, at: Pointer, message: Json) -> datetime:
    """When something was said: as given, or so that the seed's messages end now, a second apart."""
    count = len(planting.data["messages"])
    if "date" not in message:
        return planting.now - timedelta(seconds=count - int(at[1]))
    try:
        return datetime.fromisoformat(message["date"]).astimezone(UTC)
    except (ValueError, OverflowError):
        planting.wrong((*at, "date"), f"`{message['date']}` is no date")
        return planting.now


def _listing(planting: _Planting, at: Pointer, listing: Json) -> None:
    planting.once((*at, "key"), "add-on", listing["key"])
    list_addons(planting.world, [listing])


def list_addons(world: World, listings: Iterable[Json]) -> None:
    """Put listings, as those of a seed, into the catalogue; one that is there by its key gives way."""
    for listing in listings:
        words = {name: value for name, value in listing.items() if name in LISTING_WORDS}
        found = Listing(listing["key"], listing["url"], words, listing.get("descriptor"))
        world.state.listings[found.key] = found


SECTIONS = {
    "rooms": _room,
    "emoticons": _emoticon,
    "tokens": _token,
    "messages": _message,
    "listings": _listing,
}
"""What puts each section's members into the world, in the order in which they refer to each other."""


def _guess(named: str | int, known: Sequence[str] | set[str]) -> str:
    guess = similar(named, known) if isinstance(named, str) else None
    return f"; did you mean `{guess}`?" if guess else ""
