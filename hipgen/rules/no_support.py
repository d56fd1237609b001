"""A listing that doesn't say where to get help.

Valid contact data is one of the things that reviewers look for.

Bad:

    marketplace:
      tagline: Coffee without a meeting
      categories: [Fun]
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

ID, SEVERITY = "HG711", Severity.ERROR
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the address."""
    yield from unlisted(addon, "support_url", "the listing has no `support_url`")
