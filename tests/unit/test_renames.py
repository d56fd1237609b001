"""Removed and added items paired: what is certain, what is taken as a rename, what is asked."""

import pytest

from hipgen.plan import Lock, LockedFile, LockedItem, Origin, Ownership, Retired, carried, find_renames
from hipgen.plan.renames import similar

ORIGIN = Origin("0.1.0", "any", "1" * 64, "2" * 64)
WORDS = {"a": "aa", "b": "ab", "c": "ba", "d": "bb", "e": "zz"}
"""Sorts of items, by a letter: two words each. `a` and `b` are similar, so are `c` and `d`."""


def item(text: str, kind: str = "webhook") -> LockedItem:
    """`hello/a`: an item with the key `hello`, of the sort `a`."""
    key, _, sort = text.partition("/")
    words = tuple((word, WORDS[sort][number]) for number, word in enumerate(("command", "help")))
    return LockedItem(f"{kind}s:{key}", kind, key, sort * 64, key, key, words)


def items(text: str) -> list[LockedItem]:
    return [item(each) for each in text.split()]


# last run, spec now, told, edited → renames, questions
PAIRED = [
    ("x/a", "x/a", "", "x", "", ""),
    ("x/a", "x/b", "", "x", "", ""),
    ("x/a", "y/a", "", "", "x=y", ""),
    ("x/a", "y/a", "", "x", "x=y", ""),
    ("x/a", "y/e", "", "x", "", ""),
    ("x/a", "y/e", "x=y", "x", "x=y", ""),
    ("x/a", "y/b", "", "x", "", "x=y"),
    ("x/a", "y/b", "", "", "", ""),
    ("x/a", "y/b", "x=y", "x", "x=y", ""),
    ("x/a", "y/b z/b", "", "x", "", "x=y x=z"),
    ("x/a", "y/a z/a", "", "x", "", "x=y x=z"),
    ("x/a", "y/a z/a", "x=z", "x", "x=z", ""),
    ("x/a w/a", "y/a", "", "x w", "", "x=y w=y"),
    ("x/a w/c", "y/a z/c", "", "x w", "x=y w=z", ""),
    ("x/a w/c", "y/a z/d", "", "x w", "x=y", "w=z"),
    ("x/a", "x/a y/a", "x=y", "x", "", ""),
    ("x/a y/a", "y/a", "x=y", "x", "x=y", ""),
    ("", "y/a", "x=y", "", "", ""),
]


@pytest.mark.parametrize(("before", "now", "told", "edited", "pairs", "asked"), PAIRED)
def test_pairs_and_questions(before: str, now: str, told: str, edited: str, pairs: str, asked: str) -> None:
    named = {f"webhooks:{new}": f"webhooks:{old}" for old, _, new in (t.partition("=") for t in told.split())}
    touched = {f"webhooks:{key}" for key in edited.split()}
    found = find_renames(Lock(ORIGIN, tuple(items(before))), items(now), named, edited=touched)
    key = str.removeprefix
    assert {f"{key(old, 'webhooks:')}={key(new, 'webhooks:')}" for new, old in found.pairs.items()} == set(
        pairs.split()
    )
    questions = {
        f"{key(each.old, 'webhooks:')}={key(new, 'webhooks:')}"
        for each in found.questions
        for new in each.candidates
    }
    assert questions == set(asked.split())
    assert find_renames(Lock(ORIGIN, tuple(items(before))), items(now), named, guess=False).questions == ()


def test_without_a_last_run_nothing_is_a_rename() -> None:
    assert find_renames(None, items("x/a"), {"webhooks:x": "webhooks:y"}).pairs == {}


def test_items_of_two_kinds_are_never_similar() -> None:
    assert similar(item("x/a"), item("y/b"))
    assert not similar(item("x/a"), item("y/a", "glance"))


def test_a_rename_moves_the_record_and_leaves_the_handler_where_it_is() -> None:
    file = LockedFile("handlers/x.py", Ownership.SEEDED, "webhooks:x", "3" * 64)
    lock = Lock(ORIGIN, (item("x/a"),), (file,))
    after = carried(lock, {"webhooks:y": "webhooks:x"})
    assert [(i.id, i.key, i.module) for i in after.items] == [("webhooks:y", "y", "x")]
    assert [(f.path, f.item) for f in after.files] == [("handlers/x.py", "webhooks:y")]


def test_a_retired_item_comes_back_under_another_key() -> None:
    file = LockedFile("handlers/x.py", Ownership.SEEDED, "webhooks:x", "3" * 64)
    after = carried(Lock(ORIGIN, retired=(Retired(file, item("x/a")),)), {"webhooks:y": "webhooks:x"})
    assert after.remembered()["webhooks:y"].module == "x"
    assert after.retired[0].file.item == "webhooks:y"
