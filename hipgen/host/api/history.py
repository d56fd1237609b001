"""What was said: in a room, or between the caller and somebody. The three operations of each share all but
place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hipgen.host import shapes
from hipgen.host.api import Visit, answers
from hipgen.host.chat import Message, Place, between
from hipgen.host.paging import expanded, window
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, json_reply

RECENT = 75
"""How many messages `date=recent` gives, without further pages, as documented."""


@answers("view_room_history")
def view_room_history(visit: Visit) -> Reply:
    """What was said in a room up to a date."""
    return _history(visit, visit.room().id)


@answers("view_privatechat_history")
def view_privatechat_history(visit: Visit) -> Reply:
    """What the caller and somebody said to each other up to a date."""
    return _history(visit, _with(visit))


@answers("view_recent_room_history")
def view_recent_room_history(visit: Visit) -> Reply:
    """The latest that was said in a room."""
    return _latest(visit, visit.room().id)


@answers("view_recent_privatechat_history")
def view_recent_privatechat_history(visit: Visit) -> Reply:
    """The latest that the caller and somebody said to each other."""
    return _latest(visit, _with(visit))


@answers("get_room_message")
def get_room_message(visit: Visit) -> Reply:
    """One message of a room."""
    return _single(visit, visit.room().id)


@answers("get_privatechat_message")
def get_privatechat_message(visit: Visit) -> Reply:
    """One message between the caller and somebody."""
    return _single(visit, _with(visit))


@dataclass(frozen=True, slots=True)
class _Span:
    """Messages between two moments, both included; None is open."""

    newest: datetime | None
    oldest: datetime | None

    def of(self, said: Sequence[Message]) -> list[Message]:
        return [
            message
            for message in said
            if (self.newest is None or message.date <= self.newest)
            and (self.oldest is None or message.date >= self.oldest)
        ]


def _history(visit: Visit, place: Place) -> Reply:
    """A page of history. Pages count from the newest; `reverse` (the default) prints a page oldest first."""
    query, zone = visit.query, _zone(visit)
    said = visit.world.chat.history(place)
    start, most = query["start-index"], query["max-results"]
    if query["date"] == "recent":
        if query["end-date"] is not None:
            raise Refused(400, "end-date needs a date that is not 'recent'", field="end-date")
        said = said[-RECENT:]
    else:
        oldest = _moment("end-date", query["end-date"], zone) if query["end-date"] else None
        said = _Span(_moment("date", query["date"], zone), oldest).of(said)
    chosen = list(reversed(said))[start : start + most]
    if query["reverse"]:
        chosen.reverse()
    total = min(len(said), start + most) if query["date"] == "recent" else len(said)
    return _shown(visit, chosen, zone, start, most, total)


def _latest(visit: Visit, place: Place) -> Reply:
    """The newest messages, oldest first; none older than the message `not-before`."""
    said, since = visit.world.chat.history(place), visit.query["not-before"]
    if since is not None:
        found = [index for index, message in enumerate(said) if message.id == since]
        if not found:
            raise Refused(404, f"Message {since[:100]} not found")
        said = said[found[0] :]
    most = visit.query["max-results"]
    chosen = list(said[-most:]) if most else []
    return _shown(visit, chosen, _zone(visit), 0, most, len(chosen))


def _single(visit: Visit, place: Place) -> Reply:
    message = visit.world.chat.message(visit.path["message_id"])
    if message is None or message.place != place:
        raise Refused(404, f"Message {visit.path['message_id'][:100]} not found")
    shown = {"message": shapes.message(visit.world, message, visit.base, _zone(visit))}
    return json_reply(200, expanded(visit.world, visit.request, shown))


def _shown(visit: Visit, chosen: Sequence[Message], zone: tzinfo, start: int, most: int, total: int) -> Reply:
    items = [shapes.message(visit.world, message, visit.base, zone) for message in chosen]
    page = window(visit.request, items, start, most, total)
    return json_reply(200, expanded(visit.world, visit.request, page))


def _with(visit: Visit) -> Place:
    return between(visit.person.id, visit.somebody().id)


def _zone(visit: Visit) -> tzinfo:
    """The zone that dates are read and printed in. Raises Refused (400) for one that isn't known."""
    name = visit.query["timezone"]
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(400, f"Unknown timezone: {name[:100]}", field="timezone") from error


def _moment(field: str, text: str, zone: tzinfo) -> datetime:
    """A date in ISO 8601, or in seconds since 1970; without an offset it is in the zone asked for.

    Raises Refused (400) for anything else. A `+` that arrives as a space, as from callers who do not encode
    it, is taken as one.
    """
    try:
        if text.isascii() and text.replace(".", "", 1).isdigit() and len(text.partition(".")[0]) > 8:
            return datetime.fromtimestamp(float(text), UTC)
        moment = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text.strip())
    except (ValueError, OverflowError, OSError) as error:
        raise Refused(400, f"Invalid date: {text[:100]}", field=field) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
