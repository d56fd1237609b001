"""Text of a template that nobody has filled in.

The host takes `{{ name }}` as it stands, and shows it, calls it or searches for it.

Bad:

    name: '{{ addon_name }}'

Good:

    name: Build watch
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.addresses import addresses
from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG309", Severity.WARNING

MARKS = re.compile(r"\{\{.*?\}\}|\$\{[^}]*\}|<%.*?%>|\{%.*?%\}|%\(\w+\)s")


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the add-on's own words, at patterns and at addresses."""
    texts: list[tuple[Pointer, str]] = [((word,), addon.text(word)) for word in FRAME]
    texts += [((*item.at, word), item.text(word) or "") for item in addon.items for word in WORDS]
    texts += [(at, address.text) for at, address in addresses(addon)]
    for at, text in texts:
        if found := MARKS.search(text):
            yield finding(at, f"`{found.group()}` was to be filled in")


FRAME = ("key", "name", "description", "from_name")
WORDS = ("key", "name", "title", "pattern")
