"""Messages from person to person."""

from __future__ import annotations

from hipgen.host import acts
from hipgen.host.api import Visit, answers
from hipgen.host.wire import Reply


@answers("private_message_user")
def private_message_user(visit: Visit) -> Reply:
    """Say something to one person. No webhook hears of it."""
    body = visit.body
    acts.tell(
        visit.world,
        visit.person,
        visit.somebody(),
        body["message"],
        format=body.get("message_format", "text"),
        notify=body.get("notify", False),
    )
    return Reply(204)
