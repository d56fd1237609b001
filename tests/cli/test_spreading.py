"""Many files, spread over processes: the same words in the same order as from one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from hipgen.cli import main, spreading
spreading.WORTH = 0
spreading._processors = lambda: {processes}
if "{start}":
    sys.platform = "{start}"
if __name__ == "__main__":
    sys.argv = ["hipgen", "validate", *sys.argv[1:]]
    main()
"""
SPEC = """\
hipgen: 1
key: com.example.number-{number}
name: Number {number}
description: One of many
base_url: https://addon.example.com
{more}
"""
MORE = {0: "webhooks: []", 1: "webhoks: []", 2: "webhooks: [{key: a, event: room_enter, was: b}]", 3: "]"}


@pytest.fixture
def many(tmp_path: Path) -> list[str]:
    """Forty files: good ones, wrong ones, broken ones, one with a renamed item, and one that isn't there."""
    for number in range(40):
        text = SPEC.format(number=number, more=MORE.get(number % 11, "webhooks: []"))
        (tmp_path / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    names = [f"{number:02}.yaml" for number in range(40)]
    return [*names[:7], "missing.yaml", *names[7:], names[0]]


def validated(folder: Path, names: list[str], processes: int, start: str = "") -> tuple[int, str, str]:
    """The exit status, standard output and standard error of a run."""
    script = folder / "script.py"
    script.write_text(SCRIPT.format(processes=processes, start=start), encoding="utf-8")
    command = [sys.executable, str(script), *names]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.slow
def test_several_processes_say_what_one_says(many: list[str], tmp_path: Path) -> None:
    alone = validated(tmp_path, many, 1)
    assert alone[0] == 2
    assert "40 files: " in alone[1]
    assert "missing.yaml: no such file" in alone[2]
    assert validated(tmp_path, many, 3) == alone


@pytest.mark.slow
def test_where_no_process_may_be_forked_the_others_start_from_nothing(
    many: list[str], tmp_path: Path
) -> None:
    assert validated(tmp_path, many, 2, start="elsewhere") == validated(tmp_path, many, 1)
