"""What was said in a room, or between two people, as the page shows it; and what people say there.

Text goes out as text, for the page to find links, mentions and emoticons in; HTML goes out cleaned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from hipgen.host import acts, cards, shapes
from hipgen.host.chat import Attachment, Message, Person, Place, between
from hipgen.host.markup import notification_html
from hipgen.host.refusal import Refused
from hipgen.host.web.page_api import LONGEST, does, open_to, shows
from hipgen.host.web.window import Window
from hipgen.host.wire import Json, whole

PAGE = 50
"""As many messages a window gets at a time."""
FILE_NAME = 255


@shows("/page/rooms/{room}/messages")
def read_messages(window: Window) -> Json:
    """`{items, more}`: the last messages, or those before or after the message of an id; oldest first.

    `more` says whether there are others beyond them, on that side.
    """
    return part(window, window.room().id)


@shows("/page/people/{person}/messages")
def read_talk(window: Window) -> Json:
    """What the window's person and another one said to each other; as in a room."""
    return part(window, between(window.person.id, other(window).id))


def part(window: Window, place: Place) -> Json:
    """The part of a history that the query asks for."""
    history = window.world.chat.history(place)
    before, after = window.visit.request.asked("before"), window.visit.request.asked("after")
    if after is not None:
        start = _position(window, history, after) + 1
        found, more = history[start : start + PAGE], len(history) > start + PAGE
    else:
        end = len(history) if before is None else _position(window, history, before)
        start = max(0, end - PAGE)
        found, more = history[start:end], start > 0
    return {"items": [shown(window, said) for said in found], "more": more}


@shows("/page/rooms/{room}/messages/{message}")
def read_message(window: Window) -> Json:
    """One message."""
    return _single(window, window.room().id)


@shows("/page/people/{person}/messages/{message}")
def read_told(window: Window) -> Json:
    """One message of a talk."""
    return _single(window, between(window.person.id, other(window).id))


@shows("/page/talks")
def list_talks(window: Window) -> Json:
    """With whom the window's person has talked: `{with, count, last}`."""
    me, chat = window.person.id, window.world.chat
    everybody = [one.id for one in chat.people() if not one.is_deleted and one.id != me]
    talks = ((id, chat.history(between(me, id))) for id in everybody)
    return [{"with": id, "count": len(said), "last": said[-1].id} for id, said in talks if said]


@does("POST", "/page/rooms/{room}/messages")
def say(window: Window) -> Json:
    """The window's person says `{text, reply_to?}`, coming into the room if not in it."""
    text, room = _words(window), open_to(window)
    parent = window.body().get("reply_to")
    if parent is not None and window.world.chat.message(str(parent)) is None:
        raise Refused(404, "There is no such message to reply to")
    room = acts.enter(window.world, room, window.person)
    return shown(window, acts.say(window.world, room, window.person, text, parent=parent))


@does("POST", "/page/rooms/{room}/files")
def upload(window: Window) -> Json:
    """The window's person shows a file: the body is its bytes, `name` and `text` are in the query."""
    room = open_to(window)
    text, file = _file(window)
    room = acts.enter(window.world, room, window.person)
    return shown(window, acts.say(window.world, room, window.person, text, file=file))


@does("POST", "/page/people/{person}/messages")
def tell(window: Window) -> Json:
    """The window's person says `{text}` to another one."""
    return shown(window, acts.tell(window.world, window.person, other(window), _words(window)))


@does("POST", "/page/people/{person}/files")
def show_file(window: Window) -> Json:
    """The window's person shows a file to another one; as in a room."""
    receiver = other(window)
    text, file = _file(window)
    return shown(window, acts.tell(window.world, window.person, receiver, text, file=file))


def other(window: Window) -> Person:
    """The person of the path. Raises Refused: 404; 403 for guests, who are in rooms only (inferred)."""
    found = window.world.chat.person(whole(window.visit.path["person"]) or 0)
    if found is None or found.is_deleted or found.id == window.person.id:
        raise Refused(404, "There is nobody else of that number")
    if found.is_guest or window.person.is_guest:
        raise Refused(403, "Guests talk in rooms only")
    return found


def shown(window: Window, said: Message) -> Json:
    """A message for the page; members that say nothing are left out."""
    members = {
        "id": said.id,
        "at": said.date.isoformat(),
        "type": said.type,
        **_sender(window, said),
        **_content(said),
        "color": said.color,
        "notify": said.notify,
        "attach": said.attach_to,
        "parent": said.parent,
        "mentions": list(said.mentions),
        "file": shapes.file_info(said.file, window.base) if said.file else None,
        "links": [_link(link) for link in said.links],
        "card": cards.drawn(said.card),
    }
    return {name: value for name, value in members.items() if value not in (None, [], False)}


def _words(window: Window) -> str:
    """The text of the body. Raises Refused (400) when it says nothing."""
    text = window.text("text", LONGEST)
    if not text.strip():
        raise Refused(400, "There is nothing to say")
    return text


def _file(window: Window) -> tuple[str, Attachment]:
    """The text of the query and the file of the body, kept. Raises Refused (400) for an empty one."""
    request = window.visit.request
    if not request.body:
        raise Refused(400, "The file is empty")
    name = (request.asked("name") or "file").replace("/", "_").replace("\\", "_")[:FILE_NAME]
    kind = request.content_type or "application/octet-stream"
    return (request.asked("text") or "")[:LONGEST], acts.keep_file(window.world, name, kind, request.body)


def _single(window: Window, place: Place) -> Json:
    """The message of the path. Raises Refused (404) for one that was said elsewhere."""
    said = window.world.chat.message(window.visit.path["message"])
    if said is None or said.place != place:
        raise Refused(404, "There is no such message")
    return shown(window, said)


def _content(said: Message) -> Json:
    if said.format == "html":
        return {"html": notification_html(said.text)}
    return {"text": said.text}


def _sender(window: Window, said: Message) -> Json:
    """Who said it: a person, or an add-on with its label beside its name."""
    person = window.world.chat.person(said.sender) if said.sender is not None else None
    if person is not None:
        return {"sender": {"id": person.id, "name": person.name, "photo": _photo(window, person)}}
    client = said.by.client_id if said.by is not None else None
    installation = window.world.state.installations.get(client or "")
    if installation is None:
        return {"sender": {"name": said.label or ""}}
    label = said.label if said.label != installation.from_name else None
    picture = cards.icon(installation.capabilities.get("hipchatApiConsumer", {}).get("avatar"))
    sender = {"name": installation.from_name, "addon": installation.key, "label": label, "photo": picture}
    return {"sender": {name: value for name, value in sender.items() if value}}


def _photo(window: Window, person: Person) -> Json:
    address = shapes.picture(person.photo, window.base)
    return {"url": address} if address else None


def _link(link: Json) -> Json:
    """A link that was shared: its address if a person may be led there, and what is said of it."""
    told = {name: link[name] for name in ("type", "title", "description") if isinstance(link.get(name), str)}
    return {**told, "url": cards.web_address(link.get("url"))}


def _position(window: Window, history: Sequence[Message], id: str) -> int:
    """Where a message stands in a history. Raises Refused (404)."""
    said = window.world.chat.message(id)
    if said is None:
        raise Refused(404, "There is no such message")
    start = bisect_left(history, said.date, key=lambda one: one.date)
    for index in range(start, len(history)):
        if history[index].id == id:
            return index
    raise Refused(404, "That message is not of this room")
