"""A listing without a picture, or with one of one size.

Clients show the add-on's avatar beside everything it says, twice as large on fine screens.

Bad:

    avatar: {url: static/avatar.png}

Good:

    avatar: static/avatar.png
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Struct
from hipgen.rules import finding

ID, SEVERITY = "HG703", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for both sizes of the avatar."""
    avatar = addon.fields.get("avatar")
    sizes = avatar.fields if isinstance(avatar, Struct) else {}
    if not sizes.get("url"):
        yield finding(
            (), "the listing has no picture", fix="add `avatar`", in_json="add `avatar` to the API consumer"
        )
    elif not sizes.get("url2x"):
        yield finding(
            ("avatar",), "the picture is there in one size only", fix="add `url2x`", in_json="add `url@2x`"
        )
