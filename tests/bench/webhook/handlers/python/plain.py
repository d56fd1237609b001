"""The slash command /hello."""

from _generated.events import RoomMessage
from _generated.messages import Reply


def hello(event: RoomMessage) -> Reply:
    return f"You said {event.text}"
