"""What goes on between the host and the add-on, a line an event: entries of the wire log → values.

Pure. Knows what HipChat's payloads look like, and nothing of terminals.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hipgen.diagnostics import Json
from hipgen.host.wirelog import Entry

UNFIT = "the pattern does not match"
"""Why most webhooks aren't called for most messages: no news."""
OF_INSTALLATIONS = {"install": "installed", "update": "updated", "uninstall": "removed"}
"""The calls that tell an add-on of its installations, and what they say."""

REFUSED = 400
"""The first status of refusals."""

Name = Callable[[Entry], str]


@dataclass(frozen=True, slots=True)
class Event:
    """A line: what happened, `target` that was told, what it answered and after how many seconds.

    `is_fine` is False for what went wrong, None for what did not take place.
    """

    at: datetime
    what: str
    target: str
    result: str
    seconds: float | None
    is_fine: bool | None


def is_complete(entry: Entry) -> bool:
    """Whether an entry's answer has come, or never will."""
    return (
        entry.direction != "out" or entry.status is not None or entry.seconds is not None or bool(entry.note)
    )


def event_of(entry: Entry, name: Name) -> Event | None:
    """The line of an entry; None for what isn't worth one. `name` names the webhook of an entry."""
    said = OF_INSTALLATIONS.get(entry.kind) if entry.direction == "out" else None
    if entry.delivery is not None:
        return _event(entry, _happened(entry), name(entry))
    if said is not None:
        return _event(entry, said, _path(entry.url))
    if entry.webhook is not None and entry.note != UNFIT:
        return Event(entry.at, entry.event or "", name(entry), f"not called: {entry.note}", None, None)
    if entry.direction == "in" and entry.installation is not None and (entry.status or 0) >= REFUSED:
        target = f"{entry.method} {_path(entry.url)}"
        return Event(entry.at, "the add-on calls", target, _refusal(entry.answer), None, False)
    return None


def _event(entry: Entry, what: str, target: str) -> Event:
    if entry.status is None:
        return Event(entry.at, what, target, entry.note or "no answer", entry.seconds, False)
    is_fine = 200 <= entry.status < 300
    return Event(entry.at, what, target, str(entry.status), entry.seconds, is_fine)


def _happened(entry: Entry) -> str:
    """Who said or did what, from the payload of a webhook; its event's name where that can't be told."""
    try:
        item = json.loads(entry.body)["item"]
        message = item.get("message")
        if isinstance(message, dict):
            return f"{_name(message.get('from')) or 'somebody'}: {message['message']}"
        who = _name(item.get("sender"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return entry.event or "an event"
    return f"{entry.event}, {who}" if who else str(entry.event)


def _name(who: Json) -> str:
    return str(who.get("name") or "") if isinstance(who, dict) else str(who or "")


def _refusal(answer: str) -> str:
    try:
        error = json.loads(answer)["error"]
        return f"{error['code']} {error['message']}"
    except (ValueError, KeyError, TypeError):
        return answer


def _path(url: str) -> str:
    """The path of a masked address, without its query."""
    return "/" + url.partition("?")[0].split("/", 3)[-1] if "://" in url else url
