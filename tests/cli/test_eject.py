"""A project goes on without hipgen: nothing of it is missing, and nothing of hipgen is left in charge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hipgen.frameworks import names
from hipgen.project import SPEC_SCHEMA
from tests.cli.conftest import SPEC, Run, tree

pytestmark = pytest.mark.slow


@pytest.fixture(params=names())
def project(request: pytest.FixtureRequest, run: Run, folder: Path) -> Path:
    (folder / "addon.yaml").write_text(SPEC.replace("framework: flask", f"framework: {request.param}"))
    assert run("generate").status == 0
    return folder


def lines(root: Path) -> dict[str, list[str]]:
    """The lines of every file below a folder."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8", errors="replace").split("\n")
        for path in paths
    }


def test_only_the_record_goes_and_only_marks_change(run: Run, project: Path) -> None:
    before = lines(project)
    assert run("eject", "--yes").status == 0
    after = lines(project)
    assert not (project / ".hipgen").exists()
    record = {path for path in before if path.startswith(".hipgen/")}
    assert after.keys() == before.keys() - record - {SPEC_SCHEMA}
    changed = [path for path in after if after[path] != before[path]]
    assert changed
    for path in changed:
        assert path.startswith("_generated/")
        assert len(after[path]) == len(before[path])
        differing = [
            n for n, pair in enumerate(zip(before[path], after[path], strict=True)) if pair[0] != pair[1]
        ]
        assert max(differing) < 3
    assert [path for path in after if "by hipgen" in "".join(after[path][:3])] == []


def test_what_still_speaks_of_hipgen_is_named(run: Run, project: Path) -> None:
    workflow = project / ".github/workflows/check.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    workflow.write_text("on: push\nsteps:\n  - run: hipgen generate --check\n", encoding="utf-8")
    ran = run("eject", "--yes")
    assert ".github/workflows/check.yml:3: - run: hipgen generate --check" in ran.output
    assert "addon.yaml:1:" not in ran.output
    said = {tuple(line.split(":")[:2]) for line in ran.output.splitlines() if line.startswith("  ")}
    for path, text in lines(project).items():
        for number, line in enumerate(text, start=1):
            assert path == "addon.yaml" or "hipgen" not in line or (f"  {path}", str(number)) in said


def test_a_dry_run_and_a_run_without_consent_write_nothing(run: Run, project: Path) -> None:
    before = tree(project)
    shown = run("eject", "--dry-run")
    assert (shown.status, "delete           .hipgen/lock.json" in shown.output) == (0, True)
    refused = run("eject")
    assert (refused.status, "--yes" in refused.errors) == (3, True)
    assert tree(project) == before


def test_what_a_person_has_in_hipgen_s_folder_stays_and_is_named(run: Run, project: Path) -> None:
    kept = project / ".hipgen/kept/_generated/app.py"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine\n", encoding="utf-8")
    (project / ".hipgen/notes.txt").write_text("mine\n", encoding="utf-8")
    ran = run("eject", "--yes")
    assert "  .hipgen/kept/_generated/app.py\n  .hipgen/notes.txt\n" in ran.output
    left = sorted(path for path in (project / ".hipgen").rglob("*") if path.is_file())
    assert left == [kept, project / ".hipgen/notes.txt"]


def test_a_conflict_that_waits_is_named(run: Run, project: Path) -> None:
    (project / "Procfile.hipgen-new").write_text("web: x\n", encoding="utf-8")
    ran = run("eject", "--yes")
    assert "wait for you" in ran.output
    assert (project / "Procfile.hipgen-new").is_file()


def test_an_edited_generated_file_keeps_its_edits(run: Run, project: Path) -> None:
    path = next(path for path in sorted((project / "_generated").rglob("*")) if path.suffix in {".py", ".js"})
    path.write_text(path.read_text(encoding="utf-8") + "\n// MINE of hipgen\n", encoding="utf-8")
    assert run("eject", "--yes").status == 0
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n// MINE of hipgen\n")
    assert "do not edit" not in text


def test_a_project_of_nobody_s_is_refused(run: Run, folder: Path) -> None:
    assert run("eject", "--yes").status == 2
    assert list(folder.iterdir()) == []


def test_afterwards_the_project_is_a_stranger_to_hipgen(run: Run, project: Path) -> None:
    run("eject", "--yes")
    before = tree(project)
    assert run("eject", "--yes").status == 2
    assert run("generate").status == 3
    assert tree(project) == before


def test_a_disk_that_fails_leaves_the_project_as_it_was(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hipgen.workspace.disk import Disk

    before = tree(project)
    replaced: list[Path] = []

    def full(self: Disk, source: Path, target: Path) -> None:
        replaced.append(target)
        if len(replaced) == 4:
            raise OSError(28, "No space left on device", str(target))
        shutil.move(source, target)

    monkeypatch.setattr(Disk, "replace", full)
    ran = run("eject", "--yes")
    assert (ran.status, "is as it was" in ran.errors) == (2, True)
    assert {path: digest for path, (digest, _) in tree(project).items()} == {
        path: digest for path, (digest, _) in before.items()
    }
