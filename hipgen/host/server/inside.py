"""Requests to a host that runs in this process, without a socket between.

Knows nothing of what is asked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hipgen.host.wire import Json, Reply, Request

if TYPE_CHECKING:
    from hipgen.host.server.running import Running


async def asked(host: Running, method: str, path: str, body: Json = None, query: str = "") -> Reply:
    """What a host answers to a request at its HTTP address; a body goes along as JSON, None is none."""
    data = b"" if body is None else json.dumps(body).encode("utf-8")
    headers = {} if body is None else {"content-type": "application/json"}
    return await host.engine.handle(Request(method, path, query, headers, data, host.http))
