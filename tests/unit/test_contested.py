"""Locks in which version control has left its marks."""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import unified_diff

import pytest

from hipgen.contested import Both, settled, union
from hipgen.diagnostics import HipgenError
from hipgen.lock import decode, encode
from hipgen.merge import merge
from hipgen.plan import Lock, LockedFile, LockedItem, Origin, Ownership, Retired, digest

G, S, M = Ownership.GENERATED, Ownership.SEEDED, Ownership.MERGED
ONE, TWO, THREE = (digit * 64 for digit in "123")


def item(name: str) -> LockedItem:
    return LockedItem(f"webhooks:{name}", "webhook", name, ONE, name, name)


def lock(
    *files: LockedFile, items: tuple[LockedItem, ...] = (), retired: tuple[Retired, ...] = (), spec: str = ONE
) -> Lock:
    return Lock(Origin("0.1.0", "sample", ONE, spec), items, files, retired)


def file(path: str, text: bytes = b"base", ownership: Ownership = G) -> LockedFile:
    return LockedFile(path, ownership, None, digest(text))


BASE = lock(file("a"), file("m"), items=(item("m"),))
ADDED = Retired(replace(file("old", ownership=S), item="webhooks:old"), item("old"))
CASES = {
    "each adds an entry in one place": (
        lock(file("a"), file("m"), file("x"), items=(item("m"), item("x")), spec=TWO),
        lock(file("a"), file("m"), file("y"), items=(item("m"), item("y")), spec=THREE),
        {"a", "m", "x", "y"},
    ),
    "each adds the first": (
        lock(file("1"), file("a"), file("m"), items=(item("1"), item("m"))),
        lock(file("2"), file("a"), file("m"), items=(item("2"), item("m"))),
        {"1", "2", "a", "m"},
    ),
    "one retires what the other adds to": (
        lock(file("a"), items=(item("x"),), retired=(ADDED,), spec=TWO),
        lock(file("a"), file("m"), file("n"), items=(item("m"), item("n")), spec=THREE),
        {"a", "m", "n"},
    ),
    "an entry that both change": (
        lock(file("a", b"one"), file("m"), items=(item("m"),), spec=TWO),
        lock(file("a", b"two"), file("m"), items=(item("m"),), spec=THREE),
        {"a", "m"},
    ),
}


def conflict(mine: Lock, theirs: Lock) -> bytes:
    found = merge(encode(BASE), encode(mine), encode(theirs), names=("HEAD", "base", "branch"))
    assert found.conflicts
    return found.data


@pytest.mark.parametrize(("mine", "theirs", "paths"), CASES.values(), ids=CASES.keys())
def test_the_union_holds_the_entries_of_both(mine: Lock, theirs: Lock, paths: set[str]) -> None:
    both = union(conflict(mine, theirs))
    assert both is not None
    for side in (both.mine, both.theirs):
        assert {file.path for file in side.files} >= paths
        assert {each.id for each in side.items} >= {each.id for each in (*mine.items, *theirs.items)}
    made = settled(both, {}, {})
    assert decode(encode(made)) == made
    assert set(made.retired) == set(mine.retired) | set(theirs.retired)


@pytest.mark.parametrize(("disk", "expected"), [(b"one", b"one"), (b"two", b"two"), (b"three", b"one")])
def test_where_they_differ_the_disk_tells(disk: bytes, expected: bytes) -> None:
    mine, theirs, _ = CASES["an entry that both change"]
    both = union(conflict(mine, theirs))
    assert both is not None
    assert both.contested() == ("a",)
    assert settled(both, {"a": disk}, {}).files[0].sha256 == digest(expected)


def test_the_base_of_a_merged_file_is_what_was_merged_with_it() -> None:
    one, two = (lock(file("m", text, M)) for text in (b"one", b"two"))
    made = settled(Both(one, two), {}, {"m": b"both"})
    assert made.files[0].sha256 == digest(b"both")
    made = settled(Both(one, two), {}, {"m": b"<<<<<<< a\none\n=======\ntwo\n>>>>>>> b\n"})
    assert made.files[0].sha256 == digest(b"one\n")


def test_marks_without_the_base_and_with_other_line_ends() -> None:
    mine, theirs, paths = CASES["each adds an entry in one place"]
    old, new = (encode(side).decode().splitlines() for side in (mine, theirs))
    diff = list(unified_diff(old, new, n=99))[3:]
    text, open_ = "", ""
    for line in [*diff, " "]:
        if line[0] == "-" and open_ == "":
            text, open_ = text + "<<<<<<< HEAD\r\n", "-"
        if line[0] == "+" and open_ == "-":
            text, open_ = text + "=======\r\n", "+"
        if line[0] == " " and open_:
            text, open_ = text + ">>>>>>> b\r\n", ""
        text += line[1:] + "\r\n"
    both = union(text.encode())
    assert both is not None
    assert {file.path for file in both.mine.files} == paths


def test_a_newer_lock_is_refused_on_either_side() -> None:
    mine, theirs, _ = CASES["an entry that both change"]
    newer = encode(theirs).replace(b'"lock": 1', b'"lock": 2')
    for sides in ((encode(mine), newer), (newer, encode(mine))):
        with pytest.raises(HipgenError, match="newer hipgen"):
            union(merge(encode(BASE), *sides).data)


@pytest.mark.parametrize(
    "data",
    [
        b"<<<<<<< a\n=======\n>>>>>>> b\n",
        b"<<<<<<< a\n{}\n=======\n[1,\n>>>>>>> b\n",
        json.dumps(json.loads(encode(BASE)), indent=4).encode() + b"<<<<<<< a\n=======\n>>>>>>> b\n",
        b"<<<<<<< a\n\xff\n=======\n>>>>>>> b\n",
    ],
)
def test_what_cannot_be_read_is_as_no_lock(data: bytes) -> None:
    assert union(data) is None
