"""A dot of a host name that stands for any character.

`example.com` in a pattern is found in `exampleXcom` too.

Bad:

    webhooks:
      - {key: links, event: room_message, pattern: 'https://build.example.com/\\d+'}

Good:

    webhooks:
      - {key: links, event: room_message, pattern: 'https://build\\.example\\.com/\\d+'}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG227", Severity.WARNING

HOST = re.compile(
    r"(?<![\w\\.])[a-z0-9-]+(?:\\?\.[a-z0-9-]+)*(?<!\\)\.(?:com|org|net|io|edu|gov|dev|app)(?![\w*+?{])"
)


def check(addon: Addon) -> Iterator[Finding]:
    """Look for host names with a dot that no backslash stands before."""
    for item in addon.items:
        pattern = item.text("pattern")
        if pattern and (found := HOST.search(pattern)):
            wanted = re.sub(r"(?<!\\)\.", r"\\.", found.group())
            yield finding(
                (*item.at, "pattern"),
                f"a dot of `{found.group()}` stands for any character",
                fix=f"write `{wanted}`",
                in_json=f"write `{json.dumps(wanted)[1:-1]}`",
            )
