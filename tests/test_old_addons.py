"""The page of the way from an old add-on: its files are made, its commands run, and print what it shows."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hipgen.testing import HipChat, hipchat, hipchat_host

__all__ = ["hipchat", "hipchat_host"]
pytestmark = pytest.mark.slow

PAGE = (Path(__file__).resolve().parents[1] / "examples" / "OLD-ADDONS.md").read_text("utf-8")
BLOCK = re.compile(r"<!-- (?:(file): (\S+)|(run|host|shown)) -->\n```\w*\n(.*?)```", re.DOTALL)
AWAIT = "for _ in $(seq 200); do (: < /dev/tcp/127.0.0.1/9000) 2> /dev/null && break; sleep 0.05; done\n"


def test_an_old_addon_runs_again_and_becomes_a_spec(tmp_path: Path, hipchat: HipChat) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        addon = str(free.getsockname()[1])
    page = PAGE.replace("9000", addon).replace("http://localhost:8080", hipchat.url)
    script, shown = "set -euo pipefail\ntrap 'kill $(jobs -p)' EXIT\n", []
    for kind, name, other, text in BLOCK.findall(page):
        match kind or other:
            case "file":
                (tmp_path / name).write_text(text, "utf-8")
            case "shown":
                shown.append(text.rstrip("\n"))
            case _:
                script += text + (AWAIT.replace("9000", addon) if text.rstrip().endswith("&") else "")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "120"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert len(shown) == 4
    assert [text for text in shown if text not in done.stdout] == []
    assert [said["message"] for said in hipchat.notifications("Lobby")] == ["Ding dong"]
