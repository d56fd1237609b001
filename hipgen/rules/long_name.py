"""A name that a listing has no room for.

The general form of the marketplace took 60 characters; what HipChat's own took is not recorded.

Bad:

    name: The add-on that tells everybody in the room whose turn it is to make coffee

Good:

    name: Whose turn it is to make coffee
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG705", Severity.WARNING

MOST = 60


def check(addon: Addon) -> Iterator[Finding]:
    """Measure the name."""
    name = addon.text("name")
    if len(name) > MOST:
        yield finding(
            ("name",), f"the name has {len(name)} characters", label=f"a listing has room for {MOST}"
        )
