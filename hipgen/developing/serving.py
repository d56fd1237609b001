"""The add-on's own process: started by its Procfile, waited for, stopped.

Knows how a project is started, not when; what it prints goes to whoever asked for it.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from hipgen.developing.environment import Environment
from hipgen.developing.needs import Needs
from hipgen.developing.processes import Command
from hipgen.developing.variables import dotenv, variables, web_line
from hipgen.diagnostics import HipgenError
from hipgen.workspace import snapshot

PATIENCE = 30.0
"""Seconds that an add-on has to answer at /healthz."""
PAUSE = 0.05
ADDRESS = "127.0.0.1"


class Serving:
    """The process of a project that listens at a port of this machine; one after the other, never two."""

    def __init__(self, root: Path, port: int, heard: Callable[[str], None]) -> None:
        self.base_url = f"http://{ADDRESS}:{port}"
        self._root = root
        self._port = port
        self._heard = heard
        self._command: Command | None = None

    @property
    def status(self) -> int | None:
        """The exit status of a process that has ended by itself; None while it runs, or without one."""
        return self._command.status if self._command else None

    @property
    def is_running(self) -> bool:
        """Whether there is a process that hasn't ended."""
        return self._command is not None and self._command.status is None

    def variables(self, needs: Needs, environment: Environment) -> dict[str, str]:
        """The environment variables with which it is started."""
        file = snapshot(self._root, [".env"]).get(".env", b"").decode("utf-8", "replace")
        fixed = needs.variables or {}
        return variables(environment.variables, dotenv(file), fixed, self.base_url, self._port)

    async def start(self, line: str, given: Mapping[str, str], enough: Callable[[], bool]) -> bool:
        """Start it by a line for the shell, in place of what runs; whether it answers. If not, it has ended,
        or it stays as it is after the time that it had, or once the caller has `enough`.
        """
        await self.stop()
        self._command = await Command.start(line, self._root, given, self._heard)
        end = time.monotonic() + PATIENCE
        while self._command.status is None and time.monotonic() < end and not enough():
            is_there = await asyncio.to_thread(answers, f"{self.base_url}/healthz")
            if is_there and self._command.status is None:  # else it is somebody else who answers there
                return True
            await asyncio.sleep(PAUSE)
        return False

    async def ended(self) -> int | None:
        """See it off if it has ended by itself: its status, or None if it hasn't."""
        if self._command is None or self._command.status is None:
            return None
        status = await self._command.ended()
        self._command = None
        return status

    async def stop(self) -> None:
        """Stop it with all that it started; nothing happens if there is none."""
        if self._command is not None:
            await self._command.stop()
            self._command = None


def start_line(root: Path) -> str:
    """The `web:` line of a project's Procfile. Raises HipgenError without one."""
    procfile = snapshot(root, ["Procfile"]).get("Procfile")
    line = web_line((procfile or b"").decode("utf-8", "replace"))
    if line is None:
        raise HipgenError(f"{root / 'Procfile'} has no `web:` line, which says how the add-on is started")
    return line


def answers(url: str) -> bool:
    """Whether an address answers with a 200. Blocks for a second or two at most."""
    parts = urlsplit(url)
    asking = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        asking.request("GET", parts.path)
        return asking.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def reached(address: str, port: int) -> bool:
    """Whether somebody listens at a port, whatever is answered there."""
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True
