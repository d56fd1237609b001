"""A control character in a pattern: a backslash was lost.

In double quotes YAML and JSON read `\\b` as a backspace, which nobody types. Single quotes keep it; in JSON
write `\\\\b`.

Bad:

    webhooks:
      - {key: links, event: room_message, pattern: "\\bINC"}

Good:

    webhooks:
      - {key: links, event: room_message, pattern: '\\bINC'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG226", Severity.WARNING

LETTERS = {"\b": "b", "\f": "f", "\v": "v", "\a": "a", "\x1b": "e", "\0": "0"}
"""Control characters, and the letters after a backslash that YAML or JSON read as them."""


def check(addon: Addon) -> Iterator[Finding]:
    """Look for characters that no message holds."""
    for item in addon.items:
        for character in item.text("pattern") or "":
            if character in LETTERS:
                letter = LETTERS[character]
                yield finding(
                    (*item.at, "pattern"),
                    f"the pattern of {item.called} holds a control character",
                    label=f"`\\{letter}` in double quotes isn't `\\{letter}` of a pattern",
                    fix="put it in single quotes",
                    in_json=f"write `\\\\{letter}`",
                )
                break
