"""Says when it was due, and for how many installations."""

from _generated.events import Scheduled
from _generated.messages import Reply


def tick(event: Scheduled) -> Reply:
    return f"due {int(event.due.timestamp())} in {len(event.installations)}"
