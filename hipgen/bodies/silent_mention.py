"""A mention in HTML, which calls nobody.

Mentions, emoticons and links come alive in notifications of the format `text` only; in HTML, the format
where none is said, they are plain words (HipChat's API reference).

Bad:

    {"message": "@Robin the kettle has boiled"}

Good:

    {"message": "@Robin the kettle has boiled", "message_format": "text"}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipgen.bodies import NOTIFIED, Body, markups
from hipgen.diagnostics import Finding, Severity
from hipgen.elements import MENTION
from hipgen.rules import finding

ID, SEVERITY, KINDS = "HG804", Severity.WARNING, frozenset({NOTIFIED})

ASIDE = re.compile(r"<(pre|code|a)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
"""What isn't said to people: tags, and texts that quote something."""


def check(body: Body) -> Iterator[Finding]:
    """Look for a mention in the text of a message in HTML."""
    for markup in markups(body):
        if found := MENTION.search(ASIDE.sub(" ", markup.text)):
            yield finding(
                markup.at,
                f"`{found.group()}` calls nobody, as the format is HTML",
                fix="say `text` in `message_format`, which can have no HTML",
            )
