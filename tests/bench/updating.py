"""Four generators, and a project of each that its own command keeps up to date.

Installs hipgen, copier, cruft and cookiecutter into an environment of their own, makes templates and projects
of the same files, and gives each the same answers and newer templates. Knows nothing of what is played.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".cache" / "regeneration"
TOOLS = ("copier==9.19.*", "cruft==2.16.*", "cookiecutter==2.7.*")
NAMES = ("copier", "cruft", "cookiecutter")
MINE = "MINE = 'a person wrote this'"
STUB = "return event.help"
DESCRIPTION = "Says what it is for."
WHO = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"]
ITEM = "  - {{key: {0}, command: /{1}, help: Say {1}}}\n"
SPEC = f"""\
hipgen: 1
key: com.example.sample
name: Sample
description: {DESCRIPTION}
base_url: https://addon.example.com
framework: flask
webhooks:
"""


def prepare() -> None:
    """Make the environment: hipgen from this tree, and the tools it is compared with."""
    if not (ENVIRONMENT / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, *TOOLS, str(ROOT)], check=True)
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)


def tool(name: str) -> str:
    """The path of a command in the environment."""
    return str(ENVIRONMENT / "bin" / name)


def git(folder: Path, *arguments: str) -> None:
    """Run git quietly."""
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, *, tag: str = "") -> None:
    """Commit all that is in a folder; with a tag for a version of a template."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", tag or "work")
    if tag:
        git(folder, "tag", tag)


@dataclass
class Ran:
    """What came of an update: the exit status and all that was printed."""

    status: int
    text: str


@dataclass
class Project:
    """A project of one tool's: where it is, how it is updated, and the answers or the spec behind it."""

    name: str
    home: Path
    answers: dict[str, str] = field(
        default_factory=lambda: {"key": "hello", "hello": "yes", "text": DESCRIPTION}
    )
    environment: dict[str, str] = field(default_factory=dict)
    more: int = 1
    """How many items the spec has besides the one that the scenarios are about."""
    before: dict[str, int] = field(default_factory=dict)
    """When the files were written, as the last update found them."""

    @property
    def root(self) -> Path:
        return self.home / "project"

    @property
    def template(self) -> Path:
        return self.home / "template"

    def run(self, *command: str) -> Ran:
        """Run a command of the tool's in the project."""
        done = subprocess.run(
            [tool(self.name), *command],
            cwd=self.root if self.root.exists() else self.home,
            env={**os.environ, "NO_COLOR": "1", **self.environment},
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Ran(done.returncode, done.stdout + done.stderr)

    def start(self, files: dict[str, str] | None = None) -> None:
        """Make the template, and the project out of it."""
        self.home.mkdir(parents=True)
        if self.name == "hipgen":
            self.root.mkdir()
            self.write_spec()
            self.must(self.run("generate"))
        else:
            self.write_template(TEMPLATE | (files or {}))
            commit(self.template, tag="v1")
            self.must(self.run(*self.first()))
        commit(self.root)

    def must(self, ran: Ran) -> None:
        if ran.status:
            sys.exit(f"{self.name} can't be prepared: {ran.text}")

    def write_spec(self) -> None:
        """The answers as a spec."""
        items = ITEM.format(self.answers["key"], "hello") if self.answers["hello"] == "yes" else ""
        more = "".join(ITEM.format(f"m{n}", f"m{n}") for n in range(self.more))
        text = SPEC.replace(DESCRIPTION, self.answers["text"]) + items + more
        (self.root / "addon.yaml").write_text(text, encoding="utf-8")

    def write_template(self, files: dict[str, str]) -> None:
        """A template in the tool's own form, of files in which `[[...]]` are answers."""
        shutil.rmtree(self.template / "files", ignore_errors=True)
        copier = self.name == "copier"
        top = self.template / ("files" if copier else "{{cookiecutter.slug}}")
        shutil.rmtree(top, ignore_errors=True)
        prefix = "" if copier else "cookiecutter."
        for path, text in files.items():
            target = top / _filled(path, prefix)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_filled(text, prefix), encoding="utf-8")
        if copier:
            questions = {name: {"type": "str", "default": value} for name, value in self.answers.items()}
            settings = {"_subdirectory": "files", "_templates_suffix": "", **questions}
            (self.template / "copier.yml").write_text(json.dumps(settings), encoding="utf-8")
            memory = top / "{{_copier_conf.answers_file}}"
            memory.write_text("{{ _copier_answers | to_nice_yaml }}", encoding="utf-8")
        else:
            answers = {"slug": "project", **self.answers}
            (self.template / "cookiecutter.json").write_text(json.dumps(answers), encoding="utf-8")

    def first(self) -> list[str]:
        """The arguments of the first run."""
        match self.name:
            case "copier":
                return ["copy", "--defaults", "--vcs-ref", "v1", str(self.template), str(self.root)]
            case "cruft":
                return ["create", str(self.template), "--no-input", "--output-dir", str(self.home)]
            case _:
                return [str(self.template), "--no-input", "-o", str(self.home)]

    def update(self) -> Ran:
        """The tool's way to bring the project up to date with answers and template."""
        command = self.updating()
        self.before = times_of(self.root)
        return self.run(*command)

    def updating(self) -> list[str]:
        """The arguments of an update; a spec is written as it has to be."""
        match self.name:
            case "hipgen":
                self.write_spec()
                return ["generate"]
            case "copier":
                data = [
                    word for name, value in self.answers.items() for word in ("--data", f"{name}={value}")
                ]
                return ["update", "--defaults", *data]
            case "cruft":
                return ["update", "-y", "--variables-to-update", json.dumps(self.answers)]
            case _:
                given = [f"{name}={value}" for name, value in self.answers.items()]
                return [str(self.template), "--no-input", "-f", "-o", str(self.home), *given]

    def newer(self, edits: dict[str, str], moves: tuple[str, str] | None = None) -> None:
        """A newer version of the template: texts edited, the handlers' folder moved."""
        if self.name == "hipgen":
            self.environment["PYTHONPATH"] = str(_newer_hipgen(self.home / "newer", edits, moves))
            return
        files = {}
        for path, text in TEMPLATE.items():
            for old, new in edits.items():
                text = text.replace(old, new)
            files[path.replace(*moves) if moves else path] = text.replace(*_modules(moves)) if moves else text
        self.write_template(files)
        commit(self.template, tag="v2")

    def edit(self, name: str, old: str, new: str) -> None:
        """Edit a file by hand, and commit it as both copier and cruft demand."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            sys.exit(f"{self.name}: {name} has no {old!r}")
        path.write_text(text.replace(old, new), encoding="utf-8")
        commit(self.root)


TEMPLATE = {
    "handlers/[% if hello == 'yes' %][[key]].py[% endif %]": (
        f'"""The slash command [[key]]."""\n\n\ndef [[key]](event):\n    """Answer it."""\n    {STUB}\n'
    ),
    "_generated/registry.py": (
        '"""What serves what."""\n'
        "[% if hello == 'yes' %]\nimport handlers.[[key]]\n[% endif %]\nHANDLERS = []\n"
    ),
    "pyproject.toml": (
        '[project]\nname = "sample"\nversion = "0.1.0"\ndescription = "[[text]]"\ndependencies = []\n'
    ),
}


def _filled(text: str, prefix: str) -> str:
    """`[[key]]` and `[% if hello … %]` in the tool's own words."""
    text = text.replace("[% if ", "{% if " + prefix).replace("[%", "{%").replace("%]", "%}")
    return text.replace("[[", "{{ " + prefix).replace("]]", " }}")


