"""Says when it was due, and for how many installations, in an async handler."""

from _generated.connect.client import AsyncClient
from _generated.events import Scheduled
from _generated.messages import Reply


async def tick(event: Scheduled[AsyncClient]) -> Reply:
    return f"due {int(event.due.timestamp())} in {len(event.installations)}"
