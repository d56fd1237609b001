"""What happens to a project before a scenario's run: a person's acts, edits of the spec, newer templates.

An act is a function of a `Scene`; in its texts `{x}` stands for the suffix of handlers, `{manifest}` for the
file that names the dependencies. Knows no framework by name.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hipgen import frameworks
from hipgen.frameworks import PROJECT
from hipgen.resources import folder as shipped
from tests.cli.conftest import Run

HELLO = "  - {key: hello, command: /hello, help: Say hello}\n"
PANEL = "  - {key: panel, name: Panel}\n"
SPEC = f"""\
hipgen: 1
key: com.example.sample
name: Sample
description: Says what it is for.
base_url: https://addon.example.com
webhooks:
{HELLO}\
  - {{key: bye, command: /bye, help: Say good-bye}}
sidebar:
{PANEL}"""
MODULE = "{{cookiecutter._item.module}}"


@dataclass(frozen=True)
class Scene:
    """A project in which something happens."""

    root: Path
    run: Run
    framework: str
    patch: pytest.MonkeyPatch

    def named(self, text: str) -> str:
        """A text with this framework's names in it."""
        suffix = Path(frameworks.framework(self.framework).handler).suffix
        manifest = "pyproject.toml" if suffix == ".py" else "package.json"
        return text.replace("{x}", suffix).replace("{manifest}", manifest)

    def path(self, text: str) -> Path:
        return self.root / self.named(text)


Act = Callable[[Scene], None]


def spec(*edits: tuple[str, str]) -> Act:
    """Edit the spec."""
    return edit("addon.yaml", *edits)


def edit(name: str, *edits: tuple[str, str]) -> Act:
    """Replace texts in a file."""

    def act(scene: Scene) -> None:
        path = scene.path(name)
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, (old, text)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    return act


def append(name: str, data: str | bytes) -> Act:
    """Write something at the end of a file, or a new file."""

    def act(scene: Scene) -> None:
        path = scene.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data.encode() if isinstance(data, str) else data)

    return act


def windows(name: str) -> Act:
    """Give a file the line ends of Windows."""

    def act(scene: Scene) -> None:
        path = scene.path(name)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    return act


def delete(name: str) -> Act:
    """Delete a file or a folder."""

    def act(scene: Scene) -> None:
        path = scene.path(name)
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return act


def move(old: str, new: str) -> Act:
    """Move a file by hand."""

    def act(scene: Scene) -> None:
        scene.path(new).parent.mkdir(exist_ok=True)
        scene.path(old).rename(scene.path(new))

    return act


def folder(name: str) -> Act:
    """Put a folder where a file was."""

    def act(scene: Scene) -> None:
        scene.path(name).unlink(missing_ok=True)
        scene.path(name).mkdir(parents=True)

    return act


def link_out(name: str) -> Act:
    """Put a link to a file outside of the project where a file was."""

    def act(scene: Scene) -> None:
        outside = scene.root.parent / "outside"
        outside.write_bytes(scene.path(name).read_bytes())
        scene.path(name).unlink()
        scene.path(name).symlink_to(outside)

    return act


def run(*command: str, status: int = 0) -> Act:
    """Run hipgen before the run that the scenario is about."""

    def act(scene: Scene) -> None:
        ran = scene.run(*map(scene.named, command))
        assert ran.status == status, ran.text

    return act


def own_entry(scene: Scene) -> None:
    """Add an entry to the manifest, on the line beside the one that the spec's description is in."""
    path = scene.path("{manifest}")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "Says what it is for." in line)
    lines.insert(at, '"x-mine": "MINE",\n' if path.suffix == ".json" else 'keywords = ["MINE"]  # MINE\n')
    path.write_text("".join(lines), encoding="utf-8")


def other_framework(scene: Scene) -> None:
    """Let the spec say another framework of the same language."""
    language = frameworks.framework(scene.framework).language
    others = [n for n in frameworks.names() if n != scene.framework]
    new = next((n for n in others if frameworks.framework(n).language == language), others[0])
    spec((f"framework: {scene.framework}", f"framework: {new}"))(scene)


def newer(*edits: tuple[str, str], moves: tuple[tuple[str, str], ...] = (), without: str = "") -> Act:
    """Templates of a newer hipgen: texts edited wherever they stand, files moved, files left out."""

    def act(scene: Scene) -> None:
        home = scene.root.parent / "newer"
        if not home.exists():
            shutil.copytree(Path(str(shipped("templates"))), home)
        found = set[str]()
        for path in sorted(p for p in home.rglob("*") if p.is_file()):
            data = path.read_bytes()
            for old, new in edits:
                found |= {old} if scene.named(old).encode() in data else set()
                data = data.replace(scene.named(old).encode(), scene.named(new).encode())
            path.write_bytes(data)
        assert found == {old for old, _ in edits}
        for tree in home.glob(f"*/{PROJECT}"):
            for old, new in moves:
                if (tree / scene.named(old)).exists():
                    (tree / scene.named(new)).parent.mkdir(exist_ok=True)
                    (tree / scene.named(old)).rename(tree / scene.named(new))
            if without:
                (tree / scene.named(without)).unlink(missing_ok=True)
        scene.patch.setattr(frameworks, "folder", lambda kind: home)
        frameworks.framework.cache_clear()
        frameworks._manifest.cache_clear()

    return act
