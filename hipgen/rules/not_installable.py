"""Nobody can install the add-on.

`install` allows neither a room nor the whole group.

Bad:

    install: {room: false, global: false}

Good:

    install: {room: true, global: false}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG401", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Look whether one of the two is allowed."""
    for item in addon.items:
        if item.fields.get("room") is False and item.fields.get("global") is False:
            yield finding(item.at, "the add-on can be installed neither in a room nor for a group")
