"""What `opens` names is a glance that opens nothing itself.

A glance can be opened only as a way to what it opens: an action or another glance that names it leads to
the view behind it. Without one, the click does nothing.

Bad:

    glances:
      - {key: status, name: Status}
    actions:
      - {key: show, name: Show, location: input, opens: status}

Good:

    sidebar:
      - {key: builds, name: Builds}
    glances:
      - {key: status, name: Status, opens: builds}
    actions:
      - {key: show, name: Show, location: input, opens: status}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG211", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Follow `opens` one step: what has the word `opens` itself must use it."""
    through = {
        item.key: item for item in addon.items if item.kind.target and "opens" in item.kind.shape.fields
    }
    for item in addon.items:
        opens = item.fields.get("opens")
        if not isinstance(opens, Struct):
            continue
        target = through.get(str(opens.fields.get("key")))
        if target is not None and (target is item or "opens" not in target.fields):
            yield finding(opens.at, f"{item.called} opens {target.called}, which opens nothing else itself")
