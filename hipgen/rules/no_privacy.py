"""A listing without a privacy policy.

Who approves an add-on wants to know what becomes of what is said in the room.

Bad:

    marketplace:
      tagline: Coffee without a meeting
      categories: [Fun]
      support_url: https://example.com/support

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

ID, SEVERITY = "HG712", Severity.WARNING
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the address."""
    yield from unlisted(addon, "privacy_url", "the listing has no `privacy_url`")
