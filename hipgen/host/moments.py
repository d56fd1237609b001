"""Dates and time zones as callers write them.

Knows nothing of what they are asked for.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from hipgen.host.refusal import Refused

EPOCH = re.compile(r"\d{9,11}(?:\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SHAPE = re.compile(r"\d{4}-?\d\d-?\d\d(?:[Tt ][\d:.,]+ ?(?:[Zz]|[+-][\d:]+)?)?", re.ASCII)
"""What is taken for ISO 8601: Python's reader takes any letter between date and time, and digits too."""
LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)", re.ASCII)
"""Where a + stood that the caller didn't encode: in a query it is a space."""


def zone_named(name: str) -> tzinfo:
    """The time zone of a name of the IANA's, as documented. Raises Refused (400; the wording is inferred)."""
    if name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise Refused(400, f"Timezone {name[:100]} is unknown", field="timezone") from error


def moment(field: str, text: str, zone: tzinfo, *, last: bool = False) -> datetime:
    """A moment with its offset: ISO 8601, as documented, or seconds since 1970; without an offset in `zone`.

    A day alone is its first moment, or its last one (inferred), so that both ends of a range are in it.
    Raises Refused (400) for anything else.
    """
    text = text.strip()
    try:
        if EPOCH.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        whole = LOST_PLUS.sub("+", text) if "T" in text else text
        if not SHAPE.fullmatch(whole):
            raise ValueError(whole)
        read = datetime.fromisoformat(whole)
    except (ValueError, OverflowError) as error:
        raise Refused(400, f"Invalid date: {text[:100]}", field=field) from error
    if last and DAY.fullmatch(text):
        read = read.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)
