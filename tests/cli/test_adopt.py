"""A project made by hand comes under a spec: not one byte of it changes, and what is open is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hipgen.frameworks import framework, names
from tests.cli.conftest import SPEC, Run, tree

pytestmark = pytest.mark.slow

MANIFESTS = {
    "Python": ("pyproject.toml", "[tool.mine]\nlevel = 3  # as agreed\n", '[project]\nname = "mine"\n'),
    "JavaScript": ("package.json", '{\n  "mine": {"level": 3}\n}\n', '{\n  "name": "mine"\n}\n'),
}


@pytest.fixture(params=names())
def chosen(request: pytest.FixtureRequest, folder: Path) -> str:
    """A framework, and a hand-made project for it: a handler, a README, a file of nobody's."""
    name = str(request.param)
    (folder / "addon.yaml").write_text(SPEC.replace("framework: flask", f"framework: {name}"))
    (folder / "README.md").write_text("Mine.\n")
    (folder / "notes.txt").write_text("Mine.\n")
    handler = folder / framework(name).handler.format(module="hello")
    handler.parent.mkdir()
    text = "def hello(event): ...\n" if handler.suffix == ".py" else "export function hello(event) {}\n"
    handler.write_text(text)
    return name


def manifest(chosen: str, *, clashing: bool = False) -> Path:
    """The project's manifest, with entries of its own, or with one that hipgen has otherwise."""
    name, apart, clash = MANIFESTS[framework(chosen).language]
    Path(name).write_text(clash if clashing else apart)
    return Path(name)


def kept(before: dict[str, tuple[str, int]]) -> bool:
    """Whether all that was there is there, to the byte and the time of writing."""
    return before.items() <= tree(Path()).items()


def test_nothing_that_is_there_changes_and_all_else_is_written(run: Run, chosen: str) -> None:
    before = tree(Path())
    ran = run("adopt")
    assert ran.status == 0, ran.text
    assert kept(before)
    assert "yours            README.md" in ran.output
    assert "yours            handlers/hello" in ran.output
    assert (Path("_generated").is_dir(), "notes.txt" in ran.output) == (True, False)
    assert run("generate", "--check").status == 0
    after = tree(Path())
    assert run("generate").status == 0
    assert tree(Path()) == after


def test_what_is_adopted_is_the_person_s_from_then_on(run: Run, chosen: str) -> None:
    assert run("adopt").status == 0
    text = Path("addon.yaml").read_text()
    Path("addon.yaml").write_text(text.replace("name: Sample", "name: Other").replace("Say hello", "Greet"))
    assert run("generate").status == 0
    assert Path("README.md").read_text() == "Mine.\n"


def test_a_manifest_is_merged_by_the_next_run_and_not_before(run: Run, chosen: str) -> None:
    path = manifest(chosen)
    before, text = tree(Path()), path.read_text()
    ran = run("adopt")
    assert (ran.status, f"{path}: generate will merge into it" in ran.output) == (0, True), ran.text
    assert kept(before)
    assert run("generate", "--check").status == 4
    assert run("generate").status == 0
    merged = path.read_text()
    assert "level" in merged
    assert "as agreed" in merged or path.suffix == ".json"
    assert len(merged) > len(text)
    assert run("generate", "--check").status == 0


def test_an_empty_manifest_stays_empty_until_the_next_run(run: Run, chosen: str) -> None:
    path = manifest(chosen)
    path.write_text("{}\n" if path.suffix == ".json" else "")
    before = tree(Path())
    assert run("adopt").status == 0
    assert kept(before)
    assert run("generate").status == 0
    assert "sample" in path.read_text()


def test_a_manifest_that_clashes_gets_a_proposal_beside_it(run: Run, chosen: str) -> None:
    path = manifest(chosen, clashing=True)
    before = tree(Path())
    ran = run("adopt")
    assert (ran.status, f"conflict         {path}" in ran.output) == (3, True), ran.text
    assert kept(before)
    proposal = Path(f"{path}.hipgen-new")
    assert "<<<<<<<" in proposal.read_text()
    assert run("generate").status == 3
    assert kept(before)
    proposal.unlink()
    assert run("generate").status == 0
    assert kept(before)


