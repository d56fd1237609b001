"""Takes the core through its steps and carries out what they bring about.

One event loop; a step of the core is synchronous and so atomic. After each step what changed is saved, before
anything of it is answered or sent, and then its effects are started: webhooks in order for each webhook and
some at a time, calls, news. Knows nothing of sockets and nothing of what the core does.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections import deque
from collections.abc import Coroutine
from typing import Protocol, TypeVar

from hipgen.diagnostics import HipgenError
from hipgen.host import core, rest
from hipgen.host.connect import webhooks
from hipgen.host.refusal import Refused
from hipgen.host.server.watching import Hub
from hipgen.host.wire import Answer, Call, Failure, Flow, Reply, Request
from hipgen.host.wirelog import masked_body, masked_headers
from hipgen.host.world import Delivery, Outcall, Push, World

T = TypeVar("T")
AT_ONCE = 16
"""As many deliveries and calls of effects are out at a time."""
WAITING = 10_000
"""As many deliveries wait for one webhook; more are skipped, and the wire log says so."""
BROKEN = "Something went wrong in the host; its standard error has the details"


class Makes(Protocol):
    """Makes calls: `outgoing.Caller`, or a test's."""

    async def make(self, call: Call) -> Answer | Failure: ...


class Keeps(Protocol):
    """Keeps what changed: `store.Store`, or `store.Nowhere`."""

    def save(self) -> None: ...


class Engine:
    """A world at work."""

    def __init__(self, world: World, store: Keeps, caller: Makes) -> None:
        self.world = world
        self.hub = Hub()
        self._store = store
        self._caller = caller
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._queues: dict[int, deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def handle(self, request: Request, *, counts: bool = True) -> Reply:
        """Answer a request. A mistake in the core is a 500, told on standard error; the host goes on.

        What `counts` is under way until it is answered.
        """
        try:
            try:
                answer = core.handle(self.world, request)
            finally:
                self._stepped()
            if isinstance(answer, Reply):
                return answer
            return await (self._counted(answer) if counts else self._run(answer))
        except Exception as error:
            _tell(error)
            return rest.turned_away(self.world, request.path, Refused(500, BROKEN))

    @property
    def under_way(self) -> int:
        """How many deliveries and calls are waiting or out."""
        return self._flows + len(self._tasks) + sum(max(0, len(queue) - 1) for queue in self._queues.values())

    async def settle(self, timeout: float) -> int:
        """Wait until nothing is under way, for so many seconds at most; what is under way then."""
        try:
            async with asyncio.timeout(timeout):
                while self.under_way:
                    self._idle.clear()
                    await self._idle.wait()
        except TimeoutError:
            pass
        return self.under_way

    async def stop(self, patience: float) -> None:
        """Give what is under way so many seconds to end, then end it. Watchers are let go first."""
        self.hub.close()
        if await self.settle(patience):
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _counted(self, flow: Flow[Reply]) -> Reply:
        self._flows += 1
        try:
            return await self._run(flow)
        finally:
            self._flows -= 1
            self._rested()

    async def _run(self, flow: Flow[T]) -> T:
        """Take a flow to its end; between its steps nothing is held."""
        answer: Answer | Failure | None = None
        try:
            while True:
                try:
                    call = next(flow) if answer is None else flow.send(answer)
                finally:
                    self._stepped()
                answer = await self._caller.make(call)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            flow.close()

    def _stepped(self) -> None:
        """After a step: save, then start what it brought about."""
        self._store.save()
        self.carry_out()

    def carry_out(self) -> None:
        """Start what the world says is to be done."""
        for effect in self.world.drain() if self.world.effects else ():
            match effect:
                case Delivery():
                    self._queue(effect)
                case Outcall():
                    self._start(self._call_out(effect))
                case Push():
                    self.hub.publish(effect)

    def _queue(self, delivery: Delivery) -> None:
        queue = self._queues.get(delivery.webhook)
        if queue is None:
            self._queues[delivery.webhook] = deque([delivery])
            self._start(self._deliver(delivery.webhook))
        elif len(queue) < WAITING:
            queue.append(delivery)
        else:
            note = f"{WAITING} deliveries wait for this webhook already"
            more = {"webhook": delivery.webhook, "event": delivery.event, "room": delivery.room}
            self.world.log.add(self.world.now(), "none", "skipped", note=note, **more)

    async def _deliver(self, webhook: int) -> None:
        """Make the deliveries of one webhook, one after the other."""
        queue = self._queues[webhook]
        try:
            while queue:
                async with self._slots:
                    try:
                        await self._run(webhooks.deliver_next(self.world, queue[0]))
                    except Exception as error:
                        _tell(error)
                queue.popleft()
        finally:
            del self._queues[webhook]

    async def _call_out(self, outcall: Outcall) -> None:
        async with self._slots:
            answer = await self._caller.make(outcall.call)
        match answer:
            case Answer():
                self.world.log.complete(
                    outcall.entry,
                    status=answer.status,
                    answer_headers=masked_headers(answer.headers),
                    answer=masked_body(answer.body, answer.content_type),
                    seconds=answer.seconds,
                )
            case Failure():
                self.world.log.complete(outcall.entry, note=answer.reason, seconds=answer.seconds)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            traceback.print_exception(error, file=sys.stderr)
        self._rested()

    def _rested(self) -> None:
        if not self.under_way:
            self._idle.set()


def _tell(error: Exception) -> None:
    """Tell of what went wrong: in a line when it has one for people (the disk is full), else where it was."""
    if isinstance(error, HipgenError):
        print(f"hipgen: {error}", file=sys.stderr)  # noqa: T201
    else:
        traceback.print_exception(error, file=sys.stderr)
