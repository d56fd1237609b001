"""Any valid spec, hostile texts included, becomes a valid descriptor and a project whose files are what they should be.

The specs are made from the schemas (`specs.py`). Errors of rules are ignored as a person can ignore them, so what
is here holds for questionable specs as well. Frameworks are found, not named; files are judged by their ending, by
the readers that their ecosystem uses.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
import sys
import tomllib
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType
from typing import Any

import jinja2
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from hipgen import frameworks
from hipgen.bind import bind
from hipgen.context import context
from hipgen.descriptor import compile_addon, encode
from hipgen.diagnostics import Json
from hipgen.imported import with_ignores
from hipgen.language import language
from hipgen.model import Addon
from hipgen.plan.paths import check_paths
from hipgen.render import render
from hipgen.schema import check_shape, validator
from hipgen.source import parse
from hipgen.source.writer import write
from hipgen.validate import SPEC, check
from tests.property.node import Node
from tests.property.specs import MARKED, hostile, specs
from tests.schemas.published import complaints, load
from tests.shared import shared_files

BOUNDED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
BASE = "https://addon.example.com"
PAGE = "views/"
OURS = "_generated/"
CAPTURED = [
    Draft202012Validator(load(file))
    for file in shared_files("reference/captured-host-descriptor.schema.json")
]


@dataclass(frozen=True, slots=True)
class Project:
    """A rendered project: what its templates saw, and its files."""

    seen: Mapping[str, Json]
    files: Mapping[str, bytes]

    @property
    def texts(self) -> dict[str, str]:
        """The files that hold text."""
        return {path: data.decode("utf-8") for path, data in self.files.items() if b"\0" not in data}

    def ending(self, *suffixes: str) -> dict[str, str]:
        """The text files with one of these endings."""
        return {path: text for path, text in self.texts.items() if path.endswith(suffixes)}


def add_on(spec: Json) -> Addon:
    """The add-on of a spec, through its text; what rules have against it is ignored."""
    assert not check_shape(spec, validator(), str)
    text = with_ignores(write(spec))
    document = parse(text, "addon.yaml")
    assert strict(document.data) == strict(spec)
    assert strict(yaml.safe_load(text)) == strict(spec)
    checked = check(document, SPEC)
    assert checked.addon is not None, [d for d in checked.diagnostics if d.severity.name == "ERROR"]
    return checked.addon


def strict(value: Json) -> str:
    """A value so written that 1, 1.0 and true differ, as does the order of members."""
    return json.dumps(value)


def base_of(spec: Json) -> str:
    return str(spec.get("base_url", BASE))


def project(addon: Addon, base: str, name: str) -> Project:
    """Render an add-on for a framework."""
    framework = frameworks.framework(name)
    seen = context(
        addon, base_url=base, framework=name, language=framework.language, naming=framework.naming
    )
    return rendered(seen, name)


def rendered(seen: Mapping[str, Json], name: str) -> Project:
    files = render(frameworks.framework(name), seen)
    check_paths(file.path for file in files)
    return Project(seen, {file.path: file.data for file in files})


@settings(BOUNDED, max_examples=50)
@given(specs())
def test_every_spec_compiles_to_a_valid_descriptor(spec: Json) -> None:
    addon = add_on(spec)
    compiled = compile_addon(addon, base_of(spec))
    assert complaints("descriptor", compiled.descriptor) == []
    assert [error.message for judge in CAPTURED for error in judge.iter_errors(compiled.descriptor)] == []
    text = encode(compiled.descriptor)
    assert strict(json.loads(text)) == strict(compiled.descriptor)
    assert MARKED not in text
    as_json = parse(json.dumps(spec), "addon.json")
    assert encode(compile_addon(bind(as_json.data, language()), base_of(spec)).descriptor) == text
    for pointer in compiled.based:
        value: Any = compiled.descriptor
        for step in pointer:
            value = value[step]
        assert value.startswith(base_of(spec).rstrip("/"))


@settings(BOUNDED, max_examples=10)
@given(specs())
def test_a_few_specs_become_projects(node: Node, spec: Json) -> None:
    judge(node, spec)


@pytest.mark.slow
@settings(BOUNDED, max_examples=100)
@given(specs())
def test_every_spec_becomes_a_project(node: Node, spec: Json) -> None:
    judge(node, spec)


def judge(node: Node, spec: Json) -> None:
    addon = add_on(spec)
    for name in frameworks.names():
        made = project(addon, base_of(spec), name)
        assert made == project(addon, base_of(spec), name)
        judge_texts(made)
        judge_python(made)
        judge_javascript(node, made)
        judge_data(made, spec)
        judge_environment(made)
        judge_pages(made, name)


HIDING = frozenset({"Cc", "Cf", "Zl", "Zp"})
CODE = (".py", ".js", ".ts", ".mjs", ".json", ".toml", ".yaml", ".yml", ".html", ".css", ".env.example", "Procfile")


def judge_texts(made: Project) -> None:
    """Nothing is evaluated, and code shows all that it does."""
    for path, text in made.texts.items():
        assert MARKED not in text, path
        assert "\r" not in text, path
        if path.endswith(CODE):
            assert {c for c in text if unicodedata.category(c) in HIDING} <= {"\n"}, path


def wanted(made: Project) -> set[str]:
    """The texts of a spec that a project's code holds as data, whatever its language."""
    seen = made.seen
    entries = [*seen["handlers"], *seen["settings"]]
    words = ("key", "title", "label", "command", "secret")
    found = {seen["key"], seen["name"], seen["base_url"], *(seen["scopes"] or ())}
    found |= {entry[word] for entry in entries for word in words if entry.get(word) is not None}
    found |= {choice for setting in seen["settings"] for choice in setting["choices"]}
    return found | {s["default"] for s in seen["settings"] if isinstance(s["default"], str)}


def judge_python(made: Project) -> None:
    found = set()
    for path, text in made.ending(".py").items():
        found |= constants(path, text)
    if found:
        assert wanted(made) - {entry["secret"] for entry in made.seen["handlers"]} <= found
        with installed({path: text for path, text in made.ending(".py").items()}) as modules:
            assert "_generated.about" in modules or "_generated" in modules


@lru_cache(maxsize=4096)
def constants(path: str, text: str) -> frozenset[str]:
    """The texts in a Python file, which has to compile without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(text, path, "exec", dont_inherit=True)
        tree = ast.parse(text)
    return frozenset(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def judge_javascript(node: Node, made: Project) -> None:
    scripts = made.ending(".js", ".mjs")
    assert node.errors({path: text for path, text in scripts.items() if unread(path, text)}) == {}
    modules = node.texts(scripts, OURS)
    if modules:
        assert wanted(made) <= {text for texts in modules.values() for text in texts}
