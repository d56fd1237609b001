"""In people's places: pre-commit hooks, the GitHub Action and the GitLab template, run as those run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.specs import framed

ROOT = Path(__file__).resolve().parents[1]
ACTION = ROOT / ".github" / "actions" / "hipgen" / "action.yml"
TEMPLATE = ROOT / ".ci" / "hipgen.gitlab-ci.yml"
GOOD = framed("framework: flask\nwebhooks:\n  - {key: hello, command: /hello, help: Say hello}\n")
BAD = GOOD.replace("command:", "comand:")
BIN = Path(sys.executable).parent
Done = subprocess.CompletedProcess[str]

pytestmark = pytest.mark.slow


def done(command: list[str], folder: Path, variables: Mapping[str, str] | None = None) -> Done:
    """Run a command to its end, whatever that is."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **(variables or {})}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def committed(folder: Path) -> Path:
    """Make a folder a repository in which all is committed."""
    name = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], [*name, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder


SCHEMAS = {
    "vendor.github-actions": (ACTION, []),
    "vendor.gitlab-ci": (TEMPLATE, ["--data-transform", "gitlab-ci"]),
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_files_fit_the_schemas_of_those_who_read_them(schema: str) -> None:
    file, options = SCHEMAS[schema]
    result = done(["check-jsonschema", "--builtin-schema", schema, *options, str(file)], ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def action() -> Any:
    return yaml.safe_load(ACTION.read_text("utf-8"))


def test_the_action_takes_no_input_for_code_and_uses_no_other_action() -> None:
    steps = action()["runs"]["steps"]
    assert [step for step in steps if "uses" in step or "${{" in step["run"]] == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that is up to date with its spec, all of it committed."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "addon.yaml").write_text(GOOD, "utf-8")
    assert done(["hipgen", "generate"], folder).returncode == 0
    return committed(folder)


def step(name: str, folder: Path, **inputs: str) -> Done:
    """Run a step of the action as GitHub's runner does, with hipgen where the first step would put it."""
    described = action()
    given = {word: each["default"] for word, each in described["inputs"].items()}
    given |= {word.replace("_", "-"): value for word, value in inputs.items()}
    found = next(each for each in described["runs"]["steps"] if each["name"] == name)
    read = {
        variable: given[said.removeprefix("${{ inputs.").removesuffix(" }}")]
        for variable, said in found["env"].items()
    }
    home = folder.parent / "runner"
    (home / "hipgen").mkdir(parents=True, exist_ok=True)
    if not (home / "hipgen" / "bin").exists():
        (home / "hipgen" / "bin").symlink_to(BIN, target_is_directory=True)
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    return done(shell, folder, {"RUNNER_TEMP": str(home), "GITHUB_STEP_SUMMARY": str(home / "sum"), **read})


def test_the_action_annotates_what_is_wrong(project: Path) -> None:
    assert step("Validate", project).returncode == 0
    (project / "addon.yaml").write_text(BAD, "utf-8")
    result = step("Validate", project)
    assert result.returncode == 1
    assert result.stdout.startswith("::error file=addon.yaml,line=8,")
    (project / "addon.yaml").write_text(GOOD.replace("/hello", "/hi"), "utf-8")
    assert step("Validate", project, marketplace="true").returncode == 1
    (project / "two words.yaml").write_text(BAD, "utf-8")
    assert step("Validate", project, files="$(touch bad)").returncode == 2
    assert not (project / "bad").exists()


def test_the_action_fails_when_generating_was_forgotten(project: Path) -> None:
    assert step("Up to date", project).returncode == 0
    (project / "addon.yaml").write_text(GOOD.replace("Say hello", "Say hi"), "utf-8")
    assert step("Up to date", project).returncode == 4


def test_the_action_tells_what_breaks(project: Path) -> None:
    assert step("What changed", project, breaking_since="HEAD").returncode == 0
    (project / "addon.yaml").write_text(GOOD.replace("hello", "hullo"), "utf-8")
    result = step("What changed", project, breaking_since="HEAD")
    assert result.returncode == 1
    assert "hello" in (project.parent / "runner" / "sum").read_text("utf-8")


def test_the_template_reports_what_is_wrong(project: Path) -> None:
    script = yaml.safe_load(TEMPLATE.read_text("utf-8"))
    lines = [line for line in script["hipgen"]["script"] if "pip install" not in line]
    shell = ["bash", "-eo", "pipefail", "-c", "\n".join(lines)]
    assert done(shell, project, script["variables"]).returncode == 0
    (project / "addon.yaml").write_text(BAD, "utf-8")
    assert done(shell, project, script["variables"]).returncode == 1
    (found,) = json.loads((project / "gl-code-quality-report.json").read_text("utf-8"))
    assert found["location"]["path"] == "addon.yaml"


@pytest.mark.packaging
@pytest.mark.xdist_group("packaging")
def test_the_hooks_stop_a_commit(project: Path, tmp_path: Path) -> None:
    """pre-commit installs hipgen from a repository, as it does for everybody."""
    hipgen = tmp_path / "hipgen"
    kept = [
        "hipgen",
        "schemas",
        "templates",
        "examples",
        "pyproject.toml",
        "README.md",
        ".pre-commit-hooks.yaml",
    ]
    hipgen.mkdir()
    for name in kept:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, hipgen / name)
    committed(hipgen)
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    (project / "addon.yaml").write_text(BAD, "utf-8")
    command = ["pre-commit", "try-repo", str(hipgen), "--files", "addon.yaml"]
    result = done(command, project, home)
    assert result.returncode == 1
    assert "addon.yaml:8:" in result.stdout
    assert result.stdout.count("Failed") == 2
    (project / "addon.yaml").write_text(GOOD, "utf-8")
    result = done(command, project, home)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("Passed") == 2
