"""Origins of views: the add-on's own, and the one that the host gives a view whose requests it passes on.

That one is a name of its own below `localhost`, which browsers lead to their own machine: each add-on's
views stay apart from the host's pages and from those of every other add-on, in storage and cookies too (a
name right below `localhost` is a site of its own). Knows nothing of why a view is passed on.
"""

from __future__ import annotations

import re
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from hipgen.host.state import Installation

HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9a-f:]+")
DEFAULT_PORTS = {"http": 80, "https": 443}
VIEW = re.compile(r"(view-[a-z0-9-]{1,58})\.localhost(?::[0-9]{1,5})?", re.IGNORECASE)
"""The authority of a view that is passed on."""
READABLE = 40


def origin_of(address: str) -> str:
    """The origin of an http or https address as browsers write it, or nothing for any other address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(host):
        return ""
    shown = f"[{host}]" if ":" in host else host
    is_default = port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{shown}" + ("" if is_default else f":{port}")


def label(installation: Installation, origin: str) -> str:
    """The name under which an installation's views of one origin are passed on. It tells the add-on's key to
    who reads it, and can't be guessed without the installation's id.
    """
    readable = re.sub(r"[^a-z0-9]+", "-", installation.key.lower()).strip("-")[:READABLE].strip("-")
    mark = sha256(f"{installation.oauth_id} {origin}".encode()).hexdigest()[:12]
    return f"view-{readable}-{mark}" if readable else f"view-{mark}"


def label_in(authority: str) -> str | None:
    """The name in a Host header that is a view's, None for any other."""
    found = VIEW.fullmatch(authority)
    return found[1].lower() if found else None


def view_origin(base: str, name: str) -> str | None:
    """The origin of a view for a browser that reached the host at `base`; None where it did so under a name
    that isn't its own machine's, below which there are no names.
    """
    parts = urlsplit(base)
    if not _is_loopback(parts.hostname or ""):
        return None
    return f"{parts.scheme}://{name}.localhost" + (f":{parts.port}" if parts.port else "")


def host_origin(view: str) -> str:
    """The host's own origin, for a view that was reached at its origin."""
    parts = urlsplit(view)
    return f"{parts.scheme}://localhost" + (f":{parts.port}" if parts.port else "")


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
