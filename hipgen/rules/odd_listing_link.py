"""A link of a listing that can't be followed, or not safely.

The pages that a listing links to begin with `https://`.

Bad:

    marketplace:
      tagline: Coffee without a meeting
      categories: [Fun]
      support_url: http://example.com/support
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
from hipgen.rules import finding

ID, SEVERITY = "HG714", Severity.ERROR
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the words that hold addresses."""
    for item in addon.section("marketplace"):
        for word in item.fields:
            value = item.text(word)
            if word.endswith("_url") and value and not value.startswith("https://"):
                yield finding((*item.at, word), f"`{word}` isn't an `https://` address")
