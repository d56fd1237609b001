"""The wheel and the sdist: built, compared, installed in a fresh environment, used from an empty folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    _build(folder)
    return folder


def _build(folder: Path, *options: str) -> None:
    command = [sys.executable, "-m", "build", *options, "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)


def _wheel(folder: Path) -> Path:
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_from_the_sdist_has_what_the_wheel_from_the_tree_has(built: Path, tmp_path: Path) -> None:
    _build(tmp_path, "--wheel")
    names = [sorted(zipfile.ZipFile(_wheel(folder)).namelist()) for folder in (built, tmp_path)]
    assert names[0] == names[1]


def test_the_wheel_has_schemas_templates_and_examples(built: Path) -> None:
    names = zipfile.ZipFile(_wheel(built)).namelist()
    shipped = {
        "_schemas/addon.schema.json",
        "_templates/flask/cookiecutter.json",
        "_examples/minimal/addon.yaml",
        *(f"_prepared/{name}.py" for name in ("language", "spec_shape", "templates_python")),
    }
    assert {f"hipgen/{part}" for part in shipped} <= set(names)
    assert "hipgen/building.py" not in names
    assert not [name for name in names if "__pycache__" in name]


def test_the_sdist_has_the_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert any(name.endswith("/tests/run") for name in names)
    assert any(name.endswith("/schemas/addon.schema.json") for name in names)


@pytest.mark.parametrize("framework", ["flask", "express"])
def test_an_installed_hipgen_makes_a_project(built: Path, tmp_path: Path, framework: str) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    run = [str(environment / "bin" / "python"), "-m"]
    subprocess.run([*run, "pip", "install", "-q", str(_wheel(built))], check=True, capture_output=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    made = subprocess.run(
        [*run, "hipgen", "init", "made", "--example", "incident-desk", "--framework", framework],
        cwd=empty, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert (empty / "made" / "_generated" / "descriptor.json").is_file()
    check = [*run, "hipgen", "generate", "made/addon.yaml", "--check"]
    assert subprocess.run(check, cwd=empty, capture_output=True, check=False).returncode == 0
    made_again = [path.name for path in environment.rglob("prepared-*")]
    assert made_again == [], "the wheel's own modules are not used"
