"""Scripts, styles and pictures of the pages, out of the package.

Knows nothing of what is in them.
"""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.resources import files

from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page
from hipgen.host.wire import Reply

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(css|js|svg)")
FOLDER = re.compile(r"[a-z]+")


@page("GET", "/static/{folder}/{name}")
def read_static(visit: Visit) -> Reply:
    """A file of the pages. It is asked for again each time, and answered 304 while it is the same."""
    name = visit.path["name"]
    return tagged(visit, name, content(visit.path["folder"], name))


def tagged(visit: Visit, name: str, found: bytes, *headers: tuple[str, str]) -> Reply:
    """A file with its tag and these headers, or a 304 for who has it already; the name tells its kind."""
    tag = f'"{sha256(found).hexdigest()[:20]}"'
    fixed = (("ETag", tag), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"))
    shared = (*fixed, *headers)
    if visit.request.headers.get("if-none-match") == tag:
        return Reply(304, shared)
    kind = KINDS[name.rpartition(".")[2]]
    policy = ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    return Reply(200, (("Content-Type", kind), *shared, policy), found)


def content(folder: str, name: str) -> bytes:
    """The bytes of a file. Raises Refused (404)."""
    if not FOLDER.fullmatch(folder) or not NAME.fullmatch(name):
        raise Refused(404, "Not found")
    try:
        return (files(__package__) / "static" / folder / name).read_bytes()
    except OSError as error:
        raise Refused(404, "Not found") from error
