"""The add-on is described in the words of a sample.

People read the description when they are asked to approve what the add-on may do.

Bad:

    description: My very first HipChat add-on

Good:

    description: Says who is next to make coffee.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG205", Severity.WARNING

SAMPLES = frozenset(
    {
        "a hipchat add-on",
        "hipchat golang base app",
        "my bot",
        "my first hipchat add-on",
        "my hipchat add-on",
        "my very first hipchat add-on",
        "your add-on description",
    }
)
"""Descriptions of samples that were found unchanged in add-ons that people published, in small letters."""


def check(addon: Addon) -> Iterator[Finding]:
    """Look the description up among the samples'."""
    text = " ".join(addon.text("description").lower().split()).rstrip(".!")
    if text in SAMPLES:
        yield finding(("description",), "this is a sample's description", label="say what yours is for")
