"""The pattern of a command takes longer commands too.

`^/hello` is found at the beginning of `/hello-world` and `/helloween` as well. `command` writes a pattern
that ends where the word does.

Bad:

    webhooks:
      - {key: hello, event: room_message, pattern: '^/hello'}

Good:

    webhooks:
      - {key: hello, command: /hello, help: Say hello}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG223", Severity.WARNING

ENDED = r"(?:\s|$)"
COMMAND = re.compile(r"(?:\^|\\A)\\?/(?:[\w -]|\[(?:\w\w)\])*[\w\]]")
"""A slash command at the beginning and nothing after it; `[eE]` stands for a letter of either case."""


def check(addon: Addon) -> Iterator[Finding]:
    """Look for commands that no boundary ends."""
    for item in addon.items:
        pattern = item.text("pattern") or ""
        if COMMAND.fullmatch(pattern):
            yield finding(
                (*item.at, "pattern"),
                f"the pattern of {item.called} takes longer commands too",
                label="nothing says where the command ends",
                fix=_way_out(pattern),
                in_json=f"write `{json.dumps(pattern + ENDED)[1:-1]}`",
            )


def _way_out(pattern: str) -> str:
    command = pattern.removeprefix("^").removeprefix("\\A").replace("\\", "")
    return f"write `command: {command}`" if not {"[", " "} & set(command) else f"end it with `{ENDED}`"
