"""Options of a link to a module that aren't JSON, which clients took for none.

`data-target-options` holds the JSON of an object with any of `options`, `parameters` and
`urlTemplateValues`, with its quotes escaped for the place (as HipChat's web client read it).

Bad:

    {"message": "<a href='https://kettle.example.com/' data-target='brew'
      data-target-options='{blend: 1}'>Order</a>"}

Good:

    {"message": "<a href='https://kettle.example.com/' data-target='brew'
      data-target-options='{&quot;parameters&quot;: {&quot;blend&quot;: 1}}'>Order</a>"}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser

from hipgen.bodies import NOTIFIED, Body, markups
from hipgen.diagnostics import Finding, Severity
from hipgen.rules import finding

ID, SEVERITY, KINDS = "HG805", Severity.WARNING, frozenset({NOTIFIED})

KNOWN = {"options", "parameters", "urlTemplateValues"}


def check(body: Body) -> Iterator[Finding]:
    """Read the options of every link to a module."""
    for markup in markups(body):
        reading = _Reading()
        reading.feed(markup.text)
        reading.close()
        for wrong in map(_wrong, reading.options):
            if wrong:
                yield finding(markup.at, f"`data-target-options` {wrong}: the view is told nothing of it")


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and "data-target" in said and "data-target-options" in said:
            self.options.append(said["data-target-options"] or "")


def _wrong(text: str) -> str:
    """What is wrong with the options of a link, or nothing."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return "isn't JSON"
    if not isinstance(said, dict):
        return "isn't an object"
    if said and not said.keys() & KNOWN:
        return f"has none of {', '.join(f'`{name}`' for name in sorted(KNOWN))}"
    return ""
