"""`hipgen verify` finds nothing wrong with what is generated: on SQLite, and on PostgreSQL with Redis.

Every framework with Incident Desk on both; the other examples once per language, whose frameworks take
turns, and so the spec that has everything, and the one that may call nothing. All with all is
`python -m tests.verify.matrix`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generated.matrix import SILENT, Case, Example, Framework, examples, frameworks
from tests.generated.project import Project
from tests.verify.matrix import POSTGRESQL, SQLITE, Variables, databases, verified

pytestmark = pytest.mark.generated

WHOLE = "incident-desk"
ODD = "HV103"
"""What is said of the names in the specs of these tests, which are odd on purpose."""


@pytest.fixture(scope="module")
def known() -> Iterator[dict[str, Variables]]:
    """What tells an add-on of its database, by the database's name."""
    with databases() as variables:
        yield variables


def languages() -> list[list[Framework]]:
    by_language: dict[str, list[Framework]] = {}
    for framework in frameworks():
        by_language.setdefault(framework.layers[-2]["language"], []).append(framework)
    return list(by_language.values())


def runs() -> list[Any]:
    others = {example.name: example for example in (*examples(), SILENT)}
    whole = others.pop(WHOLE)
    chosen: list[tuple[Framework, Example, str]] = [
        (framework, whole, database) for framework in frameworks() for database in (SQLITE, POSTGRESQL)
    ]
    chosen += [
        (alike[turn % len(alike)], example, SQLITE)
        for turn, example in enumerate(others.values())
        for alike in languages()
    ]
    return [
        pytest.param(case, database, id=f"{case}-{database}", marks=pytest.mark.xdist_group(str(case)))
        for framework, example, database in chosen
        for case in [Case(framework, example)]
    ]


@pytest.mark.parametrize(("project", "database"), runs(), indirect=["project"])
def test_the_whole_suite_finds_nothing_wrong(
    project: Project, database: str, known: dict[str, Variables], tmp_path: Path
) -> None:
    found = verified(project, tmp_path, known[database]())
    example = project.case.example
    assert found.failed == ([] if example.shipped or example == SILENT else [ODD]), found.said
    assert found.results["passed"] > 0, found.said
