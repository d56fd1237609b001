"""News for whoever watches: each push goes to every watcher's queue; one that doesn't read is let go.

Knows nothing of HTTP; `app` writes the queues out as server-sent events.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable

from hipgen.host.world import Push

WAITING = 1000
"""As many pushes wait for one watcher; with more it has stopped reading."""
WATCHERS = 100
"""As many may watch at a time."""
BEAT = 15.0
"""Seconds without news after which a line goes out, so that both sides notice when the other is gone."""


class Hub:
    """The watchers, each with a queue of texts; None ends it."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[bytes | None], Callable[[Push], bool]] = {}
        self._number = 0
        self._closed = False

    def publish(self, push: Push) -> None:
        """Hand a push to everybody who watches for such."""
        self._number += 1
        if not self._queues:
            return
        shown = {"kind": push.kind, "room": push.room, "person": push.person, "data": push.data}
        text = f"id: {self._number}\ndata: {json.dumps(shown)}\n\n".encode()
        for queue, wanted in tuple(self._queues.items()):
            if wanted(push):
                self._put(queue, text)

    def close(self) -> None:
        """End every watcher's stream."""
        self._closed = True
        for queue in tuple(self._queues):
            self._end(queue)

    @property
    def full(self) -> bool:
        return self._closed or len(self._queues) >= WATCHERS

    async def watch(
        self, gone: asyncio.Task[None], wanted: Callable[[Push], bool] = lambda _push: True
    ) -> AsyncGenerator[bytes, None]:
        """The stream of one watcher, as server-sent events, until `gone` is done; the first line comes at
        once. Only news that are `wanted` go into it.
        """
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)
        self._queues[queue] = wanted
        gone.add_done_callback(lambda _task: self._end(queue))
        try:
            yield b": watching\n\n"
            while True:
                try:
                    async with asyncio.timeout(BEAT):
                        text = await queue.get()
                except TimeoutError:
                    text = b": still here\n\n"
                if text is None:
                    return
                yield text
        finally:
            self._queues.pop(queue, None)

    def _put(self, queue: asyncio.Queue[bytes | None], text: bytes) -> None:
        if queue.full():
            self._end(queue)
        else:
            queue.put_nowait(text)

    def _end(self, queue: asyncio.Queue[bytes | None]) -> None:
        """Take a watcher off the list; what waits for it is dropped."""
        self._queues.pop(queue, None)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)
