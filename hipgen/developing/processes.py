"""Processes that end with everything they started: shell commands in a session of their own.

A terminal's Ctrl-C doesn't reach them, so that whoever started them ends them, in order and completely. Knows
nothing of what they are for.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from hipgen.diagnostics import HipgenError

GENTLY = 4.0
"""Seconds that a process has to end by itself once it is asked to."""
DRAINING = 0.5
"""Seconds in which the last output of an ended process is still read."""
LOOK = 0.02
"""Seconds between two looks whether a process has ended."""
LONGEST = 8_000
"""Characters of one line of output; what a process writes behind them counts as the next line."""
LAST = 12
"""Lines of output that are remembered."""


class Command:
    """A shell command that runs. `heard` gets every line that it prints, on either stream."""

    def __init__(self, process: Process, heard: Callable[[str], None]) -> None:
        self._process = process
        self._heard = heard
        self.last: deque[str] = deque(maxlen=LAST)
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls, command: str, folder: Path, variables: Mapping[str, str], heard: Callable[[str], None]
    ) -> Command:
        """Start a command for the shell. Raises HipgenError when the folder or the shell can't be used."""
        try:
            process = await asyncio.create_subprocess_exec(
                "/bin/sh", "-c", command,
                cwd=folder, env=variables, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise HipgenError(f"{folder}: nothing can be started there: {error.strerror or error}") from error
        return cls(process, heard)

    @property
    def status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.returncode

    async def ended(self) -> int:
        """Wait for its end and for its last output; the exit status. What it started is ended then, too."""
        while (status := self.status) is None:
            await asyncio.sleep(LOOK)  # `wait` would wait for whatever else holds its output, too
        self._signal(signal.SIGKILL)
        await asyncio.wait([self._reading], timeout=DRAINING)
        self._reading.cancel()
        return status

    async def stop(self) -> None:
        """End it with everything that it started: it is asked first, and has a few seconds, or none once the
        caller is cancelled.
        """
        try:
            if self.status is None:
                self._signal(signal.SIGTERM)
                end = time.monotonic() + GENTLY
                while self.status is None and time.monotonic() < end:
                    await asyncio.sleep(LOOK)
        finally:
            self._signal(signal.SIGKILL)
            await self.ended()

    def _signal(self, number: signal.Signals) -> None:
        """Signal the whole group: its number stays its own as long as any of it is left."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        rest = b""
        while data := await self._process.stdout.read(65_536):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._say(line)
            if len(rest) > LONGEST:
                self._say(rest)
                rest = b""
        if rest:
            self._say(rest)

    def _say(self, line: bytes) -> None:
        for start in range(0, len(line), LONGEST):
            text = line[start : start + LONGEST].decode("utf-8", "replace").rstrip()
            if text:
                self.last.append(text)
                self._heard(text)


async def carried_out(
    command: str, folder: Path, variables: Mapping[str, str], heard: Callable[[str], None]
) -> Command:
    """Run a command to its end; when the caller is cancelled, it is ended with all that it started."""
    running = await Command.start(command, folder, variables, heard)
    try:
        await running.ended()
    except BaseException:
        await running.stop()
        raise
    return running


def free_port(address: str, port: int, option: str) -> int:
    """The port, or any free one for 0. Raises HipgenError when somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise HipgenError(f"cannot listen on port {port}: {error.strerror or error}") from error
            why = f"port {port} is taken; choose another with {option} N, or {option} 0 for one that is free"
            raise HipgenError(why) from error
        found: int = probe.getsockname()[1]
        return found
