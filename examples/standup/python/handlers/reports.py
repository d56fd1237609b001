"""The line in the room's sidebar: how many have reported."""

from __future__ import annotations

from _generated.events import GlanceRequest
from _generated.messages import Glance
from handlers import standup_book as book


def reports(event: GlanceRequest) -> Glance:
    return book.glance(event)
