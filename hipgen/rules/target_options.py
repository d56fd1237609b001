"""A target with options: clients honour the plain key only.

A glance whose target is an object looks clickable and opens nothing in the examined client, and an action's
options are dropped. Put what the view needs into its path or its page.

Bad:

    sidebar:
      - {key: builds, name: Builds}
    glances:
      - {key: status, name: Status, opens: {key: builds, options: {wide: true}}}

Good:

    sidebar:
      - {key: builds, name: Builds}
    glances:
      - {key: status, name: Status, opens: builds}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG410", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for targets that can't be written as strings."""
    for item in addon.items:
        opens = item.fields.get("opens")
        if isinstance(opens, Struct) and (opens.extra or "options" in opens.fields):
            yield finding(opens.at, f"{item.called} opens with options, which clients don't honour")
