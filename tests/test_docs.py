"""What the documents say is so: their links lead somewhere, their commands run and print what they show."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import pytest

from hipgen.cli import COMMANDS, group
from tests.generated.developing import heeding

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LISTED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
TRACKED = [name for name in LISTED.stdout.split("\0") if (ROOT / name).is_file()]
DOCUMENTS = sorted(name for name in TRACKED if name.endswith(".md") and "{{" not in name)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(name: str) -> None:
    document = ROOT / name
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_lists_every_command() -> None:
    table = re.findall(r"^\| `hipgen (\w+)", README, re.MULTILINE)
    assert table == list(COMMANDS)


def test_every_command_that_is_named_can_be_called() -> None:
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert command.help


def _blocks(mark: str) -> list[str]:
    return re.findall(rf"<!-- {mark} -->\n```sh\n(.*?)```", README, re.DOTALL)


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_tour_runs_and_prints_what_it_shows(tmp_path: Path) -> None:
    shown = re.search(r"```\n(addon\.yaml:.*?)```", README, re.DOTALL)
    assert shown
    done = _run("".join(_blocks("tour")), tmp_path)
    assert done.returncode == 0, done.stderr
    assert shown.group(1) in done.stdout
    assert "up to date" in done.stdout
    assert "old.addon.yaml" not in done.stderr


@pytest.mark.packaging
def test_the_first_command_ends_in_an_add_on_that_runs(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    for name in TRACKED:
        target = clone / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    (line,) = _blocks("demo")
    host, addon = _free_port(), _free_port()
    with _running(f"{line.strip()} --port {host} --addon-port {addon}", clone) as process:
        address = f"http://127.0.0.1:{addon}/descriptor.json"
        assert b'"com.example.incident-desk"' in _patiently(address, seconds=240)
        assert b"<title>" in _patiently(f"http://localhost:{host}/", seconds=20)
        assert b'"com.example.incident-desk"' in _installed(f"http://localhost:{host}/control/installations")
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=5)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _running(script: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a script in a process group of its own, and end all of it afterwards."""
    process = subprocess.Popen(["bash", "-c", script], cwd=folder, start_new_session=True, preexec_fn=heeding)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _installed(address: str) -> bytes:
    """What is installed, once something is."""
    end = time.monotonic() + 20
    while (found := _patiently(address, seconds=5)) == b'{"items":[]}' and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _patiently(address: str, *, seconds: float) -> bytes:
    """Ask until there is an answer."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                body: bytes = answer.read()
                return body
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def test_what_the_readme_asks_of_the_host_is_there() -> None:
    """Every request to the control interface is one that it knows, with members that it takes."""
    from hipgen.host.company import COMPANY
    from hipgen.host.control import routes

    asked = re.findall(r"curl -d '([^']+)' http://localhost:8080(/control/\S+)", README)
    assert len(asked) == 2
    for body, path in asked:
        found = routes().find(path)
        assert found
        assert "POST" in found[0]
        assert json.loads(body)["room"] in [room["name"] for room in COMPANY["rooms"]]
