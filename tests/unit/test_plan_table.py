"""The decision table, cell by cell."""

from collections.abc import Mapping

import pytest

from hipgen.plan import Action, Column, Ownership, decide, locate
from hipgen.plan.table import dismiss

G, S, M = Ownership.GENERATED, Ownership.SEEDED, Ownership.MERGED
NEW, KNOWN = False, True
HASHES: Mapping[Column, tuple[str | None, str | None]] = {  # column → base, disk; the render is "n"
    Column.MISSING: ("b", None),
    Column.EQUAL: ("b", "n"),
    Column.UNTOUCHED: ("b", "b"),
    Column.EDITED: ("n", "d"),
    Column.DIVERGED: ("b", "d"),
    Column.FOREIGN: (None, "d"),
}


@pytest.mark.parametrize(("column", "hashes"), HASHES.items())
def test_the_columns_are_told_apart(column: Column, hashes: tuple[str | None, str | None]) -> None:
    base, disk = hashes
    assert locate("n", base, disk) is column


@pytest.mark.parametrize(
    ("ownership", "known", "column", "action"),
    [
        (G, NEW, Column.MISSING, Action.WRITE),
        (G, NEW, Column.EQUAL, Action.KEEP),
        (G, NEW, Column.UNTOUCHED, Action.WRITE),
        (G, NEW, Column.EDITED, Action.DRIFT),
        (G, NEW, Column.DIVERGED, Action.DRIFT),
        (G, NEW, Column.FOREIGN, Action.IN_THE_WAY),
        (S, NEW, Column.FOREIGN, Action.ADOPT),
        (S, KNOWN, Column.MISSING, Action.MISSING_HANDLER),
        (S, NEW, Column.MISSING, Action.STAY_DELETED),  # a seeded file that is for no item
        (S, KNOWN, Column.EQUAL, Action.KEEP),
        (S, KNOWN, Column.UNTOUCHED, Action.REFRESH),
        (S, KNOWN, Column.EDITED, Action.KEEP),
        (S, KNOWN, Column.DIVERGED, Action.OUTDATED),
        (M, NEW, Column.MISSING, Action.STAY_DELETED),
        (M, NEW, Column.EQUAL, Action.KEEP),
        (M, NEW, Column.UNTOUCHED, Action.WRITE),
        (M, NEW, Column.EDITED, Action.KEEP),
        (M, NEW, Column.DIVERGED, Action.MERGE),
        (M, NEW, Column.FOREIGN, Action.IN_THE_WAY),
    ],
)
def test_every_cell_of_the_table(ownership: Ownership, known: bool, column: Column, action: Action) -> None:
    base, disk = HASHES[column]
    assert decide(ownership, "n", base, disk, item_is_known=known) is action


@pytest.mark.parametrize("ownership", Ownership)
def test_a_file_that_is_not_in_the_lock_is_written_where_nothing_is(ownership: Ownership) -> None:
    assert decide(ownership, "n", None, None, item_is_known=False) is Action.WRITE


@pytest.mark.parametrize("ownership", Ownership)
def test_a_file_that_is_as_it_would_be_written_is_adopted(ownership: Ownership) -> None:
    assert decide(ownership, "n", None, "n", item_is_known=False) is Action.ADOPT


@pytest.mark.parametrize(
    ("ownership", "disk", "action"),
    [
        (G, None, Action.FORGET),
        (G, "b", Action.DELETE),
        (G, "d", Action.DRIFT),
        (S, None, Action.FORGET),
        (S, "b", Action.DELETE),
        (S, "d", Action.RETIRE),
        (M, None, Action.FORGET),
        (M, "b", Action.DELETE),
        (M, "d", Action.RETIRE),
    ],
)
def test_what_is_rendered_no_more(ownership: Ownership, disk: str | None, action: Action) -> None:
    assert dismiss(ownership, "b", disk) is action
