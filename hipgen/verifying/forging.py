"""What a liar sends: payloads of every event made up from the protocol alone, and tokens where they go.

Pure. Knows nothing of what an add-on should say to it.
"""

from __future__ import annotations

import base64
import json

from hipgen.diagnostics import Json
from hipgen.host.state import Installation

WHEN = "2017-05-04T09:30:12.481920+00:00"
MESSAGE = "0a4d7c1e-52f3-4b86-9d0b-3c6e8f1a2b57"


def header(token: str) -> tuple[tuple[str, str], ...]:
    """Where a webhook's token goes, as the API reference has it."""
    return (("Authorization", f"JWT {token}"),)


def unsigned(claims: Json) -> str:
    """Claims as a token of the algorithm `none`, which has no signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    coded = (base64.urlsafe_b64encode(json.dumps(part).encode("utf-8")).rstrip(b"=") for part in parts)
    return b".".join((*coded, b"")).decode("ascii")


def payload(installation: Installation, event: str, text: str = "hello") -> Json:
    """The body of a webhook call, as documented and captured for that event."""
    return {
        "event": event,
        "webhook_id": 1,
        "oauth_client_id": installation.oauth_id,
        "item": {**_members(event, text), "room": room(installation)},
    }


def room(installation: Installation) -> Json:
    """The room of an installation, in the short form of payloads."""
    number = installation.room or 1
    return {"id": number, "name": "Harbour", "links": {"self": f"{installation.base}/v2/room/{number}"}}


def person() -> Json:
    """Somebody, in the short form of payloads."""
    return {"id": 1, "name": "Robin Vale", "mention_name": "RobinV", "links": {"self": "https://example.com"}}


def _members(event: str, text: str) -> Json:
    match event:
        case "room_message":
            said = {"id": MESSAGE, "date": WHEN, "type": "message", "message": text, "mentions": []}
            return {"message": {**said, "from": person()}}
        case "room_notification":
            said = {"id": MESSAGE, "date": WHEN, "type": "notification", "message": text, "mentions": []}
            return {"message": {**said, "from": "Kettle", "color": "green", "message_format": "html"}}
        case "room_topic_change":
            return {"sender": person(), "topic": text}
        case "room_file_upload":
            file = {"name": "kettle.png", "size": 20480, "url": "https://files.example.com/1/kettle.png"}
            return {"sender": person(), "file": file}
        case _:
            return {"sender": person()}


def variants(true: Json) -> list[tuple[str, Json]]:
    """What a true payload may look like too, each with what is different about it: all of it documented or
    seen, or allowed by what is documented.
    """
    item = true["item"]
    found: list[tuple[str, Json]] = []

    def other(what: str, changed: Json) -> None:
        found.append((what, {**true, "item": changed}))

    if "sender" in item:
        bare = {name: value for name, value in item.items() if name != "sender"}
        other("without a sender", bare)
        if "topic" in item:
            other("with a sender that is a text", {**item, "sender": "Kettle"})
            client = {"id": true.get("oauth_client_id"), "name": "Kettle", "allowed_scopes": [], "links": {}}
            other("with a sender that is an add-on", {**item, "sender": client})
    if "message" in item:
        message = item["message"]
        other("with `from` null", {**item, "message": {**message, "from": None}})
        other("with `from` a text", {**item, "message": {**message, "from": "Kettle"}})
    other("with members nobody has heard of", {**item, "news": {"deep": [1, None]}})
    return found
