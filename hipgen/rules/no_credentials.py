"""An add-on that never gets its credentials.

It asks for scopes, and without a callback nobody tells it the secret that it needs to use them, or to check
who calls it.

Bad:

    install: none
    scopes: [send_notification]

Good:

    install: {room: true, global: false}
    scopes: [send_notification]
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.descriptor import needed_scopes
from hipgen.diagnostics import Finding, Severity
from hipgen.language import Kind, language
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG405", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for a way by which the secret could come."""
    if not needed_scopes(addon):
        return
    told = [
        item.fields.get(name)
        for item in addon.items
        for name, word in item.kind.shape.fields.items()
        if word.route and word.route.role in TELLING
    ]
    if not any(told):
        section = next(kind.section for kind in language().kinds if _tells(kind))
        yield finding(
            (section,),
            "the add-on asks for scopes, and never gets the secret to use them",
            key=True,
            label="nobody is called when it is installed",
            in_json="add `installable` with a `callbackUrl`",
        )


def _tells(kind: Kind) -> bool:
    return any(word.route and word.route.role in TELLING for word in kind.shape.fields.values())


TELLING = frozenset({"installed", "installed-page"})
"""Roles of the routes by which an installation's secret comes, from the server or through the browser."""
