"""Let go by hipgen, a project is what it was: it starts, and the tools of its own ecosystem find nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.generated.matrix import cases
from tests.generated.project import Project, hipgen, serving

pytestmark = pytest.mark.generated

every_framework = pytest.mark.parametrize(
    "project", cases(lambda example: example.name == "incident-desk"), indirect=True
)


@every_framework
def test_an_ejected_project_goes_on(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / project.folder.name
    shutil.copytree(project.folder, folder, symlinks=True)
    ejected = replace(project, folder=folder)
    done = hipgen("eject", "--yes", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (folder / ".hipgen").exists()
    for purpose in ("test", "lint", "types"):
        ran = ejected.run(ejected.commands[purpose])
        assert ran.returncode == 0, f"{purpose}\n{ran.stdout}"
    with serving(ejected, tmp_path) as running:
        assert running.log.is_file()
