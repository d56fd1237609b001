"""What a request meets: the chat, HipChat's own state, a clock, a source of ids, and a place for effects.

Time and ids are passed in, so that the same requests make the same world. Knows nothing of HTTP routes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from hipgen.host.chat import Chat
from hipgen.host.state import State
from hipgen.host.wire import Call, Json
from hipgen.host.wirelog import WireLog


class Ids(Protocol):
    """Where ids and secrets come from."""

    def uuid(self) -> str:
        """A UUID as text: ids of messages, files and OAuth clients."""

    def secret(self, length: int) -> str:
        """That many random ASCII letters and digits: 40 for a token or a secret, 20 for a `jti`."""


Item: TypeAlias = Callable[[str], Json]
"""Makes the `item` of a webhook payload for the base address that an add-on was told."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that webhooks listen to. `event` is HipChat's name.

    `text` is what patterns are matched against, `actor` the person who did it. `depth` counts how many
    webhook answers led to it, so that an add-on that answers itself comes to an end.
    """

    event: str
    room: int
    item: Item
    actor: int | None = None
    text: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook call to be made: `body` is the whole payload, `headers` and `url` as they go out."""

    id: int
    webhook: int
    event: str
    room: int | None
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    depth: int = 0
    installation: str | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """News for whoever watches: `kind` says what, `room` and `person` whom it concerns (None: everybody)."""

    kind: str
    data: Json
    room: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Outcall:
    """A call to an add-on whose answer only goes into the wire log: it completes the entry `entry`."""

    call: Call
    entry: int


Effect: TypeAlias = Delivery | Push | Outcall


@dataclass
class World:
    """Everything, and what is still to be done about it (`effects`, in order).

    `restart` puts it back to its start, if whoever made it knows how. `by_addon` is true while an add-on's
    request is answered: what happens then counts as caused by an add-on, also where a person's token is used.
    """

    chat: Chat
    state: State
    ids: Ids
    clock: Callable[[], datetime]
    log: WireLog = field(default_factory=WireLog)
    effects: list[Effect] = field(default_factory=list)
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    listeners: list[Callable[[World, Happened], None]] = field(default_factory=list)
    restart: Callable[[], None] | None = None
    by_addon: bool = False

    def __post_init__(self) -> None:
        self.log.known = self.state.is_secret

    def now(self) -> datetime:
        """The time in the host: UTC, the clock's plus what it was advanced by."""
        return self.clock() + timedelta(seconds=self.state.settings.clock_offset)

    def happen(self, event: Happened) -> None:
        """Let those hear of an event who listen: they add effects."""
        if self.by_addon and not event.depth:
            event = replace(event, depth=1)
        for listener in self.listeners:
            listener(self, event)

    def push(self, kind: str, data: Json, room: int | None = None, person: int | None = None) -> None:
        """Tell whoever watches."""
        self.effects.append(Push(kind, data, room, person))

    def drain(self) -> tuple[Effect, ...]:
        """Take the effects away, to be carried out."""
        effects = tuple(self.effects)
        self.effects.clear()
        return effects
