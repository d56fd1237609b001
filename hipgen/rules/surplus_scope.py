"""A scope that `auto` asks for anyway.

Beside `auto` stands what only the code of handlers needs; more scopes than needed are more to explain to who
approves them.

Bad:

    scopes: [auto, send_notification]
    webhooks:
      - {key: hello, command: /hello, help: Say hello}

Good:

    scopes: [auto, view_messages]
    webhooks:
      - {key: hello, command: /hello, help: Say hello}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.descriptor import AUTO, scopes_in_use
from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG407", Severity.NOTE
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Compare what stands beside `auto` with what it stands for."""
    listed = addon.scopes or ()
    if AUTO not in listed:
        return
    used = scopes_in_use(addon)
    for index, scope in enumerate(listed):
        if scope in used or scope in listed[:index]:
            yield finding(("scopes", index), f"`{scope}` is asked for anyway", fix=f"drop `{scope}`")
