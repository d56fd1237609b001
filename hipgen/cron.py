"""Cron's words: names and nicknames → five fields of numbers, as cron libraries read them; what is wrong.

Knows nothing of add-ons and clocks.
"""

from __future__ import annotations

import re

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
NAME = re.compile("[a-z]{3}")


def normal(text: str) -> str:
    """The five fields of a schedule in numbers; what is no name of a month or day is left as it is."""
    if text in NICKNAMES:
        return NICKNAMES[text]
    *others, month, day = text.lower().split(" ")
    months = {name: str(number) for number, name in enumerate(MONTHS, 1)}
    days = {name: str(number) for number, name in enumerate(DAYS)}
    # A week that ends with a Sunday ends with day 7: `fri-sun`.
    return " ".join(
        (
            *others,
            NAME.sub(lambda found: months.get(found[0], found[0]), month),
            NAME.sub(lambda found: "7" if _ends(found, day) else days.get(found[0], found[0]), day),
        )
    )


def _ends(found: re.Match[str], field: str) -> bool:
    return found[0] == "sun" and field[: found.start()].endswith("-")


def problem(text: str) -> str | None:
    """The field for which no time is ever meant (`day of month`, or all of them); else None.

    `text` has the shape that the schema asks for.
    """
    from datetime import UTC, datetime  # few specs have schedules

    from cronsim import CronSim, CronSimError

    try:
        return None if next(CronSim(normal(text), datetime(2000, 1, 1, tzinfo=UTC)), None) else "five fields"
    except CronSimError as error:
        return str(error).lower().removeprefix("bad ").replace("-", " ")


def known_zone(name: str) -> bool:
    """Whether the time zone database has a zone. Where there is no database at all, every name passes."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return not available_timezones()
