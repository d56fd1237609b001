"""A scope is missing that something in the add-on needs.

The host refuses what it would be used for: a glance whose content is fetched or pushed wants `view_room`.

Bad:

    scopes: [send_notification]
    sidebar:
      - {key: builds, name: Builds}
    glances:
      - {key: status, name: Status, opens: builds}

Good:

    scopes: [send_notification, view_room]
    sidebar:
      - {key: builds, name: Builds}
    glances:
      - {key: status, name: Status, opens: builds}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.descriptor import AUTO
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Item
from hipgen.rules import finding

ID, SEVERITY = "HG406", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the scopes that are listed with those that words in use need."""
    listed = addon.scopes or ()
    if AUTO in listed or "scopes" not in addon.fields:
        return
    missing: dict[str, Item] = {}
    for item in addon.items:
        for name, word in item.kind.shape.fields.items():
            if item.fields.get(name) is not None:
                missing.update({scope: item for scope in word.scopes if scope not in (*listed, *missing)})
    for scope, item in missing.items():
        yield finding(
            ("scopes",),
            f"{item.called} needs the scope `{scope}`",
            label=f"`{scope}` isn't among them",
            fix=f"add `{scope}`, or write `auto`",
            in_json=f"add `{scope}`",
        )
