"""A Redis server of the tests' own: Debian's program, with a port that nobody else has.

It writes nothing to the disk. Must not know what is kept there.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from tests import debian

PATIENCE = 20.0


@cache
def program() -> str:
    """The server's program. Skips the test where there is none and none may be installed."""
    if shutil.which("redis-server") is None:
        debian.install("redis-server")
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("there is no Redis on this machine")
    return found


@contextmanager
def server() -> Iterator[str]:
    """Start a server that is there until you leave; its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    said = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/"]
    with subprocess.Popen([program(), *said], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            _answers(process, port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()


def _answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as asked:
                asked.sendall(b"PING\r\n")
                assert asked.recv(16) == b"+PONG\r\n"
                return
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise AssertionError(f"redis-server doesn't answer on port {port} (status {process.poll()})")
