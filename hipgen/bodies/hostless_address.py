"""An address without a host, such as `http://`, which leads nowhere.

The host takes any text of one character or more for an address in a card (seen in real add-ons).

Bad:

    {"style": "application", "id": "kettle-2", "title": "Kettle 2", "url": "http://"}

Good:

    {"style": "application", "id": "kettle-2", "title": "Kettle 2", "url": "https://kettle.example.com/2"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.bodies import CARDED, GLANCED, Body
from hipgen.diagnostics import Finding, Json, Pointer, Severity
from hipgen.rules import finding

ID, SEVERITY, KINDS = "HG806", Severity.WARNING, frozenset({CARDED, GLANCED})

MEMBERS = {"url", "url@2x", "icon"}
HOSTLESS = re.compile(r"\s*https?:/*\s*(?:[?#].*)?", re.IGNORECASE | re.DOTALL)


def check(body: Body) -> Iterator[Finding]:
    """Look at every address of a card, and of a glance's picture."""
    for at, address in _addresses(body.data, ()):
        if HOSTLESS.fullmatch(address):
            yield finding((*body.at, *at), f"`{address.strip()}` has no host, so it leads nowhere")


def _addresses(value: Json, at: Pointer) -> Iterator[tuple[Pointer, str]]:
    match value:
        case str() if at and at[-1] in MEMBERS:
            yield at, value
        case list():
            for number, each in enumerate(value):
                yield from _addresses(each, (*at, number))
        case dict():
            for name, each in value.items():
                if at or name != "metadata":  # which is the add-on's own
                    yield from _addresses(each, (*at, name))
