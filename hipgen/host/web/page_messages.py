"""What was said in a room as the page shows it, and what people say there.

Text goes out as text, for the page to find links, mentions and emoticons in; HTML goes out cleaned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from hipgen.host import acts, cards, shapes
from hipgen.host.chat import Message, Person
from hipgen.host.markup import notification_html
from hipgen.host.refusal import Refused
from hipgen.host.web.page_api import LONGEST, does, open_to, shows
from hipgen.host.web.window import Window
from hipgen.host.wire import Json

PAGE = 50
"""As many messages a window gets at a time."""
FILE_NAME = 255


@shows("/page/rooms/{room}/messages")
def read_messages(window: Window) -> Json:
    """`{items, more}`: the last messages, or those before or after the message of an id; oldest first.

    `more` says whether there are others beyond them, on that side.
    """
    history = window.world.chat.history(window.room().id)
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
    said = window.world.chat.message(window.visit.path["message"])
    if said is None or said.place != window.room().id:
        raise Refused(404, "There is no such message")
    return shown(window, said)


@does("POST", "/page/rooms/{room}/messages")
def say(window: Window) -> Json:
    """The window's person says `{text, reply_to?}`, coming into the room if not in it."""
    text, room = window.text("text", LONGEST), open_to(window)
    if not text.strip():
        raise Refused(400, "There is nothing to say")
    parent = window.body().get("reply_to")
    if parent is not None and window.world.chat.message(str(parent)) is None:
        raise Refused(404, "There is no such message to reply to")
    room = acts.enter(window.world, room, window.person)
    return shown(window, acts.say(window.world, room, window.person, text, parent=parent))


@does("POST", "/page/rooms/{room}/files")
def upload(window: Window) -> Json:
    """The window's person shows a file: the body is its bytes, `name` and `text` are in the query."""
    request, room = window.visit.request, open_to(window)
    name = (request.asked("name") or "file").replace("/", "_").replace("\\", "_")[:FILE_NAME]
    if not request.body:
        raise Refused(400, "The file is empty")
    room = acts.enter(window.world, room, window.person)
    file = acts.keep_file(
        window.world, name, request.content_type or "application/octet-stream", request.body
    )
    text = (request.asked("text") or "")[:LONGEST]
    return shown(window, acts.say(window.world, room, window.person, text, file=file))


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
