"""`hipgen generate` where both have changed something: merged by entry, proposed, marked, or decided."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hipgen.cli.generate import OPEN
from hipgen.frameworks import names as framework_names
from hipgen.plan import Action
from hipgen.resources import folder as shipped
from tests.cli.conftest import SPEC, Run, tree
from tests.cli.test_generate import edit

pytestmark = pytest.mark.slow

OLD, MINE, THEIRS = "Says what it is for.", "Says what I want.", "Says what the spec wants."
LOCK = ".hipgen/lock.json"
SCHEMA = json.loads((shipped("schemas") / "plan.schema.json").read_text("utf-8"))
EVERY = pytest.mark.parametrize("project", framework_names(), indirect=True)


@pytest.fixture
def project(run: Run, spec: Path, request: pytest.FixtureRequest) -> Path:
    """A project that was just made, for a framework."""
    assert run("generate", "--framework", getattr(request, "param", framework_names()[-1])).status == 0
    return spec.parent


def manifest(project: Path) -> Path:
    """The merged file that the description of the spec is in."""
    return next(
        path for path in sorted(project.glob("p*.*ml")) + sorted(project.glob("p*.json")) if path.is_file()
    )


def own(project: Path) -> Path:
    """One of hipgen's own files."""
    return next(path for path in sorted(project.glob("_generated/*")) if path.is_file())


def conflicting(project: Path) -> Path:
    """The person and the spec change the same entry."""
    file = manifest(project)
    edit(file, OLD, MINE)
    edit(project / "addon.yaml", OLD, THEIRS)
    return file


@EVERY
class TestManifest:
    def test_changes_of_both_are_merged_by_entry(self, run: Run, project: Path) -> None:
        file = manifest(project)
        line = next(line for line in file.read_text().splitlines() if OLD in line)
        # On the very line beside the one that the generator changes: by lines, a conflict.
        added = '"x-mine": "kept",' if file.suffix == ".json" else 'keywords = ["kept"]  # mine'
        edit(file, line, f"{added}\n{line}")
        edit(project / "addon.yaml", OLD, THEIRS)
        assert run("generate").status == 0
        text = file.read_text()
        assert added in text
        assert THEIRS in text
        before = tree(project)
        assert run("generate").status == 0
        assert tree(project) == before

    def test_one_entry_changed_two_ways_is_proposed(self, run: Run, project: Path) -> None:
        file = conflicting(project)
        mine = file.read_bytes()
        ran = run("generate")
        assert ran.status == OPEN
        assert file.name in ran.text
        assert file.read_bytes() == mine
        proposal = file.with_name(f"{file.name}.hipgen-new").read_text()
        assert MINE in proposal
        assert THEIRS in proposal
        assert run("generate", "--check").status == OPEN

    def test_markers_go_into_the_file_until_they_are_settled(self, run: Run, project: Path) -> None:
        file = conflicting(project)
        assert run("generate", "--on-conflict", "markers").status == OPEN
        text = file.read_text()
        assert "<<<<<<< yours" in text
        assert MINE in text
        assert THEIRS in text
        assert list(project.glob("*.hipgen-new")) == []
        for _ in range(2):
            assert run("generate").status == OPEN
            assert file.read_text() == text
        assert run("generate", "--take", f"mine={file.name}").status == OPEN
        lines = text.splitlines(keepends=True)
        start, middle, end = (
            next(i for i, line in enumerate(lines) if line.startswith(sign * 7)) for sign in "<|>"
        )
        file.write_text("".join(lines[:start] + lines[start + 1 : middle] + lines[end + 1 :]))
        assert run("generate").status == 0
        assert MINE in file.read_text()
        assert run("generate", "--check").status == 0

    @pytest.mark.parametrize("first", [(), ("--on-conflict", "markers")])
    def test_taking_theirs_keeps_a_copy(self, run: Run, project: Path, first: tuple[str, ...]) -> None:
        file = conflicting(project)
        assert run("generate", *first).status == OPEN
        mine = file.read_bytes()
        assert run("generate", "--take", "theirs=p*").status == 0
        assert THEIRS in file.read_text()
        assert (project / ".hipgen/kept" / file.name).read_bytes() == mine
        assert list(project.glob("*.hipgen-new")) == []
        assert run("generate", "--check").status == 0

    def test_taking_mine_settles_it(self, run: Run, project: Path) -> None:
        file = conflicting(project)
        assert run("generate").status == OPEN
        assert run("generate", "--take", f"mine=./{file.name}").status == 0
        assert MINE in file.read_text()
        assert list(project.glob("*.hipgen-new")) == []
        assert run("generate", "--check").status == 0


