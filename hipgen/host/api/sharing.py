"""Files and links that a person shares with a room or with somebody."""

from __future__ import annotations

from hipgen.host import acts
from hipgen.host.api import Visit, answers
from hipgen.host.api.messages import talking_room
from hipgen.host.chat import Attachment
from hipgen.host.multipart import Unreadable, upload
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply


@answers("share_file_with_room")
def share_file_with_room(visit: Visit) -> Reply:
    """A file into a room: a message with the caption, the file below it."""
    room = talking_room(visit)
    file, caption = _uploaded(visit)
    acts.say(visit.world, room, visit.person, caption, file=file)
    return Reply(204)


@answers("share_file_with_user")
def share_file_with_user(visit: Visit) -> Reply:
    """A file to somebody."""
    person = visit.somebody()
    file, caption = _uploaded(visit)
    acts.tell(visit.world, visit.person, person, caption, file=file)
    return Reply(204)


@answers("share_link_with_room")
def share_link_with_room(visit: Visit) -> Reply:
    """A link into a room."""
    text, links = _link(visit.body)
    acts.say(visit.world, talking_room(visit), visit.person, text, links=links)
    return Reply(204)


@answers("share_link_with_user")
def share_link_with_user(visit: Visit) -> Reply:
    """A link to somebody."""
    text, links = _link(visit.body)
    acts.tell(visit.world, visit.person, visit.somebody(), text, links=links)
    return Reply(204)


def _uploaded(visit: Visit) -> tuple[Attachment, str]:
    """The file of a multipart body, kept, and its caption.

    Raises Refused (400) for a body without one, and for one that is too large: 413 isn't among HipChat's
    statuses, and clients map those alone.
    """
    found = upload(visit.request.body, visit.request.headers.get("content-type", ""))
    if isinstance(found, Unreadable):
        raise Refused(400, found.message)
    return acts.keep_file(visit.world, found.name, found.content_type, found.content), found.message


def _link(body: Json) -> tuple[str, tuple[Json, ...]]:
    """The message of a shared link: what was said, then the link. The page itself is not looked at."""
    link = body["link"]
    text = f"{body['message']} {link}" if body.get("message") else link
    return text, ({"type": "link", "url": link, "link": {"fullUrl": link, "linkText": link}},)
