"""Writes down what it has done; what is slow takes some seconds."""

import asyncio
from pathlib import Path

from _generated.connect.client import AsyncClient
from _generated.events import RoomMessage
from _generated.messages import Reply


async def work(event: RoomMessage[AsyncClient]) -> Reply:
    kind, _, name = event.args.partition(" ")
    if kind == "slow":
        await asyncio.sleep(4)
    Path("done", name).touch()
    return f"done {name}"
