"""Requests that were made before, over connections that stay open: how fast a server answers them.

One thread and `epoll`, no HTTP library: it takes about 15 microseconds a request, so that a server on another
core, not this, is what is measured. It knows nothing of add-ons.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import quantiles

LONGEST = 60.0
"""Seconds to wait for a single answer."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a run: requests a second, and each answer's seconds."""

    rate: float
    seconds: Sequence[float]

    def milliseconds(self, percentile: int) -> float:
        """How long the slowest answer of the faster `percentile` in a hundred took."""
        return 1000 * quantiles(self.seconds, n=100)[percentile - 1]


class Connection:
    """One open connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LONGEST)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self._read = b""

    def send(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def status(self) -> int | None:
        """Read what has come: the answer's status once it is complete. Raises EOFError at the end."""
        part = self.socket.recv(65536)
        if not part:
            raise EOFError("the server has closed a connection")
        self._read += part
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return None
        self._read = b""
        return int(head[9:12])


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def load(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send each request once. Raises AssertionError for an answer that is no success."""
    waiting = iter(requests)
    seconds: list[float] = []
    with ExitStack() as opened, select.epoll() as poll:
        lines: dict[int, Connection] = {}
        began = time.perf_counter()
        for _ in range(connections):
            line = Connection(port)
            opened.callback(line.socket.close)
            lines[line.socket.fileno()] = line
            poll.register(line.socket, select.EPOLLIN)
            line.send(next(waiting))
        while len(seconds) < len(requests):
            ready = poll.poll(LONGEST)
            assert ready, "the server answers no more"
            for number, _ in ready:
                line = lines[number]
                if (status := line.status()) is None:
                    continue
                assert 200 <= status < 300, f"the server answered {status}"
                seconds.append(time.perf_counter() - line.sent)
                if (request := next(waiting, None)) is not None:
                    line.send(request)
        return Load(len(requests) / (time.perf_counter() - began), seconds)
