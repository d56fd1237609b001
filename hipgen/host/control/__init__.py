"""The control interface: drives the host from tests of any language. Found by scanning, like pages and
operations.

A module registers its functions with `@control(method, path)` and says what they take; paths lie below
`/control`. Bodies and answers are JSON. What isn't known is refused, so that no slip of a test passes in
silence. It acts through the same functions as everything else, never on tables behind their backs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from hipgen.host.bodies import check
from hipgen.host.refusal import Refused
from hipgen.host.routing import Routes
from hipgen.host.wire import Flow, Json, Reply, Request, whole
from hipgen.host.world import World
from hipgen.nearest import similar

TEXT: Json = {"type": "string"}
NAME: Json = {"type": ["integer", "string"]}
"""A person (id, mention name or e-mail address), a room (id or name), an installation (OAuth id or key)."""
FLAG: Json = {"type": "boolean"}
WHOLE: Json = {"type": "integer", "minimum": 0}
SECONDS: Json = {"type": "number"}
ANYTHING: Json = {"type": "object"}
"""An object of somebody else's making: its members are not ours to know."""
SCOPE_LIST: Json = {"type": "array", "items": {"type": "string"}}
Schemas: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Order:
    """One request to the control interface: `body` is its JSON object, empty when there was none.

    `query` holds the parameters that the request takes, typed; those that weren't given are not in it.
    """

    world: World
    request: Request
    path: Mapping[str, str]
    body: Mapping[str, Json]
    query: Mapping[str, Json] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Where the caller reached the host: what links begin with."""
        return self.request.base

    def said(self, name: str, otherwise: Json = None) -> Json:
        """A member of the body, or a parameter of the query."""
        return self.body.get(name, self.query.get(name, otherwise))


Control: TypeAlias = Callable[[Order], "Reply | Flow[Reply]"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A request of the control interface: its summary, and the schemas of what it takes by name."""

    method: str
    path: str
    summary: str
    body: Schemas
    required: tuple[str, ...]
    query: Schemas


EDGE = (
    Taken(
        "POST",
        "/control/settle",
        "Wait until no delivery and no call is under way, `timeout` seconds at most.",
        {"timeout": {"type": "number", "minimum": 0}},
        (),
        {},
    ),
    Taken("GET", "/control/events", "News as they come, as server-sent events.", {}, (), {}),
)
"""Requests that wait, which nothing in the core can: the edge answers them."""
_ROUTES: Routes[Control] = Routes()
_TAKEN: list[Taken] = [*EDGE]


def control(
    method: str,
    path: str,
    *,
    body: Schemas | None = None,
    required: Sequence[str] = (),
    query: Schemas | None = None,
) -> Callable[[Control], Control]:
    """Register a function for a control request; segments like `{id}` are named.

    `body` and `query` have a JSON Schema for each member that is taken. The function sees only requests that
    keep to them.
    """

    def register(handler: Control) -> Control:
        summary = (handler.__doc__ or "").strip().partition("\n\n")[0]
        taken = Taken(method, path, " ".join(summary.split()), body or {}, tuple(required), query or {})

        def checked(order: Order) -> Reply | Flow[Reply]:
            return handler(_checked(order, taken))

        _ROUTES.add(method, path, checked)
        _TAKEN.append(taken)
        return handler

    return register


@cache
def routes() -> Routes[Control]:
    """Every control request of this package."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return _ROUTES


def table() -> tuple[Taken, ...]:
    """What there is to ask, by path."""
    routes()
    return tuple(sorted(_TAKEN, key=lambda taken: (taken.path, taken.method)))


def body_of(request: Request) -> dict[str, Json]:
    """The JSON object that a request carries, empty when there is none. Raises Refused (400)."""
    if not request.body.strip():
        return {}
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "the body is not valid JSON") from error
    if not isinstance(value, dict):
        raise Refused(400, "the body is not a JSON object")
    return value


def edge_body(request: Request, path: str) -> dict[str, Json]:
    """The checked body of a request that the edge answers itself. Raises Refused (400)."""
    taken = next(taken for taken in EDGE if taken.path == path)
    body = body_of(request)
    _refuse_misfit(body, {}, taken)
    return body


def _checked(order: Order, taken: Taken) -> Order:
    """The order with its query typed. Raises Refused (400) for what isn't taken."""
    query = {name: _typed(name, text, taken.query) for name, text in order.request.query}
    _refuse_misfit(order.body, query, taken)
    return replace(order, query=query)


def _refuse_misfit(body: Mapping[str, Json], query: Mapping[str, Json], taken: Taken) -> None:
    """Refuse a body or query that isn't as the request takes it. Raises Refused (400)."""
    refuse_unknown(body, taken.body)
    schema = {"type": "object", "properties": dict(taken.body), "required": list(taken.required)}
    problem = check(dict(body), schema) or check(dict(query), {"properties": dict(taken.query)})
    if problem is not None:
        raise problem.refusal()


def _typed(name: str, text: str, known: Schemas) -> Json:
    if name not in known:
        raise Refused(400, f"the query parameter {name!r} is not known{_meant(name, known)}")
    number = whole(text) if known[name] == WHOLE else None
    return text if number is None else number


def refuse_unknown(value: Json, known: Schemas, inside: str = "") -> None:
    """Refuse members that aren't taken, at any depth that the schemas know. Raises Refused (400)."""
    for name, inner in value.items():
        if name not in known:
            where = f" in {inside!r}" if inside else ""
            raise Refused(400, f"the member {name!r} is not known{where}{_meant(name, known)}")
        if "properties" in known[name] and isinstance(inner, dict):
            refuse_unknown(inner, known[name]["properties"], name)


def _meant(name: str, known: Schemas) -> str:
    """What to say after a name that isn't known."""
    meant = similar(name, known)
    if meant is not None:
        return f"; did you mean {meant!r}?"
    return f"; there is {', '.join(sorted(known))}" if known else "; none is taken"
