"""Add-ons on frameworks that other people wrote for HipChat, unmodified, live a whole life in `hipgen host`.

The add-ons are beside this file, one a framework. Neither is told of the host: each learns where it is from
the installation, as HipChat's add-ons did.
"""

import html
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients import installed
from tests.clients.running import LocalHost, RunningAddon, local_host, node_addon
from tests.generated import wire

pytestmark = [pytest.mark.generated, pytest.mark.slow, pytest.mark.xdist_group("addon-frameworks")]

DESCRIPTORS = {"ace": "/atlassian-connect.json", "koa": "/addon/capabilities"}
KEYS = {"ace": "com.example.kettle-ace", "koa": "com.example.kettle-koa"}
ROOM, OTHER_ROOM = "Dev Room", "X"


@dataclass(frozen=True, slots=True)
class Life:
    """An add-on of one of the frameworks, installed in a room of a running host."""

    host: LocalHost
    addon: RunningAddon
    id: str

    def install(self, **how: Any) -> str:
        """Install it once more; returns the new installation's OAuth id."""
        return _install(self.host, self.addon, **how)

    def knows(self, installation: str) -> bool:
        """Whether the framework has kept an installation."""
        return wire.get(f"{self.addon.url}/installations/{installation}").status == 200

    def deliveries(self, installation: str) -> int:
        return len(self.host.control("GET", f"deliveries?installation={installation}")["items"])

    def notified(self, room: str, installation: str) -> list[Any]:
        """What an installation has posted to a room, the oldest first."""
        items = [one for one in self.host.history(room) if one["type"] == "notification"]
        return [one for one in items if one["notification_sender"].get("client_id") == installation]

    def view(self, key: str, room: str, person: str) -> wire.Answer:
        asked = {"installation": self.id, "key": key, "room": room, "as": person}
        return wire.get(self.host.control("POST", "view", asked)["url"])


def _install(host: LocalHost, addon: RunningAddon, **how: Any) -> str:
    asked = {"url": f"{addon.url}{DESCRIPTORS[addon.name]}", "as": "Bob", **how}
    return str(host.control("POST", "install", asked)["installation"]["oauth_id"])


@pytest.fixture(scope="module", params=sorted(DESCRIPTORS))
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    shelf: Path = tmp_path_factory.mktemp(request.param)
    folder = installed.addon(request.param, shelf)
    with local_host(shelf) as host, node_addon(folder, shelf / "addon.log") as addon:
        yield Life(host, addon, _install(host, addon, room=ROOM))


def eventually(find: Callable[[], list[Any]]) -> Any:
    """The last of what is found; a framework may answer a webhook first and post afterwards."""
    deadline = time.monotonic() + 5
    while not (found := find()):
        assert time.monotonic() < deadline, "nothing came within 5 s"
        time.sleep(0.05)
    return found[-1]


def test_it_greets_the_room_while_it_is_installed(life: Life) -> None:
    greeting = eventually(lambda: life.notified(ROOM, life.id))
    assert life.notified(ROOM, life.id)[0]["message"] == "The kettle is in the room"
    assert greeting["message_format"] == "text"
    sender = {"type": "addon", "id": KEYS[life.addon.name], "client_id": life.id}
    assert greeting["notification_sender"] == sender
    assert life.knows(life.id)


def test_a_matching_message_is_answered_through_the_frameworks_client(life: Life) -> None:
    before, delivered = life.notified(ROOM, life.id), life.deliveries(life.id)
    life.host.say(ROOM, "/kettle on", "Ann")
    answer = eventually(lambda: life.notified(ROOM, life.id)[len(before) :])
    assert (answer["message"], answer["color"], answer["message_format"]) == (
        "96 degrees, Ann Osei",
        "green",
        "text",
    )
    assert life.deliveries(life.id) == delivered + 1


@pytest.mark.parametrize(
    ("room", "text"), [(ROOM, "the kettle is on"), (ROOM, "/kettles"), (OTHER_ROOM, "/kettle on")]
)
def test_any_other_message_is_not_delivered(life: Life, room: str, text: str) -> None:
    before = life.deliveries(life.id)
    life.host.say(room, text)
    assert life.deliveries(life.id) == before


def test_its_glance_is_read_from_another_origin(life: Life) -> None:
    asked = {"installation": life.id, "key": "kettle.glance", "room": ROOM, "as": "Ann"}
    glance = life.host.control("POST", "glance", asked)
    assert glance["state"] == "content", glance
    content = glance["content"]
    assert content["label"]["value"] == "Kettle in room <b>1</b>"
    assert content["status"] == {"type": "lozenge", "value": {"label": "WARM", "type": "success"}}
    assert content["metadata"] == {"room": 1}


def test_its_panel_sees_who_looks_and_where(life: Life) -> None:
    page = life.view("kettle.panel", ROOM, "Ann")
    assert page.status == 200, page
    found = re.search(r'<pre id="seen">(.*?)</pre>', page.text, re.S)
    assert found, page
    seen = json.loads(html.unescape(found.group(1)))
    assert seen["context"]["room_id"] == 1
    assert (seen["group"], seen["room"], int(seen["user"])) == (1, 1, 2)


def test_its_panel_finds_the_hosts_script(life: Life) -> None:
    """The one framework asks for the script itself, the other for its variant for development."""
    found = re.search(r'<script src="([^"]+)">', life.view("kettle.panel", ROOM, "Bob").text)
    assert found
    script = wire.get(found.group(1))
    assert script.status == 200, found.group(1)
    assert "javascript" in script.headers["content-type"]


def test_installed_for_the_group_it_answers_in_every_room(life: Life) -> None:
    everywhere = life.install()
    assert life.notified(ROOM, everywhere) == []
    life.host.say(OTHER_ROOM, "/kettle on")
    answer = eventually(lambda: life.notified(OTHER_ROOM, everywhere))
    assert answer["message"] == "96 degrees, Bob Ferro"
    life.host.control("DELETE", f"installations/{everywhere}")


def test_uninstalled_it_forgets_and_is_forgotten(life: Life) -> None:
    second = life.install(room=OTHER_ROOM)
    eventually(lambda: life.notified(OTHER_ROOM, second))
    assert life.knows(second)
    life.host.control("DELETE", f"installations/{second}")
    assert not life.knows(second)
    known = [one["oauth_id"] for one in life.host.control("GET", "installations")["items"]]
    assert (life.id in known, second in known) == (True, False)
    before = len(life.notified(OTHER_ROOM, second))
    life.host.say(OTHER_ROOM, "/kettle on")
    assert len(life.notified(OTHER_ROOM, second)) == before
