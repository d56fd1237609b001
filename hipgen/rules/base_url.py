"""The base URL isn't one that HipChat could call.

Every address of the descriptor is made of it, and the installation's secret travels over it: it begins with
`https://` (`http://` for this machine only), and has neither query nor fragment.

Bad:

    base_url: http://incidents.example.com

Good:

    base_url: https://incidents.example.com
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG301", Severity.ERROR

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the base URL, if the spec has one."""
    base = addon.fields.get("base_url")
    if base is not None and (why := problem(base)):
        yield finding(("base_url",), "HipChat can't call an add-on at this base URL", label=why)


def problem(base: str) -> str | None:
    """Say what is wrong with a base URL, or None."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "not a URL"
    if parts.scheme not in {"https", "http"} or not host or any(c.isspace() or c in '"<>\\' for c in base):
        return "write `https://`, a host, perhaps a path"
    if parts.query or parts.fragment or "?" in base or "#" in base:
        return "a base has neither query nor fragment"
    if parts.scheme == "http" and host not in LOCAL and not host.endswith(".localhost"):
        return "write `https://`: secrets travel over it"
    return None
