"""HTTP in, HTTP out: an ASGI application that reads a request, has it answered and writes the reply.

A plain callable, since the core has its own routes and a framework's would cost more than most answers. Keeps
bodies bounded in size and time, and foreign pages away from the pages and the control interface. Knows
nothing of what is answered, but for the two requests that wait: news, and settling; and that nobody waits for
those of views that are passed on.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeAlias

from hipgen.host import rest
from hipgen.host.connect.origins import label_in
from hipgen.host.connect.passing import has_passed
from hipgen.host.control import edge_body
from hipgen.host.refusal import Refused
from hipgen.host.server.engine import Engine
from hipgen.host.server.names import Names
from hipgen.host.web import window
from hipgen.host.wire import Reply, Request, json_reply
from hipgen.host.wirelog import masked_url
from hipgen.host.world import Push

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BODY = 10_000_000
"""As many bytes a body may have."""
BODY_SECONDS = 30.0
"""As long a body may take to come in."""
SKIP_SECONDS = 1.0
"""As long the rest of a body that is too long is read."""
SETTLE_SECONDS = 10.0
CONTROL_EVENTS = "/control/events"
STREAMS = frozenset({CONTROL_EVENTS, "/page/events"})
WITHOUT_ENTITY = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class App:
    """The application. `verbose` writes a line for each request to standard error."""

    engine: Engine
    names: Names
    verbose: bool = False
    body_limit: int = BODY
    body_seconds: float = BODY_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = perf_counter()
        headers = _headers(scope["headers"])
        authority = headers.get("host") or _local(scope)
        try:
            path = self._admitted(scope, headers, authority)
            is_view = label_in(authority) is not None
            if scope["method"] == "GET" and path in STREAMS and not is_view:
                await self._watch(self._wanted(scope, path, headers, authority), receive, send)
                return
            request = Request(
                scope["method"],
                path,
                scope["query_string"].decode("utf-8", "replace"),
                headers,
                await self._body(headers, receive),
                f"{scope['scheme']}://{authority}",
            )
            reply = await (self.engine.handle(request, counts=False) if is_view else self._answer(request))
        except Refused as refusal:
            reply = rest.turned_away(self.engine.world, scope["raw_path"].decode("latin-1"), refusal)
        except ConnectionResetError:
            return
        await _write(scope["method"], reply, send)
        if self.verbose:
            self._tell(scope, reply, began)

    def _admitted(self, scope: Scope, headers: dict[str, str], authority: str) -> str:
        """The path of a request that may come in.

        Raises Refused: 400 for a Host header that names nothing, 403 for a page or the control interface
        under a foreign name, or when a foreign page sends something to the control interface, 508 for what
        this host or another one passed on.
        """
        if not self.names.sound(authority):
            raise Refused(400, "The Host header is not a host")
        if has_passed(headers):
            raise Refused(508, "The host passes views on to add-ons, not to a host")
        path: str = scope["raw_path"].decode("latin-1")
        if label_in(authority) is not None:
            return path
        first = next((part for part in path.split("/") if part), "")
        if f"/{first}" == rest.PREFIX:
            return path
        if not self.names.trusted(authority):
            raise Refused(403, f"Only the REST API answers to the name {authority}; --host NAME adds a name")
        origin = headers.get("origin")
        if first == "control" and origin is not None and not self.names.same(origin):
            raise Refused(403, "The control interface takes nothing from other pages")
        return path

    async def _answer(self, request: Request) -> Reply:
        if request.path == "/control/settle" and request.method == "POST":
            return await self._settle(request)
        return await self.engine.handle(request)

    async def _settle(self, request: Request) -> Reply:
        """Wait until nothing is under way: `{timeout?}` in seconds. 504 when something still is."""
        timeout = edge_body(request, "/control/settle").get("timeout", SETTLE_SECONDS)
        left = await self.engine.settle(min(timeout, 600.0))
        if left:
            raise Refused(504, f"{left} deliveries or calls are still under way after {timeout:g} s")
        return json_reply(200, {"deliveries": 0})

    async def _body(self, headers: dict[str, str], receive: Receive) -> bytes:
        """The body. Raises Refused: 413 when it is too long, 408 when it comes too slowly."""
        length = headers.get("content-length", "")
        if not length and "transfer-encoding" not in headers:
            return b""
        body = None
        if not (length.isdigit() and int(length) > self.body_limit):
            try:
                async with asyncio.timeout(self.body_seconds):
                    body = await self._read(receive)
            except TimeoutError as error:
                close = (("Connection", "close"),)
                raise Refused(408, f"The body took longer than {self.body_seconds:g} s", close) from error
        if body is None:
            await _skip(receive, self.body_limit)
            close = (("Connection", "close"),)
            raise Refused(413, f"The body is longer than {self.body_limit:,} bytes", close)
        return body

    async def _read(self, receive: Receive) -> bytes | None:
        """The body, or None as soon as it is too long. Raises ConnectionResetError if the caller is gone."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError("the caller went away")
            part = message.get("body", b"")
            size += len(part)
            if size > self.body_limit:
                return None
            parts.append(part)
            if not message.get("more_body"):
                return parts[0] if len(parts) == 1 else b"".join(parts)

    def _wanted(
        self, scope: Scope, path: str, headers: dict[str, str], authority: str
    ) -> Callable[[Push], bool]:
        """Which news a stream carries: all for the control interface, what concerns its person for a page's.

        Raises Refused (403) for a page of another site.
        """
        if path == CONTROL_EVENTS:
            return lambda _push: True
        query = scope["query_string"].decode("utf-8", "replace")
        request = Request("GET", path, query, headers, base=f"{scope['scheme']}://{authority}")
        return window.wanted(self.engine.world, request)

    async def _watch(self, wanted: Callable[[Push], bool], receive: Receive, send: Send) -> None:
        """News as server-sent events, until the caller goes away, stops reading, or the host stops."""
        if self.engine.hub.full:
            raise Refused(503, "Too many watch already")
        kind = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        gone = asyncio.create_task(_gone(receive))
        stream = self.engine.hub.watch(gone, wanted)
        try:
            async for text in stream:
                await send({"type": "http.response.body", "body": text, "more_body": True})
        finally:
            gone.cancel()
            await stream.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _tell(self, scope: Scope, reply: Reply, began: float) -> None:
        question = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{question}" if question else "")
        took = (perf_counter() - began) * 1000
        # In ASCII: a path may hold what a terminal takes for a command.
        shown = ascii(self.engine.world.log.hidden(masked_url(target)))[1:-1]
        print(f"{scope['method']} {shown} {reply.status} {took:.1f} ms", file=sys.stderr)  # noqa: T201


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name; several of one name are joined as HTTP allows."""
    headers: dict[str, str] = {}
    for key, text in pairs:
        name, value = key.decode("latin-1"), text.decode("latin-1")
        if name in headers:
            value = f"{headers[name]}{'; ' if name == 'cookie' else ', '}{value}"
        headers[name] = value
    return headers


def _local(scope: Scope) -> str:
    """The authority for a request without a Host header: the address it came in at."""
    host, port = scope.get("server") or ("localhost", None)
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


async def _skip(receive: Receive, most: int) -> None:
    """Read on for a while, so that a caller that sends first and then listens gets its answer."""
    skipped = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(SKIP_SECONDS):
            while skipped < most:
                message = await receive()
                skipped += len(message.get("body", b""))
                if not message.get("more_body"):
                    return


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(method: str, reply: Reply, send: Send) -> None:
    """Write a reply; the server leaves out the body of an answer to HEAD itself."""
    headers = [
        (name.lower().encode("latin-1"), _line(value))
        for name, value in reply.headers
        if name.lower() != "content-length"
    ]
    body = reply.body
    if reply.status in WITHOUT_ENTITY:
        headers = [pair for pair in headers if pair[0] != b"content-type"]
        body = b""
    else:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _line(value: str) -> bytes:
    """A header value as bytes, on one line whatever is in it."""
    return value.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace")
