"""Templates are cookiecutter's: it renders each framework on its own, and gives what hipgen gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cookiecutter.main import cookiecutter
from jsonschema import Draft202012Validator

from hipgen import examples, frameworks
from hipgen.context import context
from hipgen.diagnostics import Json
from hipgen.render import render
from hipgen.schemas import schema
from hipgen.source import parse
from hipgen.validate import check

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
MANIFESTS = sorted(TEMPLATES.glob("*/cookiecutter.json"))


def _sample(name: str) -> dict[str, Json]:
    """The context of the smallest example, for a framework."""
    addon = check(parse(examples.spec("minimal"), "addon.yaml")).addon
    assert addon is not None
    framework = frameworks.framework(name)
    return context(
        addon,
        base_url=addon.text("base_url"),
        framework=name,
        language=framework.language,
        naming=framework.naming,
        asynchronous=framework.asynchronous,
        worker=framework.commands.get("worker"),
    )


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_every_manifest_is_as_its_schema_says(path: Path) -> None:
    notes = json.loads(path.read_text(encoding="utf-8"))["_hipgen"]
    wanted = schema("framework") or {}
    assert [error.message for error in Draft202012Validator(wanted).iter_errors(notes)] == []


def test_every_framework_has_the_same_hook() -> None:
    paths = (TEMPLATES / name / "hooks" / "post_gen_project.py" for name in frameworks.names())
    hooks = {path.read_text(encoding="utf-8") for path in paths}
    assert len(hooks) == 1


@pytest.mark.parametrize("name", frameworks.names())
def test_the_sample_in_a_manifest_is_what_hipgen_makes_of_the_smallest_example(name: str) -> None:
    manifest = json.loads((TEMPLATES / name / "cookiecutter.json").read_text(encoding="utf-8"))
    assert manifest["_addon"] == _sample(name)
    assert manifest["_item"] == _sample(name)["handlers"][0]


@pytest.mark.slow
@pytest.mark.parametrize("name", frameworks.names())
def test_plain_cookiecutter_renders_what_hipgen_renders(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = Path(cookiecutter(str(TEMPLATES / name), no_input=True, output_dir=str(tmp_path / "out")))
    theirs = {p.relative_to(made).as_posix(): p.read_bytes() for p in made.rglob("*") if p.is_file()}
    ours = {file.path: file.data for file in render(frameworks.framework(name), _sample(name))}
    assert theirs.keys() == ours.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []
