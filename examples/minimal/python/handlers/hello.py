"""`/hello` is answered with a greeting."""

from __future__ import annotations

from _generated.events import RoomMessage


def hello(event: RoomMessage) -> str:
    name = event.sender.name if event.sender else "whoever you are"
    return f"Hello, {name}!"
