"""Which function answers a path: tables of routes with literal and named segments.

Doubled slashes and a final one count as none; each segment is decoded once, after the split. Knows nothing
of what the functions do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote

H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class Named:
    """A segment of a pattern that takes any text."""

    name: str


Segment = str | Named


def segments_of(path: str) -> tuple[str, ...]:
    """The decoded segments of a path as it came on the wire."""
    return tuple(unquote(part, errors="replace") for part in path.split("/") if part)


def pattern_of(path: str) -> tuple[Segment, ...]:
    """The segments of a pattern such as `/v2/room/{room}/topic`."""
    parts = (part for part in path.split("/") if part)
    return tuple(Named(part[1:-1]) if part.startswith("{") else part for part in parts)


@dataclass(slots=True)
class Routes(Generic[H]):
    """Routes in a table by length; of two that fit, the one with more literal segments at the front wins."""

    _table: dict[int, list[tuple[tuple[Segment, ...], dict[str, H]]]] = field(default_factory=dict)

    def add(self, method: str, path: str, handler: H) -> None:
        """Add a route. Raises ValueError when it is there already."""
        pattern = pattern_of(path)
        same_length = self._table.setdefault(len(pattern), [])
        for known, methods in same_length:
            if known == pattern:
                if method in methods:
                    raise ValueError(f"two routes for {method} {path}")
                methods[method] = handler
                return
        same_length.append((pattern, {method: handler}))
        same_length.sort(key=lambda row: tuple(isinstance(segment, Named) for segment in row[0]))

    def on(self, method: str, path: str) -> Callable[[H], H]:
        """A decorator that adds a function as a route."""

        def register(handler: H) -> H:
            self.add(method, path, handler)
            return handler

        return register

    def find(self, path: str) -> tuple[Mapping[str, H], Mapping[str, str]] | None:
        """The functions of a path by method, and its named segments; None when no route fits."""
        segments = segments_of(path)
        for pattern, methods in self._table.get(len(segments), ()):
            if _fits(pattern, segments):
                pairs = zip(pattern, segments, strict=True)
                return methods, {want.name: text for want, text in pairs if isinstance(want, Named)}
        return None

    def paths(self) -> Iterable[tuple[str, str]]:
        """Every method and path, as they were added."""
        for rows in self._table.values():
            for pattern, methods in rows:
                path = "/".join(f"{{{part.name}}}" if isinstance(part, Named) else part for part in pattern)
                yield from ((method, f"/{path}") for method in methods)


def _fits(pattern: tuple[Segment, ...], segments: tuple[str, ...]) -> bool:
    return all(isinstance(want, Named) or want == got for want, got in zip(pattern, segments, strict=True))
