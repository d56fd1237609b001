"""An address that is no URL.

Addresses that aren't a path of this project go into the descriptor as they are, and the host calls them as
they stand: `http://` or `https://` and a host; `data:` for the pages of views.

Bad:

    sidebar:
      - {key: builds, name: Builds, url: builds.example.com}

Good:

    sidebar:
      - {key: builds, name: Builds, url: 'https://builds.example.com/'}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.model import Addon, Address, Struct, Value
from hipgen.rules import finding

ID, SEVERITY = "HG302", Severity.ERROR

CALLABLE = re.compile(r"(https?://[^/?#\s]+|data:)", re.IGNORECASE)


def check(addon: Addon) -> Iterator[Finding]:
    """Look at every address that isn't below the base, pictures included."""
    yield from _within(addon.fields, ())
    for item in addon.items:
        yield from _within(item.fields, item.at)


def _within(fields: Mapping[str, Value], at: Pointer) -> Iterator[Finding]:
    for word, value in fields.items():
        yield from _of(value, (*at, word))


def _of(value: Value, at: Pointer) -> Iterator[Finding]:
    match value:
        case Address(text=text, based=False) if not CALLABLE.match(text):
            yield finding(
                at, f"`{at[-1]}` is no URL", label="`https://` and a host; or a path of this project"
            )
        case Struct(fields=fields):
            yield from _within(fields, at)
        case tuple():
            for index, member in enumerate(value):
                yield from _of(member, (*at, index))
