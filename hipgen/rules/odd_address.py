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
from collections.abc import Iterator, Mapping

from hipgen.bind import doubled
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
        case Address(text=text, based=False, exact=False) if not CALLABLE.match(text):
            yield finding(
                at, f"{_called(at)} is no URL", label="`https://` and a host; or a path of this project"
            )
        case Struct(fields=fields):
            yield from _within(_once(fields), at)
        case tuple():
            for index, member in enumerate(value):
                yield from _of(member, (*at, index))


def _once(fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """Leave out the larger picture that is named after the other: its mistake is the other's."""
    match fields:
        case {"url": Address(text=url), "url2x": Address(text=double)} if double == doubled(url):
            return {"url": fields["url"]}
    return fields


def _called(at: Pointer) -> str:
    match at:
        case (*_, str(list_), int(index)):
            return f"entry {index + 1} of `{list_}`"
        case (*_, str(mapping), str(word)):
            return f"`{word}` of `{mapping}`"
    return f"`{at[-1]}`"
