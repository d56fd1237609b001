"""Dates and time zones as callers write them."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from hipgen.host.moments import moment, zone_named
from hipgen.host.refusal import Refused

READ = [
    ("2018-03-01T09:15:00+00:00", "2018-03-01T09:15:00+00:00"),
    ("2018-03-01T09:15:00.120034+00:00", "2018-03-01T09:15:00.120034+00:00"),
    ("2018-03-01T09:15:00.12Z", "2018-03-01T09:15:00.120000+00:00"),
    ("2018-03-01T10:15:00+0100", "2018-03-01T10:15:00+01:00"),
    ("2018-03-01T10:15:00 01:00", "2018-03-01T10:15:00+01:00"),
    ("2018-03-01T10:15:00 0100", "2018-03-01T10:15:00+01:00"),
    ("2018-03-01T05:15:00-04:00", "2018-03-01T05:15:00-04:00"),
    ("2018-03-01T09:15", "2018-03-01T09:15:00+01:00"),
    ("2018-03-01 09:15:00", "2018-03-01T09:15:00+01:00"),
    ("20180301T091500", "2018-03-01T09:15:00+01:00"),
    (" 2018-03-01 ", "2018-03-01T00:00:00+01:00"),
    ("2018-07-01", "2018-07-01T00:00:00+02:00"),
    ("1519895700", "2018-03-01T09:15:00+00:00"),
    ("1519895700.25", "2018-03-01T09:15:00.250000+00:00"),
]


@pytest.mark.parametrize(("text", "wanted"), READ)
def test_dates_are_read(text: str, wanted: str) -> None:
    assert moment("date", text, zone_named("Europe/Oslo")).isoformat() == wanted


def test_a_day_may_mean_its_end() -> None:
    first = moment("date", "2018-03-01", UTC)
    last = moment("date", "2018-03-01", UTC, last=True)
    assert last - first == timedelta(days=1, microseconds=-1)
    at = "2018-03-01T00:00:00"
    assert moment("date", at, UTC, last=True) == moment("date", at, UTC)


UNREADABLE = [
    "",
    "recent",
    "yesterday",
    "2018",
    "2018-13-01",
    "2018-02-30",
    "2018-03-01T25:00",
    "2018-03-01X09:15",
    "0000-00-00",
    "10000-01-01",
    "1" * 12,
    "1" * 40,
    "-1519895700",
    "1e9",
    "２０１８-03-01",
    "2018-03-01T09:15:00+99:00",
    "NaN",
    "\0",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_anything_else_is_400(text: str) -> None:
    with pytest.raises(Refused, match="Invalid date: ") as caught:
        moment("end-date", text, UTC)
    assert (caught.value.status, caught.value.more) == (400, {"field": "end-date"})


@pytest.mark.parametrize(
    "name", ["", "Europe", "Europe/", "../UTC", "/etc/localtime", "\0", "UTC\n", "\udc80", "z" * 5000]
)
def test_a_zone_that_is_none_is_400(name: str) -> None:
    with pytest.raises(Refused, match=r"^Timezone ") as caught:
        zone_named(name)
    assert (caught.value.status, len(caught.value.message) < 150) == (400, True)
