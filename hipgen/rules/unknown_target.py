"""`opens` names nothing that can be opened.

A click would do nothing: the client looks for a sidebar view, dialog, page or glance of the same add-on
with that key.

Bad:

    sidebar:
      - {key: builds, name: Builds}
    glances:
      - {key: status, name: Status, opens: build}

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
from hipgen.nearest import similar
from hipgen.rules import finding

ID, SEVERITY = "HG210", Severity.ERROR
FEW = 10


def check(addon: Addon) -> Iterator[Finding]:
    """Look every `opens` up among the items that can be opened."""
    openable = [item for item in addon.items if item.kind.target]
    known = {item.key for item in openable}
    for item in addon.items:
        opens = item.fields.get("opens")
        if not isinstance(opens, Struct) or "key" not in opens.fields:
            continue
        if opens.fields["key"] in known or opens.fields["key"] == item.key:
            continue
        keys = [other.key for other in openable if other is not item]
        wanted = str(opens.fields["key"])
        guess = similar(wanted, keys)
        listed = f"can be opened: {', '.join(keys) or 'nothing yet'}" if len(keys) <= FEW else ""
        yield finding(
            opens.at,
            f"{item.called} opens `{wanted}`, which isn't defined",
            label=f"did you mean `{guess}`?" if guess else listed,
            fix="" if guess else "add a sidebar view, dialog or page with that key, or name another",
            in_json=""
            if guess
            else "add a web panel, dialog or external page with that key, or name another",
        )
