"""A load balancer as small as can be: connections go to each server in turn; who takes none is passed over.

What a server has taken is never sent to another. Must not know what is sent.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from select import select
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit


class Balancer(ThreadingTCPServer):
    """An address behind which there are servers, as many as were added."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.ports: list[int] = []
        self.turns = count()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add(self, url: str) -> None:
        self.ports.append(int(urlsplit(url).port or 80))

    def server(self) -> socket.socket | None:
        """A connection to the server whose turn it is, or to one that takes it; None if there is none."""
        first = next(self.turns)
        for turn in range(len(self.ports)):
            with suppress(ConnectionRefusedError):
                return socket.create_connection(("127.0.0.1", self.ports[(first + turn) % len(self.ports)]))
        return None


class _Connection(BaseRequestHandler):
    server: Balancer

    def handle(self) -> None:
        there = self.server.server()
        if there is not None:
            with there, suppress(OSError):
                _pass(self.request, there)


def _pass(one: socket.socket, other: socket.socket) -> None:
    """Pass on what each says, until one of the two is done."""
    while True:
        for speaker in select([one, other], [], [])[0]:
            said = speaker.recv(65536)
            if not said:
                return
            (other if speaker is one else one).sendall(said)


@contextmanager
def balancing() -> Iterator[Balancer]:
    """A balancer without servers, which is there until you leave."""
    with Balancer() as balancer:
        thread = threading.Thread(target=balancer.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield balancer
        finally:
            balancer.shutdown()
            thread.join()
