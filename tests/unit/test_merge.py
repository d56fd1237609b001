"""Three-way merging of lines."""

import pytest

from hipgen.merge import merge


def text(*lines: str) -> bytes:
    return "".join(line + "\n" for line in lines).encode()


BASE = text("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (BASE, BASE, BASE),
        (text("a", "B", "c", "d", "e"), BASE, text("a", "B", "c", "d", "e")),
        (BASE, text("a", "b", "c", "D", "e"), text("a", "b", "c", "D", "e")),
        (text("A", "b", "c", "d", "e"), text("a", "b", "c", "d", "E"), text("A", "b", "c", "d", "E")),
        (text("a", "X", "c", "d", "e"), text("a", "X", "c", "d", "e"), text("a", "X", "c", "d", "e")),
        (text("a", "c", "d", "e"), text("a", "b", "c", "d", "e", "f"), text("a", "c", "d", "e", "f")),
        (text("0", "a", "b", "c", "d", "e"), text("a", "b", "c"), text("0", "a", "b", "c")),
        (b"", BASE, b""),
    ],
)
def test_changes_of_different_lines_are_all_taken(mine: bytes, theirs: bytes, expected: bytes) -> None:
    merged = merge(BASE, mine, theirs)
    assert (merged.data, merged.conflicts) == (expected, 0)


def test_changes_of_the_same_line_are_a_conflict_with_all_three_sides_shown() -> None:
    merged = merge(BASE, text("a", "mine", "c", "d", "e"), text("a", "theirs", "c", "d", "e"))
    assert merged.conflicts == 1
    assert merged.data.decode().splitlines() == [
        "a",
        "<<<<<<< yours",
        "mine",
        "||||||| last generated",
        "b",
        "=======",
        "theirs",
        ">>>>>>> generated",
        "c",
        "d",
        "e",
    ]


def test_a_last_line_without_an_end_does_not_run_into_a_mark() -> None:
    merged = merge(b"a\nb", b"a\nmine", b"a\ntheirs")
    assert b"\nmine\n|||||||" in merged.data
    assert b"\ntheirs\n>>>>>>>" in merged.data


def test_marks_take_the_line_ends_of_the_file() -> None:
    merged = merge(b"a\r\nb\r\n", b"a\r\nmine\r\n", b"a\r\ntheirs\r\n")
    assert all(line.endswith(b"\r\n") for line in merged.data.splitlines(keepends=True))


def test_bytes_that_are_no_text_survive() -> None:
    merged = merge(b"\xff\n\0\nend\n", b"\xff\n\0\nend\n\xfe\x0c\x85\n", b"new\n\xff\n\0\nend\n")
    assert (merged.data, merged.conflicts) == (b"new\n\xff\n\0\nend\n\xfe\x0c\x85\n", 0)
