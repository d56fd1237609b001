"""The spec is edited after a person has filled in the handlers: no byte is lost, and what is open is said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from hipgen.frameworks import names as framework_names
from tests.cli.conftest import Run, tree

pytestmark = pytest.mark.slow

SPEC = """\
hipgen: 1
key: com.example.sample
name: Sample
description: Says what it is for.
base_url: https://addon.example.com
webhooks:
  - {key: hello, command: /hello, help: Say hello}  # mine
sidebar:
  - {key: panel, name: Panel}
glances:
  - {key: count, name: Count, opens: panel}
"""
HELLO = "  - {key: hello, command: /hello, help: Say hello}  # mine\n"
PANEL = "sidebar:\n  - {key: panel, name: Panel}\n"
MINE = "MINE: a person's own line"


@dataclass(frozen=True)
class Case:
    """An edit of the spec, the command after it, and what is to come of it."""

    name: str
    edits: tuple[tuple[str, str], ...]
    command: tuple[str, ...] = ("generate",)
    status: int = 0
    says: str = ""
    item: str = ""
    """The item that the handler `hello` serves afterwards."""
    stem: str = "hello"


CASES = (
    Case("nothing changed", (), item="webhooks:hello"),
    Case("equal but for the key", (("key: hello", "key: greet"),), says="taken for", item="webhooks:greet"),
    Case(
        "renamed by was, and all else changed",
        ((HELLO, "  - {key: greet, event: room_enter, was: hello}\n"),),
        says="taken for",
        item="webhooks:greet",
    ),
    Case(
        "similar: a decision",
        ((HELLO, "  - {key: greet, command: /hello, help: Other}\n"),),
        status=3,
        says="--rename webhooks:hello=webhooks:greet",
    ),
    Case(
        "similar, and told so",
        ((HELLO, "  - {key: greet, command: /hello, help: Other}\n"),),
        ("generate", "--rename", "hello=greet"),
        item="webhooks:greet",
    ),
    Case(
        "similar, and told not so",
        ((HELLO, "  - {key: greet, command: /hello, help: Other}\n"),),
        ("generate", "--no-rename"),
        says="no longer reached",
    ),
    Case(
        "another altogether",
        ((HELLO, "  - {key: greet, event: room_enter}\n"),),
        says="no longer reached",
    ),
    Case("removed", (("webhooks:\n" + HELLO, ""),), says="no longer reached"),
    Case("changed", (("Say hello", "Greet"),), item="webhooks:hello"),
    Case("moved by mv", (), ("mv", "hello", "greet"), item="webhooks:greet", stem="greet"),
    Case(
        "moved by mv after the edit",
        (("key: hello", "key: greet"),),
        ("mv", "hello", "greet"),
        item="webhooks:greet",
        stem="greet",
    ),
    Case("mv to a key that is taken", (), ("mv", "panel", "count"), status=3, says="taken"),
    Case("mv of what isn't there", (), ("mv", "nobody", "greet"), status=2, says="nobody"),
    Case("a view moved with its page and script", (), ("mv", "panel", "board"), item="webhooks:hello"),
)


@pytest.fixture(params=framework_names())
def project(request: pytest.FixtureRequest, run: Run, folder: Path) -> Path:
    """A project whose handlers and pages all have a line of a person's own."""
    (folder / "addon.yaml").write_text(SPEC, encoding="utf-8")
    assert run("generate", "--framework", request.param).status == 0
    for path in owned(folder):
        sign, end = {".html": ("<!-- ", " -->"), ".py": ("# ", "")}.get(path.suffix, ("// ", ""))
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{sign}{MINE} {path.name}{end}\n")
    return folder


def owned(project: Path) -> list[Path]:
    places = ("handlers/*", "views/*", "static/pages/*")
    return sorted(p for place in places for p in project.glob(place) if p.is_file() and p.stem != "__init__")


def mine(project: Path) -> list[str]:
    """Every line of the person's own, sorted."""
    texts = (path.read_text(encoding="utf-8") for path in owned(project))
    return sorted(line for text in texts for line in text.splitlines() if MINE in line)


def edit(project: Path, *edits: tuple[str, str]) -> None:
    path = project / "addon.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def served(project: Path, stem: str) -> str:
    """The item whose handler is in the module, as the record says."""
    items = json.loads((project / ".hipgen/lock.json").read_text())["items"]
    return next((id_ for id_, item in items.items() if item.get("module") == stem), "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_byte_is_lost(run: Run, project: Path, case: Case) -> None:
    lines = mine(project)
    edit(project, *case.edits)
    before = tree(project)
    ran = run(*case.command)
    assert ran.status == case.status, ran.text
    assert case.says in ran.text
    assert mine(project) == lines
    if case.status:
        assert tree(project) == before
        return
    assert served(project, case.stem) == case.item
    after = tree(project)
    assert run("generate", "--check").status == 0
    assert run("generate").status == 0
    assert tree(project) == after


def test_what_was_removed_serves_again_when_it_is_back(run: Run, project: Path) -> None:
    lines = mine(project)
    edit(project, ("webhooks:\n" + HELLO, ""))
    assert run("generate").status == 0
    edit(project, ("sidebar:\n", "webhooks:\n" + HELLO + "sidebar:\n"))
    assert run("generate").status == 0
    assert served(project, "hello") == "webhooks:hello"
    assert (mine(project), run("generate", "--check").status) == (lines, 0)


def test_prune_shows_and_deletes_only_when_told(run: Run, project: Path) -> None:
    assert run("prune").output == "nothing to prune\n"
    edit(project, ("webhooks:\n" + HELLO, ""))
    run("generate")
    before = tree(project)
    ran = run("prune")
    assert (ran.status, "handlers/hello" in ran.output, tree(project)) == (3, True, before)
    assert run("prune", "--yes").status == 0
    assert not [path for path in owned(project) if path.stem == "hello"]
    assert run("generate", "--check").status == 0
    assert run("prune").output == "nothing to prune\n"


def test_validate_says_that_a_was_has_done_its_work(run: Run, project: Path) -> None:
    edit(project, ("key: hello,", "key: greet, was: hello,"))
    assert "may go" not in run("validate").errors
    run("generate")
    assert "`was: hello` of webhooks:greet may go" in run("validate").errors
    edit(project, (" was: hello,", ""))
    assert run("generate").status == 0
    assert served(project, "hello") == "webhooks:greet"


def test_mv_keeps_comments_and_takes_what_opens_along(run: Run, project: Path) -> None:
    before = (project / "addon.yaml").read_text()
    assert run("mv", "panel", "board").status == 0
    after = before.replace("key: panel", "key: board").replace("opens: panel", "opens: board")
    assert (project / "addon.yaml").read_text() == after
    assert not [path for path in owned(project) if path.stem == "panel"]
    assert "static/pages/board.js" in (project / "views/board.html").read_text()


def test_mv_stops_at_a_file_in_the_way(run: Run, project: Path) -> None:
    handler = next(path for path in owned(project) if path.stem == "hello")
    handler.with_stem("greet").write_text("mine\n")
    before = tree(project)
    assert run("mv", "hello", "greet").status == 3
    assert tree(project) == before
