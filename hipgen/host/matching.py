"""Patterns of webhooks: does a message fit?

Nothing of webhooks beyond that: a pattern and a text in, a `Match` out, which the wire log can explain.

As documented, a pattern is for message events only, and one that is missing fits every message. Python's
dialect is inferred from the host's error messages and from patterns in use; that it is searched for
anywhere in the text is inferred too. A pattern comes from an add-on and a text from anyone, so neither may
hold up the host.
"""

from __future__ import annotations

from functools import lru_cache

from hipgen.host.pyregex import translated
from hipgen.searching.bounded import MILLISECONDS, Match, Outcome, Unusable, refuse_overlong, search


def fits(pattern: str | None, text: str) -> bool:
    """Say whether a message fits a webhook's pattern; not if the pattern is unusable or takes too long."""
    return match(pattern, text).fits


def match(pattern: str | None, text: str, milliseconds: int = MILLISECONDS) -> Match:
    """Search a message for a webhook's pattern and say how that ended; never raises."""
    if pattern is None:
        return Match(Outcome.MATCHED, "there is no pattern: every message fits")
    source = _source(pattern)
    if isinstance(source, Match):
        return source
    try:
        return search(source, text, milliseconds)
    except Unusable as error:
        return Match(error.outcome, str(error))


@lru_cache(maxsize=256)
def _source(pattern: str) -> str | Match:
    try:
        refuse_overlong(pattern)
        return translated(pattern)
    except Unusable as error:
        return Match(error.outcome, str(error))
