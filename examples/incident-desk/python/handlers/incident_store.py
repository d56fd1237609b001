"""The incidents of a room: where they are kept, and how a card, a page and the glance show them.

All handlers of this add-on go through here. Each room has its own list, numbered from INC-1.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from _generated import cards
from _generated.connect import HostError
from _generated.events import Event
from _generated.messages import AttributeStyle, Card, Color, Glance, Lozenge, Notification

log = logging.getLogger(__name__)

# The services that the dialog offers. Yours may come from a catalogue of your company.
SERVICES = ("Accounts", "Checkout", "Database", "Payments", "Search", "Website")
SEVERITIES = ("low", "high")


class _Look(NamedTuple):
    color: Color
    lozenge: AttributeStyle


_LOOKS = {
    "low": _Look("yellow", "lozenge-current"),
    "high": _Look("red", "lozenge-error"),
    "resolved": _Look("green", "lozenge-success"),
}


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident, as it is stored."""

    id: str
    title: str
    service: str
    severity: str
    owner: str
    resolved: bool = False

    @property
    def state(self) -> str:
        """What people want to know first."""
        return "resolved" if self.resolved else self.severity


def add(event: Event, title: str, *, service: str = "", severity: str = "", owner: str = "") -> Incident:
    """Store a new incident under the room's next number."""
    if severity not in SEVERITIES:
        severity = event.settings.severity

    def append(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
        incident = Incident(
            id=f"INC-{len(stored) + 1}",
            title=title.strip()[:200] or "Incident",
            service=service or "Not known yet",
            severity=severity,
            owner=owner or "Nobody yet",
        )
        return [*stored, asdict(incident)]

    return Incident(**event.storage.update(_place(event), append, [])[-1])


def find(event: Event, incident_id: str) -> Incident | None:
    """The room's incident of that id."""
    return next((incident for incident in _all(event) if incident.id == incident_id), None)


def open_incidents(event: Event) -> list[Incident]:
    """The room's incidents that are not resolved, the newest first."""
    return [incident for incident in reversed(_all(event)) if not incident.resolved]


def resolve(event: Event, incident_id: str) -> None:
    """Mark an incident as resolved."""

    def mark(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**one, "resolved": one["resolved"] or one["id"] == incident_id} for one in stored]

    event.storage.update(_place(event), mark, [])


def link(event: Event, incident_id: str) -> str | None:
    """The incident's page in the tracker, once somebody has set the tracker's address."""
    tracker = event.settings.tracker
    return f"{tracker.rstrip('/')}/{incident_id}" if tracker else None


def show(event: Event, incident: Incident, attach_to: str | None = None) -> Notification:
    """An incident's card, in a notification; below the message `attach_to` if there is one."""
    return Notification(
        f"{incident.id}: {incident.title}",
        color=_LOOKS[incident.state].color,
        card=_card(event, incident),
        attach_to=attach_to,
    )


def announce(event: Event, incident: Incident, attach_to: str | None = None) -> Notification:
    """The same for a new incident: people are alerted, if the room wants it."""
    return replace(show(event, incident, attach_to), notify=event.settings.notify)


def glance(event: Event) -> Glance:
    """How many incidents are open, and whether one of them is grave."""
    incidents = open_incidents(event)
    return Glance(
        f"Open incidents: <b>{len(incidents)}</b>",
        format="html",
        lozenge=_lozenge(incidents),
        metadata={"open": len(incidents)},
    )


def update_glance(event: Event) -> None:
    """Show the new count to everybody who has the room open. One that comes late is no reason to fail."""
    if event.room is None:
        return
    try:
        event.client.update_glance("open-incidents", glance(event), room=event.room.id)
    except HostError as error:
        log.warning("%s", error)


def _lozenge(incidents: list[Incident]) -> tuple[Lozenge, str]:
    if grave := sum(incident.severity == "high" for incident in incidents):
        return ("error", f"{grave} high")
    return ("current", "low") if incidents else ("success", "none")


def _card(event: Event, incident: Incident) -> Card:
    return cards.incident(
        title=f"{incident.id} {incident.title}",
        url=link(event, incident.id),
        service=incident.service,
        severity=(incident.state, _LOOKS[incident.state].lozenge),
        owner=incident.owner,
        # The action "Resolve" shows on cards of this kind, and learns the id.
        metadata={"kind": "resolved" if incident.resolved else "incident", "id": incident.id},
    )


def _all(event: Event) -> list[Incident]:
    return [Incident(**one) for one in event.storage.get(_place(event), [])]


def _place(event: Event) -> str:
    return f"incidents {event.room.id}" if event.room else "incidents"
