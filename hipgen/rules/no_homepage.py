"""A listing without a page to read on.

The marketplace links to the add-on's own page, where people learn more than a line tells.

Bad:

    links: {self: /descriptor.json}

Good:

    links: {self: /descriptor.json, homepage: https://example.com/sample}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG702", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the homepage."""
    links = addon.fields.get("links")
    if not (isinstance(links, Struct) and links.fields.get("homepage")):
        way_out = "add `homepage` to `links`"
        yield finding(("links",), "the listing links to no page of the add-on", fix=way_out, in_json=way_out)
