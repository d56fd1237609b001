"""What was said: in a room, or between the caller and somebody. The three operations of each share all but
place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from hipgen.host import shapes
from hipgen.host.api import Visit, answers
from hipgen.host.chat import Message, Place, between
from hipgen.host.moments import moment, zone_named
from hipgen.host.paging import expanded, window
from hipgen.host.refusal import Refused
from hipgen.host.wire import Reply, json_reply

RECENT = 75
"""How many messages `date=recent` gives at most, as documented."""


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
    """Messages up to a moment and from another on, both included; without the other from the beginning."""

    newest: datetime
    oldest: datetime | None

    def of(self, said: Sequence[Message]) -> list[Message]:
        return [
            message
            for message in said
            if message.date <= self.newest and (self.oldest is None or message.date >= self.oldest)
        ]


def _history(visit: Visit, place: Place) -> Reply:
    """A page of history. Pages count from the newest, `reverse` (the default) shows each oldest first: so the
    reference says to page with `reverse=false`. A date of `recent` gives no further pages; that `start-index`
    counts within them is inferred: who asks on until a page is empty comes to an end.
    """
    query, zone = visit.query, zone_named(visit.query["timezone"])
    said = visit.world.chat.history(place)
    start, most = query["start-index"], query["max-results"]
    if query["date"] == "recent":
        _refuse_end_date(query["end-date"])
        most = min(most, RECENT)
        said = said[-RECENT:]
    else:
        said = _span(visit, zone).of(said)
    chosen = list(reversed(said))[start : start + most]
    if query["reverse"]:
        chosen.reverse()
    last = start + len(chosen) if query["date"] == "recent" else len(said)
    return _shown(visit, chosen, zone, start, most, last)


def _span(visit: Visit, zone: tzinfo) -> _Span:
    """What `date` and `end-date` name. Raises Refused (400) for what is no date."""
    end = visit.query["end-date"]
    newest = moment("date", visit.query["date"], zone, last=True)
    return _Span(newest, moment("end-date", end, zone) if end else None)


def _refuse_end_date(end: str | None) -> None:
    """Raises Refused (400): as documented, `end-date` needs a `date` that is one (status inferred)."""
    if end:
        raise Refused(400, "end-date needs a date other than recent", field="end-date")


def _latest(visit: Visit, place: Place) -> Reply:
    """The newest messages, oldest first; none older than the message `not-before`.

    Raises Refused: 404 for a message that isn't there (inferred).
    """
    zone, since, most = (
        zone_named(visit.query["timezone"]),
        visit.query["not-before"],
        visit.query["max-results"],
    )
    said = visit.world.chat.history(place)
    if since:
        found = next((index for index, message in enumerate(said) if message.id == since), None)
        if found is None:
            raise Refused(404, f"Message {since[:100]} not found")
        said = said[found:]
    chosen = list(said[-most:]) if most else []
    return _shown(visit, chosen, zone, 0, most, len(chosen))


def _single(visit: Visit, place: Place) -> Reply:
    zone = zone_named(visit.query["timezone"])
    message = visit.world.chat.message(visit.path["message_id"])
    if message is None or message.place != place:
        raise Refused(404, f"Message {visit.path['message_id'][:100]} not found")
    shown = {"message": shapes.message(visit.world, message, visit.base, zone)}
    return json_reply(200, expanded(visit.world, visit.request, shown))


def _shown(visit: Visit, chosen: Sequence[Message], zone: tzinfo, start: int, most: int, total: int) -> Reply:
    items = [shapes.message(visit.world, message, visit.base, zone) for message in chosen]
    page = window(visit.request, items, start, most, total)
    return json_reply(200, expanded(visit.world, visit.request, page))


def _with(visit: Visit) -> Place:
    return between(visit.person.id, visit.somebody().id)
