"""`hipgen generate --template`: a framework that didn't come with hipgen, from a folder or from git."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hipgen.outside import KEPT
from hipgen.workspace.templates import public
from tests.cli.conftest import Run, tree

PLAIN = Path(__file__).resolve().parents[1] / "outside" / "plain"
PROJECT = "{{cookiecutter.slug}}"


@pytest.fixture
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the plain template, which a test may change or take away."""
    return Path(shutil.copytree(PLAIN, tmp_path_factory.mktemp("templates") / "plain"))


def manifest(template: Path, **notes: Any) -> None:
    """Change notes of a template's manifest."""
    path = template / "cookiecutter.json"
    said = json.loads(path.read_text("utf-8"))
    said["_hipgen"] |= notes
    path.write_text(json.dumps(said), "utf-8")


def procfile(template: Path) -> Path:
    return template / PROJECT / "Procfile"


def test_the_project_keeps_what_it_needs(run: Run, spec: Path, template: Path) -> None:
    made = run("generate", "--template", template)
    assert (made.status, "made a project for Plain WSGI" in made.output) == (0, True)
    assert "framework: plain\n" in spec.read_text("utf-8")
    assert str(template) not in (spec.parent / KEPT).read_text("utf-8")
    shutil.rmtree(template)
    before = tree(spec.parent)
    assert run("generate", "--check").status == 0
    spec.write_text(spec.read_text("utf-8").replace("key: panel", "key: board"), "utf-8")
    assert run("generate", "--no-rename").status == 0
    assert (spec.parent / "views" / "board.html").is_file()
    assert tree(spec.parent)[KEPT] == before[KEPT]


def test_a_newer_template_goes_through_the_same_plan(run: Run, spec: Path, template: Path) -> None:
    run("generate", "--template", template)
    application, mine = spec.parent / "app.py", "app = Application()  # mine\n"
    application.write_text(mine, "utf-8")
    procfile(template).write_text("web: gunicorn --threads 8 app:app\n", "utf-8")
    assert run("generate", "--template", template, "--check").status == 4
    assert run("generate", "--template", template).status == 0
    assert (spec.parent / "Procfile").read_text("utf-8") == "web: gunicorn --threads 8 app:app\n"
    assert application.read_text("utf-8") == mine
    assert run("generate", "--check").status == 0


def test_a_shipped_framework_takes_over_with_the_handlers(run: Run, spec: Path, template: Path) -> None:
    run("generate", "--template", template)
    handler = spec.parent / "handlers" / "hello.py"
    handler.write_text(handler.read_text("utf-8") + "# mine\n", "utf-8")
    assert run("generate", "--framework", "flask").status == 0
    assert not (spec.parent / KEPT).exists()
    assert handler.read_text("utf-8").endswith("# mine\n")


def test_eject_takes_the_kept_template_too(run: Run, spec: Path, template: Path) -> None:
    run("generate", "--template", template)
    assert run("eject", "--yes").status == 0
    assert not (spec.parent / KEPT).exists()


@pytest.mark.parametrize("picture", [bytes(range(256)), "caf\u00e9 {{ no }}\n".encode("latin-1")])
def test_what_is_no_text_comes_through(run: Run, spec: Path, template: Path, picture: bytes) -> None:
    (template / PROJECT / "logo.bin").write_bytes(picture)
    manifest(
        template,
        ownership={"generated": ["logo.bin"], "seeded": ["app.py"], "merged": ["pyproject.toml", "Procfile"]},
    )
    assert run("generate", "--template", template).status == 0
    shutil.rmtree(template)
    (spec.parent / "logo.bin").unlink()
    assert run("generate").status == 0
    assert (spec.parent / "logo.bin").read_bytes() == picture
    kept = json.loads((spec.parent / KEPT).read_text("utf-8"))["layers"]["plain"]["files"]["logo.bin"]
    assert set(kept) == {"base64"}


