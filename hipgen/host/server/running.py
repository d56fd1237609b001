"""A whole host, from its options to its end: state, certificates, listeners, and a stop that loses nothing.

Runs in the caller's event loop, so that a command, a test or another program can hold it. Knows nothing of
the command line.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socket import socket
from ssl import SSLContext
from typing import Any

from hipgen.diagnostics import HipgenError
from hipgen.host import certificates
from hipgen.host.chat.memory import MemoryChat
from hipgen.host.core import make_world
from hipgen.host.seed import list_addons
from hipgen.host.server.app import App
from hipgen.host.server.engine import Engine
from hipgen.host.server.entropy import Entropy, now
from hipgen.host.server.listeners import Listener, is_loopback, listener, open_sockets
from hipgen.host.server.names import CONTAINERS, Names
from hipgen.host.server.outgoing import Caller
from hipgen.host.server.restarting import restart
from hipgen.host.state import SCOPES, State, Token, TokenKind
from hipgen.host.store import Nowhere, Store
from hipgen.host.table import Table
from hipgen.host.wire import Json
from hipgen.host.world import World

PATIENCE = 3.0
"""Seconds that what is under way has to end when the host stops."""
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  (what to recognise, not where to listen)
STEP = 0.002

Planter = Callable[[World], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a host runs: port 0 picks a free one, `https_port` None means no HTTPS, `state` None no file.

    `plant` fills a new world, `listings` are in the catalogue of an old one too. `trusted` are PEM files of
    authorities that add-ons' certificates may come from. `settings` replace those of the state.
    """

    plant: Planter
    state: Path | None = None
    host: str = "127.0.0.1"
    port: int = 0
    https_port: int | None = 0
    ca_file: Path | None = None
    trusted: tuple[Path, ...] = ()
    settings: dict[str, object] = field(default_factory=dict)
    verbose: bool = False
    listings: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """A host that answers: its addresses (`https` None without HTTPS), the file of its authority, a token.

    `is_new` says that the state was not there before.
    """

    http: str
    https: str | None
    ca_file: Path | None
    token: str
    is_new: bool
    engine: Engine


@asynccontextmanager
async def running(options: Options) -> AsyncIterator[Running]:
    """Run a host while the body of the `with` runs; then end what is under way and close the state.

    Raises HipgenError when a port is taken or a file can't be used.
    """
    async with AsyncExitStack() as stack:
        plain = open_sockets(options.host, options.port, "--port")
        for opened in plain:
            stack.callback(opened.close)
        secure = []
        if options.https_port is not None:
            secure = open_sockets(options.host, options.https_port, "--https-port")
            for opened in secure:
                stack.callback(opened.close)
        world, store = _world(options.state)
        stack.callback(store.close)
        is_new = not world.chat.people() if isinstance(store, Nowhere) else store.is_new
        if is_new:
            options.plant(world)
        list_addons(world, options.listings)
        world.state.configure(**options.settings)
        token = first_token(world)
        if isinstance(world.chat, MemoryChat):
            kept = world.state.tokens[token]
            world.restart = partial(restart, world, world.chat, options.plant, options.settings, kept)
        store.save()
        caller = Caller(options.trusted)
        stack.push_async_callback(caller.close)
        engine = Engine(world, store, caller)
        ports = frozenset(each.getsockname()[1] for each in (*plain, *secure))
        app = App(engine, _names(options.host, ports), options.verbose)
        serving = _Serving(app)
        stack.push_async_callback(_stopped, engine, serving)
        await serving.add(plain, None)
        ca_file = None
        if secure:
            # Somebody may have been answered over HTTP by now: keys take longer than all the rest.
            made = await asyncio.to_thread(certificates.make, [options.host])
            ca_file = _written(stack, made.authority, options.ca_file)
            caller.trust(ca_file)
            await serving.add(secure, made.context)
        warming = asyncio.create_task(asyncio.to_thread(caller.warm))
        stack.push_async_callback(_ended, warming)
        name = _shown(options.host)
        http = f"http://{name}:{plain[0].getsockname()[1]}"
        https = f"https://{name}:{secure[0].getsockname()[1]}" if secure else None
        yield Running(http, https, ca_file, token, is_new, engine)


def first_token(world: World) -> str:
    """A personal token for everything, of the first administrator: one that there is, or a new one.

    Raises HipgenError when nobody is an administrator.
    """
    admin = next(
        (person for person in world.chat.people() if person.is_admin and not person.is_deleted), None
    )
    if admin is None:
        raise HipgenError("nobody in this group is an administrator; give a user of the seed `admin: true`")
    for token in world.state.tokens.values():
        lasting = token.expires is None
        if token.kind is TokenKind.PERSONAL and token.person == admin.id and lasting:
            return token.token
    made = Token(world.ids.secret(40), TokenKind.PERSONAL, tuple(SCOPES), world.now(), person=admin.id)
    world.state.tokens[made.token] = made
    return made.token


def _world(state: Path | None) -> tuple[World, Nowhere | Store]:
    """The world as the file has it, or an empty one."""
    chat, kept = MemoryChat(), State()
    tables: list[Table[Any, Any]] = [*chat.tables, *kept.tables]
    store = Store(state, tables) if state else Nowhere(tables)
    if isinstance(store, Store):
        try:
            store.load()
        except BaseException:
            store.close()
            raise
        chat.index()
    return make_world(now, Entropy(), chat, kept), store


def _written(stack: AsyncExitStack, authority: str, ca_file: Path | None) -> Path:
    """The authority as a file: where it is wanted, or in a private folder that goes at the end."""
    if ca_file is None:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hipgen-host-"))
        ca_file = Path(folder) / "ca.pem"
    certificates.write(ca_file, authority)
    return ca_file.absolute()


def _names(host: str, ports: frozenset[int]) -> Names:
    if is_loopback(host):
        return Names(ports=ports)
    own = frozenset({host.lower(), *CONTAINERS, *certificates.machine_names()})
    return Names(own, host in EVERYWHERE, ports)


def _shown(host: str) -> str:
    """The host as people write it: `localhost` for what this machine reaches so."""
    if is_loopback(host) or host in EVERYWHERE:
        return "localhost"
    return f"[{host}]" if ":" in host else host


class _Serving:
    """The servers of one application, and their tasks."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._servers: list[tuple[Listener, asyncio.Task[None]]] = []

    async def add(self, sockets: Sequence[socket], context: SSLContext | None) -> None:
        """Serve more sockets; returns when they are."""
        server = listener(self._app, context, PATIENCE)
        task = asyncio.create_task(server.serve(list(sockets)))
        self._servers.append((server, task))
        while not server.started:
            if task.done():
                await task
            await asyncio.sleep(STEP)

    async def stop(self) -> None:
        """Take no more requests, and end those that came."""
        for server, _task in self._servers:
            server.should_exit = True
        for _server, task in self._servers:
            await task


async def _ended(task: asyncio.Task[object]) -> None:
    await asyncio.wait([task])


async def _stopped(engine: Engine, serving: _Serving) -> None:
    """Take no more requests, end those that came, then what they brought about."""
    engine.hub.close()
    await serving.stop()
    await engine.stop(PATIENCE)
