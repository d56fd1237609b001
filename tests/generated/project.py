"""Make a project with hipgen's own command, start it as its Procfile says, stop it again.

What the project then answers is for the tests; that it starts at all is seen to here.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.generated import environment, wire
from tests.generated.matrix import ROOT, Case, Example, examples, frameworks

START = 60.0
SERVING = 3


@dataclass(frozen=True, slots=True)
class Project:
    """A generated project on disk, with the environment to run its commands in."""

    case: Case
    folder: Path
    variables: dict[str, str]

    @property
    def commands(self) -> dict[str, str]:
        """The project's own commands: the template's word for them, else what its language is used to."""
        (usual,) = (usual for name, usual in environment.COMMANDS.items() if (self.folder / name).is_file())
        return usual | self.case.framework.commands

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run one of the project's own commands as its owner would, by a shell in its folder."""
        return subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=_clean(self.variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


@dataclass(frozen=True, slots=True)
class RunningAddon:
    """A project that serves."""

    project: Project
    url: str
    log: Path
    pid: int

    @property
    def case(self) -> Case:
        return self.project.case

    @property
    def example(self) -> Example:
        return self.project.case.example

    def compiled(self) -> Any:
        """The descriptor as the command prints it for this address."""
        return json.loads(_compiled(self.project.folder / "addon.yaml", self.url))

    @property
    def descriptor_url(self) -> str:
        return str(self.compiled()["links"]["self"])


@cache
def _compiled(spec: Path, url: str) -> str:
    done = hipgen("compile", str(spec), "--base-url", url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def hipgen(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hipgen", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def generate(case: Case, shelf: Path) -> Path:
    """Make the project of a case, once for all who share the shelf."""

    def make(place: Path) -> None:
        folder = place / "project"
        example, framework = case.example, ("--framework", case.framework.name)
        if example.shipped:
            done = hipgen("init", str(folder), "--example", example.name, *framework)
        else:
            done = hipgen("generate", str(example.file), "--out", str(folder), *framework)
        assert done.returncode == 0, f"{case}:\n{done.stdout}{done.stderr}"

    return environment.once(shelf / str(case), make) / "project"


def make(case: Case, shelf: Path) -> Project:
    """A project with its dependencies; of every framework one project has a say in the shared environment."""
    folder = generate(case, shelf)
    alike = (generate(Case(framework, examples()[0]), shelf) for framework in frameworks())
    return Project(case, folder, environment.prepare(folder, alike))


@contextmanager
def serving(project: Project, place: Path, **variables: str) -> Iterator[RunningAddon]:
    """Start a project on a free port; once it answers /healthz it is yours until you leave."""
    log = place / "server.log"
    for _ in range(SERVING):
        url = f"http://127.0.0.1:{_free_port()}"
        with log.open("wb") as sink:
            process = _start(project, url, sink, place / "addon.db", variables)
        try:
            if _healthy(process, url):
                yield RunningAddon(project, url, log, process.pid)
                return
        finally:
            _stop(process)
    raise AssertionError(f"{project.case} doesn't start:\n{log.read_text('utf-8', 'replace')}")


def _start(
    project: Project, url: str, sink: Any, database: Path, variables: dict[str, str]
) -> subprocess.Popen[bytes]:
    told = {
        **project.variables,
        **project.case.example.secrets,
        "PORT": url.rpartition(":")[2],
        "ADDON_BASE_URL": url,
        "ADDON_ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{database}",
        **variables,
    }
    return subprocess.Popen(
        ["sh", "-c", f"exec {_web_line(project.folder)}"],
        cwd=project.folder,
        env=_clean(told),
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _web_line(folder: Path) -> str:
    lines = (folder / "Procfile").read_text("utf-8").splitlines()
    return next(line.removeprefix("web:").strip() for line in lines if line.startswith("web:"))


def _clean(variables: dict[str, str]) -> dict[str, str]:
    """What a deployed process would see: of our own environment no more than the way to its programs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | variables


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(process: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            return wire.get(f"{url}/healthz").status == 200
        time.sleep(0.01)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server with everything it started; the group is its own (see `_start`)."""
    for kind, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, kind)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return
