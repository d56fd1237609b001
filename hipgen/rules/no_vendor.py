"""A listing of an add-on that nobody is behind.

The marketplace shows whose an add-on is, with a link to them.

Bad:

    links: {homepage: https://example.com/sample}
    avatar: static/avatar.png
    marketplace:
      tagline: Coffee without a meeting
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
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG701", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the vendor's name and address."""
    vendor = addon.fields.get("vendor")
    words = vendor.fields if isinstance(vendor, Struct) else {}
    missing = [word for word in ("name", "url") if not words.get(word)]
    if missing:
        at = vendor.at if isinstance(vendor, Struct) else ()
        said = " and ".join(f"`{word}`" for word in missing)
        way_out = f"add `vendor` with {said}"
        yield finding(at, "the listing doesn't say whose the add-on is", fix=way_out, in_json=way_out)
