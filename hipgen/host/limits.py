"""Rate limits and flood control, and the headers that every answer carries.

As documented: 500 calls in 5 minutes for an add-on, 30 messages a minute per room or person. Switched off,
the headers still go out and never reach zero: clients that wait for the reset would stand still.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import ceil

from hipgen.host.access import Caller
from hipgen.host.refusal import Refused
from hipgen.host.world import World

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A limit: `limit` uses in `window` seconds, counted under `key`."""

    prefix: str
    key: str
    limit: int
    window: int


def calls(world: World, caller: Caller | None) -> Bucket:
    """The limit on a caller's calls; those without a token share one."""
    settings = world.state.settings
    if caller is None:
        return Bucket("X-Ratelimit", "calls/anonymous", settings.addon_calls, settings.window)
    if caller.installation is not None and caller.person is None:
        key = f"calls/addon/{caller.installation.oauth_id}"
        return Bucket("X-Ratelimit", key, settings.addon_calls, settings.window)
    return Bucket("X-Ratelimit", f"calls/{caller.token.token}", settings.user_calls, settings.window)


def messages(world: World, place: str) -> Bucket:
    """The limit on messages into a room or to a person."""
    settings = world.state.settings
    return Bucket("X-FloodControl", f"messages/{place}", settings.flood, settings.flood_window)


def spend(world: World, bucket: Bucket) -> Headers:
    """Count one use; the headers that tell of it.

    Raises Refused (429, with the headers) when the window is spent and limits are on.
    """
    now = world.now().timestamp()
    if not world.state.settings.rate_limits:
        return _headers(bucket, max(1, bucket.limit - 1), now + 1)
    used = world.state.spent.setdefault(bucket.key, deque())
    while used and used[0] <= now - bucket.window:
        used.popleft()
    while used and used[-1] > now:  # the clock was put back: what is still to come was not used
        used.pop()
    if len(used) >= bucket.limit:
        reset = (used[0] if used else now) + bucket.window
        raise Refused(429, "Rate limit exceeded", _headers(bucket, 0, reset))
    used.append(now)
    return _headers(bucket, bucket.limit - len(used), used[0] + bucket.window)


def _headers(bucket: Bucket, remaining: int, reset: float) -> Headers:
    """`Reset` is the first whole second at which a caller who waited for it is let in."""
    values = {"Limit": bucket.limit, "Remaining": remaining, "Reset": ceil(reset)}
    return tuple((f"{bucket.prefix}-{name}", str(value)) for name, value in values.items())
