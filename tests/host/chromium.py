"""A Chromium without a window, and its debugging pipe: for tests of what runs in pages.

Needs the browser alone, no library: the machine's own is used; a build server without one installs it. Knows
nothing of the host, nor of what is asked of the browser.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import pytest

from hipgen.host.wire import Json
from hipgen.verifying.browser import AT_THREE_AND_FOUR, STEERED, path
from tests import debian

FLAGS = (
    *STEERED,
    "--no-sandbox",
    "--window-size=1200,900",
    # Nothing but the tests' own servers is there.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
)
PATIENCE = 15.0
"""Seconds that the browser has for an answer: it may have to start on a busy machine."""


@dataclass
class Pipe:
    """Commands to the browser, and what it says: JSON texts that end in a zero byte."""

    read: int
    write: int
    _rest: bytes = b""
    _count: int = 0

    def send(self, method: str, parameters: Json, session: str = "") -> int:
        """Send a command, to the browser or to one of its sessions; the number that its answer will have."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        return self._count

    def next(self, patience: float = PATIENCE) -> Json:
        """What the browser says next. Raises TimeoutError when it says nothing for that many seconds."""
        end = time.monotonic() + patience
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self.read], [], [], max(0.0, end - time.monotonic()))
            part = os.read(self.read, 1 << 20) if ready else b""
            if not part:
                raise TimeoutError("the browser is gone, or says nothing any more")
            self._rest += part
        text, _, self._rest = self._rest.partition(b"\0")
        return json.loads(text)


@cache
def found() -> str | None:
    """The path of a Chromium: `CHROMIUM` names one, else the machine's own; None without one."""
    found_here = path()
    if found_here is None:
        debian.install("chromium")
    return found_here or path()


@contextmanager
def started() -> Iterator[Pipe]:
    """A browser with a fresh profile while the body of the `with` runs; the test is skipped without one."""
    program = found()
    if program is None:
        pytest.skip("there is no Chromium here")
    ours_read, its_write = os.pipe()
    its_read, ours_write = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = _process(program, profile, its_read, its_write)
        os.close(its_read)
        os.close(its_write)
        try:
            yield Pipe(ours_read, ours_write)
        finally:
            os.close(ours_write)  # the browser ends when nobody steers it
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(ours_read)


def _process(program: str, profile: str, its_read: int, its_write: int) -> subprocess.Popen[bytes]:
    """The browser, which reads its commands at descriptor 3 and answers at 4."""
    command = (sys.executable, "-c", AT_THREE_AND_FOUR, str(its_read), str(its_write), program, *FLAGS)
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        (*command, f"--user-data-dir={profile}", "about:blank"),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        pass_fds=(its_read, its_write),
    )
