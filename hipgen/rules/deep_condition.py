"""A condition that HipChat can't nest.

HipChat takes a list of conditions, in it groups, in those groups once more, and no deeper. hipgen rewrites
what is deeper; that fails where it would need more than 64 conditions, and where a group is empty.

Bad:

    glances:
      - key: status
        name: Status
        when: {any: [user_is_admin, {all: [room_is_public, {any: [user_is_guest, {all: []}]}]}]}

Good:

    glances:
      - key: status
        name: Status
        when: {any: [user_is_admin, {all: [room_is_public, {not: user_is_guest}]}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.conditions import TooDeep, write_conditions
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG404", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Try to write every formula."""
    for item in addon.items:
        formula = item.fields.get("when")
        if formula is None:
            continue
        try:
            write_conditions(formula)
        except TooDeep as why:
            yield finding(
                why.at or (*item.at, "when"), f"the condition of {item.called} can't be written: {why}"
            )
