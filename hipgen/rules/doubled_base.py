"""An address that begins twice.

A framework has put the base before an address that had one already. Nobody answers there.

Bad:

    base_url: https://addon.example.com
    sidebar:
      - {key: builds, name: Builds, url: 'https://addon.example.comhttps://addon.example.com/builds'}

Good:

    base_url: https://addon.example.com
    sidebar:
      - {key: builds, name: Builds, url: 'https://addon.example.com/builds'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.addresses import addresses
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG308", Severity.ERROR

DOUBLED = re.compile(r"(?:https?:/*[^/?#]*|/[^?#]*?)https?:/", re.IGNORECASE)
"""A scheme in what should be the host, or in a path below the base; within a query it is somebody's value."""


def check(addon: Addon) -> Iterator[Finding]:
    """Look for a second scheme in addresses."""
    base = addon.text("base_url").rstrip("/")
    for at, address in addresses(addon):
        if not address.exact and DOUBLED.match(address.text if address.based else address.under(base)):
            yield finding(
                at,
                f"`{address.under(base)[:80]}` begins twice",
                fix="leave the first beginning out",
                in_json="leave the first beginning out",
            )
