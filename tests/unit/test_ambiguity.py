"""Patterns that some messages make slow, and those that only look so."""

from __future__ import annotations

import pytest

from hipgen.ambiguity import explosive

SLOW = (
    r"^(\w+\s?)+!$",
    r"(a+)+$",
    r"(a*)*b",
    r"(a|a)*b",
    r"(a|aa)+$",
    r"(\w+)*\d!",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(.*)*x",
    r"(x+x+)+y",
    r"([a-zA-Z]+)*$",
    r"(?:\s*\w+\s*)+=",
    r'^(?:[^>]+|"[^"]*")*>x',
    r"(?i)(?P<words>(?:\w|_)+)+!",
    r"(a{1,40})+b",
)
FINE = (
    "",
    "(",
    r"^\w+(?:\s\w+)*!$",
    r"^/hello(?:\s|$)",
    r"\bINC-\d+\b",
    r"(a+)+",
    r"https?://[^\s]+/x",
    r".*foo.*bar",
    r"(?:ab)+c",
    r"(\w+\.)+\w+",
    r"([^,]*,)*x",
    r"a+b+c+$",
    r"(?:(?:a|b)c)*d",
    r"^(?:\d{1,3}\.){3}\d{1,3}$",
    r'(?:"[^"]*"|\w+)(?:,(?:"[^"]*"|\w+))*$',
    r"(?>a+)+b",
    "x" * 5000,
    "(" * 60 + "a+" + ")+" * 60 + "b",
)


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_with_ways_without_end_is_slow(pattern: str) -> None:
    assert explosive(pattern)


@pytest.mark.parametrize("pattern", FINE, ids=range(len(FINE)))
def test_a_pattern_with_few_ways_or_too_many_states_is_not_told(pattern: str) -> None:
    assert not explosive(pattern)
