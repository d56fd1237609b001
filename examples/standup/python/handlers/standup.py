"""`/standup fixed the login page` reports; `/standup` shows the day's reports."""

from __future__ import annotations

from _generated.events import RoomMessage
from _generated.messages import Notification, Reply
from handlers import standup_book as book


def standup(event: RoomMessage) -> Reply:
    if not event.args:
        return _show(event)
    if event.sender is None:
        return None
    page = book.add(event, event.sender, event.args)
    book.update_glance(event)
    if len(page.reports) == event.settings.people:
        return book.summary(event, page)
    return Notification(f"Noted, {event.sender.name}.", color="gray")


def _show(event: RoomMessage) -> Notification:
    page = book.latest(event)
    if page.day == book.day(event):
        return book.summary(event, page)
    question = event.settings.question
    return Notification(f"Nobody has reported yet. {question} Write /standup and your answer.", color="gray")
