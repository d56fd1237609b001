"""A pattern doesn't compile.

The host searches messages with it in Python's dialect. One that doesn't compile never matches, so the
webhook is never called.

Bad:

    webhooks:
      - {key: links, event: room_message, pattern: '(INC-\\d+'}

Good:

    webhooks:
      - {key: links, event: room_message, pattern: '(INC-\\d+)'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.patterns import problem
from hipgen.rules import finding

ID, SEVERITY = "HG220", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Compile every pattern."""
    for item in addon.items:
        pattern = item.text("pattern")
        if pattern is not None and (why := problem(pattern)):
            yield finding((*item.at, "pattern"), f"the pattern of {item.called} doesn't compile", label=why)
