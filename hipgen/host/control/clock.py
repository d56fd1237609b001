"""The host's clock: read it, move it on, so that tokens end without anybody waiting.

Knows nothing of what depends on it.
"""

from __future__ import annotations

from hipgen.host.control import Order, control
from hipgen.host.wire import Reply, json_reply

AHEAD = {"type": "number", "minimum": 0, "maximum": 3_153_600_000}
"""Up to a hundred years; never back: what was said stays in order."""


@control("GET", "/control/clock")
def read_clock(order: Order) -> Reply:
    """The time in the host."""
    return _now(order)


@control("POST", "/control/clock", body={"advance": AHEAD}, required=("advance",))
def advance_clock(order: Order) -> Reply:
    """Move the host's clock on by some seconds."""
    state = order.world.state
    state.configure(clock_offset=state.settings.clock_offset + order.body["advance"])
    return _now(order)


def _now(order: Order) -> Reply:
    return json_reply(200, {"now": order.world.now().isoformat()})
