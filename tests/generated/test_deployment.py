"""The files by which a project is deployed: image, services, and the workflow of its tests.

No container is started here. What the files say is read; the image's command is run by a real shell, among
stand-ins for the servers.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.generated.matrix import ROOT, SPECS, Case, Example, Framework, frameworks
from tests.generated.project import Project, generate, hipgen

pytestmark = pytest.mark.generated

DESK = Example("incident-desk", ROOT / "examples" / "incident-desk" / "addon.yaml")
HOSTILE = Example("everything", SPECS / "everything.yaml")
FILES = ("Dockerfile", ".dockerignore", "compose.yaml", ".github/workflows/test.yaml")
PORT = "8123"

SMALL = """\
hipgen: 1
key: com.example.small
name: Small
description: Shows a page.
base_url: https://small.example.com
pages:
  - {key: about, name: About}
"""
"""An add-on for which nothing waits."""


@pytest.fixture(params=frameworks(), ids=lambda framework: framework.name)
def framework(request: pytest.FixtureRequest) -> Framework:
    found: Framework = request.param
    return found


@pytest.fixture
def folder(framework: Framework, shelf: Path) -> Path:
    """The project of an example, as it was generated."""
    return generate(Case(framework, DESK), shelf)


@pytest.fixture
def small(framework: Framework, tmp_path: Path) -> Path:
    """A small project of one's own."""
    place = tmp_path / "small"
    place.mkdir()
    (place / "addon.yaml").write_text(SMALL, "utf-8")
    done = hipgen("generate", "--framework", framework.name, cwd=place)
    assert done.returncode == 0, done.stderr
    return place


def read(folder: Path, name: str) -> Any:
    return yaml.safe_load((folder / name).read_text("utf-8"))


def instructions(folder: Path, name: str) -> list[str]:
    """What stands behind a word of the Dockerfile, as often as it is there."""
    text = (folder / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return [line.removeprefix(name).strip() for line in text.splitlines() if line.startswith(f"{name} ")]


def variables(folder: Path) -> set[str]:
    """The variables that .env.example names."""
    return set(re.findall(r"^(\w+)=", (folder / ".env.example").read_text("utf-8"), re.MULTILINE))


def kept_out(folder: Path, path: str) -> bool:
    """Whether .dockerignore keeps a path out of the image; its patterns begin at the root."""
    parts = Path(path).parts
    starts = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    for pattern in (folder / ".dockerignore").read_text("utf-8").split():
        anywhere = pattern.removeprefix("**/")
        if any(fnmatchcase(part, anywhere) for part in (parts if anywhere != pattern else starts)):
            return True
    return False


def test_the_services_are_the_addon_and_what_it_needs(folder: Path) -> None:
    compose = read(folder, "compose.yaml")
    services = compose["services"]
    workers = {"worker"} if (folder / "_generated" / "worker.py").exists() else set()
    assert set(services) == {"addon", "database", "redis", *workers}
    assert set(services["addon"]["depends_on"]) == {"database", "redis"}
    for name, wanted in services["addon"]["depends_on"].items():
        assert wanted == {"condition": "service_healthy"}
        assert services[name]["healthcheck"]["test"][0] == "CMD"
        assert "ports" not in services[name]
        volumes = [volume.partition(":")[0] for volume in services[name]["volumes"]]
        assert volumes
        assert set(volumes) <= set(compose["volumes"])


def test_an_addon_for_which_nothing_waits_has_no_queue(small: Path) -> None:
    assert set(read(small, "compose.yaml")["services"]) == {"addon", "database"}
    assert "REDIS_URL" not in variables(small)
    assert "Redis" not in (small / "README.md").read_text("utf-8")


def test_only_a_proxy_on_the_same_machine_reaches_the_addon(folder: Path) -> None:
    (port,) = read(folder, "compose.yaml")["services"]["addon"]["ports"]
    (inside,) = {value for each in instructions(folder, "EXPOSE") for value in each.split()}
    assert port == f"127.0.0.1:${{PORT:-8000}}:{inside}"
    assert read(folder, "compose.yaml")["services"]["addon"]["environment"]["PORT"] == inside


def test_the_addon_gets_all_variables_and_the_file_has_no_secret(folder: Path) -> None:
    addon = read(folder, "compose.yaml")["services"]["addon"]
    text = (folder / "compose.yaml").read_text("utf-8")
    assert addon["env_file"] == ".env"
    assert set(addon["environment"]) <= variables(folder)
    assert set(re.findall(r"\$\{(\w+)", text)) <= variables(folder)
    assert set(re.findall(r"(?<!_)PASSWORD[:=]\s*(\S+)", text)) <= {"${POSTGRES_PASSWORD:?is"}
    assert "addon:${POSTGRES_PASSWORD:?is not set in .env}@" in addon["environment"]["DATABASE_URL"]


def test_the_variables_of_the_readme_are_those_of_the_example(folder: Path) -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (folder / "README.md").read_text("utf-8"), re.MULTILINE))
    assert told == variables(folder) - {"POSTGRES_PASSWORD"}


