"""Handlers that a person has edited, against their spec: by `validate`, and by `generate` after its plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hipgen.frameworks import framework, names
from tests.cli.conftest import SPEC, Run

HELLO = "{key: hello, command: /hello, help: Say hello}"
WRITTEN = {
    "Python": {
        "right": "def hello(event):\n    return 1\n",
        "renamed": "def greet(event):\n    return 1\n",
        "needy": "def hello(event, room):\n    return 1\n",
        "typed": "def hello(event: RoomMessage):\n    return 1\n",
        "broken": "def hello(event:\n",
        "imports": "from handlers import store\n\n\ndef hello(event):\n    return store\n",
    },
    "JavaScript": {
        "right": "export function hello(event) {}\n",
        "renamed": "export function greet(event) {}\n",
        "needy": "export function hello(event, room) {}\n",
        "typed": "/** @param {RoomMessage} event */\nexport function hello(event) {}\n",
        "broken": "export function hello(event {\n",
        "imports": 'import "./store.js";\nexport function hello(event) {}\n',
    },
}


@pytest.fixture(params=names())
def handler(request: pytest.FixtureRequest, run: Run, folder: Path) -> Path:
    """The handler of the webhook `hello`, in a project of its own."""
    (folder / "addon.yaml").write_text(SPEC.replace("framework: flask", f"framework: {request.param}"))
    assert run("generate").status == 0
    return folder / framework(request.param).handler.format(module="hello")


def write(handler: Path, what: str, name: str | None = None) -> Path:
    language = {".py": "Python", ".js": "JavaScript"}[handler.suffix]
    path = handler if name is None else handler.with_stem(name)
    path.write_text(WRITTEN[language][what], encoding="utf-8")
    return path


CASES = (
    ("right", 0, ""),
    ("renamed", 1, "error[HG511]"),
    ("needy", 1, "error[HG513]"),
    ("broken", 0, "warning[HG510]"),
)


@pytest.mark.parametrize(("what", "status", "says"), CASES)
def test_validate_and_generate_say_the_same(
    run: Run, handler: Path, what: str, status: int, says: str
) -> None:
    write(handler, what)
    place = f"handlers/hello{handler.suffix}:1:" if says else ""
    for command in (("validate",), ("generate",), ("generate", "--check"), ("generate", "--dry-run")):
        ran = run(*command)
        assert (ran.status, says in ran.text, place in ran.text) == (status, True, True), ran.text
    assert run("validate", "--strict").status == (1 if says else 0)


def test_a_handler_with_an_error_is_shown_in_every_format(run: Run, handler: Path) -> None:
    write(handler, "renamed")
    (found,) = json.loads(run("validate", "--format", "json").output)["diagnostics"]
    assert (found["id"], found["file"]) == ("HG511", f"handlers/hello{handler.suffix}")
    plan = run("generate", "--format", "json")
    assert (json.loads(plan.output)["exit"], plan.status) == (1, 1)
    assert "HG511" in plan.errors


def test_another_event_in_the_spec_is_seen_in_an_edited_handler_only(run: Run, handler: Path) -> None:
    spec = handler.parents[1] / "addon.yaml"
    spec.write_text(spec.read_text().replace(HELLO, "{key: hello, event: room_enter}"))
    assert "HG514" not in run("validate").text  # untouched: the next run writes it anew
    write(handler, "typed")
    assert "calls it with a `RoomEnter`" in run("validate").text
    ran = run("generate")
    assert (ran.status, "warning[HG514]" in ran.errors) == (0, True)


def test_files_among_the_handlers_are_named_when_nothing_reaches_them(run: Run, handler: Path) -> None:
    store = write(handler, "right", "store")
    ran = run("validate")
    assert (ran.status, f"handlers/store{handler.suffix}:1:1: warning[HG515]" in ran.output) == (0, True)
    write(handler, "imports")
    assert "HG515" not in run("validate").output
    write(handler, "right")
    job = handler.parents[1] / f"job{handler.suffix}"
    job.write_text(
        "import handlers.store\n" if handler.suffix == ".py" else 'import "./handlers/store.js";\n'
    )
    assert "HG515" not in run("validate").output
    job.unlink()
    store.unlink()
    assert run("validate").output == "addon.yaml: no mistakes found\n"


def test_a_retired_handler_is_for_prune_to_name(run: Run, handler: Path) -> None:
    write(handler, "right")
    spec = handler.parents[1] / "addon.yaml"
    spec.write_text(spec.read_text().replace(f"webhooks:\n  - {HELLO}\n", ""))
    for command in ("validate", "generate", "validate"):
        ran = run(command)
        assert (ran.status, "HG51" in ran.text) == (0, False), ran.text


def test_a_handler_that_is_gone_or_new_is_for_generate_to_say(run: Run, handler: Path) -> None:
    handler.unlink()
    assert run("validate").output == "addon.yaml: no mistakes found\n"
    assert run("generate").status == 3
    spec = handler.parents[1] / "addon.yaml"
    spec.write_text(spec.read_text().replace("webhooks:\n", "webhooks:\n  - {key: new, event: room_exit}\n"))
    assert run("validate").output == "addon.yaml: no mistakes found\n"


def test_another_spec_in_the_folder_is_not_the_project_s(run: Run, handler: Path) -> None:
    write(handler, "renamed")
    other = handler.parents[1] / "other.yaml"
    other.write_text((handler.parents[1] / "addon.yaml").read_text())
    assert run("validate", "other.yaml").output == "other.yaml: no mistakes found\n"
    (handler.parents[1] / "addon.yaml").unlink()
    assert "HG511" in run("validate", "other.yaml").output


def test_a_damaged_lock_is_no_matter_to_validate(run: Run, handler: Path) -> None:
    write(handler, "renamed")
    (handler.parents[1] / ".hipgen/lock.json").write_text("{")
    assert run("validate").output == "addon.yaml: no mistakes found\n"


@pytest.mark.parametrize("id_", ["HG510", "HG511", "HG512", "HG513", "HG514", "HG515", "handler-parameters"])
def test_every_id_is_explained(run: Run, id_: str) -> None:
    ran = run("explain", id_)
    assert (ran.status, "Bad" in ran.output, "Good" in ran.output) == (0, True, True)
