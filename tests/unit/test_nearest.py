"""`nearest`: which slip is which word."""

from __future__ import annotations

import pytest

from hipgen.nearest import distance, similar

WORDS = ("event", "key", "name", "base_url", "webhooks", "command", "pattern", "path", "url")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("evnt", "event"),
        ("eventt", "event"),
        ("enevt", None),
        ("evetn", "event"),
        ("ulr", "url"),
        ("nam", "name"),
        ("baseUrl", "base_url"),
        ("KEY", "key"),
        ("webhoks", "webhooks"),
        ("wbehoosk", "webhooks"),
        ("pth", "path"),
        ("on", None),
        ("k", None),
        ("", None),
        ("description", None),
        ("event", "event"),
    ],
)
def test_a_slip_finds_its_word(word: str, meant: str | None) -> None:
    assert similar(word, WORDS) == meant


def test_of_two_equally_near_words_the_first_is_meant() -> None:
    assert similar("rooms", ["room1", "room2"]) == "room1"
    assert similar("room", ["rooms", "room"]) == "room"


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("abc", "cab", 2), ("kitten", "sitting", 3)],
)
def test_distance_counts_swapped_neighbours_as_one(a: str, b: str, edits: int) -> None:
    assert distance(a, b) == distance(b, a) == edits
