"""A window of the page: which person it is, which rooms it sees, and whether it may change anything.

Each window names its person with what it asks, so that two windows of one browser are two people at once.
Like the cookie of the other pages this is a choice, not a sign-in. What changes something has to carry a
token that only pages of this host can read. Knows nothing of what is asked.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from hipgen.host.chat import Chat, Person, Room
from hipgen.host.refusal import Refused
from hipgen.host.web import Visit
from hipgen.host.web.people import BROWSER, WINDOW, browser_person
from hipgen.host.wire import Json, Request, whole
from hipgen.host.world import Push, World

HEADER = "hipgen-token"
SAME = frozenset({None, "same-origin", "none"})
"""What a browser says in Sec-Fetch-Site of a request that this host's own pages made."""


@dataclass(frozen=True, slots=True)
class Window:
    """A request of a window, and the person that the window is."""

    visit: Visit
    person: Person

    @property
    def world(self) -> World:
        return self.visit.world

    @property
    def base(self) -> str:
        return self.visit.base

    def room(self) -> Room:
        """The room that the path names. Raises Refused (404) for one that this person doesn't see."""
        room = self.world.chat.room(whole(self.visit.path["room"]) or 0)
        if room is None or not sees(self.person, room):
            raise Refused(404, "There is no such room")
        return room

    def text(self, name: str, longest: int, otherwise: str | None = None) -> str:
        """A text of the body. Raises Refused (400) when it is missing, too long, or no text."""
        value = self.body().get(name, otherwise)
        if not isinstance(value, str) or len(value) > longest:
            raise Refused(400, f"{name} is not a text of at most {longest:,} characters")
        return value

    def body(self) -> dict[str, Json]:
        """The JSON object of the body. Raises Refused (400)."""
        try:
            value = json.loads(self.visit.request.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise Refused(400, "The body is not valid JSON") from error
        if not isinstance(value, dict):
            raise Refused(400, "The body is not a JSON object")
        return value


def looking(visit: Visit) -> Window:
    """A window that only looks. Raises Refused (403) for a request of another site's page."""
    if visit.request.headers.get("sec-fetch-site") not in SAME:
        raise Refused(403, "This was asked by another site")
    return Window(visit, browser_person(visit))


def acting(visit: Visit) -> Window:
    """A window that changes something.

    Raises Refused (403) for a request of another site's page, or without the token of this browser.
    """
    origin = visit.request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != urlsplit(visit.base).netloc:
        raise Refused(403, "This was sent from another site")
    window = looking(visit)
    sent = visit.request.headers.get(HEADER, "").encode("utf-8", "replace")
    if BROWSER not in visit.request.cookies() or not hmac.compare_digest(sent, token(visit).encode()):
        raise Refused(403, "This page is out of date: load it again")
    return window


def token(visit: Visit) -> str:
    """What a page of this browser carries with all that changes something."""
    return _digest(visit, visit.request.cookies().get(BROWSER, ""))


def beginning(visit: Visit) -> str:
    """What tells this world from those before it at the same address: what a browser keeps is of one only."""
    return _digest(visit, "the world")[:16]


def _digest(visit: Visit, text: str) -> str:
    secrets = visit.world.state.secrets
    if "pages" not in secrets:
        secrets["pages"] = visit.world.ids.secret(40)
    return hmac.new(secrets["pages"].encode(), text.encode(), sha256).hexdigest()


def sees(person: Person, room: Room) -> bool:
    """Whether a room is in somebody's list: public rooms are in everybody's, private ones in their members'.

    A guest sees the rooms that guests were let into.
    """
    if person.id == room.owner or person.id in (*room.members, *room.admins, *room.present):
        return True
    return room.guest_key is not None if person.is_guest else room.is_public


def concerns(chat: Chat, person_id: int, push: Push) -> bool:
    """Whether news go to a person: those about a room only to who sees it; that one is gone, to everybody."""
    if push.person not in (None, person_id):
        return False
    room = chat.room(push.room) if push.room is not None else None
    person = chat.person(person_id)
    return room is None or (person is not None and sees(person, room))


def wanted(world: World, request: Request) -> Callable[[Push], bool]:
    """Which news a window's stream carries. Raises Refused (403) for a request of another site's page."""
    asked = request.asked("as")
    named = replace(request, headers={**request.headers, WINDOW: asked}) if asked else request
    person = looking(Visit(world, named, {})).person.id
    return lambda push: concerns(world.chat, person, push)