def _newer_hipgen(home: Path, edits: dict[str, str], moves: tuple[str, str] | None) -> Path:
    """A copy of the installed hipgen with edited templates."""
    (package,) = ENVIRONMENT.glob("lib/python*/site-packages/hipgen")
    shutil.copytree(package, home / "hipgen")
    templates = home / "hipgen" / "_templates"
    for path in [path for path in templates.rglob("*") if path.is_file() and path.suffix in {".py", ".json"}]:
        text = path.read_text(encoding="utf-8")
        for old, new in edits.items():
            text = text.replace(old.replace("The slash command", "The {{ kind }}"), new)
        if moves and path.name == "cookiecutter.json":
            old, new = moves
            text = text.replace(f'"{old}{{{{', f'"{new}{{{{').replace(f'"{old}{{', f'"{new}{{')
            text = text.replace(f'"{old}*"', f'"{old}*", "{new}*"')
        if moves and path.name == "registry.py":
            text = text.replace(*_modules(moves))
        path.write_text(text, encoding="utf-8")
    for folder in templates.glob("python/*/handlers") if moves else ():
        for path in folder.glob("*module*"):
            target = folder.with_name(moves[1].rstrip("/") if moves else "")
            target.mkdir()
            path.rename(target / path.name)
    return home


def _modules(moves: tuple[str, str]) -> tuple[str, str]:
    """The imports of moved files: what they are in the templates, and what they become."""
    old, new = (folder.rstrip("/") for folder in moves)
    return f"import {old}.", f"import {new}."


def files(root: Path) -> list[Path]:
    """The project's files but for git's and hipgen's own."""
    return [p for p in root.rglob("*") if p.is_file() and ".git" not in p.parts and ".hipgen" not in p.parts]


def texts(root: Path) -> dict[str, str]:
    """The project's files but for git's; the copies that hipgen keeps for a person count."""
    kept = [path for path in (root / ".hipgen" / "kept").rglob("*") if path.is_file()]
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted([*files(root), *kept])
    }


def times_of(root: Path) -> dict[str, int]:
    """When each file was written."""
    return {path.relative_to(root).as_posix(): path.stat().st_mtime_ns for path in files(root)}
