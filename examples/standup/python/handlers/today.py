"""The sidebar: the latest day's reports, and a button that posts them to the room."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from _generated.events import ViewRequest
from handlers import standup_book as book


def today(event: ViewRequest) -> dict[str, Any]:
    """The page's variables; when the page sends something, its button was pressed."""
    page = book.latest(event)
    if event.data is not None and page.reports:
        event.notify(book.summary(event, page))
    return {**asdict(page), "time_zone": event.settings.time_zone, "question": event.settings.question}
