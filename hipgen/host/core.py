"""The host as a function: a world and a request in, a reply out; or a flow that has to call an add-on first.

Knows where the REST API, the pages and the control interface lie, and nothing of what they do. Does no input
or output itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import GeneratorType
from urllib.parse import urlsplit

from hipgen.host import control, rest, web
from hipgen.host.chat import Chat
from hipgen.host.chat.memory import MemoryChat
from hipgen.host.connect import passing
from hipgen.host.connect.origins import label_in
from hipgen.host.connect.webhooks import hear
from hipgen.host.refusal import Refused
from hipgen.host.state import Group, State
from hipgen.host.wire import Answer, Call, Failure, Flow, Reply, Request
from hipgen.host.world import Ids, World

CONTROL = "/control"


def make_world(
    clock: Callable[[], datetime], ids: Ids, chat: Chat | None = None, state: State | None = None
) -> World:
    """A world that webhooks listen in, with a group."""
    state = State() if state is None else state
    world = World(MemoryChat() if chat is None else chat, state, ids, clock, listeners=[hear])
    if not state.groups:
        state.group = Group(1, "Local group", world.now())
    return world


def handle(world: World, request: Request) -> Reply | Flow[Reply]:
    """Answer a request. What else it brings about is in `world.effects` then.

    A flow yields the calls that have to be made first; nothing is held between its steps. What only HipChat's
    own web client called lies below /v2 too, but is no part of the REST API: pages answer it. What is asked
    under the name of a view goes on to its add-on, whatever its path.
    """
    if label_in(urlsplit(request.base).netloc) is not None:
        return passing.pass_on(world, request)
    first = next((part for part in request.path.split("/") if part), "")
    if f"/{first}" == rest.PREFIX and web.routes().find(request.path) is None:
        return rest.serve(world, request)
    try:
        answer = _control(world, request) if f"/{first}" == CONTROL else _page(world, request)
    except Refused as refusal:
        return rest.refused(refusal)
    return _guarded(answer) if isinstance(answer, GeneratorType) else answer


def _guarded(flow: Flow[Reply]) -> Flow[Reply]:
    """A flow whose refusals are replies."""
    try:
        return (yield from flow)
    except Refused as refusal:
        return rest.refused(refusal)


def _page(world: World, request: Request) -> Reply | Flow[Reply]:
    method, found = _method(request), web.routes().find(request.path)
    if found is None:
        raise Refused(404, "Not found")
    methods, path = found
    if method not in methods:
        raise _wrong_method(methods)
    return methods[method](web.Visit(world, request, path))


def _control(world: World, request: Request) -> Reply | Flow[Reply]:
    method, found = _method(request), control.routes().find(request.path)
    if found is None:
        raise Refused(404, "Not found")
    methods, path = found
    if method not in methods:
        raise _wrong_method(methods)
    return methods[method](control.Order(world, request, path, control.body_of(request)))


def _method(request: Request) -> str:
    return "GET" if request.method == "HEAD" else request.method


def _wrong_method(methods: object) -> Refused:
    allow = ", ".join(sorted(methods)) if isinstance(methods, dict) else ""
    return Refused(405, "Method not allowed", (("Allow", allow),))


def finish(flow: Flow[Reply], answer: Callable[[Call], Answer | Failure]) -> Reply:
    """Drive a flow to its end with a function that answers its calls: for tests, and for whoever can wait."""
    try:
        call = next(flow)
        while True:
            call = flow.send(answer(call))
    except StopIteration as end:
        reply: Reply = end.value
        return reply
