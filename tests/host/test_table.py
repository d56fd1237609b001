"""Tables: what changed is remembered; an index finds what a look at all of the records finds."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from hipgen.host.table import Table


@dataclass(frozen=True)
class Row:
    """A record with a member to find it by."""

    id: int
    room: int | None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "restore", "delete"]), st.integers(0, 5), st.sampled_from([None, 1, 2])
    ),
    max_size=40,
)


@given(STEPS)
def test_an_index_finds_what_a_look_at_all_finds(steps: list[tuple[str, int, int | None]]) -> None:
    table: Table[int, Row] = Table("rows", int, Row, "room")
    for act, key, room in steps:
        if act == "put":
            table[key] = Row(key, room)
        elif act == "restore":
            table.restore(key, Row(key, room))
        else:
            table.pop(key, None)
        for value in (None, 1, 2):
            found = {key for key, row in table.items() if row.room == value}
            assert set(table.keys_of("room", value)) == found
            assert {row.id for row in table.of("room", value)} == found
            assert table.first_of("room", value) == next(iter(table.of("room", value)), None)


def test_what_changed_is_told_once() -> None:
    table: Table[int, Row] = Table("rows", int, Row, "room")
    table.restore(1, Row(1, None))
    table[2] = Row(2, 7)
    del table[1]
    assert table.drain() == ((2, Row(2, 7)), (1, None))
    assert table.drain() == ()


def test_records_are_found_in_the_order_in_which_they_came() -> None:
    table: Table[int, Row] = Table("rows", int, Row, "room")
    for key, room in ((3, 7), (1, 8), (2, 7), (3, 7), (1, 7)):
        table[key] = Row(key, room)
    assert table.keys_of("room", 7) == (3, 2, 1)
    assert table.keys_of("room", 8) == ()
