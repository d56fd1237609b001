"""Modules made of shipped files once: kept where Python keeps its bytecode, made anew when need be."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from hipgen import prepared
from hipgen.prepared import Prepared


class Maker:
    """Counts how often a module's source was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        return f"NUMBER = {self.asked}\n"


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Maker:
    """A maker whose module is made of the files in `shipped`, and kept in `bytecode`."""
    (tmp_path / "shipped" / "inner").mkdir(parents=True)
    (tmp_path / "shipped" / "inner" / "one.json").write_text("1")
    monkeypatch.setattr(prepared, "folder", lambda kind: tmp_path / kind)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Maker()


def number(maker: Maker, folder: str = "shipped", libraries: tuple[str, ...] = ()) -> int:
    """What the module defines in a process that has just begun."""
    prepared._names.cache_clear()
    found: int = Prepared("sample", maker, folder, ("names",), libraries).names()["NUMBER"]
    return found


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "bytecode").rglob("*") if path.is_file()]


def test_a_module_is_made_once_and_kept(maker: Maker, tmp_path: Path) -> None:
    assert [number(maker), number(maker)] == [1, 1]
    (file,) = kept(tmp_path)
    assert file.name == f"prepared-sample.{sys.implementation.cache_tag}.pyc"


def test_it_is_kept_where_python_keeps_the_packages_own_bytecode(maker: Maker, tmp_path: Path) -> None:
    number(maker)
    (file,) = kept(tmp_path)
    assert file.parent == Path(importlib.util.cache_from_source(prepared.__file__)).parent


@pytest.mark.parametrize("change", ["edited", "added", "removed", "touched"])
def test_it_is_made_anew_when_a_file_changes(maker: Maker, tmp_path: Path, change: str) -> None:
    file = tmp_path / "shipped" / "inner" / "one.json"
    number(maker)
    match change:
        case "edited":
            file.write_text("22")
        case "added":
            file.with_name("two.json").write_text("2")
        case "removed":
            file.unlink()
        case "touched":
            os.utime(file, ns=(1, 1))
    assert [number(maker), number(maker)] == [2, 2]


def test_a_change_beside_its_folder_is_no_matter(maker: Maker, tmp_path: Path) -> None:
    (tmp_path / "shipped" / "two").mkdir()
    number(maker, "shipped/inner")
    (tmp_path / "shipped" / "two" / "two.json").write_text("2")
    assert number(maker, "shipped/inner") == 1


def test_it_is_made_anew_for_another_version_of_a_library(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "sample_library.py"
    monkeypatch.syspath_prepend(tmp_path)
    for version in (1, 2):
        library.write_text(f"VERSION = {version}\n")
        importlib.invalidate_caches()
        prepared._mark.cache_clear()
        assert number(maker, libraries=("sample_library",)) == version
    monkeypatch.delitem(sys.modules, "sample_library")
    prepared._mark.cache_clear()


@pytest.mark.parametrize("data", [b"", b"not bytecode", importlib.util.MAGIC_NUMBER + b"\xff\x00cut"])
def test_a_broken_file_is_made_anew(maker: Maker, tmp_path: Path, data: bytes) -> None:
    number(maker)
    (file,) = kept(tmp_path)
    file.write_bytes(data)
    assert [number(maker), number(maker)] == [2, 2]


def test_a_file_of_another_python_is_not_run(maker: Maker, tmp_path: Path) -> None:
    number(maker)
    (file,) = kept(tmp_path)
    file.write_bytes(b"\0\0\r\n" + file.read_bytes()[4:])
    assert number(maker) == 2


def test_where_nothing_can_be_written_it_is_made_every_time(maker: Maker, tmp_path: Path) -> None:
    (tmp_path / "bytecode").write_text("no folder")
    assert [number(maker), number(maker)] == [1, 2]


def test_python_that_writes_no_bytecode_keeps_nothing(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [number(maker), number(maker)] == [1, 2]
    assert kept(tmp_path) == []


def test_two_at_once_keep_one_whole_file(maker: Maker, tmp_path: Path) -> None:
    """What another process of the same number has left half written stays out of the way, and is no error."""
    number(maker)
    (file,) = kept(tmp_path)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_bytes(b"half")
    (tmp_path / "shipped" / "new.json").write_text("2")
    assert number(maker) == 2
    assert not draft.exists()
    assert [number(maker), number(maker)] == [3, 3]
