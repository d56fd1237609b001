"""Cron's words: what the runtimes' libraries are given, and which times never come."""

import pytest

from hipgen.cron import known_zone, normal, problem

NORMAL = {
    "0 9 * * 1-5": "0 9 * * 1-5",
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "0 9 * jan,JUL mon-fri": "0 9 * 1,7 1-5",
    "0 9 * * sun": "0 9 * * 0",
    "0 9 * * sun-tue": "0 9 * * 0-2",
    "0 9 * * fri-sun": "0 9 * * 5-7",
    "0 9 * * sat,sun": "0 9 * * 6,0",
    "*/15 8-18/2 1,15 feb-dec *": "*/15 8-18/2 1,15 2-12 *",
}
PROBLEMS = {
    "0 9 * * fri-sun": None,
    "0 9 29 2 *": None,
    "0 9 30 2 *": "day of month",
    "0 9 31 4,6,9,11 *": "day of month",
    "60 * * * *": "minute",
    "*/0 * * * *": "minute",
    "* 24 * * *": "hour",
    "* * * 13 *": "month",
    "* * * jam *": "month",
    "* * * * 8": "day of week",
    "* * * * fri-mon": "day of week",
}


@pytest.mark.parametrize("text", NORMAL)
def test_names_and_nicknames_become_numbers(text: str) -> None:
    assert normal(text) == NORMAL[text]


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_time_that_never_comes_is_told_by_its_field(text: str) -> None:
    assert problem(text) == PROBLEMS[text]


@pytest.mark.parametrize(
    ("name", "known"), [("UTC", True), ("Europe/Lisbon", True), ("Europe", False), ("Europe/Atlantis", False)]
)
def test_time_zones_are_those_of_the_database(name: str, known: bool) -> None:
    assert known_zone(name) is known
