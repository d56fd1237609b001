"""The sidebar: the room's open incidents, each with a button that resolves it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from _generated.events import ViewRequest
from _generated.messages import Notification
from handlers import incident_store as store


def incidents(event: ViewRequest) -> dict[str, Any]:
    """The page's variables; when the page has sent `{"resolve": "INC-7"}`, what is left open."""
    if event.data is not None:
        _resolve(event, str(event.data.get("resolve", "")))
    return {"incidents": [{**asdict(one), "url": store.link(event, one.id)} for one in store.open_incidents(event)]}


def _resolve(event: ViewRequest, incident_id: str) -> None:
    incident = store.find(event, incident_id)
    if incident is None or incident.resolved:
        return
    store.resolve(event, incident.id)
    store.update_glance(event)
    message = f"{incident.id} is resolved: {incident.title}"
    event.notify(Notification(message, color="green", notify=event.settings.notify))
