"""A pattern that JavaScript has no words for.

The host searches with it all the same. A handler in JavaScript gets its groups through a translation, and
this pattern has none: the handler is called without groups.

Bad:

    webhooks:
      - {key: links, event: room_message, pattern: '(?>INC-\\d+)'}

Good:

    webhooks:
      - {key: links, event: room_message, pattern: '(INC-\\d+)'}
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.patterns import Untranslatable, problem, to_javascript
from hipgen.rules import finding

ID, SEVERITY = "HG222", Severity.NOTE
KINDS = frozenset({"spec"})


def check(addon: Addon) -> Iterator[Finding]:
    """Translate every pattern that compiles."""
    for item in addon.items:
        pattern = item.text("pattern")
        if pattern is None or problem(pattern):
            continue
        try:
            to_javascript(pattern)
        except Untranslatable as why:
            yield finding(
                (*item.at, "pattern"), f"JavaScript can't say {why}", label="no groups in Node handlers"
            )
