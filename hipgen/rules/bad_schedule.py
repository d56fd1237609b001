"""A schedule's time never comes, or is in a time zone that doesn't exist.

There is no minute 61, no 31st of June, no range that ends before it begins. Time zones have the names of the
time zone database, such as `Europe/Lisbon`.

Bad:

    schedules:
      - {key: remind, cron: "0 9 31 6 *"}
      - {key: report, cron: "@daily", time_zone: Europe/Atlantis}

Good:

    schedules:
      - {key: remind, cron: "0 9 30 6 *"}
      - {key: report, cron: "@daily", time_zone: Europe/Lisbon}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.cron import known_zone, problem
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG233", Severity.ERROR
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Ask of every schedule when it would come next."""
    for item in addon.items:
        cron, zone = item.text("cron"), item.text("time_zone")
        if cron is not None and (where := problem(cron)):
            yield finding((*item.at, "cron"), f"`{cron}` never comes: look at its {where}")
        if zone is not None and not known_zone(zone):
            yield finding((*item.at, "time_zone"), f"there is no time zone `{zone}`")
