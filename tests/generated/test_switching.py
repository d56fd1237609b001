"""A living project changes its framework for another of its language, and back: nothing gets lost."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.generated.environment import prepare
from tests.generated.matrix import ROOT, Case, Example, Framework, frameworks
from tests.generated.project import Project, generate, hipgen, serving

pytestmark = [pytest.mark.generated, pytest.mark.slow]

DESK = Example("incident-desk", ROOT / "examples" / "incident-desk" / "addon.yaml")
MINE = "zipp"
MARKS = {
    ".py": '\n\ndef mine() -> str:\n    return "mine"\n',
    ".js": "\n// Mine.\n",
    ".html": "<!-- Mine. -->\n",
    ".md": "\nMine.\n",
}


def _language(framework: Framework) -> str:
    return next(str(layer["language"]) for layer in framework.layers if "language" in layer)


def _pairs(file: str | None = None) -> list[Any]:
    """Every framework with the next of its language, so that each is left once and reached once.

    Only those that have a file of their own to merge, if one is named.
    """
    chosen = [one for one in frameworks() if file is None or file in one.layers[0]["ownership"]["merged"]]
    found = []
    for language in sorted({_language(one) for one in chosen}):
        alike = [one for one in chosen if _language(one) == language]
        found += [pair for pair in zip(alike, (*alike[1:], alike[0]), strict=True) if pair[0] != pair[1]]
    return [pytest.param((one, other), id=f"{one.name}-{other.name}") for one, other in found]


@pytest.fixture
def living(request: pytest.FixtureRequest, shelf: Path, tmp_path: Path) -> tuple[Project, Framework]:
    """A project that a person has worked on, and the framework it is to have next."""
    one, other = request.param
    folder = tmp_path / "project"
    assert hipgen("init", str(folder), "--example", DESK.name, "--framework", one.name).returncode == 0
    alike = [generate(Case(framework, DESK), shelf) for framework in frameworks()]
    variables = prepare(folder, alike)
    _work_on(folder, _application(one))
    return Project(Case(one, DESK), folder, variables), other


def _work_on(folder: Path, application: str) -> None:
    """What a person does: a handler, a view, the README, a dependency and the application's own file."""
    (handler,) = folder.glob("handlers/newcomer.*")
    for file in (handler, folder / "views/incidents.html", folder / "README.md", folder / application):
        file.write_bytes(file.read_bytes() + MARKS[file.suffix].encode())
    manifest = folder / "pyproject.toml"
    if manifest.is_file():
        text = manifest.read_text("utf-8").replace(
            "dependencies = [\n", f'dependencies = [\n    "{MINE}",\n', 1
        )
        manifest.write_text(text, "utf-8")
    else:
        manifest = folder / "package.json"
        said = json.loads(manifest.read_text("utf-8"))
        said["dependencies"][MINE] = "*"
        manifest.write_text(json.dumps(said, indent=2) + "\n", "utf-8")
    assert MINE in _dependencies(folder)


def _persons(folder: Path) -> dict[str, bytes]:
    """The bytes of handlers, views, tests and README."""
    files = [
        *folder.glob("handlers/*.*"),
        *folder.glob("views/*"),
        *folder.glob("tests/*.*"),
        folder / "README.md",
    ]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files if file.is_file()}


def _dependencies(folder: Path) -> set[str]:
    manifest = folder / "pyproject.toml"
    if manifest.is_file():
        return set(tomllib.loads(manifest.read_text("utf-8"))["project"]["dependencies"])
    return set(json.loads((folder / "package.json").read_text("utf-8"))["dependencies"])


def _application(framework: Framework) -> str:
    """The first seeded file that is the framework's alone."""
    return str(framework.layers[0]["ownership"]["seeded"][0])


def _aside(framework: Framework, other: Framework) -> str:
    """Where that file is once the project is another framework's: aside if that has one of its own there."""
    stem, dot, suffix = _application(framework).rpartition(".")
    taken = _application(framework) in other.layers[0]["ownership"]["seeded"]
    return f"{stem}.{framework.name}{dot}{suffix}" if taken else _application(framework)


def _passes(project: Project) -> None:
    for purpose in ("test", "lint", "types"):
        done = project.run(project.commands[purpose])
        assert done.returncode == 0, f"{purpose}\n{done.stdout}"


def _switch(project: Project, framework: Framework) -> tuple[Project, str]:
    done = hipgen("generate", "--framework", framework.name, cwd=project.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    again = hipgen("generate", "--check", cwd=project.folder)
    assert again.returncode == 0, again.stdout + again.stderr
    return replace(project, case=Case(framework, DESK)), done.stdout + done.stderr


@pytest.mark.parametrize("living", _pairs(), indirect=True)
def test_what_a_person_wrote_goes_along_and_comes_back(
    living: tuple[Project, Framework], tmp_path: Path
) -> None:
    project, other = living
    folder, one = project.folder, project.case.framework
    before, application, wanted = (
        _persons(folder),
        (folder / _application(project.case.framework)).read_bytes(),
        _dependencies(folder),
    )

    there, said = _switch(project, other)
    assert _persons(folder) == before
    left = folder / _aside(one, other)
    assert left.read_bytes() == application
    assert left.name in said
    fresh = _fresh(other, tmp_path / "fresh")
    assert (folder / _application(other)).read_bytes() == (fresh / _application(other)).read_bytes()
    assert _dependencies(folder) == _dependencies(fresh) | {MINE}
    _passes(there)
    with serving(there, tmp_path) as running:
        assert running.log.is_file()

    back, _ = _switch(there, one)
    assert _persons(folder) == before
    assert (folder / _application(one)).read_bytes() == application
    assert _dependencies(folder) == wanted
    assert left == folder / _application(one) or not left.exists()
    _passes(back)


def _fresh(framework: Framework, folder: Path) -> Path:
    assert hipgen("init", str(folder), "--example", DESK.name, "--framework", framework.name).returncode == 0
    return folder


@pytest.mark.parametrize("living", _pairs(), indirect=True)
def test_what_was_set_aside_can_be_pruned(living: tuple[Project, Framework]) -> None:
    project, other = living
    _switch(project, other)
    left = project.folder / _aside(project.case.framework, other)
    assert left.is_file()
    done = hipgen("prune", "--yes", cwd=project.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not left.exists()
    assert hipgen("generate", "--check", cwd=project.folder).returncode == 0


@pytest.mark.parametrize("living", _pairs("Procfile"), indirect=True)
def test_what_both_changed_waits_for_a_decision(living: tuple[Project, Framework]) -> None:
    project, other = living
    procfile = project.folder / "Procfile"
    mine = procfile.read_text("utf-8").rstrip() + " --mine\n"
    procfile.write_text(mine, "utf-8")
    done = hipgen("generate", "--framework", other.name, cwd=project.folder)
    assert done.returncode == 3, done.stdout + done.stderr
    assert procfile.read_text("utf-8") == mine
    assert "Procfile" in done.stdout + done.stderr
    proposed = (project.folder / "Procfile.hipgen-new").read_text("utf-8")
    assert "--mine" in proposed
    taken = hipgen("generate", "--take", "theirs=Procfile", cwd=project.folder)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert "--mine" not in procfile.read_text("utf-8")
