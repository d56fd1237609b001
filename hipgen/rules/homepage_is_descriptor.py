"""The homepage is the descriptor.

People follow this link to read about the add-on, and would see JSON.

Bad:

    links: {homepage: https://addon.example.com/descriptor.json, self: /descriptor.json}
    base_url: https://addon.example.com

Good:

    links: {homepage: https://example.com/about, self: /descriptor.json}
    base_url: https://addon.example.com
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Address, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG305", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the two links."""
    links = addon.fields.get("links")
    if not isinstance(links, Struct):
        return
    homepage, itself = links.fields.get("homepage"), links.fields.get("self")
    if isinstance(itself, Address) and homepage == itself.under(addon.text("base_url").rstrip("/")):
        yield finding(
            (*links.at, "homepage"),
            "the homepage is the descriptor itself",
            label="people would see JSON",
            fix="name a page for people, or drop `homepage`",
            in_json="name a page for people, or leave `homepage` out",
        )
