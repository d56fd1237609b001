"""A secret has the name of an environment variable that means something else.

The add-on reads its port, its address and its database from the environment too; a secret of the same name
would be taken for one of them.

Bad:

    inbound:
      - {key: alert, secret: PORT}

Good:

    inbound:
      - {key: alert, secret: ALERT_SECRET}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG231", Severity.ERROR
KINDS = frozenset({"spec"})

TAKEN = frozenset(
    {"PORT", "DATABASE_URL", "REDIS_URL", "ENCRYPTION_KEY", "PATH", "HOME", "NODE_ENV", "PYTHONPATH"}
)


def check(addon: Addon) -> Iterator[Finding]:
    """Compare every secret with the variables that all projects read."""
    for item in addon.items:
        name = item.text("secret")
        if name is not None and (name in TAKEN or name.startswith("ADDON_")):
            yield finding(
                (*item.at, "secret"), f"`{name}` means something else to every add-on", fix="rename it"
            )
