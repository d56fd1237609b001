"""The control interface about itself, and the way back to the start.

Knows nothing of what the other requests do.
"""

from __future__ import annotations

from hipgen import __version__
from hipgen.host.control import Order, Taken, control, table
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json, Reply, json_reply


@control("GET", "/control")
def about(order: Order) -> Reply:
    """The version, where the REST API is, and every control request with what it takes."""
    told = {"version": __version__, "url": order.base, "api": f"{order.base}/v2"}
    return json_reply(200, {**told, "routes": [_shown(taken) for taken in table()]})


@control("POST", "/control/reset")
def reset(order: Order) -> Reply:
    """Back to the start: the seed, or nothing. Installations are forgotten; no add-on is called."""
    if order.world.restart is None:
        raise Refused(409, "this host has no start to go back to")
    order.world.restart()
    return json_reply(200, {})


def _shown(taken: Taken) -> Json:
    return {
        "method": taken.method,
        "path": taken.path,
        "summary": taken.summary,
        "body": dict(taken.body),
        "required": list(taken.required),
        "query": dict(taken.query),
    }
