"""A pattern of a condition that JavaScript doesn't take.

Clients look at messages with it in JavaScript's dialect, not in Python's as webhooks are. One that doesn't
compile is never found, so the item never shows.

Bad:

    dialogs:
      - {key: raise, title: Raise}
    actions:
      - key: ask
        name: Ask
        location: message
        opens: raise
        when: {message_matches: {pattern: '(?P<id>INC)'}}

Good:

    dialogs:
      - {key: raise, title: Raise}
    actions:
      - key: ask
        name: Ask
        location: message
        opens: raise
        when: {message_matches: {pattern: '(?<id>INC)'}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.formula import each_leaf
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG232", Severity.ERROR
PLAIN = re.compile(r"[\w |-]*", re.ASCII)
"""Words and alternatives, as most conditions have them: what every reader of patterns takes."""


def check(addon: Addon) -> Iterator[Finding]:
    """Compile the pattern of every leaf that has one."""
    for item in addon.items:
        for leaf in each_leaf(item.fields["when"]) if "when" in item.fields else ():
            words = leaf.params or {}
            said, flags = words.get("pattern"), words.get("flags", "")
            if isinstance(said, str) and (why := _problem(said, str(flags))):
                at = (*leaf.at, leaf.condition, "pattern")
                yield finding(at, f"the pattern of {item.called}'s condition doesn't compile", label=why)


def _problem(pattern: str, flags: str) -> str | None:
    """Say why JavaScript doesn't take a pattern, or None."""
    if PLAIN.fullmatch(pattern) and flags in {"", "i"}:
        return None
    # Imported here: it brings a library along that takes longer to start than the rest of a check.
    from hipgen.searching.bounded import Unusable
    from hipgen.searching.jsregex import translated

    try:
        translated(pattern, flags)
    except Unusable as error:
        return str(error).removeprefix("not a valid pattern of JavaScript: ")
    return None
