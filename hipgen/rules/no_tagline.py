"""A listing without its line, or with one that is too long.

The line stands below the name in the list of add-ons. The general form of the marketplace took 130
characters; what HipChat's own took is not recorded.

Bad:

    marketplace:
      categories: [Fun]
      support_url: https://example.com/support
      privacy_url: https://example.com/privacy

Good:

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
from hipgen.rules import finding, unlisted

ID, SEVERITY = "HG710", Severity.ERROR
KINDS = frozenset({"spec"})

MOST = 130


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the line, and measure it."""
    yield from unlisted(addon, "tagline", "the listing has no `tagline`")
    for item in addon.section("marketplace"):
        tagline = item.text("tagline") or ""
        if len(tagline) > MOST:
            yield finding(
                (*item.at, "tagline"), f"the line has {len(tagline)} characters", label=f"{MOST} at most"
            )
