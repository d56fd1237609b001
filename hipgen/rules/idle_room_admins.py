"""`room_admins` without group-wide installation.

It lets room administrators open the settings page of an add-on that is installed for the whole group; an
add-on that is installed in single rooms is theirs anyway.

Bad:

    install: {global: false}
    configuration: {room_admins: true}

Good:

    install: {global: false}
    configuration: {}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG402", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the two."""
    everywhere = any(item.fields.get("global") for item in addon.items)
    for item in addon.items:
        if item.fields.get("room_admins") and not everywhere:
            yield finding(
                (*item.at, "room_admins"), "`room_admins` has no effect without group-wide installation"
            )
