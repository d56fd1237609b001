"""A listing without a privacy policy.

Who approves an add-on wants to know what becomes of what is said in the room.

Bad:

    vendor: {name: Example Ltd, url: https://example.com}
    links: {homepage: https://example.com/sample}
    avatar: static/avatar.png
    marketplace:
      tagline: Coffee without a meeting
      categories: [Fun]
      support_url: https://example.com/support

Good:

    vendor: {name: Example Ltd, url: https://example.com}
    links: {homepage: https://example.com/sample}
    avatar: static/avatar.png
    marketplace:
      tagline: Coffee without a meeting
      categories: [Fun]
      support_url: https://example.com/support
      privacy_url: https://example.com/privacy
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG712", Severity.WARNING
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the address."""
    if not any(item.text("privacy_url") for item in addon.section("marketplace")):
        yield finding(
            ("marketplace",), "the listing has no `privacy_url`", key=True, fix="add `privacy_url` to it"
        )
