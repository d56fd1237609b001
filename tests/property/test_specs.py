"""Any valid spec, hostile texts included, becomes a valid descriptor and projects that are right.

The specs are made from the schemas (`specs.py`), the files are judged by what reads them (`judges.py`).
Errors of rules are ignored as a person can ignore them, so what is here holds for questionable specs as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from hipgen import frameworks
from hipgen.bind import bind
from hipgen.context import context
from hipgen.descriptor import compile_addon, encode
from hipgen.diagnostics import Json
from hipgen.imported import let_stand
from hipgen.language import language
from hipgen.model import Addon
from hipgen.plan.paths import check_paths
from hipgen.render import render
from hipgen.schema import check_shape, validator
from hipgen.source import parse
from hipgen.source.writer import write
from hipgen.validate import SPEC, check
from tests.property import judges
from tests.property.judges import Project
from tests.property.node import Node
from tests.property.specs import MARKED, hostile, specs
from tests.schemas.published import complaints, load
from tests.shared import shared_files

BOUNDED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],  # explaining would take minutes
    suppress_health_check=list(HealthCheck),
)
CAPTURED = [
    Draft202012Validator(load(file))
    for file in shared_files("reference/captured-host-descriptor.schema.json")
]


def strict(value: Json) -> str:
    """A value so written that 1, 1.0 and true differ."""
    return json.dumps(value)


def add_on(spec: Json) -> Addon:
    """The add-on of a spec, by way of its text; what rules have against it is ignored."""
    assert check_shape(spec, validator(), str) == []
    text = let_stand(write(spec))
    document = parse(text, "addon.yaml")
    assert strict(document.data) == strict(spec)
    assert strict(yaml.safe_load(text)) == strict(spec)
    checked = check(document, SPEC)
    assert checked.addon is not None, [each for each in checked.diagnostics if each.severity.name == "ERROR"]
    return checked.addon


def base_of(spec: Json) -> str:
    return str(spec.get("base_url", "https://addon.example.com"))


@settings(BOUNDED, max_examples=40)
@given(specs())
def test_every_spec_compiles_to_a_valid_descriptor(spec: Json) -> None:
    compiled = compile_addon(add_on(spec), base_of(spec))
    assert complaints("descriptor", compiled.descriptor) == []
    assert [error.message for host in CAPTURED for error in host.iter_errors(compiled.descriptor)] == []
    text = encode(compiled.descriptor)
    assert strict(json.loads(text)) == strict(compiled.descriptor)
    assert MARKED not in text
    again = bind(parse(json.dumps(spec), "addon.json").data, language())
    assert encode(compile_addon(again, base_of(spec)).descriptor) == text
    for pointer in compiled.based:
        value: Any = compiled.descriptor
        for step in pointer:
            value = value[step]
        assert value.startswith(base_of(spec).rstrip("/"))


@settings(BOUNDED, max_examples=8)
@given(specs(), hostile)
def test_a_few_specs_become_projects(node: Node, spec: Json, text: str) -> None:
    judge(node, spec, text)


@pytest.mark.slow
@settings(BOUNDED, max_examples=250)
@given(specs(), hostile)
def test_every_spec_becomes_a_project(node: Node, spec: Json, text: str) -> None:
    judge(node, spec, text)


@pytest.mark.parametrize("key", ["labelled", "card", "content", "attribute", "icon", "annotations", "value"])
def test_a_card_may_be_called_like_what_its_module_needs(node: Node, key: str) -> None:
    card = {"key": key, "title": "Card", "attributes": [key]}
    judge(node, {"hipgen": 1, "key": "k", "name": "K", "description": "K", "cards": [card]}, "")


def judge(node: Node, spec: Json, text: str) -> None:
    """Render a spec for every framework and look at all files; `text` is what its pages are given."""
    addon = add_on(spec)
    for name in frameworks.names():
        framework = frameworks.framework(name)
        seen = context(
            addon,
            base_url=base_of(spec),
            framework=name,
            language=framework.language,
            naming=framework.naming,
        )
        project = rendered(seen, name)
        assert project.files == rendered(seen, name).files
        judges.texts_are_plain(project)
        judges.python_holds(project)
        judges.javascript_holds(project, node)
        judges.data_holds(project, spec)
        judges.environment_holds(project)
        judges.pages_hold(project, rendered(blunted(seen), name), lambda given: given + text)


def rendered(seen: Mapping[str, Json], name: str) -> Project:
    """Render, and check that the paths are inside the project and can be on every disk."""
    files = render(frameworks.framework(name), seen)
    check_paths(file.path for file in files)
    return Project(seen, {file.path: file.data for file in files})


def blunted(seen: Mapping[str, Json]) -> dict[str, Json]:
    """The same add-on with plain titles, so that its pages show what belongs into them."""
    plain = [
        {
            **entry,
            "title": "x",
            "help": "x",
            "buttons": [{**button, "key": "x", "name": "x"} for button in entry["buttons"]],
            "opened_by": [{**other, "name": "x"} for other in entry["opened_by"]],
        }
        for entry in seen["views"]
    ]
    return {**seen, "name": "x", "views": plain}
