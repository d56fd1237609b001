#!/usr/bin/env python3
"""Seven small Python clients of HipChat's REST API v2 against a host: BASE_URL (https, no /v2) [CA_FILE].

    pip install -r check_small_python.txt && pip install --no-deps hipnotify==1.0.8
    hipgen host --seed seed.yaml
    check_small_python.py https://localhost:PORT ca.pem

hipchat-notifications and hiplogging speak HTTPS alone, so all are led there. Prints a line a call and a
count; exits 1 when a call fails. Looks at what the host holds after each call: a client that reports no error
may still have said something else than was meant. Must not know how the host is made.
"""

import logging
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BASE = sys.argv[1].rstrip("/")
if len(sys.argv) > 2:
    os.environ["REQUESTS_CA_BUNDLE"] = sys.argv[2]
os.environ |= {"HIPCHAT_API_SERVER": urlsplit(BASE).netloc, "HIPCHAT_API_TOKEN": "tok"}
os.environ |= {"HIPCHAT_V2_TOKEN": "tok"}

# These read the environment when they are imported.
import hipchav  # type: ignore[import-not-found]  # noqa: E402
import requests  # noqa: E402
from hipchat import notifications  # type: ignore[import-not-found]  # noqa: E402
from hipchat.exceptions import HipChatError  # type: ignore[import-not-found]  # noqa: E402
from hipchat.logger import HipChatHandler as NotifyingHandler  # type: ignore[import-not-found]  # noqa: E402
from hiplogging import HipChatHandler  # type: ignore[import-not-found]  # noqa: E402
from hipnotify import Room  # type: ignore[import-not-found]  # noqa: E402
from hippy_chat.handler import HipchatHandler as CardHandler  # type: ignore[import-not-found]  # noqa: E402
from kawasemi import Kawasemi  # type: ignore[import-not-found]  # noqa: E402
from kawasemi.exceptions import HttpError  # type: ignore[import-not-found]  # noqa: E402

warnings.simplefilter("ignore")
failed = total = 0


def call(name: str, act: Callable[[], Any], **wanted: Any) -> None:
    """Run a call of a client; `wanted` are members of what is then the newest message of room 1."""
    expect(name, lambda: (act(), newest())[1], **wanted)


def private(name: str, act: Callable[[], Any], **wanted: Any) -> None:
    """The same for what Bob and Ann have said to each other."""
    expect(name, lambda: (act(), newest("user/@Ann"))[1], **wanted)


def expect(name: str, find: Callable[[], dict[str, Any]], **wanted: Any) -> None:
    global failed, total
    total += 1
    try:
        found = find()
        wrong = {key: found.get(key) for key, value in wanted.items() if found.get(key) != value}
    except Exception as error:  # whatever the client raises is the finding
        wrong = {type(error).__name__: str(error)[:160]}
    failed += bool(wrong)
    print("FAIL" if wrong else "ok  ", name, wrong or "")


def refused(name: str, act: Callable[[], Any], error: type[Exception], said: str) -> None:
    def find() -> dict[str, Any]:
        try:
            act()
        except error as found:
            return {"refused": said in f"{found} {getattr(found, 'message', '')}"}
        return {"refused": False}

    expect(name, find, refused=True)


def newest(place: str = "room/1") -> dict[str, Any]:
    answer = requests.get(
        f"{BASE}/v2/{place}/history/latest", {"max-results": 5}, headers={"Authorization": "Bearer tok"}
    )
    answer.raise_for_status()
    found: dict[str, Any] = max(answer.json()["items"], key=lambda one: one["date"])
    return found


# hipchat-notifications
call(
    "hipchat-notifications: notify_room",
    lambda: notifications.notify_room("1", "one", label="Oven", color="purple", message_format="text"),
    type="notification",
    message="one",
    color="purple",
    message_format="text",
)
call(
    "hipchat-notifications: a room by its name",
    lambda: notifications.green("Dev%20Room", "two"),
    color="green",
)
for colour in ("yellow", "gray", "purple", "red"):
    say = partial(getattr(notifications, colour), 1, "<i>three</i>")
    call(f"hipchat-notifications: {colour}", say, message="<i>three</i>", color=colour)
call("hipchat-notifications: grey", lambda: notifications.grey(1, "four"), color="gray", message="four")
private(
    "hipchat-notifications: notify_user, by a bare mention name",
    lambda: notifications.notify_user("Ann", "psst", notify=True, message_format="text"),
    message="psst",
)
private(
    "hipchat-notifications: notify_user, by email",
    lambda: notifications.notify_user("ann@example.com", "psst again"),
    message="psst again",
)
refused(
    "hipchat-notifications: no such room",
    lambda: notifications.red("Nowhere", "x"),
    HipChatError,
    "Room Nowhere not found",
)
refused(
    "hipchat-notifications: no such person",
    lambda: notifications.notify_user("Zed", "x"),
    HipChatError,
    "not found",
)


