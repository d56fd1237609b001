"""Starting `hipgen host` for tests, and waiting for whatever else has to start.

Knows what the command prints, and nothing of what the host does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import IO, cast
from urllib.error import HTTPError
from urllib.request import Request

from hipgen.testing.client import OPENER, PATIENCE, HipChat

PRINTED = 4
"""Lines that `hipgen host` prints when it serves: HTTP address, HTTPS address, CA file, personal token."""


def wait_for(url: str, seconds: float = PATIENCE) -> None:
    """Wait until an address answers with something better than a server error. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    why = "nobody listens"
    while time.monotonic() < deadline:
        try:
            OPENER.open(Request(url), timeout=5).close()  # noqa: S310  (an address of the test's own)
            return
        except HTTPError as error:
            error.close()
            why = f"it answers {error.code}"
            if error.code < 500:
                return
        except OSError as error:
            why = str(error)
        time.sleep(0.05)
    raise TimeoutError(f"{url} isn't there after {seconds:g} s: {why}")


@contextmanager
def running_host(*arguments: str) -> Iterator[HipChat]:
    """Start `hipgen host` on free ports, with more arguments if given; it ends with the block.

    Raises RuntimeError with what it printed when it doesn't start.
    """
    command = [sys.executable, "-m", "hipgen", "host", "--port", "0", "--https-port", "0", *arguments]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603  (our own command)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
        )
        try:
            lines = _first_lines(cast(IO[bytes], process.stdout))
            if len(lines) < PRINTED:
                complaints.seek(0)
                said = complaints.read().decode("utf-8", "replace")
                raise RuntimeError(f"hipgen host doesn't start: {said or 'it printed nothing'}")
            url, https_url, ca_file, token = lines
            yield HipChat(url, https_url, ca_file, token)
        finally:
            _stop(process)


def _first_lines(stream: IO[bytes]) -> list[str]:
    """The lines that are printed at the start, as many as come in time; what follows is read and dropped."""
    queue: SimpleQueue[str | None] = SimpleQueue()

    def read() -> None:
        with stream:
            for line in stream:
                queue.put(line.decode("utf-8", "replace").strip())
        queue.put(None)

    threading.Thread(target=read, daemon=True).start()
    deadline, lines = time.monotonic() + PATIENCE, list[str]()
    while len(lines) < PRINTED:
        try:
            line = queue.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            break
        if line is None:
            break
        lines.append(line)
    return lines


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, gently first."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
