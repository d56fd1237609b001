"""The slash command /hello."""

from _generated.connect.client import AsyncClient
from _generated.events import RoomMessage
from _generated.messages import Reply


async def hello(event: RoomMessage[AsyncClient]) -> Reply:
    return f"You said {event.text}"