@EVERY
class TestGenerated:
    def test_an_edited_file_stops_the_run_until_a_side_is_taken(self, run: Run, project: Path) -> None:
        file = own(project)
        path, rendered = file.relative_to(project).as_posix(), file.read_bytes()
        file.write_bytes(b"mine\n")
        edit(project / "addon.yaml", "help: Say hello", "help: Say hi")
        before = tree(project)
        ran = run("generate")
        assert ran.status == OPEN
        assert path in ran.text
        assert tree(project) == before
        assert run("generate", "--take", f"mine={path}").status == 0
        assert file.read_bytes() == b"mine\n"
        assert run("generate").status == 0
        assert run("generate", "--check").status == 0
        file.write_bytes(rendered)  # as the render is, once more
        assert run("generate", "--check").status in {0, 4}

    def test_theirs_puts_it_back_and_never_writes_over_a_copy(self, run: Run, project: Path) -> None:
        file = own(project)
        path, rendered = file.relative_to(project).as_posix(), file.read_bytes()
        for text in (b"one\n", b"two\n", b"two\n"):
            file.write_bytes(text)
            assert run("generate", "--take", "theirs=*").status == 0
            assert file.read_bytes() == rendered
        assert (project / ".hipgen/kept" / path).read_bytes() == b"one\n"
        assert (project / ".hipgen/kept" / f"{path}.1").read_bytes() == b"two\n"
        assert not (project / ".hipgen/kept" / f"{path}.2").exists()
        assert run("generate", "--check").status == 0

    def test_all_that_is_open_has_to_be_decided(self, run: Run, project: Path) -> None:
        file = own(project)
        file.write_bytes(b"mine\n")
        (project / "handlers").joinpath(next((project / "handlers").glob("hello*")).name).unlink()
        before = tree(project)
        assert run("generate", "--take", "theirs=*").status == OPEN
        assert tree(project) == before


def test_a_file_in_the_way_is_decided(run: Run, project: Path) -> None:
    path = own(project).relative_to(project).as_posix()
    for side in ("mine", "theirs"):
        made = project / side
        made.mkdir()
        (made / path).parent.mkdir()
        (made / path).write_bytes(b"mine\n")
        assert run("generate", "--out", side).status == OPEN
        assert run("generate", "--out", side, "--take", f"{side}={path}").status == 0
        assert run("generate", f"{side}/addon.yaml", "--check").status == 0
    assert (project / "mine" / path).read_bytes() == b"mine\n"
    assert (project / "theirs/.hipgen/kept" / path).read_bytes() == b"mine\n"


def test_a_file_of_mine_is_asked_about_again_when_its_render_changes(run: Run, project: Path) -> None:
    files = [path for path in sorted((project / "_generated").rglob("*")) if path.is_file()]
    file = next(path for path in files if b"/hello" in path.read_bytes())
    path = file.relative_to(project).as_posix()
    file.write_bytes(b"mine\n")
    assert run("generate", "--take", f"mine={path}").status == 0
    edit(project / "addon.yaml", "command: /hello", "command: /hi")
    ran = run("generate")
    assert ran.status == OPEN
    assert path in ran.text


@pytest.mark.parametrize("choice", ["ours=x", "mine", "theirs=", "mine=no/such/file"])
def test_a_choice_that_cannot_be(run: Run, project: Path, choice: str) -> None:
    before = tree(project)
    ran = run("generate", "--take", choice)
    assert ran.status == 2
    assert choice.partition("=")[2] in ran.errors
    assert tree(project) == before


