"""A webhook that anybody can post to.

With `auth: none` the host doesn't sign, and the add-on can't tell the host from anybody else.

Bad:

    webhooks:
      - {key: newcomer, event: room_enter, auth: none}

Good:

    webhooks:
      - {key: newcomer, event: room_enter}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG304", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look at every item that takes posts."""
    for item in addon.items:
        posts = any(word.route and word.route.method == "POST" for word in item.kind.shape.fields.values())
        if posts and item.fields.get("auth") == "none":
            yield finding(
                (*item.at, "auth"),
                f"{item.called} takes posts from anybody",
                fix="drop `auth: none`",
                in_json='add `"authentication": "jwt"`',
            )
