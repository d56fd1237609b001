"""A handler that blocks its thread until the file `go` is there."""

import time
from pathlib import Path

from _generated.events import RoomMessage
from _generated.messages import Reply


def slow(event: RoomMessage) -> Reply:
    Path("arrived", event.args).touch()
    while not Path("go").exists():
        time.sleep(0.02)
    return "done"
