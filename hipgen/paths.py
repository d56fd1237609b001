"""The add-on's routes and paths → plain data for templates, in no framework's words.

A path has a name in code, the methods that are answered there and what is served; a framework's template
writes it down in its own idiom. Knows nothing of frameworks and files.
"""

from __future__ import annotations

from collections.abc import Iterable

from hipgen.diagnostics import Json
from hipgen.names import Naming, spell, unused
from hipgen.routes import HANDLED, Parameter, Place, Route, Segment


def route_entry(route: Route) -> Json:
    """A route as templates see it; `items` are the ids of those whose handler is called there."""
    return {
        "role": route.role,
        "method": route.method,
        "path": route.path,
        "segments": _segments(route.segments),
        "query": [list(pair) for pair in route.query],
        "signed": route.signed,
        "items": list(route.items) if route.role in HANDLED else [],
    }


def path_entries(places: Iterable[Place], handlers: Iterable[Json], naming: Naming) -> list[Json]:
    """The paths as templates see them, each with a name of its own; `handlers` are the items' entries."""
    items = {entry["id"]: entry for entry in handlers}
    taken: set[str] = set()
    result = []
    for place in places:
        there = [items[r.items[0]] for r in place.routes if r.role in HANDLED and r.items]
        name = unused(_name(place.routes[0], items, naming.symbol), naming.symbol, taken)
        taken.add(name.lower())
        result.append(
            {
                "path": place.path,
                "segments": _segments(place.segments),
                "parameters": list(place.parameters),
                "name": name,
                "titles": list(dict.fromkeys(item["title"] for item in there)),
                "methods": list(place.methods),
                "roles": list(dict.fromkeys(route.role for route in place.routes)),
                "routes": [route_entry(route) for route in place.routes],
            }
        )
    return result


def _name(route: Route, items: dict[str, Json], style: str) -> str:
    """What a path is named after: its first route's role, and whose handler is called there."""
    role = spell(route.role, style)
    if route.role not in HANDLED or not route.items:
        return role
    symbol = items[route.items[0]]["symbol"]
    return f"{role}_{symbol}" if style == "snake" else role + symbol[:1].upper() + symbol[1:]


def _segments(segments: Iterable[Segment]) -> list[Json]:
    return [{"param": each.name} if isinstance(each, Parameter) else each for each in segments]
