"""A monitoring system posts here: `{"title": "Disk is full", "service": "Database", "severity": "high"}`, or a text."""

from __future__ import annotations

from _generated.events import Inbound
from _generated.messages import Reply
from handlers import incident_store as store


def alert(event: Inbound) -> Reply:
    if event.room is None:  # installed for the whole group, and the request named no room
        return None
    told = event.body if isinstance(event.body, dict) else {"title": event.body}
    incident = store.add(
        event,
        str(told.get("title", "")),
        service=str(told.get("service", "")),
        severity=str(told.get("severity", "")),
    )
    store.update_glance(event)
    return store.announce(event, incident)
