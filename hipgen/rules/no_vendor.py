"""A listing of an add-on that nobody is behind.

The marketplace shows whose an add-on is, with a link to them.

Bad:

    # vendor: {name: Example Ltd, url: https://example.com}

Good:

    vendor: {name: Example Ltd, url: https://example.com}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG701", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Look for the vendor, whose name and address the schema wants."""
    if "vendor" not in addon.fields:
        way_out = "add `vendor` with `name` and `url`"
        yield finding((), "the listing doesn't say whose the add-on is", fix=way_out, in_json=way_out)
