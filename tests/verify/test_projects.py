"""Projects that hipgen has not made: started by their Procfile, verified by the command."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from hipgen.cli import group
from tests import debian
from tests.shared import ON_SERVER
from tests.verify.reference import served

pytestmark = pytest.mark.slow

SCHEMAS = Path(__file__).parents[2] / "schemas"
RUBY = Path(__file__).with_name("ruby")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["verify", *arguments])


def test_an_addon_in_a_language_of_its_own_passes() -> None:
    debian.install("ruby")
    if shutil.which("ruby") is None:
        assert not ON_SERVER
        pytest.skip("there is no Ruby here")
    ran = run(str(RUBY), "--strict")
    assert ran.exit_code == 0, ran.output
    assert not re.search(r"^[✗!·]", ran.output, re.MULTILINE), ran.output


def test_what_is_found_is_told_with_its_place() -> None:
    with served("frame", "install-204", events=("room_enter",)) as url:
        ran = run(url, "--check", "HV602", "--check", "install-*")
    assert ran.exit_code == 1
    assert re.search(
        rf"^{re.escape(url)}:1:\d+: error\[HV602\]: webPanel `kettle-panel` can't be", ran.output, re.M
    )
    assert "frame-ancestors is 'none'" in ran.output
    assert "✗ HV602 unframed-view" in ran.output
    assert "· HV219 install-status" in ran.output
    assert "2 checks: 1 with errors, 1 with notes\n" in ran.output
    assert re.search(r"^\d+ answers: half within \d+ ms, 99 % within \d+ ms$", ran.output, re.MULTILINE)


def test_notes_fail_nobody_and_warnings_only_the_strict() -> None:
    with served("install-204", "picture", events=("room_enter",)) as url:
        assert run(url, "--check", "HV219").exit_code == 0
        assert run(url, "--check", "HV105").exit_code == 0
        assert run(url, "--check", "HV105", "--strict").exit_code == 1


def test_machines_read_it_too() -> None:
    with served("cors", events=("room_enter",)) as url:
        said = json.loads(run(url, "--check", "HV50*", "--format", "json").output)
        results = json.loads(run(url, "--check", "HV502", "--format", "sarif").output)["runs"][0]["results"]
        suites = Xml.fromstring(run(url, "--check", "HV502", "--check", "HV203", "--format", "junit").output)
    assert [found["id"] for found in said["diagnostics"]] == ["HV502"]
    Draft202012Validator(json.loads((SCHEMAS / "report.schema.json").read_text("utf-8"))).validate(said)
    assert [(one["id"], one["result"]) for one in said["checks"]][1:3] == [
        ("HV502", "error"),
        ("HV503", "passed"),
    ]
    assert 0 < said["answers"]["p50"] <= said["answers"]["p99"]
    assert [result["ruleId"] for result in results] == ["HV502"]
    assert suites.get("failures") == "1"
    cases = {case.get("name"): [each.tag for each in case] for case in suites.iter("testcase")}
    assert cases == {"HV203 wrong-level": ["skipped"], "HV502 unreadable-glance": ["failure"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "neither an http or https address nor a folder"),
        (["http://127.0.0.1:1/addon.json"], "nobody listens"),
        (["http://127.0.0.1:1/", "--check", "HV999"], "no check is called `HV999`"),
        (["http://127.0.0.1:1/", "--path", "/addon.json"], "--path is for a project in a folder"),
    ],
)
def test_wrong_use_ends_with_two(arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert (getattr(ran.exception, "status", ran.exit_code), said in str(ran.exception)) == (2, True), ran


def test_a_project_that_ends_tells_why(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("web: echo no kettle here; exit 3\n")
    ran = run(str(tmp_path))
    assert getattr(ran.exception, "status", None) == 1
    assert "has ended (status 3)" in str(ran.exception)
    assert "no kettle here" in str(ran.exception)


def test_a_signal_to_stop_ends_the_addon_too(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("web: echo $$ > pid; exec sleep 60\n")
    command = [sys.executable, "-m", "hipgen", "verify", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        noted = tmp_path / "pid"
        until(lambda: noted.is_file() and noted.read_text().endswith("\n"))
        process.terminate()
        assert process.wait(20) == 130
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
