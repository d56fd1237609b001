"""How every event of HipChat comes about: what people do in the host's rooms so that a webhook is called.

Knows the host's control interface and nothing of what add-ons make of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from hipgen.host.state import Installation, Webhook
from hipgen.verifying import Unmet
from hipgen.verifying.samples import sample
from hipgen.verifying.trial import Trial

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A picture of one pixel."""

Doing = Callable[[Trial, int, str], Awaitable[object]]


async def bring_about(trial: Trial, installation: Installation, hook: Webhook) -> None:
    """Have people do what calls a webhook. Raises Unmet where an installation can't hear of it.

    A pattern for which no text is known is set aside in the host, so that its add-on is called all the same.
    """
    text = sample(hook.pattern)
    if text is None:
        trial.world.state.webhooks[hook.id] = replace(hook, pattern=None)
    if hook.event == "room_created":
        if installation.room is not None:
            raise Unmet("only an installation for the group hears of rooms that are made")
        await trial.room()
        return
    if hook.event == "room_deleted" and installation.room is not None:
        raise Unmet("a deleted room takes its installation along")
    room = installation.room if installation.room is not None else await trial.room()
    await DOINGS[hook.event](trial, room, text or "hello")


async def _say(trial: Trial, room: int, text: str) -> None:
    await trial.control("POST", "/say", {"room": room, "text": text})


async def _notify(trial: Trial, room: int, text: str) -> None:
    token = (await trial.control("POST", "/tokens", {"room": room}))["token"]
    await trial.rest("POST", f"/room/{room}/notification", token, {"message": text, "message_format": "text"})


async def _enter(trial: Trial, room: int, _text: str) -> None:
    await trial.control("POST", "/exit", {"room": room})
    await trial.control("POST", "/enter", {"room": room})


async def _exit(trial: Trial, room: int, _text: str) -> None:
    await trial.control("POST", "/enter", {"room": room})
    await trial.control("POST", "/exit", {"room": room})


async def _topic(trial: Trial, room: int, text: str) -> None:
    await trial.control("POST", "/topic", {"room": room, "topic": f"{text} today"})


async def _upload(trial: Trial, room: int, text: str) -> None:
    file = {"name": "kettle.png", "content_type": "image/png", "base64": PICTURE}
    await trial.control("POST", "/say", {"room": room, "text": text, "file": file})


async def _archive(trial: Trial, room: int, _text: str) -> None:
    await trial.control("POST", "/archive", {"room": room})
    await trial.settled()
    await trial.control("POST", "/unarchive", {"room": room})


async def _delete(trial: Trial, room: int, _text: str) -> None:
    await trial.control("DELETE", f"/rooms/{room}")


DOINGS: dict[str, Doing] = {
    "room_message": _say,
    "room_notification": _notify,
    "room_enter": _enter,
    "room_exit": _exit,
    "room_topic_change": _topic,
    "room_file_upload": _upload,
    "room_archived": _archive,
    "room_unarchived": _archive,
    "room_deleted": _delete,
}
