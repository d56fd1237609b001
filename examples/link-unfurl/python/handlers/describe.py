"""The dialog that describes a link of a message, and posts it as a card below the message."""

from __future__ import annotations

import re
from typing import Any

from _generated import cards
from _generated.events import ViewRequest
from _generated.messages import Notification


def describe(event: ViewRequest) -> dict[str, Any]:
    """The page needs no variables; when it sends its form, `error` says what is wrong with it."""
    if event.data is None:
        return {}
    link, title, description = (str(event.data.get(name, "")).strip() for name in ("link", "title", "description"))
    if not re.fullmatch(r"https?://\S+", link):
        return {"error": "A link begins with https:// or http://."}
    if not title or not description:
        return {"error": "A card needs a title and a description."}
    card = cards.link(title=title[:200], description=description[:500], url=link)
    event.notify(Notification(link, color="gray", card=card, attach_to=str(event.data.get("message", "")) or None))
    return {}
