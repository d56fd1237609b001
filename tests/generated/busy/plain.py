"""Writes down what it has done; what is slow takes some seconds, and a thread."""

import time
from pathlib import Path

from _generated.events import RoomMessage
from _generated.messages import Reply


def work(event: RoomMessage) -> Reply:
    kind, _, name = event.args.partition(" ")
    if kind == "slow":
        time.sleep(4)
    Path("done", name).touch()
    return f"done {name}"
