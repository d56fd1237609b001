"""`hipgen validate`: what it finds and says, how it ends, and that it bears every file."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hipgen.report import STYLES
from tests.cli.conftest import SPEC, Run
from tests.shared import SHARED

BAD = """\
# Nine mistakes: lines 6, 8, 9, 12, 14, 15, 20, 21 and 26.
hipgen: 1
key: com.example.bad
name: Bad
description: Nine mistakes in one file
base_url: http://bad.example.com
vendor: {name: Example Ltd, url: https://example.com}
scopes: [send_notifcation]
webhook_defaults: {auth: none}
webhooks:
  - key: on-message
    evnt: room_message
    pattern: 'hello'
  - key: on-message
    event: room_massage
glances:
  - key: builds
    name: Builds
    icon: static/builds.png
    opens: no-such-view
    weight: "7"
sidebar: []
dialogs:
  - key: ask
    title: Ask
    size: hugee
"""
LINES = [6, 8, 9, 12, 14, 15, 20, 21, 26]
PLACE = r"^addon\.yaml:(\d+):\d+: "
IDS = ["HG301", "HG104", "HG101", "HG101", "HG201", "HG104", "HG210", "HG103", "HG104"]


def test_a_good_spec_is_fine(run: Run, spec: Path) -> None:
    ran = run("validate")
    assert (ran.status, ran.errors) == (0, "")
    assert "0 errors" in ran.output or "no " in ran.output or "fine" in ran.output


def test_quiet_says_nothing_of_a_good_spec(run: Run, spec: Path) -> None:
    assert run("validate", "--quiet").text == ""


class TestNineMistakes:
    def test_each_is_told_once_at_its_line_in_order(self, run: Run, folder: Path) -> None:
        (folder / "addon.yaml").write_text(BAD)
        ran = run("validate", "--format", "json")
        findings = json.loads(ran.output)["diagnostics"]
        assert ran.status == 1
        assert [each["range"]["start"]["line"] for each in findings] == LINES
        assert [each["id"] for each in findings] == IDS

    def test_the_text_begins_with_the_place(self, run: Run, folder: Path) -> None:
        (folder / "addon.yaml").write_text(BAD)
        for style in ("text", "concise"):
            output = run("validate", "--format", style).output
            assert [int(line) for line in re.findall(PLACE, output, re.MULTILINE)] == LINES

    def test_the_way_out_is_said(self, run: Run, folder: Path) -> None:
        (folder / "addon.yaml").write_text(BAD)
        output = run("validate").output
        for way in ("`send_notification`", "`event`", "`room_message`", "drop the quotes", "https://"):
            assert way in output

    @pytest.mark.skipif(SHARED is None, reason="the file lies beside the project")
    def test_it_is_the_file_of_the_contract(self) -> None:
        assert SHARED is not None
        assert (SHARED / "checks/bad-spec.yaml").read_text() == BAD


def table(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def complaints(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("::error ")]


COUNTED: dict[str, Callable[[str], int]] = {
    "text": lambda text: len(re.findall(PLACE, text, re.MULTILINE)),
    "concise": lambda text: len(re.findall(PLACE, text, re.MULTILINE)),
    "json": lambda text: len(json.loads(text)["diagnostics"]),
    "jsonl": lambda text: len(table(text)),
    "sarif": lambda text: len(json.loads(text)["runs"][0]["results"]),
    "github": lambda text: len(complaints(text)),
    "gitlab": lambda text: len(json.loads(text)),
    "junit": lambda text: len(ET.fromstring(text).findall(".//failure")),
}


def test_every_style_is_tested() -> None:
    assert set(COUNTED) == set(STYLES)


@pytest.mark.parametrize("style", COUNTED)
def test_every_style_can_be_read_and_holds_all_nine(run: Run, folder: Path, style: str) -> None:
    (folder / "addon.yaml").write_text(BAD)
    ran = run("validate", "--format", style)
    assert (ran.status, ran.errors) == (1, "")
    assert COUNTED[style](ran.output) == 9


@pytest.mark.parametrize("style", COUNTED)
def test_every_style_can_be_read_where_nothing_is_wrong(run: Run, spec: Path, style: str) -> None:
    ran = run("validate", "--format", style)
    assert ran.status == 0
    assert COUNTED[style](ran.output) == 0


UNREADABLE: dict[str, tuple[bytes, str, int]] = {
    "an empty file": (b"", "the file is empty", 1),
    "comments alone": (b"# nothing\n", "the file is empty", 1),
    "white space alone": (b" \n\n \n", "the file is empty", 1),
    "a binary file": (b"\x89PNG\r\n\x1a\n\0\0\0", "is not UTF-8", 1),
    "another encoding": ("name: Café\n".encode("latin-1"), "is not UTF-8", 1),
    "a tab": (b"hipgen: 1\n\tname: x\n", "tab", 1),
    "a tag that builds objects": (b"hipgen: !!python/object:os.system x\n", "HG003", 1),
    "a list": (b"- a\n- b\n", "a list", 1),
    "a text": (b"hello\n", "a text", 1),
    "a key twice": (SPEC.encode() + b"name: Again\n", "HG002", 1),
    "a quote that never ends": (b"name: 'x\n", "HG001", 1),
    "an alias bomb": (b"a: &a [x,x]\nb: &b [*a,*a]\n" + b"c: [" + b"*b," * 40_000 + b"]\n", "HG00", 1),
    "deep nesting": (b"a: " + b"[" * 5000 + b"]" * 5000, "nested more than", 1),
    "two documents": (SPEC.encode() + b"---\n" + SPEC.encode(), "HG0", 1),
    "null": (b"null\n", "null", 1),
}


@pytest.mark.parametrize(("data", "said", "status"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_is_no_spec_is_told_from_one(
    run: Run, folder: Path, data: bytes, said: str, status: int
) -> None:
    (folder / "addon.yaml").write_bytes(data)
    for command in ("validate", "compile", "generate"):
        ran = run(command)
        assert ran.status == status
        assert said in ran.text
        assert ran.text.count("addon.yaml") >= 1


def test_fifty_megabytes_are_refused_at_once(run: Run, folder: Path) -> None:
    (folder / "addon.yaml").write_bytes(b"# padding\n" * 5_000_000)
    ran = run("validate")
    assert ran.status == 2
    assert "addon.yaml is larger than" in ran.errors


MISSING: dict[str, Callable[[Path], object]] = {
    "nothing is there": lambda folder: None,
    "a folder of that name": lambda folder: (folder / "addon.yaml").mkdir(),
    "a link to nowhere": lambda folder: (folder / "addon.yaml").symlink_to("nowhere"),
}


@pytest.mark.parametrize("make", MISSING.values(), ids=MISSING.keys())
@pytest.mark.parametrize("command", ["validate", "compile", "generate"])
def test_what_cant_be_read_ends_with_two(
    run: Run, folder: Path, command: str, make: Callable[[Path], object]
) -> None:
    make(folder)
    ran = run(command)
    assert ran.status == 2
    assert ran.output == ""
    assert ran.errors.startswith("hipgen: addon.yaml")


class TestSeveral:
    def test_all_files_are_checked(self, run: Run, spec: Path) -> None:
        (spec.parent / "b.yaml").write_text(BAD)
        ran = run("validate", "addon.yaml", "b.yaml", "--format", "concise")
        assert ran.status == 1
        assert "b.yaml:6:" in ran.output

    def test_a_folder_means_what_is_below_it(self, run: Run, folder: Path) -> None:
        for path, text in {
            "one/addon.yaml": SPEC,
            "two/x.addon.yaml": BAD,
            "three/other.yaml": "a: 1\n",
            "d.json": "{}",
            "four/d.json": '{"key": "k", "name": "n", "description": "d", "links": {}}',
            "node_modules/x/addon.yaml": BAD,
            "_generated/addon.yaml": BAD,
        }.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        findings = json.loads(run("validate", ".", "--format", "json").output)["diagnostics"]
        assert {each["file"] for each in findings} == {"two/x.addon.yaml", "four/d.json"}

    def test_what_git_ignores_is_left_out(self, run: Run, folder: Path) -> None:
        subprocess.run(["git", "init", "-q", "."], check=True)
        (folder / ".gitignore").write_text("ignored/\n")
        for name in ("ignored", "kept"):
            (folder / name).mkdir()
            (folder / name / "addon.yaml").write_text(BAD)
        findings = json.loads(run("validate", ".", "--format", "json").output)["diagnostics"]
        assert {each["file"] for each in findings} == {"kept/addon.yaml"}

    def test_a_folder_without_any_is_an_error_of_use(self, run: Run, folder: Path) -> None:
        ran = run("validate", ".")
        assert ran.status == 2
        assert "no spec and no descriptor" in ran.errors

    def test_standard_input_is_a_file(self, run: Run, folder: Path) -> None:
        assert run("validate", "-", stdin=SPEC).status == 0
        ran = run("validate", "-", "--format", "concise", stdin=BAD)
        assert ran.status == 1
        assert ran.output.startswith("<stdin>:6:11:")


WARNED = SPEC + "  - {key: other, name: Other, url: 'http://other.example.com/'}\n"
KINDS = {
    "a descriptor": (
        '{"key": "k", "name": "n", "description": "d", "links": {"self": "https://a.example/d"}}',
        0,
    ),
    "a descriptor without links.self": ('{"key": "k", "name": "n", "description": "d", "links": {}}', 1),
    "a card": ('{"style": "link", "id": "1", "title": "T", "url": "https://e.example"}', 0),
    "a card of no style": ('{"style": "poster", "id": "1", "title": "T"}', 1),
    "a notification": ('{"message": "hello", "color": "green"}', 0),
    "a notification of no colour": ('{"message": "hello", "color": "mauve"}', 1),
}


def test_a_warning_fails_with_strict_alone(run: Run, folder: Path) -> None:
    (folder / "addon.yaml").write_text(WARNED)
    assert run("validate").status == 0
    ran = run("validate", "--strict")
    assert ran.status == 1
    assert "HG303" in ran.output


@pytest.mark.parametrize(("text", "status"), KINDS.values(), ids=KINDS.keys())
def test_other_files_are_told_by_their_content(run: Run, folder: Path, text: str, status: int) -> None:
    (folder / "body.json").write_text(text)
    assert run("validate", "body.json").status == status


def test_an_ignored_error_stops_nothing(run: Run, folder: Path) -> None:
    text = SPEC.replace("base_url: https:", "# hipgen: ignore[HG301] behind a tunnel\nbase_url: http:")
    (folder / "addon.yaml").write_text(text)
    assert run("validate", "--strict").status == 0
    assert run("compile").status == 0


def test_colour_is_for_terminals_only(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "addon.yaml").write_text(BAD)
    assert "\x1b" not in run("validate").output


def test_no_color_is_respected_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from hipgen.cli.common import coloured

    class Terminal:
        def isatty(self) -> bool:
            return True

    for name, value, colour in [("NO_COLOR", "1", False), ("TERM", "dumb", False), ("NO_COLOR", "", True)]:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv(name, value)
        assert coloured(Terminal()) is colour


def test_a_file_that_cannot_be_read_hides_nothing_of_the_others(run: Run, spec: Path) -> None:
    Path("bad.yaml").write_text(BAD, encoding="utf-8")
    ran = run("validate", "missing.yaml", "bad.yaml", "addon.yaml", "--format", "concise")
    assert ran.status == 2
    assert "missing.yaml: no such file" in ran.errors
    assert len(re.findall(r"^bad\.yaml:", ran.output, re.MULTILINE)) == len(LINES)
