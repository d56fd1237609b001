"""Which generated projects there are to test: every framework with every example, found on disk.

Reads manifests and specs as plain data, at collection, and nothing else; what a framework's or an example's
name is makes no difference to any test of the whole matrix.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from hipgen.source import parse

ROOT = Path(__file__).resolve().parents[2]
SPECS = Path(__file__).with_name("specs")


@dataclass(frozen=True)
class Framework:
    """A template folder that is offered as a framework, with the layers below it."""

    name: str

    @cached_property
    def layers(self) -> tuple[dict[str, Any], ...]:
        """The manifests' hipgen blocks, from the framework down to the common layer."""
        found: list[dict[str, Any]] = []
        name: str | None = self.name
        while name is not None:
            found.append(_manifest(ROOT / "templates" / name / "cookiecutter.json"))
            name = found[-1].get("extends")
        return tuple(found)

    @cached_property
    def commands(self) -> dict[str, str]:
        """The project's own commands; an upper layer's word for one hides a lower layer's."""
        told: dict[str, str] = {}
        for layer in reversed(self.layers):
            told |= layer.get("commands", {})
        return told


@dataclass(frozen=True)
class Example:
    """A spec to generate from: an example that is shipped, or one of these tests' own, beside this file."""

    name: str
    file: Path

    @property
    def shipped(self) -> bool:
        return self.file.name == "addon.yaml"

    @cached_property
    def spec(self) -> dict[str, Any]:
        return dict(parse(self.file.read_bytes(), self.file.name).data)

    def items(self, section: str) -> list[dict[str, Any]]:
        return list(self.spec.get(section, []))

    @property
    def installable(self) -> bool:
        install = self.spec.get("install", {})
        return install != "none" and install.get("callback") is not False

    @property
    def secrets(self) -> dict[str, str]:
        """Values for the environment variables that the example's inbound routes are signed with."""
        return {item["secret"]: f"inbound-secret-of-{item['key']}" for item in self.items("inbound")}


@dataclass(frozen=True)
class Case:
    framework: Framework
    example: Example

    def __str__(self) -> str:
        return f"{self.framework.name}-{self.example.name}"


def _manifest(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")).get("_hipgen", {}))


def frameworks() -> list[Framework]:
    found = sorted(ROOT.glob("templates/*/cookiecutter.json"))
    return [Framework(path.parent.name) for path in found if _manifest(path).get("framework")]


SILENT = Example("silent", Path(__file__).with_name("calls") / "silent.yaml")
"""An add-on that may call nothing: not one of all that every test takes, for what is asked of it only."""


def one_of_a_language() -> dict[str, Framework]:
    """A framework of every language, for what is the language's matter and no framework's."""
    return {framework.layers[-2]["language"]: framework for framework in reversed(frameworks())}


def examples() -> list[Example]:
    shipped = [Example(path.parent.name, path) for path in sorted(ROOT.glob("examples/*/addon.yaml"))]
    return shipped + [Example(path.stem, path) for path in sorted(SPECS.glob("*.yaml"))]


def cases(wanted: Callable[[Example], bool] = lambda example: True) -> list[Any]:
    """Parameters of a test: the cases whose example has what the test is about, one worker for each case."""
    chosen = [Case(framework, example) for framework in frameworks() for example in examples()]
    return [
        pytest.param(case, id=str(case), marks=pytest.mark.xdist_group(str(case)))
        for case in chosen
        if wanted(case.example)
    ]


def has(*sections: str) -> Callable[[Example], bool]:
    """Installable examples with an item in one of these sections."""
    return lambda example: example.installable and any(section in example.spec for section in sections)
