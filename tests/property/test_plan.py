"""The promise: no run loses a byte that a person wrote, whatever happens; and a second run writes nothing.

Random projects go through random edits of the person's and of the spec's, with runs that fail or are
killed at any operation of the file system in between.
"""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipgen.diagnostics import HipgenError
from hipgen.merge import merge
from hipgen.plan import Action, LockedItem, Origin, Ownership, Plan, RenderedFile, asked, digest, make_plan
from hipgen.workspace import Disk, apply, read_bases, read_lock, recover, snapshot
from tests.unit.test_workspace_failures import Failing, Killed, unsynced

pytestmark = pytest.mark.slow

__all__ = ["unsynced"]  # a fixture

G, S, M = Ownership.GENERATED, Ownership.SEEDED, Ownership.MERGED
PATHS = {"_generated/a": G, "_generated/b": G, "handlers/a": S, "handlers/b": S, "README": S, "manifest": M}
LINES = st.lists(st.sampled_from(["one", "two", "three"]), max_size=4)
QUICK = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def rendered(path: str, lines: list[str]) -> RenderedFile:
    item = f"webhooks:{path[-1]}" if path.startswith("handlers/") else None
    return RenderedFile(path, "".join(f"{path} {line}\n" for line in lines).encode(), PATHS[path], item)


RENDERS = st.dictionaries(st.sampled_from(sorted(PATHS)), LINES).map(
    lambda files: tuple(rendered(path, lines) for path, lines in sorted(files.items()))
)
PERSON = st.tuples(
    st.just("person"), st.sampled_from([*PATHS, "handlers/own"]), st.sampled_from(["write", "add", "delete"])
)
RUN = st.tuples(
    st.just("run"), RENDERS, st.tuples(st.sampled_from(["well", "full", "killed"]), st.integers(1, 40))
)
STORIES = st.lists(st.one_of(PERSON, RUN), min_size=2, max_size=8)


@contextmanager
def project() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def plan(root: Path, files: tuple[RenderedFile, ...]) -> Plan:
    lock = read_lock(root)
    paths = asked(files, lock)
    items = [LockedItem(f.item, "webhook", f.item[9:], "3" * 64) for f in files if f.item]
    origin = Origin("0.1.0", "flask", "1" * 64, digest(repr(sorted(map(repr, files))).encode()))
    there, bases = snapshot(root, paths), read_bases(root, paths)
    return make_plan(files, origin=origin, items=items, lock=lock, disk=there, bases=bases)


def faulty(how: str, at: int) -> Disk:
    match how:
        case "full":
            return Failing(at, OSError(errno.ENOSPC, "No space left on device"))
        case "killed":
            return Failing(at, Killed())
        case _:
            return Disk()


def generate(root: Path, files: tuple[RenderedFile, ...], disk: Disk) -> None:
    recover(root)
    made = plan(root, files)
    try:
        apply(root, made, disk=disk)
    except (HipgenError, Killed):
        return
    again = plan(root, files)
    assert again.writes_nothing, again


def edit(root: Path, path: str, how: str, mark: str) -> None:
    file = root / path
    if how == "delete":
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(exist_ok=True)
    old = file.read_text() if how == "add" and file.exists() else ""
    file.write_text(f"{old}{mark}\n")


def marks(root: Path) -> dict[str, int]:
    """The person's lines in the project, wherever they are, but for what hipgen keeps for itself."""
    files = (file for file in root.rglob("*") if file.is_file() and ".hipgen" not in file.parts)
    lines = (line for file in files if file.suffix != ".hipgen-new" for line in file.read_text().splitlines())
    found = [line for line in lines if line.startswith("mine")]
    return {line: found.count(line) for line in found}


@given(STORIES)
@QUICK
def test_no_run_loses_a_line_that_a_person_wrote(story: list[tuple[str, object, object]]) -> None:
    with project() as root:
        for number, (who, what, how) in enumerate(story):
            if who == "person":
                edit(root, str(what), str(how), f"mine {number}")
                continue
            before = marks(root)
            assert isinstance(what, tuple)
            assert isinstance(how, tuple)
            generate(root, what, faulty(*how))
            assert marks(root) == before
            recover(root)
            assert marks(root) == before


@given(RENDERS, RENDERS, st.integers(1, 60), st.sampled_from(["full", "killed"]))
@QUICK
def test_a_run_is_all_or_nothing(
    old: tuple[RenderedFile, ...], new: tuple[RenderedFile, ...], at: int, how: str
) -> None:
    with project() as root:
        generate(root, old, Disk())
        before = contents(root)
        generate(root, new, faulty(how, at))
        recover(root)
        assert contents(root) == before or plan(root, new).writes_nothing


def contents(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


@given(RENDERS)
@QUICK
def test_the_order_of_the_files_makes_no_difference(files: tuple[RenderedFile, ...]) -> None:
    with project() as root:
        assert plan(root, files) == plan(root, tuple(reversed(files)))


@given(RENDERS, RENDERS)
@QUICK
def test_without_an_edit_no_decision_is_open_and_the_project_is_the_render(
    old: tuple[RenderedFile, ...], new: tuple[RenderedFile, ...]
) -> None:
    with project() as root:
        generate(root, old, Disk())
        made = plan(root, new)
        apply(root, made)
        assert not made.blocked
        assert not made.retired
        assert {step.action for step in made.steps} <= {
            Action.WRITE,
            Action.REFRESH,
            Action.DELETE,
            Action.KEEP,
        }
        expected = {file.path: file.data for file in new}
        assert {
            path: data for path, data in contents(root).items() if not path.startswith(".hipgen")
        } == expected


TEXTS = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\r", b"end"]), max_size=8).map(b"".join)


@given(TEXTS, TEXTS)
@QUICK
def test_a_merge_with_one_side_unchanged_is_the_other_side(base: bytes, text: bytes) -> None:
    assert merge(base, base, text).data == text
    assert merge(base, text, base).data == text
    assert merge(base, text, text).data == text


@given(TEXTS, TEXTS, TEXTS)
@QUICK
def test_a_merge_without_a_conflict_is_the_same_from_both_sides(
    base: bytes, mine: bytes, theirs: bytes
) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.conflicts == other.conflicts
    if not one.conflicts:
        assert one.data == other.data
