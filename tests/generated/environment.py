"""Dependencies of generated projects, installed once and kept below `.cache/`, named by what they are.

By language, not by framework: a project with a pyproject.toml gets a virtual environment that serves all such
projects, one with a package.json a node_modules folder that does. Several test processes may ask at once.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.generated.matrix import ROOT

COMMANDS = {
    "pyproject.toml": {"test": "pytest", "lint": "ruff check .", "types": "mypy"},
    "package.json": {"test": "npm test", "lint": "npm run lint", "types": "npm run types"},
}
"""What a project of a language is checked with when its template doesn't say so itself."""

CACHE = ROOT / ".cache" / "generated"
PATIENCE = 900.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder as a lock; one left by a process that is gone is taken over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + PATIENCE
    owner = path / "pid"
    while True:
        try:
            path.mkdir()
        except FileExistsError:
            assert time.monotonic() < deadline, f"{path} is held for too long"
            if _abandoned(owner):
                shutil.rmtree(path, ignore_errors=True)
            time.sleep(0.05)
            continue
        break
    owner.write_text(str(os.getpid()), "ascii")
    try:
        yield
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _abandoned(owner: Path) -> bool:
    with suppress(OSError, ValueError):
        pid = int(owner.read_text("ascii"))
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
    return False


def once(place: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder unless it was made before; one that was left half made is made anew."""
    ready = place / ".ready"
    if not ready.is_file():
        with locked(place.with_name(f"{place.name}.lock")):
            if not ready.is_file():
                shutil.rmtree(place, ignore_errors=True)
                place.mkdir(parents=True)
                make(place)
                ready.touch()
    return place


def run(command: list[str], cwd: Path) -> None:
    """Run a command that must work; what it printed is told if it doesn't."""
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)} in {cwd}:\n{done.stdout}"


def prepare(project: Path, alike: Iterable[Path]) -> dict[str, str]:
    """Give a project its dependencies; answers the environment variables that lead to them.

    `alike` are other projects; those of the same language share the environment.
    """
    if (project / "pyproject.toml").is_file():
        return _python(project, alike)
    if (project / "package.json").is_file():
        return _node(project, alike)
    raise AssertionError(f"{project}: neither pyproject.toml nor package.json")


def _name(kind: str, wanted: Any) -> Path:
    text = json.dumps([wanted, sys.version, sys.platform], sort_keys=True)
    return CACHE / f"{kind}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:16]}"


def _python(project: Path, alike: Iterable[Path]) -> dict[str, str]:
    wanted = set(requirements(project))
    for other in alike:
        if (other / "pyproject.toml").is_file():
            wanted |= requirements(other)
    listed = sorted(wanted)

    def make(place: Path) -> None:
        run([sys.executable, "-m", "venv", str(place)], place)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--disable-pip-version-check", *listed], place)

    place = once(_name("python", listed), make)
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "VIRTUAL_ENV": str(place)}


def requirements(project: Path) -> set[str]:
    """Everything that a pyproject.toml asks for, to run and to develop, but the project itself."""
    said = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    meta = said.get("project", {})
    groups = [
        meta.get("dependencies", []),
        *meta.get("optional-dependencies", {}).values(),
        *said.get("dependency-groups", {}).values(),
    ]
    listed = [one for group in groups for one in group if isinstance(one, str)]
    return {one for one in listed if re.match(r"[\w.-]+", one, re.A) and not _same(one, meta.get("name", ""))}


def _same(requirement: str, name: str) -> bool:
    found = re.match(r"[\w.-]+", requirement, re.A)
    return found is not None and found.group().lower() == name.lower()


def _node(project: Path, alike: Iterable[Path]) -> dict[str, str]:
    asked = ("dependencies", "devDependencies", "optionalDependencies", "overrides", "engines")
    wanted: dict[str, dict[str, str]] = {}
    for each in (*alike, project):
        if (each / "package.json").is_file():
            said = json.loads((each / "package.json").read_text("utf-8"))
            for part in asked:
                wanted.setdefault(part, {}).update(said.get(part, {}))

    def make(place: Path) -> None:
        (place / "package.json").write_text(json.dumps({"private": True, **wanted}), "utf-8")
        run(["npm", "install", "--no-audit", "--no-fund", "--no-update-notifier"], place)

    place = once(_name("node", wanted), make)
    link = project / "node_modules"
    with suppress(FileExistsError):
        link.symlink_to(place / "node_modules", target_is_directory=True)
    return {"PATH": os.environ["PATH"]}
