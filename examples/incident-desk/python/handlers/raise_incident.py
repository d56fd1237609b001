"""The dialog that raises an incident, from a message or from the chat input."""

from __future__ import annotations

from typing import Any

from _generated.connect import HostError
from _generated.events import ViewRequest
from handlers import incident_store as store


def raise_incident(event: ViewRequest) -> dict[str, Any]:
    """The page's variables; when the page has sent its form, the new incident's id."""
    if event.data is None:
        return {"services": store.SERVICES, "severities": store.SEVERITIES, "severity": event.settings.severity}
    form = event.data
    incident = store.add(
        event,
        str(form.get("title", "")),
        service=str(form.get("service", "")),
        severity=str(form.get("severity", "")),
        owner=_name(event),
    )
    store.update_glance(event)
    event.notify(store.announce(event, incident, attach_to=str(form.get("message", "")) or None))
    return {"id": incident.id}


def _name(event: ViewRequest) -> str:
    """A page is told who looks at it by id only; the room knows the name."""
    sender = event.sender
    if event.room is None or sender is None:
        return ""
    try:
        people = event.client.get_participants(event.room.id).get("items", [])
    except HostError:
        return ""  # the incident matters more than its owner's name
    return next((str(person["name"]) for person in people if person["id"] == sender.id), "")
