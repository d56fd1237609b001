"""The name of an add-on that begins with the product's.

Reviewers refuse it, as it reads like something of the product's makers. "… for HipChat" is what they take.

Bad:

    name: HipChat Coffee

Good:

    name: Coffee for HipChat
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG704", Severity.WARNING

PRODUCTS = ("hipchat", "atlassian")


def check(addon: Addon) -> Iterator[Finding]:
    """Look how the name begins."""
    name = addon.text("name")
    if product := next((word for word in PRODUCTS if name.lower().split()[:1] == [word]), None):
        rest = name[len(product) :].strip()
        way_out = f"write `{rest} for HipChat`" if rest else "give it a name of its own"
        yield finding(
            ("name",), f"the name begins with `{name[: len(product)]}`", fix=way_out, in_json=way_out
        )
