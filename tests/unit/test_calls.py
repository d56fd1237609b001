"""What a project has of HipChat's REST API: all of it, or with `scopes: none` nothing."""

import re
from pathlib import Path

import pytest

from hipgen import frameworks
from hipgen.project import plan_project
from hipgen.source import parse
from hipgen.validate import check

SPEC = """
hipgen: 1
key: com.example.sample
name: Sample
description: Greets.
base_url: https://sample.example.com
webhooks: [{key: hello, command: /hello, help: Greets}]
"""
OPERATION = re.compile(r"\b(get_?rooms|create_?webhook)\b", re.IGNORECASE)
"""Operations that nobody but the client names, in any language's spelling."""


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path


def files(empty: Path, text: str, framework: str) -> dict[str, str]:
    checked = check(parse(text, "addon.yaml"))
    plan = plan_project(empty, checked, framework=framework, base_url="https://sample.example.com").plan
    return {step.path: (step.data or b"").decode("utf-8", "replace") for step in plan.changes}


def naming(written: dict[str, str]) -> set[str]:
    """The files that name an operation."""
    return {
        path for path, text in written.items() if path.startswith("_generated/") and OPERATION.search(text)
    }


@pytest.mark.parametrize("framework", frameworks.names())
def test_without_scopes_there_is_no_client(framework: str, empty: Path) -> None:
    whole, none = files(empty, SPEC, framework), files(empty, f"{SPEC}scopes: none\n", framework)
    assert naming(whole)
    assert naming(none) == set()
    assert none.keys() < whole.keys()
    lines = [sum(text.count("\n") for text in written.values()) for written in (whole, none)]
    assert lines[0] - lines[1] > 1000


@pytest.mark.parametrize("framework", frameworks.names())
def test_people_may_let_it_call_what_it_may_not_itself(framework: str, empty: Path) -> None:
    oauth = f"{SPEC}scopes: none\noauth: {{redirects: [/done]}}\n"
    assert naming(files(empty, oauth, framework)) == naming(files(empty, SPEC, framework)) != set()
