"""A message that names an incident, such as INC-7, is answered with the incident's card."""

from __future__ import annotations

from _generated.events import RoomMessage
from _generated.messages import Reply
from handlers import incident_store as store


def incident_links(event: RoomMessage) -> Reply:
    incident = store.find(event, event.groups.get("id") or "")
    if incident is None:
        return None
    return store.show(event, incident, attach_to=event.message_id)
