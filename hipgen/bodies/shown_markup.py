"""HTML in a notification whose format is text: people read the tags.

A text is taken as it is. Without `message_format` a notification is HTML.

Bad:

    {"message": "High water at <b>18:40</b>", "message_format": "text"}

Good:

    {"message": "High water at <b>18:40</b>", "message_format": "html"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.bodies import NOTIFIED, Body
from hipgen.diagnostics import Finding, Severity
from hipgen.elements import NOTIFICATION
from hipgen.rules import finding

ID, SEVERITY, KINDS = "HG803", Severity.WARNING, frozenset({NOTIFIED})

TAG = re.compile(rf"</(?:{'|'.join(NOTIFICATION)})\s*>|<(?:br|img)\b[^<>]*>", re.IGNORECASE)


def check(body: Body) -> Iterator[Finding]:
    """Look for the end of an element, or one that has none, in a message of plain text."""
    text = body.data["message"]
    if body.data.get("message_format") == "text" and (found := TAG.search(text)):
        yield finding(
            (*body.at, "message"),
            f"people read `{found.group()}`, as the format is text",
            fix="say `html` in `message_format`, or leave the tags out",
        )
