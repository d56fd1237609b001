"""`/incident database is slow` raises an incident."""

from __future__ import annotations

from _generated.events import RoomMessage
from _generated.messages import Notification, Reply
from handlers import incident_store as store


def incident_command(event: RoomMessage) -> Reply:
    if not event.args:
        return Notification(event.help, color="gray")
    incident = store.add(event, event.args, owner=event.sender.name if event.sender else "")
    store.update_glance(event)
    return store.announce(event, incident)
