"""A listing in no category.

People look through categories; an add-on in none is found by its name alone.

Bad:

    vendor: {name: Example Ltd, url: https://example.com}
    links: {homepage: https://example.com/sample}
    avatar: static/avatar.png
    marketplace:
      tagline: Coffee without a meeting
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

ID, SEVERITY = "HG713", Severity.WARNING
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look for a category."""
    if not any(item.fields.get("categories") for item in addon.section("marketplace")):
        yield finding(
            ("marketplace",), "the listing is in no category", key=True, fix="add `categories` to it"
        )
