"""A card that nobody sees: clients showed the plain message in its place.

A link card was drawn with a title and a description, an image card with a `url` (as HipChat's web client
did). The host took them without.

Bad:

    {
      "style": "link", "id": "tide-table", "title": "Tide table",
      "url": "https://tides.example.com/table"
    }

Good:

    {
      "style": "link", "id": "tide-table", "title": "Tide table",
      "url": "https://tides.example.com/table",
      "description": "High water at 06:12 and 18:40."
    }
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.bodies import CARDED, Body
from hipgen.diagnostics import Finding, Severity
from hipgen.rules import finding

ID, SEVERITY, KINDS = "HG801", Severity.WARNING, frozenset({CARDED})

NEEDS = {"link": "description", "image": "url"}


def check(body: Body) -> Iterator[Finding]:
    """Look for what the client asked of a card's style."""
    style = body.data["style"]
    needed = NEEDS.get(style)
    if needed and needed not in body.data:
        yield finding(
            (*body.at, "style"),
            f"clients show the plain message in place of {_some(style)} card without `{needed}`",
            fix=f"add `{needed}`, or take another style",
        )


def _some(style: str) -> str:
    return f"an {style}" if style[0] in "aeiou" else f"a {style}"
