"""Two things want one route.

The descriptor, the pages of the installation and the views are told apart by their paths; where two of them
share one, the first takes it and the second is never reached.

Bad:

    sidebar:
      - {key: builds, name: Builds, path: /descriptor.json}

Good:

    sidebar:
      - {key: builds, name: Builds, path: /builds}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.language import Shape
from hipgen.model import Addon, Address, Value
from hipgen.rules import finding

ID, SEVERITY = "HG310", Severity.ERROR
KINDS = frozenset({"spec"})

KEPT = frozenset({"/healthz", "/readyz"})
SHARED = frozenset({"view", "configuration"})


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the paths of what is fetched; what has one role may share one (and then a handler)."""
    seen: dict[str, tuple[str, Pointer]] = dict.fromkeys(KEPT, ("the health check", ()))
    for role, address, at in _fetched(addon):
        path = address.text if address.text.startswith("/") else "/" + address.text
        first, where = seen.setdefault(path, (role, at))
        if role != first and not {role, first} <= SHARED:
            yield finding(at, f"the path `{path}` is taken", label=f"by {first}", related=where or None)


def _fetched(addon: Addon) -> Iterator[tuple[str, Address, Pointer]]:
    links = addon.fields.get("links")
    if links is not None:
        yield from _routes(links.shape, links.fields, links.at)
    for item in addon.items:
        yield from _routes(item.kind.shape, item.fields, item.at)


def _routes(shape: Shape, fields: Mapping[str, Value], at: Pointer) -> Iterator[tuple[str, Address, Pointer]]:
    for word in shape.fields.values():
        value = fields.get(word.name)
        if word.route and word.route.method == "GET" and isinstance(value, Address) and value.based:
            yield word.route.role, value, (*at, word.name)
