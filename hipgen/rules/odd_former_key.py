"""`was` names a key that can't be the item's former one.

An item that was renamed says with `was` under which key hipgen knew it, so that its handler is carried over.
A key that another item still has, the item's own key, or one that two items claim is no such key.

Bad:

    sidebar:
      - {key: builds, name: Builds}
      - {key: board, name: Board, was: builds}

Good:

    sidebar:
      - {key: board, name: Board, was: builds}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Item
from hipgen.rules import finding

ID, SEVERITY = "HG501", Severity.ERROR
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Compare every former key with the keys, and the other former keys, of its section."""
    keys = {item.id: item for item in reversed(tuple(addon.keyed()))}
    claimed: dict[str, Item] = {}
    for item in addon.keyed():
        was = item.fields.get("was")
        if was is None:
            continue
        at, former = (*item.at, "was"), f"{item.kind.section}:{was}"
        first = claimed.setdefault(former, item)
        if was == item.key:
            yield finding(at, f"{item.called} was always called so", fix="take `was` out")
        elif former in keys:
            yield finding(
                at,
                f"{item.called} can't have been `{was}`: there still is one",
                fix="take `was` out, or rename the other",
                related=(*keys[former].at, "key"),
                related_label="this one",
            )
        elif first is not item:
            yield finding(
                at,
                f"two {item.kind.noun}s have been `{was}`",
                label="second",
                fix="leave `was` to the one that keeps the handler",
                related=(*first.at, "was"),
                related_label="first",
            )
