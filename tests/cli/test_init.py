"""`hipgen init` on a terminal: what it asks, what it shows, and that nothing is written before a yes."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hipgen import examples, frameworks

pytestmark = pytest.mark.slow
PATIENCE = 30.0


def on_a_terminal(folder: Path, answers: list[str]) -> tuple[int, str]:
    """Run `hipgen init new` there, an answer given once a question stands; its exit status, what is seen."""
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "hipgen", "init", "new"]
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen, told, end = "", 0, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            part = os.read(terminal, 4096).decode()
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
        if seen[told:].endswith(": ") and answers:
            os.write(terminal, f"{answers.pop(0)}\n".encode())
            told = len(seen)
    os.close(terminal)
    return process.wait(PATIENCE), seen


def test_it_asks_little_and_shows_what_it_will_write(tmp_path: Path) -> None:
    status, seen = on_a_terminal(tmp_path, ["", "Bell", *[""] * 6])
    assert status == 0, seen
    assert f"Start from (nothing, {', '.join(examples.names())})" in seen
    assert f"Framework ({', '.join(frameworks.names())}) [flask]" in seen
    assert "would make a project for Flask" in seen
    assert seen.index("Go on? [Y/n]") < seen.index("made a project for Flask, ", seen.index("Go on?"))
    spec = (tmp_path / "new/addon.yaml").read_text("utf-8")
    assert "key: com.example.bell\nname: Bell\n" in spec


def test_an_example_is_offered_and_a_no_writes_nothing(tmp_path: Path) -> None:
    status, seen = on_a_terminal(tmp_path, ["minimal", "express", "n"])
    assert status != 0
    assert "would make a project for Express" in seen
    assert "Key" not in seen
    assert list(tmp_path.iterdir()) == []
