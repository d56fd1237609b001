"""An address that begins with `http:`.

Tokens and secrets would travel where everybody on the way can read them, and pages of `https:` clients
don't load it.

Bad:

    sidebar:
      - {key: builds, name: Builds, url: 'http://builds.example.com/'}

Good:

    sidebar:
      - {key: builds, name: Builds, url: 'https://builds.example.com/'}
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Address
from hipgen.rules import finding
from hipgen.rules.base_url import LOCAL

ID, SEVERITY = "HG303", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the addresses that items have as they are."""
    for item in addon.items:
        for word, value in item.fields.items():
            if isinstance(value, Address) and not value.based and _insecure(value.text):
                yield finding(
                    (*item.at, word),
                    f"{item.called} is called over `http:`",
                    fix="write `https:`",
                    in_json="write `https:`",
                )


def _insecure(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.hostname not in LOCAL
