"""Asking the control interface of a world, without a server."""

from __future__ import annotations

import json

from hipgen.host.core import finish, handle
from hipgen.host.wire import Json, Reply, Request
from hipgen.host.world import World
from tests.host.worlds import BASE, Addon


def order(world: World, method: str, path: str, body: Json = None, addon: Addon | None = None) -> Reply:
    """Ask below `/control`; `path` may have a query, and calls are answered by `addon`."""
    path, _question, asked = path.partition("?")
    content = b"" if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"} if content else {}
    answer = handle(world, Request(method, f"/control{path}", asked, headers, content, BASE))
    return answer if isinstance(answer, Reply) else finish(answer, addon or Addon())


def refused(reply: Reply) -> tuple[int, str]:
    """The status and the words of a refusal."""
    return reply.status, reply.json()["error"]["message"]