@EVERY
def test_without_a_lock_equal_files_are_adopted_and_others_are_in_the_way(run: Run, project: Path) -> None:
    (project / LOCK).unlink()
    assert run("generate").status == 0
    (project / LOCK).unlink()
    file = manifest(project)
    edit(file, OLD, MINE)
    ran = run("generate")
    assert ran.status == OPEN
    assert file.name in ran.text
    assert run("generate", "--take", f"mine={file.name}").status == 0
    assert MINE in file.read_text()
    assert run("generate", "--check").status == 0


@pytest.mark.parametrize("arguments", [("--dry-run",), ("--check",), ()])
def test_the_plan_as_json(run: Run, project: Path, arguments: tuple[str, ...]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for status in (0, OPEN):
        ran = run("generate", "--format", "json", *arguments)
        data = json.loads(ran.output)
        Draft202012Validator(SCHEMA).validate(data)
        assert ran.status == data["exit"] == status
        assert bool(data["open"]) is (status == OPEN)
        assert data["changed"] == []
        own(project).write_bytes(b"mine\n")


def test_the_schema_of_the_plan_knows_every_action() -> None:
    actions = SCHEMA["$defs"]["step"]["properties"]["action"]["enum"]
    assert sorted(actions) == sorted(action.value for action in Action)


class TestGit:
    """What git leaves in a project, and what is left for git."""

    @pytest.fixture
    def repository(self, project: Path) -> Path:
        if shutil.which("git") is None:
            pytest.skip("git is not installed")
        self.git(project, "init", "-q", "-b", "main")
        self.commit(project, "start")
        return project

    def git(self, root: Path, *arguments: str, check: bool = True) -> str:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "core.autocrlf=false"]
        ran = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=check)
        return ran.stdout

    def commit(self, root: Path, message: str) -> None:
        self.git(root, "add", "-A", "-f")
        self.git(root, "commit", "-q", "-m", message)

    def test_markers_are_in_the_index_too(self, run: Run, repository: Path) -> None:
        file = conflicting(repository)
        mine = file.read_text()
        ran = run("generate", "--on-conflict", "markers")
        assert (ran.status, ran.errors) == (OPEN, "")
        assert f"UU {file.name}\n" in self.git(repository, "status", "--porcelain")
        base, own_text, theirs = (self.git(repository, "show", f":{n}:{file.name}") for n in (1, 2, 3))
        assert own_text == mine
        assert OLD in base
        assert THEIRS in theirs

    def test_no_index_is_touched_for_a_proposal(self, run: Run, repository: Path) -> None:
        conflicting(repository)
        assert run("generate").status == OPEN
        assert "UU" not in self.git(repository, "status", "--porcelain")

    def test_two_branches_that_both_generated(self, run: Run, repository: Path) -> None:
        spec, added = repository / "addon.yaml", "  - {key: %s, command: /%s, help: Say it}\n"
        ends = {"one": "webhooks:\n", "two": "webhooks:\n"}
        for branch, place in ends.items():
            self.git(repository, "checkout", "-q", "-b", branch, "main")
            edit(spec, place, place + added % (branch, branch))
            edit(spec, "Says what it is for.", f"Says {branch}.")
            assert run("generate").status == 0
            self.commit(repository, branch)
        self.git(repository, "merge", "one", check=False)
        assert "<<<<<<<" in (repository / LOCK).read_text()
        text = SPEC.replace("webhooks:\n", "webhooks:\n" + "".join(added % (b, b) for b in ends))
        framework = framework_names()[-1]
        spec.write_text(text.replace("framework: flask", f"framework: {framework}"))
        ran = run("generate")
        assert (ran.status, "merge of two branches" in ran.text) == (OPEN, True), ran.text
        ran = run("generate", "--take", "theirs=*")
        assert ran.status == 0, ran.text
        assert run("generate", "--check").status == 0
        lock = json.loads((repository / LOCK).read_text())
        theirs = [name for name, entry in lock["files"].items() if entry["class"] != "seeded"]
        kept = [path for path in (repository / ".hipgen/base").rglob("*") if path.is_file()]
        bases = [path.relative_to(repository).as_posix() for path in kept]
        assert bases
        assert [name for name in (*theirs, *bases) if b"<<<<<<<" in (repository / name).read_bytes()] == []
        assert {"webhooks:one", "webhooks:two"} < lock["items"].keys()
