"""Bodies of HipChat's webhooks, in the shape that its servers sent: one function per family of events.

The shapes follow HipChat Connect, "Webhooks"; the people and rooms are invented.
"""

import uuid
from collections.abc import Callable
from typing import Any

from tests.generated.tokens import USER

Item = dict[str, Any]

FILE = {"name": "kettle.png", "size": 20480, "url": "https://files.example.com/1/kettle.png"}


def person(api: str, number: int = USER, name: str = "Robin Vale", mention: str = "RobinV") -> Item:
    links = {"self": f"{api}/user/{number}"}
    return {"id": number, "name": name, "mention_name": mention, "version": "K3P0ZQ1X", "links": links}


def room(api: str, number: int) -> Item:
    here = f"{api}/room/{number}"
    return {
        "id": number,
        "name": "Harbour",
        "privacy": "public",
        "is_archived": False,
        "version": "B0N4XW9E",
        "links": {"self": here, "participants": f"{here}/participant", "webhooks": f"{here}/webhook"},
    }


def _message(api: str, text: str) -> Item:
    return {
        "message": {
            "id": str(uuid.uuid4()),
            "date": "2017-05-04T09:30:12.481920+00:00",
            "type": "message",
            "message": text,
            "from": person(api),
            "mentions": [person(api, 41388, "Maya Thorn", "MayaT")],
        }
    }


def _notification(api: str, text: str) -> Item:
    return {
        "message": {
            "id": str(uuid.uuid4()),
            "date": "2017-05-04T09:30:14.002511+00:00",
            "type": "notification",
            "color": "green",
            "message_format": "html",
            "message": text,
            "from": "Kettle",
            "mentions": [],
            "notification_sender": {"type": "addon", "id": "com.example.kettle", "client_id": "elsewhere"},
        }
    }


def _topic(api: str, text: str) -> Item:
    return {"topic": text, "sender": person(api)}


def _upload(api: str, text: str) -> Item:
    return {"file": FILE, "sender": person(api)}


def _presence(api: str, text: str) -> Item:
    return {"sender": person(api)}


_MEMBERS: dict[str, Callable[[str, str], Item]] = {
    "room_message": _message,
    "room_notification": _notification,
    "room_topic_change": _topic,
    "room_file_upload": _upload,
}


def item(api: str, event: str, room_id: int, text: str) -> Item:
    """The `item` of an event's body; events that only say who and where share one shape."""
    return {**_MEMBERS.get(event, _presence)(api, text), "room": room(api, room_id)}
