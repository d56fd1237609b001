"""An anchor that binds to one of several alternatives only.

`^/gif|cats` is a `/gif` at the beginning, or `cats` anywhere. Put the alternatives in a group where the
anchor is meant for all.

Bad:

    webhooks:
      - {key: gif, event: room_message, pattern: '^/gif\\b|/cat\\b'}

Good:

    webhooks:
      - {key: gif, event: room_message, pattern: '^(?:/gif|/cat)\\b'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.patterns import alternatives
from hipgen.rules import finding

ID, SEVERITY = "HG225", Severity.WARNING


def check(addon: Addon) -> Iterator[Finding]:
    """Look for alternatives at the top of a pattern of which some are anchored, and some are not."""
    for item in addon.items:
        branches = alternatives(item.text("pattern") or "")
        for side, anchored in (("begins", _begins), ("ends", _ends)):
            bound = [anchored(branch) for branch in branches]
            if any(bound) and not all(bound) and (bound[0] if side == "begins" else bound[-1]):
                yield finding(
                    (*item.at, "pattern"),
                    f"only one alternative of the pattern {side} where its anchor says",
                    label=f"`{branches[bound.index(False)]}` may stand anywhere",
                    fix="put the alternatives in a group: `^(?:…|…)`",
                )
                break


def _begins(branch: str) -> bool:
    return branch.startswith(("^", "\\A"))


def _ends(branch: str) -> bool:
    return branch.endswith(("$", "\\Z")) and not branch.endswith(("\\$", "\\\\Z"))
