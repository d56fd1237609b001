"""A listing without its line, or with one that is too long.

The line stands below the name in the list of add-ons. The general form of the marketplace took 130
characters; what HipChat's own took is not recorded.

Bad:

    vendor: {name: Example Ltd, url: https://example.com}
    links: {homepage: https://example.com/sample}
    avatar: static/avatar.png
    marketplace:
      categories: [Fun]
      support_url: https://example.com/support
      privacy_url: https://example.com/privacy

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

ID, SEVERITY = "HG710", Severity.ERROR
KINDS = frozenset({"spec"})

MOST = 130


def check(addon: Addon) -> Iterator[Finding]:
    """Measure the line."""
    for item in addon.section("marketplace") or (None,):
        tagline = (item.text("tagline") or "").strip() if item else ""
        if not tagline:
            yield finding(
                ("marketplace",), "the listing has no `tagline`", key=True, fix="add `tagline` to it"
            )
        elif len(tagline) > MOST:
            yield finding(
                ("marketplace", "tagline"), f"the line has {len(tagline)} characters", label=f"{MOST} at most"
            )
