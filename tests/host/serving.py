"""Hosts on real sockets for tests, in the test's own event loop; and servers that misbehave as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from hipgen.host.seed import plant
from hipgen.host.server.running import Options, Running, running

T = TypeVar("T")

GROUP = {
    "group": {"name": "Harbour Works"},
    "users": [
        {"name": "Bob Smith", "mention_name": "Bob", "email": "bob@example.com", "admin": True},
        {"name": "Ann Lee", "mention_name": "Ann"},
    ],
    "rooms": [{"name": "Dev Room", "owner": "Bob", "members": ["Bob", "Ann"]}],
    "tokens": [{"token": "tok", "user": "Bob"}],
}


def served(work: Callable[[Running], Awaitable[T]], **options: Any) -> T:
    """What `work` answers, given a host of the group above (HTTP only unless said), within ten seconds."""

    async def run() -> T:
        chosen = Options(**{"plant": partial(plant, data=GROUP), "https_port": None, **options})
        async with asyncio.timeout(10), running(chosen) as host:
            return await work(host)

    return asyncio.run(run())


async def raw(port: int, *parts: bytes, address: str = "127.0.0.1", seconds: float = 5.0) -> bytes:
    """Everything that comes back for some bytes, sent one part after the other, until the connection ends."""
    reader, writer = await asyncio.open_connection(address, port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(seconds):
            return await reader.read(-1)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def port_of(url: str) -> int:
    """The port of an address."""
    return int(url.rsplit(":", 1)[1])


Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(behaviour: Behaviour, context: Any = None) -> AsyncIterator[str]:
    """A server that does to each connection what `behaviour` says; its address."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await behaviour(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0, ssl=context)
    try:
        scheme = "https" if context else "http"
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def answering(*parts: bytes, pause: float = 0.0, again: int = 1) -> Behaviour:
    """Writes bytes, the last part over and over if told, with pauses between."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in (*parts[:-1], *parts[-1:] * again):
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave
