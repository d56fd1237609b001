"""Reading and writing the person's disk."""

import json
import os
from pathlib import Path

import pytest

from hipgen import lock as locks
from hipgen.diagnostics import HipgenError
from hipgen.plan import Lock, Plan, RenderedFile, digest
from hipgen.workspace import (
    apply,
    exclusive,
    read_bases,
    read_lock,
    read_spec,
    recover,
    snapshot,
)
from tests.unit.test_workspace_failures import (
    FILES,
    ORIGIN,
    Failing,
    M,
    S,
    folders,
    generate,
    plan,
    tree,
    unsynced,
)

__all__ = ["unsynced"]  # a fixture


def test_a_new_project_is_written_with_its_lock_and_bases(tmp_path: Path) -> None:
    root = tmp_path / "new" / "project"
    made = generate(root, *FILES)
    assert tree(root) == {
        **{file.path: file.data for file in FILES},
        ".hipgen/base/pyproject.toml": b"name\n",
        ".hipgen/lock.json": locks.encode(made.lock),
    }
    assert read_lock(root) == made.lock
    assert os.access(root / "run", os.X_OK)
    assert not os.access(root / "pyproject.toml", os.X_OK)


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert generate(tmp_path, *FILES, disk=Failing(1, AssertionError())).writes_nothing
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_permissions_stay_and_other_files_too(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    (tmp_path / "pyproject.toml").chmod(0o640)
    (tmp_path / "_generated" / "notes").write_text("mine")
    generate(tmp_path, RenderedFile("pyproject.toml", b"new\n", M))
    assert (tmp_path / "pyproject.toml").stat().st_mode & 0o777 == 0o640
    assert tree(tmp_path).keys() == {
        ".hipgen/base/pyproject.toml",
        ".hipgen/lock.json",
        "_generated/notes",
        "pyproject.toml",
    }
    assert folders(tmp_path) == {".hipgen", ".hipgen/base", "_generated"}


def test_a_file_that_nobody_may_write_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    (tmp_path / "pyproject.toml").chmod(0o440)
    before = tree(tmp_path)
    with pytest.raises(HipgenError, match="is read-only") as refused:
        generate(tmp_path, RenderedFile("pyproject.toml", b"new\n", M))
    assert (refused.value.status, tree(tmp_path)) == (3, before)


def test_files_outside_the_plan_are_written_with_it(tmp_path: Path) -> None:
    apply(tmp_path, plan(tmp_path, *FILES), also={"addon.yaml": b"key: a\n"})
    assert (tmp_path / "addon.yaml").read_bytes() == b"key: a\n"


def test_a_plan_that_waits_for_a_decision_is_not_applied(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    with pytest.raises(HipgenError, match=r"wait for a decision: run$") as caught:
        generate(tmp_path, *FILES)
    assert caught.value.status == 3
    assert tree(tmp_path) == {"run": b"mine"}


def test_a_file_that_changes_between_planning_and_writing_stops_the_run(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    made = plan(tmp_path, RenderedFile("handlers/hello.py", b"stub 2\n", S, "webhooks:hello"))
    (tmp_path / "handlers" / "hello.py").write_bytes(b"saved just now\n")
    before = tree(tmp_path)
    with pytest.raises(HipgenError, match="changed while hipgen was at work") as caught:
        apply(tmp_path, made)
    assert caught.value.status == 3
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"[]",
        b'{"journal": 2, "folders": [], "changes": []}',
        b'{"journal": 1, "folders": [], "changes": [{"path": "../x", "new": null, "old": null}]}',
        b'{"journal": 1, "folders": [], "changes": [{"path": ".hipgen/../../x", "new": null, "old": null}]}',
        b'{"journal": 1, "folders": ["/etc"], "changes": []}',
        b'{"journal": 1, "folders": [], "changes": [{"path": ".git/config", "new": null, "old": null}]}',
    ],
)
def test_a_journal_that_cannot_be_trusted_is_not_followed(tmp_path: Path, journal: bytes) -> None:
    (tmp_path / ".hipgen").mkdir()
    (tmp_path / ".hipgen" / "journal.json").write_bytes(journal)
    with pytest.raises(HipgenError, match="damaged"):
        recover(tmp_path)


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "project"
    with exclusive(root):
        with pytest.raises(HipgenError, match="another hipgen is at work") as caught, exclusive(root):
            pass
        assert caught.value.status == 3
    assert not root.exists()
    with exclusive(tmp_path), exclusive(root):
        (root / "file").touch()
    assert root.exists()


def test_a_project_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for root in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(HipgenError, match="file"), exclusive(root):
            pass


@pytest.mark.parametrize("target", ["..", "../outside.py", "/etc/passwd", ".git/hooks/x"])
def test_links_that_leave_the_project_are_refused(tmp_path: Path, target: str) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "link").symlink_to(target)
    for path in ("link", "link/below"):
        with pytest.raises(HipgenError, match="link that leaves the project"):
            snapshot(root, [path])
        with pytest.raises(HipgenError, match="link that leaves the project"):
            apply(root, Plan((), Lock(ORIGIN)), also={path: b"x"})


def test_links_within_the_project_are_followed(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "handlers").symlink_to("src")
    generate(tmp_path, *FILES)
    assert (tmp_path / "handlers").is_symlink()
    assert (tmp_path / "src" / "hello.py").read_bytes() == b"stub\n"


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    for path, said in [
        ("folder", "folder is a folder"),
        ("file/below", "file is to be a folder"),
        ("pipe", "pipe is no ordinary file"),
    ]:
        with pytest.raises(HipgenError, match=said) as caught:
            snapshot(tmp_path, [path])
        assert caught.value.status == 3


def test_a_spec_that_cannot_be_read_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "addon.yaml").write_bytes(b"key: a\n")
    assert read_spec(tmp_path / "addon.yaml") == b"key: a\n"
    for path, limit, said in [
        (tmp_path / "nothing.yaml", 10, "no such file; name another"),
        (tmp_path, 10, "is a folder; name the file in it"),
        (tmp_path / "addon.yaml" / "x", 10, "can't be read: not a directory"),
        (tmp_path / "nul\0", 10, "no file can have such a name"),
        (tmp_path / "addon.yaml", 3, "is larger than 3 bytes"),
    ]:
        with pytest.raises(HipgenError, match=said) as caught:
            read_spec(path, limit)
        assert caught.value.status == 2


def test_there_is_no_lock_and_no_base_in_a_new_project(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "nowhere") is None
    assert read_bases(tmp_path, ["a"]) == {}
    assert snapshot(tmp_path / "nowhere", ["a"]) == {}


def test_the_lock_says_what_is_on_disk(tmp_path: Path) -> None:
    generate(tmp_path, *FILES)
    files = json.loads((tmp_path / ".hipgen" / "lock.json").read_bytes())["files"]
    assert {path: entry["sha256"] for path, entry in files.items()} == {
        file.path: digest((tmp_path / file.path).read_bytes()) for file in FILES
    }
