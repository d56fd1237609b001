"""Makes the calls of a list with both clients of a Python project.

`calls.py PROJECT`, the list on standard input.
"""

import asyncio
import json
import sys
from typing import Any

sys.path.insert(0, sys.argv[1])

import httpx
from _generated.connect.client import AsyncClient, Client
from _generated.connect.tenants import Installation, Tenant
from _generated.connect.tokens import Token, TokenCache

asked = json.load(sys.stdin)
API = asked["api"]
TENANT = Tenant("client-group", 1, "", None, f"{API}capabilities", API, f"{API}oauth/token", API)
INSTALLATION = Installation(TENANT, "s" * 40)
SCOPES = tuple(asked["scopes"])


def tokens(value: str) -> TokenCache:
    cache = TokenCache()
    cache.put(TENANT.oauth_id, SCOPES, Token(value, float("inf")))
    return cache


def arguments(call: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    positional = [*call["path"]]
    if call["file"]:
        return [*positional, "log.txt", b"eight bells"], {"message": "see this"}
    if call["flat"]:
        return positional, call["named"]
    if call["body"] is not None:
        positional.append(call["body"])
    return positional, call["named"]


def outcome(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def plain() -> list[Any]:
    results = []
    with httpx.Client() as http:
        for call in asked["calls"]:
            positional, named = arguments(call)
            client = Client(INSTALLATION, tokens(call["token"]), http)
            try:
                results.append({"answer": getattr(client, call["python"])(*positional, **named)})
            except Exception as error:  # told to the test
                results.append({"error": outcome(error)})
    return results


async def awaited() -> list[Any]:
    results = []
    async with httpx.AsyncClient() as http:
        for call in asked["calls"]:
            positional, named = arguments(call)
            client = AsyncClient(INSTALLATION, tokens(call["token"]), http)
            try:
                results.append({"answer": await getattr(client, call["python"])(*positional, **named)})
            except Exception as error:  # told to the test
                results.append({"error": outcome(error)})
    return results


print(json.dumps(plain() + asyncio.run(awaited())))
