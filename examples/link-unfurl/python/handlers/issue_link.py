"""A link to an issue in the tracker is shown as a card."""

from __future__ import annotations

from _generated import cards
from _generated.events import RoomMessage
from _generated.messages import Notification, Reply


def issue_link(event: RoomMessage) -> Reply:
    link, project, number = (event.groups.get(name) or "" for name in ("link", "project", "number"))
    tracker = event.settings.tracker
    if not tracker or not link.startswith(tracker.rstrip("/") + "/"):
        return None
    # Ask the tracker for the issue's title and state here.
    card = cards.link(title=f"{project}-{number}", description=f"Issue {number} of project {project}", url=link)
    return Notification(link, color="gray", card=card, attach_to=event.message_id)