def test_the_image_has_what_it_copies_and_runs_as_nobody_special(folder: Path) -> None:
    copied = [words.split()[:-1] for words in instructions(folder, "COPY")]
    for source in [source for sources in copied for source in sources if not source.endswith("*")]:
        assert (folder / source).exists()
        assert source == "." or not kept_out(folder, source)
    # What is installed is a layer before the project's own files.
    dockerfile = (folder / "Dockerfile").read_text("utf-8")
    assert dockerfile.index(" install ") < dockerfile.index("COPY . .")
    (user,) = instructions(folder, "USER")
    assert int(user) > 0


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.production",
        ".git/config",
        ".hipgen/lock.json",
        "addon.db",
        "addon.db-wal",
        "data/addon.db",
    ],
)
def test_the_image_has_nothing_that_is_secret_or_only_here(folder: Path, path: str) -> None:
    assert kept_out(folder, path)


def test_the_image_has_all_of_the_project(folder: Path) -> None:
    lock = json.loads((folder / ".hipgen" / "lock.json").read_text("utf-8"))  # who ran it leaves more there
    out = {path for path in lock["files"] if kept_out(folder, path)}
    assert {path for path in out if not path.startswith((".hipgen/", ".github/"))} == {
        ".dockerignore",
        ".env.example",
        "Dockerfile",
        "compose.yaml",
    }


def test_the_image_starts_what_the_procfile_says_in_the_place_of_the_shell(
    folder: Path, tmp_path: Path
) -> None:
    line = (folder / "Procfile").read_text("utf-8").partition("web: ")[2].splitlines()[0]
    words = shlex.split(line.replace("${PORT:-8000}", PORT))
    server = tmp_path / words[0]
    told = tmp_path / "told"
    server.write_text(
        '#!/bin/sh\n{ echo $$; printf "%s\\n" "$0" "$@"; } >told.new && mv told.new told; exec sleep 60\n'
    )
    server.chmod(0o755)
    shutil.copy(folder / "Procfile", tmp_path)
    (command,) = instructions(folder, "CMD")
    around = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PORT": PORT}
    with subprocess.Popen(json.loads(command), cwd=tmp_path, env=around, start_new_session=True) as process:
        try:
            until = time.monotonic() + 10
            while not told.exists() and time.monotonic() < until:
                time.sleep(0.01)
            assert told.read_text().splitlines() == [str(process.pid), str(server), *words[1:]]
            process.terminate()
            assert process.wait(10) == -signal.SIGTERM
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_the_health_of_the_image_is_asked_by_what_is_in_it(folder: Path) -> None:
    (check,) = instructions(folder, "HEALTHCHECK")
    asked = json.loads(check.partition("CMD ")[2])
    (image,) = instructions(folder, "FROM")
    assert image.startswith(f"{asked[0]}:")
    assert "/healthz" in asked[-1]


def test_the_workflow_runs_the_projects_own_checks(folder: Path, framework: Framework) -> None:
    (job,) = read(folder, ".github/workflows/test.yaml")["jobs"].values()
    told = [step["run"] for step in job["steps"] if "run" in step]
    checks = Project(Case(framework, DESK), folder, {}).commands
    assert {checks[purpose] for purpose in ("test", "lint", "types")} <= set(told)


@pytest.mark.parametrize("name", FILES)
def test_no_text_of_the_spec_gets_into_it(framework: Framework, shelf: Path, name: str) -> None:
    plain, hostile = (generate(Case(framework, example), shelf) for example in (DESK, HOSTILE))
    assert (hostile / name).read_bytes() == (plain / name).read_bytes()


def test_what_a_person_wrote_into_them_stays(small: Path) -> None:
    edits = (
        ("compose.yaml", "postgres:17", "postgres:16"),
        ("compose.yaml", "volumes:\n  database: {}", "volumes:\n  database: {}\n  mine: {}"),
        ("Dockerfile", "WORKDIR /app", "WORKDIR /app\nRUN echo mine"),
        (".dockerignore", ".git\n", ".git\nmine\n"),
        (".github/workflows/test.yaml", "  pull_request:", "  pull_request:\n  workflow_dispatch:"),
        (".env.example", "ADDON_KEY_SUFFIX=", "ADDON_KEY_SUFFIX=-mine"),
    )
    for name, old, new in edits:
        text = (small / name).read_text("utf-8")
        assert old in text
        (small / name).write_text(text.replace(old, new), "utf-8")
    with (small / "addon.yaml").open("a", encoding="utf-8") as spec:
        spec.write("webhooks:\n  - {key: hello, command: /hello}\n")
    done = hipgen("generate", cwd=small)
    assert done.returncode == 0, done.stdout + done.stderr
    for name, _, new in edits[2:]:
        assert new in (small / name).read_text("utf-8")
    compose = read(small, "compose.yaml")
    assert {"addon", "database", "redis"} <= set(compose["services"])
    assert compose["services"]["database"]["image"] == "postgres:16"
    assert set(compose["volumes"]) == {"database", "mine", "redis"}
    assert "REDIS_URL" in variables(small)
