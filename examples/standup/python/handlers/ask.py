"""Every weekday at nine: the question, in every room that has the add-on and wants to be asked."""

from __future__ import annotations

import logging

from _generated.connect import HostError
from _generated.events import Event, Scheduled
from _generated.messages import Notification

log = logging.getLogger(__name__)


def ask(event: Scheduled) -> None:
    for place in event.installations:
        if place.room is not None and place.settings.ask:
            _ask_in(place)


def _ask_in(place: Event) -> None:
    """One room that can't be asked is no reason to leave out the others."""
    question = f"{place.settings.question} Write /standup and your answer."
    try:
        place.notify(Notification(question, color="yellow", notify=True))
    except HostError as error:
        log.warning("%s", error)