def logged(handler: logging.Handler, level: int, text: str, **extra: Any) -> Callable[[], None]:
    """A line to a logger that has this handler and no other; what the handler raises is passed on."""

    def act() -> None:
        record = logging.makeLogRecord(
            {"levelno": level, "levelname": logging.getLevelName(level), "msg": text}
        )
        record.__dict__.update(extra)
        handler.emit(record)

    return act


call(
    "hipchat-notifications: the log handler",
    logged(NotifyingHandler("tok", "1", label="Log"), logging.ERROR, "burnt"),
    message="burnt",
    color="red",
    message_format="html",
)

# hiplogging, on top of HypChat
try:
    hiplogging = HipChatHandler("tok", "Dev Room", endpoint=BASE)
except Exception as error:
    print("FAIL hiplogging: finding the room", type(error).__name__, str(error)[:160])
    failed, total = failed + 1, total + 1
else:
    for level, colour in ((logging.ERROR, "red"), (logging.WARNING, "yellow"), (logging.INFO, "green")):
        act = logged(hiplogging, level, f"batch {level}")
        call(f"hiplogging: {colour}", act, message=f"batch {level}", color=colour, type="notification")
    act = logged(hiplogging, logging.INFO, "own colour", color="purple", notify=True)
    call("hiplogging: a colour of one's own", act, message="own colour", color="purple")

# hipnotify
room = Room("roomtok", 1, endpoint_url=BASE)
expect("hipnotify: answer", lambda: {"status": room.notify("warm").status_code}, status=204)
call("hipnotify", lambda: room.notify("hot", "red"), message="hot", color="red", message_format="text")
expect(
    "hipnotify: a wrong token",
    lambda: {"status": Room("nothing", 1, endpoint_url=BASE).notify("cold").status_code},
    status=401,
)


# kawasemi
def kawasemi(**settings: Any) -> Kawasemi:
    channel = {"_backend": "kawasemi.backends.hipchat.HipChatChannel", "api_id": 1, "token": "roomtok"}
    return Kawasemi({"CHANNELS": {"room": {**channel, "base_url": f"{BASE}/v2/", **settings}}})


call(
    "kawasemi",
    lambda: kawasemi().send("<b>risen</b>"),
    message="<b>risen</b>",
    color="yellow",
    message_format="html",
)
call(
    "kawasemi: options",
    lambda: kawasemi(color="gray").send(
        "fallen", options={"hipchat": {"color": "green", "notify": True, "message_format": "text"}}
    ),
    message="fallen",
    color="green",
    message_format="text",
)
refused("kawasemi: another room", lambda: kawasemi(api_id=2).send("no"), HttpError, "4")

# hippy-chat
call(
    "hippy-chat: a card",
    logged(CardHandler(BASE, "Dev Room", "roomtok", title="in the oven"), logging.ERROR, "smoke"),
    message="<b>ERROR</b> in the oven",
    color="red",
    type="notification",
)


def card() -> dict[str, Any]:
    held = newest()["card"]
    return {"is text": isinstance(held, str), "has the title": "ERROR in the oven" in held}


expect("hippy-chat: the card in the history", card, **{"is text": True, "has the title": True})


# hipcat
def hipcat(*arguments: str, said: str = "") -> Callable[[], None]:
    def act() -> None:
        with tempfile.TemporaryDirectory() as home:
            Path(home, ".hipcat.ini").write_text(
                f"[hipchat]\naccess_token = tok\nbase_url = {BASE}\n", "utf-8"
            )
            command = [str(Path(sys.executable).with_name("hipcat")), *arguments]
            environment = {**os.environ, "HOME": home, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
            done = subprocess.run(
                command, input=said, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(f"{done.stdout}{done.stderr}")

    return act


call("hipcat: a message", hipcat("1", "-m", "a loaf"), type="message", message="a loaf")
call("hipcat: from a pipe, as code", hipcat("1", "-c", said="x = 1"), type="message", message="/code x = 1")
call(
    "hipcat: a notification",
    hipcat("1", "--notification", "-n", "-s", "Pipe", "--color", "green", "-m", "ready"),
    type="notification",
    message="ready",
    color="green",
)
private("hipcat: to a person", hipcat("@Ann", "-m", "for you"), message="for you")
refused("hipcat: no such room", hipcat("Nowhere", "-m", "x"), RuntimeError, "Room Nowhere not found")

# hipchav
hipchav.URL_ROOMS_V2, hipchav.URL_MESSAGES_V2 = f"{BASE}/v2/room", f"{BASE}/v2/room/{{0}}/message"
expect(
    "hipchav: rooms",
    lambda: {"names": sorted(one["name"] for one in hipchav.list_rooms())},
    names=["Dev Room", "X"],
)
call(
    "hipchav: message",
    lambda: hipchav.message_room("Dev Room", "sliced", color="red", notify=True),
    type="message",
    message="sliced",
)
refused("hipchav: no such room", lambda: hipchav.message_room("Nowhere", "x"), hipchav.HipChavError, "404")

print(f"{total - failed} passed, {failed} failed")
sys.exit(bool(failed))
