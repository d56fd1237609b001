"""A pattern in slashes, as JavaScript writes it.

The host takes them for characters of the message: nobody types `/hello/i`.

Bad:

    webhooks:
      - {key: hello, event: room_message, pattern: '/hello\\b/i'}

Good:

    webhooks:
      - {key: hello, event: room_message, pattern: '(?i)hello\\b'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG228", Severity.WARNING

LITERAL = re.compile(r"/(.+)/([a-z]{0,4})", re.DOTALL)


def check(addon: Addon) -> Iterator[Finding]:
    """Look for a slash at both ends, flags after the last one."""
    for item in addon.items:
        if found := LITERAL.fullmatch(item.text("pattern") or ""):
            body, flags = found.groups()
            yield finding(
                (*item.at, "pattern"),
                f"the slashes of {item.called}'s pattern belong to what is searched",
                fix=f"write `{f'(?{flags})' if flags else ''}{body}`",
            )
