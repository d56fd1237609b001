"""A certificate authority and a server certificate, made anew at every start; the key of neither is kept.

Knows nothing of what is served with them.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hipgen.diagnostics import HipgenError
from hipgen.host.server.names import CONTAINERS

DAYS = 397
"""As long a server's certificate may last for the strictest clients."""
LOCAL = ("localhost", "127.0.0.1", "::1")


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
    ends = datetime.now(UTC) + timedelta(days=DAYS)
    certificate = authority.issue_cert(*names, *machine_names(), not_after=ends)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return Certificates(context, authority.cert_pem.bytes().decode("ascii"))


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
