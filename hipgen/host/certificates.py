"""A certificate authority and a server certificate, made anew at every start; no key is ever written down.

Views that the host passes on have names of their own, which nobody knows beforehand: each gets its
certificate when it is asked for (one for all names below `localhost` is none to most clients). Knows nothing
of what is served with them.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hipgen.diagnostics import HipgenError
from hipgen.host.connect.origins import label_in
from hipgen.host.server.names import CONTAINERS

if TYPE_CHECKING:
    import trustme

DAYS = 397
"""As long a server's certificate may last for the strictest clients."""
LOCAL = ("localhost", "127.0.0.1", "::1")
VIEWS = 100
"""As many names of views have a certificate at a time."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """`context` serves TLS; `authority` is the PEM text of the authority that clients have to trust."""

    context: ssl.SSLContext
    authority: str


def make(hosts: Iterable[str] = ()) -> Certificates:
    """An authority, and a certificate for this machine's names and those given."""
    import trustme  # here, since a host answers over HTTP before it has this

    authority = trustme.CA(organization_name="hipgen host", organization_unit_name="local development")
    names = dict.fromkeys([*LOCAL, *(host for host in hosts if host not in {"0.0.0.0", "::"}), *CONTAINERS])  # noqa: S104
    context = _context(authority, *names, *machine_names())
    views: dict[str, ssl.SSLContext] = {}

    def chosen(connection: ssl.SSLObject, name: str | None, _context_: ssl.SSLContext) -> None:
        if name is None or label_in(name) is None:
            return
        if name not in views:
            if len(views) == VIEWS:
                views.clear()
            views[name] = _context(authority, name)
        connection.context = views[name]

    context.sni_callback = chosen
    return Certificates(context, authority.cert_pem.bytes().decode("ascii"))


def _context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ends = datetime.now(UTC) + timedelta(days=DAYS)
    authority.issue_cert(*names, not_after=ends).configure_cert(context)
    return context


def machine_names() -> tuple[str, ...]:
    """What this machine calls itself, where that can stand in a certificate."""
    name = socket.gethostname().lower()
    fit = 0 < len(name) <= 253 and all(sign.isascii() and (sign.isalnum() or sign in "-.") for sign in name)
    return (name,) if fit and name not in LOCAL else ()


def write(path: Path, text: str) -> None:
    """Write a PEM file. Raises HipgenError when it can't be written."""
    try:
        path.write_text(text, encoding="ascii")
    except OSError as error:
        raise HipgenError(f"cannot write {path}: {error.strerror or error}") from error
