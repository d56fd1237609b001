"""A webhook that is called for every message.

It gets all that people write in every room where the add-on is installed: more work than most add-ons mean to
do, and more than people like to show. Say with a pattern what it is for, or ignore this with the reason.

Bad:

    webhooks:
      - {key: listen, event: room_message}

Good:

    webhooks:
      - {key: listen, event: room_message, pattern: '\\bINC-\\d+'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG224", Severity.NOTE

EVENT = "room_message"
ANYTHING = re.compile(r"(?:\(\?[a-z]+\))?(?:\^|\\A)?\(?(?:\.\+|\.\*|\[\\s\\S\][*+])\??\)?(?:\$|\\Z)?")


def check(addon: Addon) -> Iterator[Finding]:
    """Look for messages without a pattern, or with one that they all have."""
    for item in addon.items:
        pattern = item.text("pattern")
        if item.text("event") != EVENT or (pattern and not ANYTHING.fullmatch(pattern)):
            continue
        at = (*item.at, "pattern") if pattern else (*item.at, "event")
        yield finding(at, f"{item.called} is called for every message of every room it is in")
