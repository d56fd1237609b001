"""An avatar or a sender's name without an API consumer.

Both stand in the part of the descriptor that asks for scopes; with `scopes: none` there is no such part.

Bad:

    scopes: none
    from_name: Incidents

Good:

    scopes: auto
    from_name: Incidents
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG403", Severity.ERROR
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look for words whose place is beside the scopes."""
    scopes = addon.shape.fields["scopes"]
    if addon.scopes is not None or "scopes" not in addon.fields or not scopes.target:
        return
    for name, word in addon.shape.fields.items():
        if (
            name != "scopes"
            and word.target
            and word.target[:-1] == scopes.target[:-1]
            and name in addon.fields
        ):
            yield finding((name,), f"`{name}` has no place in the descriptor with `scopes: none`", key=True)
