"""What can be switched: limits, lifetimes, time-outs, where HipChat's behaviour is known to have differed.

Names, types and defaults are those of `state.Settings`.
"""

from __future__ import annotations

from dataclasses import asdict, fields

from hipgen.host.control import FLAG, WHOLE, Order, control
from hipgen.host.settings import Settings, ViewProxy
from hipgen.host.wire import Json, Reply, json_reply

OF_THE_CLOCK = "clock_offset"
"""Moved by `/control/clock` alone."""
KINDS: dict[type, Json] = {
    bool: FLAG,
    int: WHOLE,
    float: {"type": "number", "minimum": 0},
    ViewProxy: {"enum": list(map(str, ViewProxy))},
}
SWITCHES = {
    field.name: KINDS[type(field.default)] for field in fields(Settings) if field.name != OF_THE_CLOCK
}


@control("GET", "/control/settings")
def read_settings(order: Order) -> Reply:
    """All settings."""
    return _shown(order)


@control("PATCH", "/control/settings", body=SWITCHES)
def change_settings(order: Order) -> Reply:
    """Change some settings; the others stay. Answers all of them."""
    order.world.state.configure(**order.body)
    return _shown(order)


def _shown(order: Order) -> Reply:
    settings = asdict(order.world.state.settings)
    return json_reply(200, {name: value for name, value in settings.items() if name in SWITCHES})
