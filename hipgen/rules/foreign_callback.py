"""The installation is told to another host than the one that the descriptor comes from.

People approve the add-on of the address that they see; its secret goes somewhere else. Add-ons that check
where an installation comes from, and hosts that check where it goes, refuse it.

Bad:

    base_url: https://addon.example.com
    install: {callback: 'https://other.example.net/installed'}

Good:

    base_url: https://addon.example.com
    install: {callback: /installed}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.addresses import host_of
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Address, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG306", Severity.WARNING

TOLD = frozenset({"installed", "updated"})
"""Roles of the routes that the server sends a secret to."""


def check(addon: Addon) -> Iterator[Finding]:
    """Compare the hosts of the callbacks that get secrets with that of the descriptor."""
    base = addon.text("base_url").rstrip("/")
    links = addon.fields.get("links")
    itself = links.fields.get("self") if isinstance(links, Struct) else None
    home = host_of(itself.under(base)) if isinstance(itself, Address) else None
    for item in addon.items:
        for name, word in item.kind.shape.fields.items():
            value = item.fields.get(name)
            told = word.route is not None and word.route.role in TOLD
            if told and home and isinstance(value, Address):
                host = host_of(value.under(base))
                if host and host != home:
                    yield finding(
                        (*item.at, name),
                        f"the secret of an installation goes to {host}",
                        label=f"the descriptor is at {home}",
                    )
