"""Called after somebody has saved the settings."""

from __future__ import annotations

from _generated.events import SettingsSaved
from handlers import standup_book as book


def configuration(event: SettingsSaved) -> None:
    """The glance may have to count up to another number now."""
    book.update_glance(event)
