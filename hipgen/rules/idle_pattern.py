"""A pattern on an event that carries no message.

Only message events are searched; on others the pattern has no effect and the webhook gets every event.

Bad:

    webhooks:
      - {key: newcomer, event: room_enter, pattern: ann}

Good:

    webhooks:
      - {key: newcomer, event: room_enter}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG221", Severity.WARNING

SEARCHED = frozenset({"room_message", "room_notification"})


def check(addon: Addon) -> Iterator[Finding]:
    """Compare event and pattern."""
    for item in addon.items:
        event = item.text("event")
        if "pattern" in item.fields and event is not None and event not in SEARCHED:
            yield finding((*item.at, "pattern"), f"`{event}` carries no message: the pattern has no effect")
