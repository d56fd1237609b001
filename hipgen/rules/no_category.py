"""A listing in no category.

People look through categories; an add-on in none is found by its name alone.

Bad:

    marketplace:
      tagline: Coffee without a meeting
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
from hipgen.rules import unlisted

ID, SEVERITY = "HG713", Severity.WARNING
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the categories."""
    yield from unlisted(addon, "categories", "the listing is in no category")
