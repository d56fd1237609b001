"""A required text is empty.

The host takes an empty name or description, and then shows people an add-on without one when they are asked
to approve its scopes.

Bad:

    description: ""

Good:

    description: Raise, follow and close incidents without leaving the room.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG203", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the name, the description and the vendor."""
    for word in ("name", "description"):
        if addon.fields.get(word) is not None and not addon.text(word).strip():
            yield finding((word,), f"`{word}` is empty", label="people see this when they approve the add-on")
    vendor = addon.fields.get("vendor")
    if isinstance(vendor, Struct):
        for word in ("name", "url"):
            if isinstance(vendor.fields.get(word), str) and not vendor.fields[word].strip():
                yield finding(
                    (*vendor.at, word),
                    f"`{word}` of the vendor is empty",
                    fix="fill it in, or drop `vendor`",
                    in_json="fill it in, or leave `vendor` out",
                )
