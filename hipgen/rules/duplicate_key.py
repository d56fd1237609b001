"""Two items share a key.

The host files sidebar views, dialogs, pages, glances and actions under one namespace per add-on, so that the
second of two equal keys replaces the first without a word. Webhooks, cards and inbound routes have
namespaces of their own.

Bad:

    sidebar:
      - {key: standup, name: Standup}
      - {key: standup, name: History}

Good:

    sidebar:
      - {key: standup, name: Standup}
      - {key: standup.history, name: History}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon, Item
from hipgen.rules import finding

ID, SEVERITY = "HG201", Severity.ERROR


def check(addon: Addon) -> Iterator[Finding]:
    """Compare every key with those before it in the same namespace."""
    seen: dict[tuple[str, str], Item] = {}
    for item in addon.keyed():
        first = seen.setdefault((item.kind.space or item.kind.section, item.key), item)
        if first is not item:
            same = first.kind is item.kind
            yield finding(
                (*item.at, "key"),
                f"two {item.kind.noun}s have the key `{item.key}`"
                if same
                else f"{item.called} has the key of a {first.kind.noun}",
                label="second",
                related=(*first.at, "key"),
                related_label="first",
            )
