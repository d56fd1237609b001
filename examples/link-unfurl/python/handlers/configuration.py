"""Called after somebody has saved the settings."""

from __future__ import annotations

from _generated.events import SettingsSaved
from _generated.messages import Notification


def configuration(event: SettingsSaved) -> None:
    """Tell the room; the settings of the whole group have no room to tell."""
    if event.room:
        tracker = event.settings.tracker
        event.notify(Notification(f"Links to {tracker} are shown as cards from now on.", color="gray"))
