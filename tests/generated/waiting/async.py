"""A handler that awaits the file `go`."""

import asyncio
from pathlib import Path

from _generated.connect.client import AsyncClient
from _generated.events import RoomMessage
from _generated.messages import Reply


async def slow(event: RoomMessage[AsyncClient]) -> Reply:
    Path("arrived", event.args).touch()
    while not Path("go").exists():
        await asyncio.sleep(0.02)
    return "done"
