"""Commands in tests: run as `main` runs them, in a folder of their own."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hipgen import cli

SPEC = """\
hipgen: 1
key: com.example.sample
name: Sample
description: Says what it is for.
base_url: https://addon.example.com
framework: flask
webhooks:
  - {key: hello, command: /hello, help: Say hello}
sidebar:
  - {key: panel, name: Panel}
"""


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    status: int
    output: str
    errors: str

    @property
    def text(self) -> str:
        return self.output + self.errors


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as the console script does: arguments in, exit status and both outputs out."""

    def command(*arguments: str | Path, stdin: str | bytes = "") -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        buffers = io.BytesIO(), io.BytesIO()
        streams = [io.TextIOWrapper(buffer, encoding="utf-8", newline="") for buffer in buffers]
        monkeypatch.setattr(sys, "argv", ["hipgen", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        for stream in streams:
            stream.flush()
        ran = Ran(int(ended.value.code or 0), *(buffer.getvalue().decode() for buffer in buffers))
        assert "Traceback" not in ran.text
        return ran

    return command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def spec(folder: Path) -> Path:
    """A spec without a mistake, alone in the folder."""
    path = folder / "addon.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def tree(root: Path) -> dict[str, tuple[str, int]]:
    """Every file below a folder: what is in it, and when it was written."""
    return {
        path.relative_to(root).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
