"""Whoever enters the room is told of the open incidents, if there are any."""

from __future__ import annotations

from _generated.events import RoomEnter
from _generated.messages import Notification, Reply, html_escape
from handlers import incident_store as store


def newcomer(event: RoomEnter) -> Reply:
    incidents = store.open_incidents(event)
    if not incidents or event.sender is None:
        return None
    lines = "".join(f"<li>{_reference(event, one)} {html_escape(one.title)}</li>" for one in incidents[:5])
    message = f"Welcome, {html_escape(event.sender.name)}. Open incidents: <ul>{lines}</ul>"
    return Notification(message, format="html", color="gray")


def _reference(event: RoomEnter, incident: store.Incident) -> str:
    address = store.link(event, incident.id)
    return f'<a href="{html_escape(address)}">{incident.id}</a>' if address else f"<b>{incident.id}</b>"
