"""The add-on's key can't be told apart from other keys.

Clients split full keys, `add-on:module`, at the colon, and the key goes into addresses. Use letters, digits,
`.`, `_` and `-`, 100 characters at most: a domain of yours backwards, then a name.

Bad:

    key: "Incident Desk: the add-on"

Good:

    key: com.example.incident-desk
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG202", Severity.ERROR

ALLOWED = re.compile(r"[a-zA-Z0-9_.-]{1,100}")


def check(addon: Addon) -> Iterator[Finding]:
    """Match the key against what is safe everywhere."""
    key = addon.fields.get("key")
    if key is not None and not ALLOWED.fullmatch(key):
        yield finding(
            ("key",),
            "the add-on's key isn't one that clients can handle",
            label="letters, digits, `.`, `_` and `-`, 1 to 100 of them",
        )
