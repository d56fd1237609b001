"""A page in a `data:` URL, which gets no token.

The client adds what it knows to the query of an address, and `data:` has none: the page can't tell the room,
nor call the add-on.

Bad:

    sidebar:
      - {key: builds, name: Builds, url: 'data:text/html,Builds'}

Good:

    sidebar:
      - {key: builds, name: Builds, url: 'https://builds.example.com/'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Address
from hipgen.rules import finding

ID, SEVERITY = "HG412", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the pages of views."""
    for item in addon.items:
        url = item.fields.get("url")
        signed = item.fields.get("auth") == "jwt"
        if signed and isinstance(url, Address) and url.text.lower().startswith("data:"):
            yield finding((*item.at, "url"), f"the page of {item.called} gets no token and no room")
