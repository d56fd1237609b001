"""Uploaded files, photos and avatars. The id in the address is the secret, as it was on HipChat's file
host.
"""

from __future__ import annotations

from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page
from hipgen.host.wire import Reply

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Types that a browser may show. Anything else is saved: what somebody uploaded never runs in the host's
origin.
"""


@page("GET", "/files/{id}/{name}")
def read_file(visit: Visit) -> Reply:
    """The bytes of a file."""
    file = visit.world.chat.file(visit.path["id"])
    if file is None:
        raise Refused(404, "File not found")
    shown = file.content_type in SHOWN
    headers = (
        ("Content-Type", file.content_type if shown else "application/octet-stream"),
        ("Content-Disposition", "inline" if shown else "attachment"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; sandbox"),
    )
    return Reply(200, headers, file.content)
