"""A condition on a message where there is none.

An action beside the input isn't about a message: the client asks the condition of an empty one, so it is
never true, and turned round always.

Bad:

    dialogs:
      - {key: raise, title: Raise}
    actions:
      - {key: ask, name: Ask, location: input, opens: raise, when: message_contains_link}

Good:

    dialogs:
      - {key: raise, title: Raise}
    actions:
      - {key: ask, name: Ask, location: message, opens: raise, when: message_contains_link}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.formula import each_leaf
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG411", Severity.WARNING

ABOUT_MESSAGES = ("message_", "card_")


def check(addon: Addon) -> Iterator[Finding]:
    """Look at the conditions of items that stand beside the input."""
    for item in addon.items:
        when = item.fields.get("when")
        if item.text("location") != "input" or when is None:
            continue
        for leaf in each_leaf(when):
            if leaf.condition.startswith(ABOUT_MESSAGES):
                yield finding(
                    leaf.at, f"{item.called} is beside the input, where `{leaf.condition}` sees no message"
                )
