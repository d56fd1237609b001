"""What the page asks and does about rooms and people, as JSON. Everything goes through the acts, so that
webhooks fire as they do for the REST API.

Knows nothing of how a message looks and nothing of add-ons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hipgen.host import acts, oauth, shapes
from hipgen.host.chat import Person, Presence, Room
from hipgen.host.refusal import Refused
from hipgen.host.web import Page, Visit, page
from hipgen.host.web.people import COOKIE, PERSON
from hipgen.host.web.window import Window, acting, beginning, looking, sees, token
from hipgen.host.wire import Json, Reply, json_reply

LONGEST = 10_000
"""Characters of a message, as of a notification."""
TOPIC = 250
NAME = 50
SHOWS = frozenset({"chat", "away", "xa", "dnd"})
NOT_KEPT = ("Cache-Control", "no-store")
Answers = Callable[[Window], Json]


def shows(path: str) -> Callable[[Answers], Answers]:
    """Register what a window is told at GET of a path."""
    return _registered("GET", path, looking)


def does(method: str, path: str) -> Callable[[Answers], Answers]:
    """Register what a window does, with its token."""
    return _registered(method, path, acting)


def _registered(method: str, path: str, admitted: Callable[[Visit], Window]) -> Callable[[Answers], Answers]:
    def register(answers: Answers) -> Answers:
        def answer(visit: Visit) -> Reply:
            return json_reply(200, answers(admitted(visit)), NOT_KEPT)

        shown: Page = answer
        page(method, path)(shown)
        return answers

    return register


@shows("/page/start")
def start(window: Window) -> Json:
    """What a window begins with: who it is, everybody, the rooms, the emoticons, its token."""
    world = window.world
    return {
        "group": {"id": world.state.group.id, "name": world.state.group.name},
        "me": window.person.id,
        "token": token(window.visit),
        "beginning": beginning(window.visit),
        "people": people(window),
        "rooms": rooms(window),
        "emoticons": {
            one.shortcut: {"url": one.url, "width": one.width, "height": one.height}
            for one in world.state.emoticons.values()
        },
    }


@page("POST", "/page/be")
def be(visit: Visit) -> Reply:
    """The browser is the window's person from now on, for the pages that ask the browser."""
    person = acting(visit).person
    return json_reply(200, {}, ("Set-Cookie", f"{PERSON}={person.id}; {COOKIE}"))


@shows("/page/people")
def people(window: Window) -> Json:
    """Everybody who wasn't deleted."""
    return [_person(window, one) for one in window.world.chat.people() if not one.is_deleted]


@shows("/page/rooms")
def rooms(window: Window) -> Json:
    """The rooms that this person sees."""
    return [_room(window, room) for room in window.world.chat.rooms() if sees(window.person, room)]


@does("POST", "/page/rooms")
def open_room(window: Window) -> Json:
    """A new room: `{name, topic?, privacy?}`; who makes it owns it and is in it."""
    world, name = window.world, window.text("name", NAME).strip()
    if not name:
        raise Refused(400, "A room needs a name")
    if world.chat.room_called(name) is not None:
        raise Refused(409, f"There is a room {name} already")
    if window.person.is_guest:
        raise Refused(403, "Guests make no rooms")
    privacy = window.text("privacy", 10, "public")
    if privacy not in {"public", "private"}:
        raise Refused(400, "privacy is public or private")
    room = Room(
        world.state.next_number("room"),
        name,
        window.person.id,
        world.now(),
        topic=window.text("topic", TOPIC, ""),
        privacy=privacy,
        members=(window.person.id,),
    )
    return _room(window, acts.enter(world, acts.open_room(world, room, window.person), window.person))


@does("POST", "/page/rooms/{room}/topic")
def change_topic(window: Window) -> Json:
    """The room gets another topic."""
    room = open_to(window)
    return _room(
        window, acts.change_topic(window.world, room, window.text("topic", TOPIC).strip(), window.person)
    )


@does("POST", "/page/rooms/{room}/enter")
def enter(window: Window) -> Json:
    """The window's person comes into the room."""
    return _room(window, acts.enter(window.world, open_to(window), window.person))


@does("POST", "/page/rooms/{room}/exit")
def leave(window: Window) -> Json:
    """The window's person goes out of the room."""
    return _room(window, acts.leave(window.world, window.room(), window.person))


@does("POST", "/page/rooms/{room}/archive")
def archive(window: Window) -> Json:
    """Archive the room: `{archived}`; false brings it back."""
    archived = window.body().get("archived") is not False
    return _room(window, acts.archive(window.world, _administered(window), archived, window.person))


@does("DELETE", "/page/rooms/{room}")
def delete_room(window: Window) -> Json:
    """The room goes, with all that was said in it."""
    acts.delete_room(window.world, _administered(window), window.person)
    return {}


@does("POST", "/page/rooms/{room}/members")
def change_members(window: Window) -> Json:
    """Who may come into a private room: `{members: [ids]}`; the owner always may."""
    room, sent = _administered(window), window.body().get("members")
    known = {one.id for one in window.world.chat.people() if not one.is_deleted}
    if not isinstance(sent, list) or not all(isinstance(id, int) and id in known for id in sent):
        raise Refused(400, "members is not a list of people")
    members = tuple(dict.fromkeys((room.owner, *sent)))
    present = tuple(id for id in room.present if room.is_public or id in members or id in room.admins)
    return _room(window, acts.change_room(window.world, room, members=members, present=present))


@does("POST", "/page/presence")
def change_presence(window: Window) -> Json:
    """The window's person is `{show, status?}` from now on: chat, away, xa, dnd, or offline."""
    show, status = window.text("show", 10), window.text("status", 200, "")
    if show == "offline":
        presence = None
    elif show in SHOWS:
        presence = Presence(show=None if show == "chat" else show, status=status or None, client="web")
    else:
        raise Refused(400, f"show is one of offline, {', '.join(sorted(SHOWS))}")
    changed = replace(window.person, presence=presence, last_active=window.world.now())
    window.world.chat.put_person(changed)
    window.world.push("person", {"id": changed.id})
    return _person(window, changed)


def open_to(window: Window) -> Room:
    """The room of the path, for talking in it. Raises Refused (404, 409)."""
    room = window.room()
    if room.is_archived:
        raise Refused(409, f"{room.name} is archived")
    return room


def _administered(window: Window) -> Room:
    """The room of the path, for changing it. Raises Refused (404, 403)."""
    room = window.room()
    if not oauth.administers(window.person, room):
        raise Refused(403, "Only administrators of the room do that")
    return room


def _room(window: Window, room: Room) -> Json:
    return {
        "id": room.id,
        "name": room.name,
        "topic": room.topic,
        "privacy": room.privacy,
        "archived": room.is_archived,
        "owner": room.owner,
        "members": list(room.members),
        "present": list(room.present),
        "administered": oauth.administers(window.person, room),
        "count": room.messages_sent,
        "avatar": shapes.picture(room.avatar, window.base),
    }


def _person(window: Window, person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "mention": person.mention_name,
        "title": person.title,
        "email": person.email,
        "admin": person.is_admin,
        "guest": person.is_guest,
        "presence": shapes.presence(person.presence),
        "photo": shapes.picture(person.photo, window.base),
    }
