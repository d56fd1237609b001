"""Sockets: HTTP and HTTPS at once, on IPv4 and IPv6, in the caller's event loop.

uvicorn with httptools serves them: one server for each scheme, each with its sockets, both in one loop. Of
the ASGI servers it is the one that takes sockets and a loop from outside, parses in C, and can be told a
protocol class, which is where the bounds stand that it lacks (`Guarded`). Hypercorn binds both schemes by
itself but parses in Python; Granian brings processes and a runtime of its own.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from ipaddress import ip_address

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hipgen.diagnostics import HipgenError
from hipgen.host.server.app import App

HEAD_SECONDS = 10.0
"""As long the head of a request may take from its connection, or from its first byte on a kept one."""
HEAD_BYTES = 65_536
CONNECTIONS = 1000
"""More at a time are answered 503."""
TRIES = 20


class Guarded(HttpToolsProtocol):
    """uvicorn's protocol with bounds on the head of a request: its time and its size."""

    _deadline: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._deadline is None or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > HEAD_BYTES:
            self.send_400_response("The head of the request is too long")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._arm()

    def on_headers_complete(self) -> None:
        self._disarm()
        super().on_headers_complete()

    def _arm(self) -> None:
        if self._deadline is None:
            self._head = 0
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Listener(uvicorn.Server):
    """One scheme's sockets. Signals are left to whoever runs the loop."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take none: there may be another server in this loop."""
        yield


def listener(app: App, context: ssl.SSLContext | None, patience: float) -> Listener:
    """A server for an application, with TLS if there is a context; at its end it waits for `patience`
    seconds.
    """
    config = uvicorn.Config(
        app,
        http=Guarded,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=max(1, round(patience)),
    )
    config.load()
    config.ssl = context
    return Listener(config)


def open_sockets(host: str, port: int, option: str) -> list[socket.socket]:
    """Sockets that listen at a host's addresses on one port; 0 picks one that is free on all of them.

    A loopback address stands for both families, since `localhost` may lead to either. Raises HipgenError
    when the port is taken or the address isn't this machine's; `option` is what picks another port.
    """
    for _try in range(TRIES):
        opened: list[socket.socket] = []
        chosen = port
        try:
            for family, address in _addresses(host):
                opened.append(_bound(family, address, chosen))
                chosen = opened[0].getsockname()[1]
        except OSError as error:
            for each in opened:
                each.close()
            if port or error.errno != errno.EADDRINUSE:
                raise _unbound(host, chosen, option, error) from error
        else:
            return opened
    raise HipgenError(f"found no port that is free on every address of {host}; name one with {option} N")


def _addresses(host: str) -> Sequence[tuple[socket.AddressFamily, str]]:
    """Where to listen for a host."""
    if is_loopback(host):
        local = [(socket.AF_INET, "127.0.0.1")]
        return [*local, (socket.AF_INET6, "::1")] if _speaks_v6() else local
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise HipgenError(f"--host {host}: no such address") from error
    return list(dict.fromkeys((family, str(where[0])) for family, _type, _proto, _name, where in found))


def is_loopback(host: str) -> bool:
    """Whether a host is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host) in {ip_address("127.0.0.1"), ip_address("::1")}
    except ValueError:
        return False


def _speaks_v6() -> bool:
    try:
        with closing(socket.socket(socket.AF_INET6)) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # The protocol is named, or asyncio leaves Nagle's algorithm on and every kept connection waits 40 ms.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(address != "::"))
        opened.bind((address, port))
        opened.listen(2048)
    except OSError:
        opened.close()
        raise
    opened.setblocking(False)
    return opened


def _unbound(host: str, port: int, option: str, error: OSError) -> HipgenError:
    match error.errno:
        case errno.EADDRINUSE:
            why = f"port {port} is taken; choose another with {option} N, or {option} 0 for one that is free"
        case errno.EACCES:
            why = f"port {port} is for administrators; choose one from 1024 on with {option} N"
        case errno.EADDRNOTAVAIL:
            return HipgenError(f"--host {host} is not an address of this machine")
        case _:
            why = f"cannot listen on port {port} of {host}: {error.strerror or error}"
    return HipgenError(why)
