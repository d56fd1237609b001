"""An address that is no URL.

Addresses that aren't a path of this project go into the descriptor as they are, and the host calls them as
they stand: `http://` or `https://` and a host; `data:` for the pages of views. What has to go in whatever it
looks like is said so: `{url: …}` where an address or a picture is taken, an empty picture, or an ignore.

Bad:

    sidebar:
      - {key: builds, name: Builds, url: builds.example.com}

Good:

    sidebar:
      - {key: builds, name: Builds, url: 'https://builds.example.com/'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.addresses import addresses
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG302", Severity.ERROR

CALLABLE = re.compile(r"(https?://[^/?#\s]+|data:)", re.IGNORECASE)


def check(addon: Addon) -> Iterator[Finding]:
    """Look at every address that isn't below the base, pictures included."""
    for at, address in addresses(addon):
        if not address.based and not address.exact and not CALLABLE.match(address.text):
            yield finding(
                at,
                f"`{address.text[:60]}` is no URL",
                label="`https://` and a host",
                fix="write a whole URL, or a path of this project: `/…`",
                in_json="write `https://` and a host",
            )
