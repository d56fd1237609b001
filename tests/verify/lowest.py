"""Every framework's project with the lowest versions that its manifest allows: its own tests, types, linter.

Run it by hand: `python -m tests.verify.lowest [--only FRAMEWORK …]`. It makes a project of each framework,
gives it an environment of its own with the lowest version of each dependency, and prints a Markdown table;
it ends with 1 where a command failed. The newest versions are what the tests have (`tests/generated`).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tests.generated import environment
from tests.generated.matrix import Case, examples, frameworks
from tests.generated.project import Project, generate

SECTIONS = ("dependencies", "optionalDependencies", "devDependencies")
EXTRAS = "dev,postgres"
COMMANDS = ("test", "types", "lint")


def main() -> None:
    """Try all that is asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [framework.name for framework in frameworks()]
    parser.add_argument("--only", nargs="*", default=names, choices=names, metavar="FRAMEWORK")
    asked = parser.parse_args()
    print(f"| framework | lowest versions | {' | '.join(COMMANDS)} |\n|---|---|{'---|' * len(COMMANDS)}")
    failures = []
    with tempfile.TemporaryDirectory() as shelf:
        for framework in frameworks():
            if framework.name in asked.only:
                case = Case(framework, examples()[0])
                failures += tried(Project(case, generate(case, Path(shelf)), {}))
    for said in failures:
        print(f"\n{said}")
    sys.exit(1 if failures else 0)


def tried(project: Project) -> list[str]:
    """Install the lowest versions, run the commands, and print a row; what the failing ones said."""
    (lowest,) = (make for name, make in LOWEST.items() if (project.folder / name).is_file())
    versions, variables = lowest(project.folder)
    ready = replace(project, variables=variables)
    done = {name: ready.run(project.commands[name]) for name in COMMANDS}
    ends = ("passed" if run.returncode == 0 else "**failed**" for run in done.values())
    print(f"| {project.case.framework.name} | {versions} | {' | '.join(ends)} |", flush=True)
    return [f"{project.case}: {name}\n{run.stdout}" for name, run in done.items() if run.returncode]


def python(folder: Path) -> tuple[str, dict[str, str]]:
    """An environment with the lowest versions of pyproject.toml; them, and the variables that lead there."""
    manifest = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    optional = manifest.get("optional-dependencies", {})
    wanted = [Requirement(text) for texts in (manifest["dependencies"], *optional.values()) for text in texts]
    lowest = {each.name: _least(each) for each in wanted}
    bounds, place = folder / "lowest.txt", folder / ".venv"
    bounds.write_text("".join(f"{name}=={version}\n" for name, version in lowest.items()), "utf-8")
    environment.run([sys.executable, "-m", "venv", str(place)], folder)
    pip = [str(place / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    environment.run([*pip, "-c", str(bounds), "-e", f".[{EXTRAS}]"], folder)
    bounds.unlink()
    path = f"{place / 'bin'}:{Path(shutil.which('sh') or '/bin/sh').parent}:/usr/bin:/bin"
    return _listed(lowest), {"PATH": path, "VIRTUAL_ENV": str(place)}


def _least(requirement: Requirement) -> str:
    return next(bound.version for bound in requirement.specifier if bound.operator == ">=")


def node(folder: Path) -> tuple[str, dict[str, str]]:
    """The modules of package.json in their lowest versions; them, and no variables."""
    file = folder / "package.json"
    text = file.read_text("utf-8")
    manifest: dict[str, Any] = json.loads(text)
    lowest = {name: bound.lstrip("^") for part in SECTIONS for name, bound in manifest.get(part, {}).items()}
    exact = {part: {name: lowest[name] for name in manifest[part]} for part in SECTIONS if part in manifest}
    file.write_text(json.dumps({**manifest, **exact}), "utf-8")
    try:
        environment.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], folder)
    finally:
        file.write_text(text, "utf-8")
    return _listed(lowest), {}


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(versions.items(), key=_by_name))


def _by_name(pair: tuple[str, str]) -> str:
    return re.sub(r"\W", "", pair[0]).lower()


LOWEST: dict[str, Callable[[Path], tuple[str, dict[str, str]]]] = {
    "pyproject.toml": python,
    "package.json": node,
}

if __name__ == "__main__":
    main()
