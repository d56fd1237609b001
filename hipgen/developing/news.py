"""What happens in the local HipChat, told as it happens.

Looks into the host's wire log. Which entries are worth a line is for `events`, how a line looks for `screen`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Never

from hipgen.developing.events import Event, event_of, is_complete
from hipgen.host.wirelog import Entry
from hipgen.host.world import World

LOOK = 0.1
"""Seconds between two looks."""


class News:
    """The events of a world, each once, as soon as its answer is there."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen = 0
        self._waited_for: set[int] = set()
        self._names: dict[int, str] = {}

    async def tell(self, show: Callable[[Event], None]) -> Never:
        """Tell until cancelled."""
        while True:
            for event in self.fresh():
                show(event)
            await asyncio.sleep(LOOK)

    def fresh(self) -> list[Event]:
        """What there is to tell since the last time."""
        entries = [each for each in self._world.log if each.id > self._seen or each.id in self._waited_for]
        complete = [entry for entry in entries if is_complete(entry)]
        self._waited_for = {entry.id for entry in entries} - {entry.id for entry in complete}
        self._seen = max([self._seen, *(entry.id for entry in entries)])
        events = (event_of(entry, self._name) for entry in complete)
        return [event for event in events if event is not None]

    def _name(self, entry: Entry) -> str:
        """What a person calls the webhook of an entry; one that is gone is remembered."""
        number = entry.webhook or 0
        hook = self._world.state.webhooks.get(number)
        if hook is not None:
            self._names[number] = hook.key or hook.name or hook.url
        return self._names.get(number, f"webhook {number}")
