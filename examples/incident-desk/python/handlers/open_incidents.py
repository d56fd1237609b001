"""The line in the room's sidebar: how many incidents are open."""

from __future__ import annotations

from _generated.events import GlanceRequest
from _generated.messages import Glance
from handlers import incident_store as store


def open_incidents(event: GlanceRequest) -> Glance:
    return store.glance(event)
