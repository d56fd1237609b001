"""Processes that the tests of clients start: the local host as a user starts it, and add-ons in Node.

What they answer is for the tests. Must not know how the host is made: it is a command that prints addresses.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from tests.generated import wire
from tests.generated.matrix import ROOT

SEED = Path(__file__).with_name("seed.yaml")
TOKEN = "tok"  # Bob's, of the seed
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class LocalHost:
    """The host while it runs: two addresses without a slash at the end, and the certificate to trust."""

    url: str
    secure: str
    ca: Path

    def control(self, method: str, path: str, said: Any = None) -> Any:
        """Drive it through its control interface; anything but success is an error with the answer in it."""
        body = None if said is None else json.dumps(said).encode("utf-8")
        answer = wire.send(method, f"{self.url}/control/{path}", body, {"Content-Type": "application/json"})
        assert answer.ok, f"{method} /control/{path} {said}: {answer}"
        return answer.json() if answer.body else None

    def history(self, room: str) -> list[Any]:
        """What was said in a room, the oldest first, as Bob's client reads it."""
        address = f"{self.url}/v2/room/{quote(room)}/history/latest?max-results=100"
        answer = wire.get(address, {"Authorization": f"Bearer {TOKEN}"})
        assert answer.ok, f"history of {room}: {answer}"
        return sorted(answer.json()["items"], key=lambda one: str(one["date"]))

    def say(self, room: str, text: str, person: str = "Bob") -> None:
        """Let somebody say something; returns when the add-ons have answered."""
        self.control("POST", "say", {"room": room, "as": person, "text": text})
        self.control("POST", "settle", {})


@dataclass(frozen=True, slots=True)
class RunningAddon:
    """An add-on that serves."""

    name: str
    url: str
    log: Path


@contextmanager
def local_host(folder: Path, seed: Path = SEED) -> Iterator[LocalHost]:
    """Run `hipgen host` with a seed, on ports of its choice, until the block ends."""
    command = [
        sys.executable,
        "-m",
        "hipgen",
        "host",
        "--seed",
        str(seed),
        "--port",
        "0",
        "--https-port",
        "0",
    ]
    variables = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    with _process(command, folder, variables, folder / "host.log") as process:
        yield _addresses(process, folder / "host.log")


PRINTED = re.compile(r"^(http://\S+)\n(https://\S+)\n(\S.*)\n", re.M)
"""What the command says when it serves, one a line: its two addresses and the certificate to trust."""


def _addresses(process: subprocess.Popen[bytes], log: Path) -> LocalHost:
    deadline = time.monotonic() + PATIENCE
    while (found := PRINTED.search(text := log.read_text("utf-8"))) is None:
        assert process.poll() is None, f"hipgen host ended with {process.returncode}:\n{text}"
        assert time.monotonic() < deadline, f"hipgen host did not say where it is:\n{text}"
        time.sleep(0.05)
    url, secure, ca = found.groups()
    return LocalHost(url.rstrip("/"), secure.rstrip("/"), Path(ca))


@contextmanager
def node_addon(folder: Path, log: Path) -> Iterator[RunningAddon]:
    """Run the `app.js` of a folder until the block ends; it reads its port from the environment."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    # The one reads AC_LOCAL_BASE_URL, the other LOCAL_BASE_URL, as their own documentation has it.
    variables = {
        "PORT": str(port),
        "AC_LOCAL_BASE_URL": url,
        "LOCAL_BASE_URL": url,
        "NODE_ENV": "development",
    }
    with _process(["node", "app.js"], folder, variables, log) as process:
        _until_open(process, port, log)
        yield RunningAddon(folder.name, url, log)


@contextmanager
def _process(
    command: list[str], cwd: Path, variables: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = _start(command, cwd, variables, file)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(
    command: list[str], cwd: Path, variables: Mapping[str, str], file: IO[bytes]
) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **variables}
    return subprocess.Popen(
        command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
    )


def _free_port() -> int:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _until_open(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with closing(socket.socket()) as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, f"ended with {process.returncode}:\n{log.read_text('utf-8')}"
        assert time.monotonic() < deadline, f"port {port} never opened:\n{log.read_text('utf-8')}"
        time.sleep(0.05)
