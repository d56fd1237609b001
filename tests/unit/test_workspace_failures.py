"""Disks that fail, and runs that are killed: all or nothing. Other tests take the failing disk from here."""

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.plan import Origin, Ownership, Plan, RenderedFile, asked, make_plan
from hipgen.workspace import (
    Disk,
    apply,
    exclusive,
    pending,
    read_bases,
    read_lock,
    recover,
    snapshot,
    write_text_atomic,
)

pytestmark = pytest.mark.slow

G, S, M = Ownership.GENERATED, Ownership.SEEDED, Ownership.MERGED
ORIGIN = Origin("0.1.0", "flask", "1" * 64, "2" * 64)
FILES = (
    RenderedFile("_generated/deep/routes.py", b"routes\n", G),
    RenderedFile("handlers/hello.py", b"stub\n", S, "webhooks:hello"),
    RenderedFile("pyproject.toml", b"name\n", M),
    RenderedFile("run", b"#!/bin/sh\n", G, executable=True),
)


@pytest.fixture(autouse=True, scope="module")
def unsynced() -> Iterator[None]:
    """Waiting for the platter makes these tests slow, and only a power cut could show it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


class Killed(BaseException):
    """The process is dead: nothing runs any more, no clearing up either."""


class Failing(Disk):
    """Refuses the operation with this number; after a kill, all that follow."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.left, self.error = at, error

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0 or (self.left < 0 and isinstance(self.error, Killed)):
            raise self.error

    def make_folder(self, path: Path) -> None:
        self._count()
        super().make_folder(path)

    def write(self, path: Path, data: bytes, *, executable: bool = False, mode: int | None = None) -> None:
        if self.left == 1:
            super().write(path, data[: len(data) // 2])
        self._count()
        super().write(path, data, executable=executable, mode=mode)

    def second(self, source: Path, target: Path) -> None:
        self._count()
        super().second(source, target)

    def sync(self, paths: Iterable[Path]) -> None:
        self._count()
        super().sync(paths)

    def replace(self, source: Path, target: Path) -> None:
        self._count()
        super().replace(source, target)

    def delete(self, path: Path) -> None:
        self._count()
        super().delete(path)

    def delete_folder(self, path: Path) -> None:
        self._count()
        super().delete_folder(path)


def plan(root: Path, *files: RenderedFile) -> Plan:
    lock = read_lock(root)
    paths = asked(files, lock)
    there, bases = snapshot(root, paths), read_bases(root, paths)
    return make_plan(files, origin=ORIGIN, items=(), lock=lock, disk=there, bases=bases)


def generate(root: Path, *files: RenderedFile, disk: Disk | None = None) -> Plan:
    recover(root, disk)
    made = plan(root, *files)
    apply(root, made, disk=disk)
    return made


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def folders(root: Path) -> set[str]:
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_dir()}


NEXT = (
    RenderedFile("_generated/deep/routes.py", b"routes 2\n", G),
    RenderedFile("views/new/page.html", b"page\n", S, "sidebar:page"),
    RenderedFile("pyproject.toml", b"name 2\n", M),
)


def operations(tmp_path: Path) -> int:
    counting = Failing(10**9, AssertionError())
    generate(tmp_path / "counting", *FILES)
    generate(tmp_path / "counting", *NEXT, disk=counting)
    return 10**9 - counting.left


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_run_that_fails_anywhere_leaves_the_project_as_it_was(tmp_path: Path, error: BaseException) -> None:
    for number in range(1, operations(tmp_path) + 1):
        root = tmp_path / str(number)
        generate(root, *FILES)
        (root / "handlers" / "hello.py").write_bytes(b"mine\n")
        before, mode = (tree(root), folders(root)), (root / "run").stat()
        try:
            generate(root, *NEXT, disk=Failing(number, error))
        except (HipgenError, KeyboardInterrupt):
            # Clearing up comes last: by then, everything is done, or the next run puts it back.
            if pending(root) or (root / ".hipgen" / "staged").exists():
                recover(root)
            if tree(root) != before[0]:
                assert plan(root, *NEXT).writes_nothing
            else:
                assert folders(root) == before[1]
                assert (root / "run").stat().st_mtime_ns == mode.st_mtime_ns
        generate(root, *NEXT)
        assert (root / "views/new/page.html").read_bytes() == b"page\n"
        assert (root / "handlers/hello.py").read_bytes() == b"mine\n"


def test_a_run_that_is_killed_anywhere_is_undone_or_was_finished(tmp_path: Path) -> None:
    total = operations(tmp_path)
    outcomes = set()
    for number in range(1, total + 1):
        root = tmp_path / str(number)
        generate(root, *FILES)
        before = tree(root)
        with pytest.raises(Killed):
            generate(root, *NEXT, disk=Failing(number, Killed()))
        outcomes.add(recover(root))
        after = tree(root)
        assert after == before or plan(root, *NEXT).writes_nothing
        assert not pending(root)
        assert not (root / ".hipgen" / "staged").exists()
    assert outcomes == {None, "undone", "finished"}


def test_a_new_project_whose_run_fails_does_not_exist(tmp_path: Path) -> None:
    for number in range(1, 20):
        root = tmp_path / str(number) / "project"
        full = OSError(errno.ENOSPC, "No space left on device")
        with pytest.raises(HipgenError, match="no space left on device"), exclusive(root):
            generate(root, *FILES, disk=Failing(number, full))
        assert not root.parent.exists()


def test_a_new_project_whose_run_is_killed_holds_only_what_the_next_run_clears(tmp_path: Path) -> None:
    for number in range(1, 20):
        root = tmp_path / str(number) / "project"
        with pytest.raises(Killed):
            generate(root, *FILES, disk=Failing(number, Killed()))
        recover(root)
        assert not root.exists() or not list(root.iterdir())


def test_where_no_file_can_have_two_names_the_old_one_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    generate(tmp_path, *FILES)
    before = tree(tmp_path)
    for number in range(1, operations(tmp_path.with_name("other"))):
        with pytest.raises(Killed):
            generate(tmp_path, *NEXT, disk=Failing(number, Killed()))
        if recover(tmp_path) == "finished":
            break
        assert tree(tmp_path) == before


def test_undoing_leaves_what_was_edited_since_alone(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    for number in range(1, 60):
        with pytest.raises(Killed):
            generate(tmp_path, *NEXT, disk=Failing(number, Killed()))
        if (tmp_path / "pyproject.toml").read_bytes() == b"name 2\n":
            break
        recover(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes(b"mine\n")
    assert recover(tmp_path) == "undone"
    assert (tmp_path / "pyproject.toml").read_bytes() == b"mine\n"
    assert (tmp_path / "_generated/deep/routes.py").read_bytes() == b"routes\n"


def test_a_disk_that_fails_on_undoing_too_keeps_what_is_needed_to_undo(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    before = tree(tmp_path)

    class Broken(Failing):
        def _count(self) -> None:
            self.left -= 1
            if self.left <= 0:
                raise OSError(errno.EIO, "Input/output error")

    seen = set()
    for number in range(1, operations(tmp_path.parent)):
        try:
            generate(tmp_path, *NEXT, disk=Broken(number, OSError()))
        except HipgenError as error:
            seen.add("again on undoing" in str(error))
        else:
            break  # all was done, but for clearing up
        recover(tmp_path)
        assert tree(tmp_path) == before
    assert seen == {True, False}


def test_one_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "addon.yaml"
    assert write_text_atomic(path, "key: ä\n")
    path.chmod(0o600)
    assert not write_text_atomic(path, "key: ä\n".encode())
    for number in (1, 2, 3):
        with pytest.raises(HipgenError, match=r"addon.yaml can't be written: no space"):
            write_text_atomic(
                path, "x" * 99, Failing(number, OSError(errno.ENOSPC, "No space left on device"))
            )
    assert tree(tmp_path) == {"addon.yaml": "key: ä\n".encode()}
    assert write_text_atomic(path, "new\n")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new\n", 0o600)
