"""Back to the start without a new process: everything is forgotten, then a new group is planted.

Nobody is told: add-ons that were installed hear nothing. Knows nothing of requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

from hipgen.host.chat.memory import MemoryChat
from hipgen.host.state import Token
from hipgen.host.world import World


def restart(
    world: World,
    chat: MemoryChat,
    plant: Callable[[World], None],
    settings: Mapping[str, object],
    token: Token,
) -> None:
    """Make a world as it was at its start. `token`, which was printed then, stays good.

    Numbers in the wire log go on, so that who reads it from a number on misses nothing.
    """
    tables: Iterable[MutableMapping[Any, Any]] = (*world.state.tables, *chat.tables)
    for table in tables:
        table.clear()
    chat.index()
    world.state.spent.clear()
    world.deliveries.clear()
    world.effects.clear()
    world.log.clear()
    plant(world)
    world.state.configure(**settings)
    if token.person is not None and world.chat.person(token.person) is not None:
        world.state.tokens[token.token] = token
    world.push("reset", {})
