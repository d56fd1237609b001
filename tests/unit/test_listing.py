"""Which files count as a person's, and files replaced all together."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.workspace import list_files, replace_files

THERE = (
    "addon.yaml",
    "handlers/hello.py",
    "handlers/deep/er.py",
    ".env",
    ".github/workflows/ci.yml",
    ".git/config",
    ".hipgen/lock.json",
    ".mypy_cache/x.json",
    "node_modules/a/index.js",
    "handlers/__pycache__/hello.pyc",
    "env/pyvenv.cfg",
    "env/lib/a.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in THERE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "link.py").symlink_to(tmp_path / "addon.yaml")
    (tmp_path / "away").symlink_to(tmp_path.parent)
    return tmp_path


def test_what_tools_put_there_and_links_are_left_out(project: Path) -> None:
    own = ("addon.yaml", "handlers/deep/er.py", "handlers/hello.py")
    assert list_files(project) == own
    assert list_files(project, hidden=True) == (".env", ".github/workflows/ci.yml", *own)
    assert list_files(project / "handlers") == ("deep/er.py", "hello.py")
    assert list_files(project / "gone") == ()


def test_files_are_replaced_and_deleted_together(project: Path) -> None:
    there = {"addon.yaml": b"addon.yaml", "handlers/hello.py": b"handlers/hello.py"}
    replace_files(project, {"addon.yaml": b"new", "handlers/hello.py": None, "fresh.txt": b"x"}, there)
    assert (project / "addon.yaml").read_bytes() == b"new"
    assert (project / "fresh.txt").read_bytes() == b"x"
    assert not (project / "handlers/hello.py").exists()


def test_a_file_edited_meanwhile_stops_all(project: Path) -> None:
    with pytest.raises(HipgenError, match=r"handlers/hello\.py was changed") as stopped:
        replace_files(
            project,
            {"addon.yaml": b"new", "handlers/hello.py": None},
            {"addon.yaml": b"addon.yaml", "handlers/hello.py": b"as it was"},
        )
    assert stopped.value.status == 3
    assert (project / "addon.yaml").read_bytes() == b"addon.yaml"
