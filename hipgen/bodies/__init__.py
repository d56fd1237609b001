"""What add-ons send as JSON: notifications, cards, contents of glances. Rules of what their shape can't say.

One module each, found by scanning this package, written as those of `rules` are: `ID`, `SEVERITY`, `KINDS`
(of which bodies), `check(body)`, and a text with its examples. Knows nothing of add-ons, files and lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from hipgen.diagnostics import Finding, Json, Pointer
from hipgen.elements import CARD, LABEL, NOTIFICATION, Elements
from hipgen.rules import Rule, scanned

NOTIFIED, CARDED, GLANCED = "notification", "card", "glance"
HTML: Final = "html"


@dataclass(frozen=True, slots=True)
class Body:
    """One of the three, whose shape is right: which, its members, and where it is in the document."""

    kind: str
    data: Mapping[str, Json]
    at: Pointer = ()


@dataclass(frozen=True, slots=True)
class Markup:
    """A text that is read as HTML, where it is, and which elements it may have."""

    text: str
    at: Pointer
    elements: Elements


def bodies(kind: str, data: Mapping[str, Json]) -> Iterator[Body]:
    """The bodies in a document of a kind: that itself, a notification's card, each update's glance."""
    match kind, data:
        case ("notification", _):
            yield Body(NOTIFIED, data)
            if "card" in data:
                yield Body(CARDED, data["card"], ("card",))
        case ("card", _):
            yield Body(CARDED, data)
        case ("glance-response", _):
            yield Body(GLANCED, data)
        case ("glance-update", {"glance": updates}):
            for number, update in enumerate(updates):
                yield Body(GLANCED, update["content"], ("glance", number, "content"))


def markups(body: Body) -> Iterator[Markup]:
    """The texts of a body that are read as HTML."""
    match body:
        case Body("notification", {"message": text, **more}) if more.get("message_format", HTML) == HTML:
            yield Markup(text, (*body.at, "message"), NOTIFICATION)
        case Body("glance", {"label": {"value": text}}):
            yield Markup(text, (*body.at, "label", "value"), LABEL)
    if body.kind == CARDED:
        match body.data.get("description"):
            case {"format": "html", "value": text}:
                yield Markup(text, (*body.at, "description", "value"), CARD)
        if "activity" in body.data:
            yield Markup(body.data["activity"]["html"], (*body.at, "activity", "html"), CARD)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package, by id."""
    return scanned(__name__, __path__)


def run(kind: str, data: Mapping[str, Json]) -> Iterator[Finding]:
    """What the rules find in a document of a kind whose shape is right."""
    for body in bodies(kind, data):
        for rule in all_rules():
            if body.kind in rule.kinds:
                for found in rule.check(body):
                    yield replace(found, id=rule.id, severity=rule.severity)
