"""A pattern that some messages make slow.

A repeat inside a repeat, as in `(\\w+)+$`, has so many ways to be tried that a message of thirty letters can
take minutes. The host gives up then, and doesn't call the webhook.

Bad:

    webhooks:
      - {key: words, event: room_message, pattern: '^(\\w+\\s?)+!$'}

Good:

    webhooks:
      - {key: words, event: room_message, pattern: '^\\w+(?:\\s\\w+)*!$'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.ambiguity import explosive
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG229", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for repeats that can share out a text in many ways."""
    for item in addon.items:
        pattern = item.text("pattern")
        if pattern and explosive(pattern):
            yield finding(
                (*item.at, "pattern"),
                f"some messages make the pattern of {item.called} slow",
                label="a repeat in it can share out a text in more ways than can be tried",
            )