def git(folder: Path, *arguments: str) -> str:
    person = ("-c", "user.name=Ann Example", "-c", "user.email=ann@example.com")
    done = subprocess.run(
        ["git", *person, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_repository_is_cloned_at_a_revision_and_none_of_it_is_run(
    run: Run, spec: Path, template: Path
) -> None:
    ran = spec.parent / "ran"
    (template / "hooks").mkdir()
    for name in ("pre_prompt", "pre_gen_project", "post_gen_project"):
        (template / "hooks" / f"{name}.py").write_text(f"open({str(ran)!r}, 'w')\n", "utf-8")
    git(template, "init", "-q")
    git(template, "add", "-A")
    git(template, "commit", "-q", "-m", "First")
    git(template, "tag", "v1")
    first = git(template, "rev-parse", "HEAD")
    procfile(template).write_text("web: gunicorn --threads 9 app:app\n", "utf-8")
    git(template, "commit", "-q", "-a", "-m", "Second")
    address = template.as_uri()
    assert run("generate", "--template", f"{address}#v1").status == 0
    assert "--threads 16" in (spec.parent / "Procfile").read_text("utf-8")
    assert json.loads((spec.parent / KEPT).read_text("utf-8"))["from"] == f"{address}#{first}"
    assert run("generate", "--template", address).status == 0
    assert "--threads 9" in (spec.parent / "Procfile").read_text("utf-8")
    assert not ran.exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://ann:hunter2@git.example.com/t.git", "https://git.example.com/t.git"),
        ("https://token@git.example.com/t.git", "https://git.example.com/t.git"),
        ("https://git.example.com:8443/t?key=hunter2", "https://git.example.com:8443/t"),
        ("ssh://git:hunter2@git.example.com/t.git", "ssh://git@git.example.com/t.git"),
        ("git+ssh://git@git.example.com/t.git", "git+ssh://git@git.example.com/t.git"),
        ("git@git.example.com:team/t.git", "git@git.example.com:team/t.git"),
    ],
)
def test_credentials_of_an_address_are_not_kept(address: str, said: str) -> None:
    assert public(address) == said


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["https://ann:hunter2@127.0.0.1:1/t.git", "git+http://hunter2@127.0.0.1:1/t/"]
)
def test_a_clone_that_fails_is_told_in_a_line_without_credentials(spec: Path, address: str) -> None:
    """In a process of its own: what logs say there is seen as a person sees it."""
    command = [sys.executable, "-m", "hipgen", "generate", "--template", address]
    ran = subprocess.run(command, cwd=spec.parent, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), ran.stderr
    assert "can't be cloned" in ran.stderr
    assert "hunter2" not in ran.stderr


def without_manifest(template: Path) -> None:
    (template / "cookiecutter.json").unlink()


def without_notes(template: Path) -> None:
    (template / "cookiecutter.json").write_text('{"slug": "x"}', "utf-8")


def no_json(template: Path) -> None:
    (template / "cookiecutter.json").write_text("{", "utf-8")


def unknown_note(template: Path) -> None:
    manifest(template, asynchronus=True)


def nowhere(template: Path) -> None:
    manifest(template, extends="cobol")


def in_a_circle(template: Path) -> None:
    manifest(template, extends="plain")


def no_framework(template: Path) -> None:
    manifest(template, framework=False)


def with_a_linked_tree(template: Path) -> None:
    (template / PROJECT).rename(template / "elsewhere")
    (template / PROJECT).symlink_to(template / "elsewhere")


def with_a_linked_manifest(template: Path) -> None:
    (template / "cookiecutter.json").rename(template / "elsewhere")
    (template / "cookiecutter.json").symlink_to(template / "elsewhere")


def with_a_strange_name(template: Path) -> None:
    (template / PROJECT / "caf\udce9").write_text("coffee", "utf-8")


def with_a_link(template: Path) -> None:
    (template / PROJECT / "passwd").symlink_to("/etc/passwd")


def curious(template: Path) -> None:
    procfile(template).write_text("{{ ''.__class__.__mro__[1].__subclasses__() }}", "utf-8")


def dividing(template: Path) -> None:
    procfile(template).write_text("{{ 1 / 0 }}", "utf-8")


def adding(template: Path) -> None:
    procfile(template).write_text("{{ 'one' + 1 }}", "utf-8")


def unfinished(template: Path) -> None:
    procfile(template).write_text("{% if %}", "utf-8")


