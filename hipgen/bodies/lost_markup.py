"""HTML that HipChat took out: elements and attributes that it didn't keep.

A notification keeps links, pictures, lists, tables, `pre`, `code` and bold or italic text (HipChat's API
reference); a card's description and activity fewer of them, a glance's label `b`, `strong`, `em` and `i`
without attributes. The text within stays.

Bad:

    {"message": "<h1>Tides</h1> High water at <b>18:40</b>"}

Good:

    {"message": "<b>Tides</b><br>High water at <b>18:40</b>"}
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from hipgen.bodies import CARDED, GLANCED, NOTIFIED, Body, Markup, markups
from hipgen.diagnostics import Finding, Severity
from hipgen.rules import finding

ID, SEVERITY, KINDS = "HG802", Severity.WARNING, frozenset({NOTIFIED, CARDED, GLANCED})


def check(body: Body) -> Iterator[Finding]:
    """Look for elements that aren't kept, and for attributes of those that are."""
    for markup in markups(body):
        if lost := _lost(markup):
            kept = ", ".join(f"`{name}`" for name in sorted(markup.elements))
            yield finding(
                markup.at,
                f"{' and '.join(lost)} {'is' if len(lost) == 1 else 'are'} taken out",
                label=f"kept are {kept}",
            )


class _Reading(HTMLParser):
    def __init__(self, markup: Markup) -> None:
        super().__init__()
        self.lost: dict[str, None] = {}
        self._elements = markup.elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._elements:
            self.lost[f"`<{tag}>`"] = None
            return
        self.lost |= {f"`{name}` of `<{tag}>`": None for name, _ in attrs if name not in self._elements[tag]}


def _lost(markup: Markup) -> list[str]:
    reading = _Reading(markup)
    reading.feed(markup.text)
    reading.close()
    return list(reading.lost)
