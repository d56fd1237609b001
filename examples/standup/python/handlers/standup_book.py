"""The room's book of reports: the latest day's, one a person. All handlers of this add-on go through here.

It looks at no clock: a day is the date of the message that reports.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any

from _generated.connect import HostError
from _generated.events import Event, RoomMessage, User
from _generated.messages import Glance, Lozenge, Notification, html_escape

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What one person said."""

    who: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The reports of one day; without a day nobody ever reported."""

    day: str | None = None
    reports: tuple[Report, ...] = ()


def add(event: RoomMessage, sender: User, text: str) -> Page:
    """Store a report; a second one of the same person and day replaces the first."""
    report = Report(str(sender.id or sender.name), sender.name, text[:500])

    def write(stored: dict[str, Any]) -> dict[str, Any]:
        page = _page(stored)
        others = [one for one in page.reports if one.who != report.who] if page.day == day(event) else []
        return asdict(Page(day(event), (*others, report)))

    return _page(event.storage.update(_place(event), write, {}))


def latest(event: Event) -> Page:
    """The last day on which somebody reported."""
    return _page(event.storage.get(_place(event), {}))


def day(event: RoomMessage) -> str:
    """The day of a message, such as 2017-05-04."""
    return event.date[:10]


def summary(event: Event, page: Page) -> Notification:
    """All reports of a day in one notification."""
    lines = "".join(f"<li><b>{html_escape(one.name)}</b>: {html_escape(one.text)}</li>" for one in page.reports)
    heading = html_escape(f"Standup of {page.day} ({event.settings.time_zone})")
    return Notification(f"<b>{heading}</b><ul>{lines}</ul>", format="html", color="purple")


def glance(event: Event) -> Glance:
    """How many have reported, and whether that is everybody."""
    count, people = len(latest(event).reports), event.settings.people or 0
    lozenge: tuple[Lozenge, str] | None = None
    if people:
        lozenge = ("success", "all") if count >= people else ("current", f"of {people}")
    return Glance(f"Standup: <b>{count}</b>", format="html", lozenge=lozenge)


def update_glance(event: Event) -> None:
    """Show the new count to everybody who has the room open. One that comes late is no reason to fail."""
    if event.room is None:
        return
    try:
        event.client.update_glance("reports", glance(event), room=event.room.id)
    except HostError as error:
        log.warning("%s", error)


def _page(stored: dict[str, Any]) -> Page:
    return Page(stored.get("day"), tuple(Report(**one) for one in stored.get("reports", ())))


def _place(event: Event) -> str:
    return f"standup {event.room.id}" if event.room else "standup"
