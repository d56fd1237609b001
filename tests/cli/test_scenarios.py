"""The promise as a table of cases: a person has written code; then something changes; and what comes of it.

In every case no byte of the person's is lost, every open decision is named, the exit status is the documented
one, and a second run writes nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipgen import frameworks
from tests.cli.conftest import Ran, Run, tree
from tests.cli.scenarios import GREET, HANDLER, LOCK, OLD, OTHER, OWN, SCENARIOS, SILENT, WANTED, Case
from tests.cli.scenes import SPEC, Act, Scene, append, delete, edit, spec

MINE = b"MINE"


def one_of_each_language() -> list[str]:
    languages = {frameworks.framework(name).language: name for name in reversed(frameworks.names())}
    return sorted(languages.values())


@pytest.fixture(params=one_of_each_language())
def scene(
    request: pytest.FixtureRequest, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """A project in which a person has written in every handler, page and script."""
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    made = Scene(root, run, request.param, monkeypatch)
    (root / "addon.yaml").write_text(f"{SPEC}framework: {request.param}\n", encoding="utf-8")
    assert run("generate").status == 0
    for path in sorted(
        p for place in ("handlers", "views", "static/pages") for p in (root / place).iterdir()
    ):
        if path.stem != "__init__":
            sign, end = {".html": ("<!-- ", " -->"), ".py": ("# ", "")}.get(path.suffix, ("// ", ""))
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{sign}MINE {path.name}{end}\n")
    yield made
    monkeypatch.undo()
    frameworks.framework.cache_clear()
    frameworks._manifest.cache_clear()


def mine(root: Path) -> set[bytes]:
    """The person's lines, wherever they are: also among the copies that hipgen keeps for them."""
    files = [path for path in root.rglob("*") if path.is_file()]
    theirs = [p for p in files if ".hipgen" not in p.parts or "kept" in p.parts]
    return {line for path in theirs for line in path.read_bytes().splitlines() if MINE in line}


def whole(root: Path) -> dict[str, tuple[str, int]]:
    """The files, with their times, and the folders with theirs."""
    folders = {f"{p.relative_to(root)}/": ("", p.stat().st_mtime_ns) for p in root.rglob("*") if p.is_dir()}
    return {**tree(root), **folders}


@pytest.mark.parametrize("case", [*SCENARIOS, *OWN], ids=lambda case: case.name)
def test_no_byte_is_lost_and_what_is_open_is_named(scene: Scene, case: Case) -> None:
    for act in case.acts:
        act(scene)
    lines, before = mine(scene.root), whole(scene.root)
    ran = scene.run(*map(scene.named, case.command))
    assert ran.status == case.status, ran.text
    assert [text for text in map(scene.named, case.says) if text not in ran.text] == [], ran.text
    assert SILENT.get(case.name, "\0") not in ran.text
    assert lines <= mine(scene.root)
    assert not case.nothing or whole(scene.root) == before
    for name in case.there:
        assert MINE in scene.path(name).read_bytes(), name
    for name in case.gone:
        assert not scene.path(name).exists(), name
    for name in case.reached:
        assert reaches(scene, scene.named(name)), name
    for name in case.fresh:
        assert MINE not in scene.path(name).read_bytes(), name
    if case.serves:
        assert served(scene) == case.serves
    assert_settled(scene, case, ran)


def reaches(scene: Scene, path: str) -> bool:
    """Whether the registry names a file, as an import in Python does, or as a path."""
    registry = scene.path("_generated/registry{x}").read_text(encoding="utf-8")
    return path in registry or f"import {path.removesuffix('.py').replace('/', '.')}\n" in registry


def assert_settled(scene: Scene, case: Case, ran: Ran) -> None:
    """A second run writes nothing; and `--check` ends as the run did, since nothing else has happened."""
    if case.command[0] != "generate" or (case.nothing and case.status):
        return
    after = whole(scene.root)
    for command in (("generate", "--check"), ("generate",), ("generate", "--dry-run")):
        again = scene.run(*command)
        assert again.status == ran.status, again.text
        assert whole(scene.root) == after


def served(scene: Scene) -> str:
    """The item whose handler is in the person's module `hello`, as the record says."""
    items = json.loads((scene.root / LOCK).read_bytes())["items"]
    return next((id_ for id_, item in items.items() if item.get("module") == "hello"), "")


CHECKS = (
    ("clean", (), 0),
    ("a handler was edited", (append(HANDLER, "MINE"),), 0),
    ("the spec was edited", (spec((OLD, WANTED)),), 4),
    ("a generated file was deleted", (delete("_generated/registry{x}"),), 4),
    ("a generated file was edited", (append("_generated/registry{x}", "MINE"),), 3),
    ("the manifest was edited by both", (edit("{manifest}", (OLD, "MINE")), spec((OLD, WANTED))), 3),
    ("a similar item is new", (spec(OTHER),), 3),
    ("the spec is wrong", (spec(("command:", "comand:")),), 1),
)


@pytest.mark.parametrize(("acts", "status"), [c[1:] for c in CHECKS], ids=[c[0] for c in CHECKS])
def test_check_on_a_build_server_writes_nothing(scene: Scene, acts: tuple[Act, ...], status: int) -> None:
    for act in acts:
        act(scene)
    scene.patch.setenv("CI", "true")
    before = whole(scene.root)
    ran = scene.run("generate", "--check")
    assert ran.status == status, ran.text
    assert whole(scene.root) == before


def test_no_process_is_started_in_a_repository(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "-q"], cwd=scene.root, check=True)

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(f"a process is started: {arguments}")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr("os.posix_spawn", refuse)
    spec(GREET, (OLD, WANTED))(scene)
    for command in (("generate", "--check"), ("generate", "--diff"), ("generate",), ("mv", "greet", "late")):
        assert scene.run(*command).status in {0, 4}
    edit("{manifest}", (WANTED, "MINE"))(scene)
    spec((WANTED, OLD))(scene)
    assert scene.run("generate").status == 3


def test_a_diff_as_json_has_the_diff_of_every_file_that_changes(scene: Scene) -> None:
    spec((OLD, WANTED))(scene)
    plan = json.loads(scene.run("generate", "--diff", "--format", "json").output)
    diffs = {step["path"]: step["diff"] for step in plan["steps"] if "diff" in step}
    assert sorted(diffs) == plan["changed"] != []
    assert f"+{WANTED}" in diffs["README.md"].splitlines()
    assert not any(
        "diff" in s
        for s in json.loads(scene.run("generate", "--dry-run", "--format", "json").output)["steps"]
    )
