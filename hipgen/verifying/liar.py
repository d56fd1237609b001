"""A host that isn't what it says: serves capabilities documents made up by checks, and remembers who asked.

Listens on this machine, like the true host. Knows nothing of what is wrong with what it serves.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hipgen.diagnostics import Json

LINE_BYTES = 65_536
SECONDS = 5.0


class Liar:
    """What is served, by path, and the paths that were asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[str] = []
        self._served: dict[str, Json] = {}

    def serve(self, path: str, answer: Json, host: str = "localhost") -> str:
        """Answer a path with a document from now on; its address, under a name of this machine."""
        self._served[path] = answer
        return self.at(path, host)

    def at(self, path: str, host: str = "localhost") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def calls(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            async with asyncio.timeout(SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                _method, _, rest = head.partition(b" ")
                path = rest.partition(b" ")[0].partition(b"?")[0].decode("latin-1")
                self.asked.append(path)
                writer.write(self._reply(path))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked has gone, or speaks no HTTP
        finally:
            writer.close()

    def _reply(self, path: str) -> bytes:
        known = path in self._served
        body = json.dumps(self._served[path] if known else {"error": {"code": 404}}).encode("utf-8")
        head = (
            f"HTTP/1.1 {'200 OK' if known else '404 Not Found'}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode("ascii") + body


@asynccontextmanager
async def lying() -> AsyncIterator[Liar]:
    """A liar that listens while the body of the `with` runs, at a port of its own."""
    liar: Liar | None = None

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert liar is not None
        await liar.answer(reader, writer)

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=LINE_BYTES)
    async with server:
        liar = Liar(server.sockets[0].getsockname()[1])
        yield liar
