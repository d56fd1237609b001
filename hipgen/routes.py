"""The add-on → the routes that its project must serve. Capabilities meet frameworks here and nowhere else.

A route has a role in HipChat's protocol (`webhook`, `view`, `installed` …); frameworks know roles, never
kinds of capability. Knows nothing of frameworks and files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote_plus

from hipgen.language import Shape
from hipgen.model import Addon, Address, Item, Value

PATH_SAFE = "-._~!$&'()*+,;=:@%"
EVENTS = "webhook"
HANDLED = frozenset({"webhook", "inbound", "glance", "view", "configuration"})
"""Roles whose requests call a handler."""
SIGNED = frozenset({"webhook", "glance", "view", "configuration"})
"""Roles whose requests the host signs, unless the item says `auth: none`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One segment that may be anything: HipChat fills a `{…}` in there."""

    name: str


Segment = str | Parameter

INSTALLED, UNINSTALLED = "installed", "uninstalled"
INSTALLATION = Parameter("id")
"""The last segment of the path where an installation's end is told: its id."""
BROWSED = {"glance": ("GET", "OPTIONS"), "view": ("GET", "POST"), "configuration": ("GET", "POST")}
"""Methods of what browsers ask for: a glance from another origin, a page that sends something back."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path of the add-on. Items that share a route share the handler of the first."""

    role: str
    method: str
    path: str
    segments: tuple[Segment, ...] = ()
    query: tuple[tuple[str, str | None], ...] = ()
    signed: bool = False
    items: tuple[str, ...] = ()
    event: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A path of the add-on, with the routes there in the order in which they are to be tried."""

    segments: tuple[Segment, ...]
    routes: tuple[Route, ...]

    @property
    def path(self) -> str:
        """The path with its parameters in braces; no other brace is in it."""
        return "/" + "/".join(f"{{{s.name}}}" if isinstance(s, Parameter) else s for s in self.segments)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the segments that may be anything."""
        return tuple(segment.name for segment in self.segments if isinstance(segment, Parameter))

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that are answered there, HEAD apart."""
        found = (method for each in self.routes for method in BROWSED.get(each.role, (each.method,)))
        return tuple(dict.fromkeys(found))


def places(addon: Addon) -> tuple[Place, ...]:
    """Group what a project serves by path, with the ends of installations, which no descriptor names."""
    there: dict[tuple[Segment, ...], list[Route]] = {}
    for route in routes(addon):
        there.setdefault(route.segments, []).append(route)
        if route.role == INSTALLED:
            for segments in _ends(route.segments):
                there.setdefault(segments, []).append(
                    Route(UNINSTALLED, "DELETE", Place(segments, ()).path, segments)
                )
    return tuple(Place(segments, tuple(found)) for segments, found in there.items())


def _ends(segments: tuple[Segment, ...]) -> Iterator[tuple[Segment, ...]]:
    """Where the end of an installation is told: the id is one more segment of the path of its beginning.

    That path may end in a slash; then there may be another before the id, or not (inferred).
    """
    parent = segments[:-1] if segments and segments[-1] == "" else segments
    yield (*parent, INSTALLATION)
    if parent != segments:
        yield (*segments, INSTALLATION)


def routes(addon: Addon) -> tuple[Route, ...]:
    """List the routes in the order in which they are to be tried; those that nothing tells apart are one."""
    merged: dict[tuple[object, ...], Route] = {}
    for route in _all(addon):
        first = merged.setdefault(_identity(route), route)
        if first is not route:
            merged[_identity(route)] = replace(first, items=(*first.items, *route.items))
    places: dict[tuple[object, ...], int] = {}
    for route in merged.values():
        places.setdefault((route.method, route.segments), len(places))
    return tuple(sorted(merged.values(), key=lambda r: (places[r.method, r.segments], *_precedence(r))))


def _identity(route: Route) -> tuple[object, ...]:
    """What tells a route from others: method, path, query, and of webhooks event and pattern."""
    told = (route.event, route.pattern) if route.role == EVENTS else route.role if _posts(route) else None
    segments = tuple("{}" if isinstance(segment, Parameter) else segment for segment in route.segments)
    return (route.method, segments, tuple(sorted(route.query, key=str)), told)


def _posts(route: Route) -> bool:
    """Whether the body tells the role: an install post is not a webhook, though both may share a path."""
    return route.method == "POST"


def _precedence(route: Route) -> tuple[int, bool]:
    """On one path: more of a query before less, a pattern before none, else the source order."""
    return (-len(route.query), route.role == EVENTS and route.pattern is None)


def _all(addon: Addon) -> Iterator[Route]:
    links = addon.fields.get("links")
    if links is not None:
        yield from _of_fields(links.fields, links.shape, None)
    for item in addon.items:
        yield from _of_fields(item.fields, item.kind.shape, item)


def _of_fields(fields: Mapping[str, Value], shape: Shape, item: Item | None) -> Iterator[Route]:
    for word in shape.fields.values():
        if word.route is None:
            continue
        for address in _addresses(fields.get(word.name)):
            if address.based:
                yield _route(word.route.role, word.route.method, address.text, item)


def _addresses(value: Value) -> Iterable[Address]:
    if isinstance(value, Address):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _route(role: str, method: str, text: str, item: Item | None) -> Route:
    path, _, query = text.partition("?")
    return Route(
        role=role,
        method=method,
        path=path if path.startswith("/") else "/" + path,
        segments=_segments(path),
        query=_query(query),
        signed=item is not None and role in SIGNED and item.fields.get("auth", "jwt") == "jwt",
        items=(item.id,) if item else (),
        event=item.text("event") if item else None,
        pattern=item.text("pattern") if item else None,
    )


def _segments(path: str) -> tuple[Segment, ...]:
    steps = path.split("#", maxsplit=1)[0].removeprefix("/").split("/")
    if steps == [""]:
        return ()
    return tuple(
        Parameter(f"p{index}") if "{" in step else quote(step, safe=PATH_SAFE)
        for index, step in enumerate(steps, start=1)
    )


def _query(query: str) -> tuple[tuple[str, str | None], ...]:
    """Read a query; a value with a `{…}` in it may be anything."""
    pairs = (part.partition("=") for part in query.split("#", maxsplit=1)[0].split("&") if part)
    return tuple(
        (unquote_plus(name), None if "{" in value else unquote_plus(value)) for name, _, value in pairs
    )
