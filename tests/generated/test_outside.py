"""A framework that didn't come with hipgen passes what the shipped ones pass; nothing in hipgen knows it.

Its template is a folder in these tests: plain WSGI, without any framework.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated import environment
from tests.generated.matrix import ROOT, Case, examples, frameworks
from tests.generated.project import generate, hipgen

pytestmark = [pytest.mark.generated, pytest.mark.xdist_group("outside")]

TEMPLATE = ROOT / "tests" / "outside" / "plain"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Incident Desk in a folder of its own, written for the framework from outside."""
    folder = tmp_path_factory.mktemp("outside") / "project"
    folder.mkdir()
    shutil.copy(ROOT / "examples" / "incident-desk" / "addon.yaml", folder)
    done = hipgen("generate", "--template", str(TEMPLATE), cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def variables(folder: Path, shelf: Path) -> dict[str, str]:
    alike = (generate(Case(framework, examples()[0]), shelf) for framework in frameworks())
    return {**os.environ, **environment.prepare(folder, alike), "ALERT_SECRET": "a secret of the tests"}


@pytest.mark.parametrize("command", ["pytest -q", "ruff check .", "ruff format --check .", "mypy"])
def test_its_own_commands_pass(folder: Path, variables: dict[str, str], command: str) -> None:
    done = subprocess.run(
        command.split(), cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_conformance_suite_finds_nothing_wrong(folder: Path, variables: dict[str, str]) -> None:
    command = [sys.executable, "-m", "hipgen", "verify", str(folder), "--strict"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