def unowned(template: Path) -> None:
    (template / PROJECT / "extra.txt").write_text("whose?", "utf-8")


FAULTS: list[tuple[Callable[[Path], None], str]] = [
    (shutil.rmtree, "no such file or directory"),
    (without_manifest, "no cookiecutter.json in it"),
    (without_notes, "no `_hipgen` block"),
    (no_json, "cookiecutter.json is not JSON"),
    (unknown_note, "asynchronus"),
    (nowhere, "extends `cobol`, which is not beside it, nor of hipgen"),
    (in_a_circle, "extends `plain`, which is not beside it"),
    (no_framework, "none says that it is a framework"),
    (with_a_link, "passwd is a link"),
    (with_a_linked_tree, "{{cookiecutter.slug}} is a link"),
    (with_a_linked_manifest, "cookiecutter.json is a link"),
    (with_a_strange_name, "the name caf\\udce9 is not UTF-8"),
    (curious, "template plain: Procfile: access to attribute '__class__'"),
    (dividing, "template plain: Procfile: division by zero"),
    (adding, "template plain: Procfile: can only concatenate"),
    (unfinished, "template plain: Procfile: "),
    (unowned, "extra.txt has no owner"),
]


@pytest.mark.parametrize(("harm", "said"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_wrong_with_a_template_is_said_and_nothing_written(
    run: Run, spec: Path, template: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(template)
    ran = run("generate", "--template", template)
    assert (ran.status, said in ran.errors) == (2, True), ran.errors
    assert list(tree(spec.parent)) == ["addon.yaml"]


@pytest.mark.parametrize("path", ["{{ '..' }}/out", "{{ '..\\x2fout' }}", "a/{{ '..\\x2f..\\x2fout' }}"])
def test_no_file_of_a_template_leaves_the_project(run: Run, spec: Path, template: Path, path: str) -> None:
    file = template / PROJECT / path
    file.parent.mkdir(exist_ok=True)
    file.write_text("out", "utf-8")
    assert run("generate", "--template", template).status == 0
    assert not [found for found in (spec.parent, spec.parent.parent) if (found / "out").exists()]


@pytest.mark.parametrize(
    "said",
    [
        "{",
        "[]",
        '{"template": 1}',
        '{"template": 1, "layers": 3}',
        '{"template": 1, "layers": {}, "name": [], "from": ""}',
    ],
)
def test_a_damaged_copy_is_named_with_a_way_out(run: Run, spec: Path, template: Path, said: str) -> None:
    run("generate", "--template", template)
    (spec.parent / KEPT).write_text(said, "utf-8")
    ran = run("generate")
    assert (ran.status, f"{KEPT} is damaged: say `hipgen generate --template`" in ran.errors) == (2, True)


def test_of_several_templates_one_is_named(run: Run, spec: Path, template: Path) -> None:
    shutil.copytree(template, template.parent / "second")
    manifest(template.parent / "second", extends="plain", title="Second")
    asked = run("generate", "--template", template.parent)
    assert (asked.status, "say which template with --framework NAME (plain, second)" in asked.errors) == (
        2,
        True,
    )
    assert run("generate", "--template", template.parent, "--framework", "second").status == 0
    assert set(json.loads((spec.parent / KEPT).read_text("utf-8"))["layers"]) == {"plain", "second"}
    shutil.rmtree(template.parent)
    assert run("generate", "--check").status == 0


def test_what_cannot_be_cloned_is_said(run: Run, spec: Path) -> None:
    ran = run("generate", "--template", "file:///nowhere/at-all.git")
    said = "can't be cloned: '/nowhere/at-all.git' does not"
    assert (ran.status, said in ran.errors) == (2, True), ran.errors


def test_a_revision_that_is_not_there_is_said(run: Run, spec: Path, template: Path) -> None:
    git(template, "init", "-q")
    git(template, "add", "-A")
    git(template, "commit", "-q", "-m", "First")
    for revision in ("v9", "--force"):
        ran = run("generate", "--template", f"{template.as_uri()}#{revision}")
        assert (ran.status, revision in ran.errors) == (2, True), ran.errors
    assert list(tree(spec.parent)) == ["addon.yaml"]
