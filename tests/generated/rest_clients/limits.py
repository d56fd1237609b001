"""Calls through a host that refuses, and tells what the clients of a Python project made of it."""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

sys.path.insert(0, sys.argv[1])

import httpx
from _generated.connect.client import AsyncClient, Client
from _generated.connect.tenants import Installation, Tenant
from _generated.connect.tokens import TokenCache
from _generated.rest import users

TENANT = Tenant(
    "o", 1, "", None, "https://h.example", "https://h.example/v2/", "https://h.example/v2/oauth/token", ""
)
cases = json.load(sys.stdin)


def host(answers: list[Any]) -> Callable[[httpx.Request], httpx.Response]:
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/oauth/token"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600, **left.pop(0)})
        status, headers, body = left.pop(0)
        return httpx.Response(status, headers=headers, json=body)

    return answer


def told(error: Exception, slept: list[float]) -> list[Any]:
    return [type(error).__name__, str(error), slept]


def plain(answers: list[Any]) -> list[Any]:
    slept: list[float] = []
    with httpx.Client(transport=httpx.MockTransport(host(answers))) as http:
        client = Client(Installation(TENANT, "s"), TokenCache(), http, slept.append)
        try:
            return [[each["id"] for each in client.every(users.get_users(), 5)], slept]
        except Exception as error:  # told to the test
            return told(error, slept)


async def awaited(answers: list[Any]) -> list[Any]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with httpx.AsyncClient(transport=httpx.MockTransport(host(answers))) as http:
        client = AsyncClient(Installation(TENANT, "s"), TokenCache(), http, sleep)
        try:
            return [[each["id"] async for each in client.every(users.get_users(), 5)], slept]
        except Exception as error:  # told to the test
            return told(error, slept)


print(json.dumps([plain(case) for case in cases] + [asyncio.run(awaited(case)) for case in cases]))
