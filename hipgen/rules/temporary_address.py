"""An address of a tunnel, which is another tomorrow.

Installations keep the addresses that they were made with: once the tunnel is closed they are dead, or
somebody else's.

Bad:

    base_url: https://1f2e3d4c.ngrok.io

Good:

    base_url: https://addon.example.com
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.addresses import addresses, host_of
from hipgen.diagnostics import Finding, Pointer, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG307", Severity.WARNING

TUNNELS = (
    "bore.pub",
    "devtunnels.ms",
    "forwardhq.com",
    "lhr.life",
    "localhost.run",
    "localtunnel.me",
    "loca.lt",
    "ngrok-free.app",
    "ngrok-free.dev",
    "ngrok.app",
    "ngrok.com",
    "ngrok.dev",
    "ngrok.io",
    "pagekite.me",
    "pinggy.io",
    "serveo.net",
    "trycloudflare.com",
    "tunnelto.dev",
    "ultrahook.com",
)


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the hosts of the base and of all addresses as they are."""
    hosts: dict[str, Pointer] = {}
    if base := host_of(addon.text("base_url")):
        hosts[base] = ("base_url",)
    for at, address in addresses(addon):
        if not address.based and (host := host_of(address.text)):
            hosts.setdefault(host, at)
    for host, at in hosts.items():
        if host.endswith(tuple(f".{tunnel}" for tunnel in TUNNELS)):
            yield finding(at, f"`{host}` is a tunnel's, and gone when it is closed")
