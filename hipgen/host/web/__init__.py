"""The host's pages for people: installing, consent, tokens, files. One module for each, found by scanning.

A module registers its functions with `@page(method, path)`. Knows nothing of the REST API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from hipgen.host.routing import Routes
from hipgen.host.wire import Flow, Reply, Request
from hipgen.host.world import World


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page; `path` holds its decoded named segments."""

    world: World
    request: Request
    path: Mapping[str, str]

    @property
    def base(self) -> str:
        return self.request.base


Page: TypeAlias = Callable[[Visit], "Reply | Flow[Reply]"]
_ROUTES: Routes[Page] = Routes()


def page(method: str, path: str) -> Callable[[Page], Page]:
    """Register a function for a page; segments like `{key}` are named."""
    return _ROUTES.on(method, path)


@cache
def routes() -> Routes[Page]:
    """Every page of this package."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return _ROUTES