def test_a_manifest_can_be_decided_at_once(run: Run, chosen: str) -> None:
    path = manifest(chosen, clashing=True)
    before = tree(Path())
    assert run("adopt", "--take", f"mine={path}").status == 0
    assert kept(before)
    assert run("generate", "--check").status == 0


def test_a_file_where_hipgen_s_own_must_be_stops_the_run(run: Run, chosen: str) -> None:
    own = Path("_generated/descriptor.json")
    own.parent.mkdir()
    own.write_text("{}\n")
    before = tree(Path())
    ran = run("adopt")
    assert (ran.status, f"in the way       {own}" in ran.errors, "--take" in ran.errors) == (3, True, True)
    assert "nothing was written" in ran.errors
    assert tree(Path()) == before
    assert run("adopt", "--take", f"mine={own}").status == 0
    assert kept(before)
    assert run("generate", "--check").status == 0


def test_theirs_takes_hipgen_s_and_keeps_a_copy(run: Run, chosen: str) -> None:
    own = Path("_generated/descriptor.json")
    own.parent.mkdir()
    own.write_text("{}\n")
    assert run("adopt", "--take", f"theirs={own}").status == 0
    assert (Path(".hipgen/kept") / own).read_text() == "{}\n"
    assert json.loads(own.read_text())["key"] == "com.example.sample"


def test_a_project_without_its_record_gets_the_same_again(run: Run, chosen: str) -> None:
    assert run("generate").status == 0
    record = Path(".hipgen/lock.json").read_bytes()
    shutil.rmtree(".hipgen")
    before = tree(Path())
    ran = run("adopt")
    assert (ran.status, "as hipgen's      _generated/descriptor.json" in ran.output) == (0, True), ran.text
    assert "yours            README.md" in ran.output
    assert "merge" not in ran.output
    assert kept(before)
    assert Path(".hipgen/lock.json").read_bytes() == record
    assert run("generate", "--check").status == 0


def test_a_dry_run_writes_nothing(run: Run, chosen: str) -> None:
    before = tree(Path())
    ran = run("adopt", "--dry-run")
    assert (ran.status, "would be added" in ran.output) == (0, True)
    plan = json.loads(run("adopt", "--dry-run", "--format", "json").output)
    assert [step["path"] for step in plan["steps"] if step["action"] == "adopt"] == sorted(
        path for path in before if path.startswith(("README", "handlers"))
    )
    assert tree(Path()) == before


def test_a_handler_that_cannot_serve_is_placed(run: Run, chosen: str) -> None:
    handler = Path(framework(chosen).handler.format(module="hello"))
    handler.write_text("def greet(event): ...\n" if handler.suffix == ".py" else "export const greet = 1;\n")
    before = tree(Path())
    ran = run("adopt")
    assert (ran.status, "HG511" in ran.errors) == (1, True)
    assert kept(before)


def test_a_project_of_hipgen_s_is_not_adopted(run: Run, chosen: str) -> None:
    assert run("adopt").status == 0
    before = tree(Path())
    ran = run("adopt")
    assert (ran.status, "hipgen generate" in ran.errors, tree(Path())) == (2, True, before)


@pytest.mark.parametrize(("spec", "says"), [("-", "folder"), ("gone.yaml", "no such file")])
def test_adopt_needs_a_spec_in_the_folder(run: Run, folder: Path, spec: str, says: str) -> None:
    ran = run("adopt", spec)
    assert (ran.status, says in ran.errors) == (2, True)


def test_adopt_needs_a_framework(run: Run, folder: Path) -> None:
    (folder / "addon.yaml").write_text(SPEC.replace("framework: flask\n", ""))
    ran = run("adopt")
    assert (ran.status, "has no `framework`" in ran.errors) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["addon.yaml"]
