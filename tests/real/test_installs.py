"""Every real descriptor that was collected, installed into the host, used and removed.

The descriptors lie beside the project (`tests/shared.py`).
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hipgen.host import acts
from hipgen.host.connect.fetching import fetch
from hipgen.host.connect.install import install, uninstall
from hipgen.host.connect.modules import modules, view_url
from hipgen.host.connect.webhooks import deliver
from hipgen.host.wire import Answer, Call
from hipgen.host.world import Delivery
from tests.host.addons import OK, run
from tests.host.worlds import BASE, world_of_three
from tests.shared import SHARED, shared_files

FILES = shared_files("corpus/descriptors/*.json")
LONE = 12
"""So many have their webhook as an object, which the host takes with a note."""
AT = "https://addon.example.com/descriptor.json"


def noted(file: Path) -> list[str]:
    """Install an add-on where it may be, let Bo talk, open every view, remove it; the notes about a lone
    webhook.
    """
    world = world_of_three()
    content = file.read_bytes()
    calls: list[Call] = []

    def answer(call: Call) -> Answer:
        calls.append(call)
        return Answer(200, {"content-type": "application/json"}, content) if call.url == AT else OK

    fetched = run(fetch(world, AT), answer)
    allowed = fetched.descriptor.get("capabilities", {}).get("installable", {})
    room = None if allowed.get("allowRoom") is False else world.chat.room(1)
    made = run(install(world, fetched, room, None, BASE), answer)
    here, bo = world.chat.room(1), world.chat.person(2)
    assert here is not None
    assert bo is not None
    acts.say(world, here, bo, "/help me")
    for effect in world.drain():
        if isinstance(effect, Delivery):
            assert json.loads(effect.body)["oauth_client_id"] == made.oauth_id
            run(deliver(world, effect), answer)
    for module in modules(world, 1):
        if "url" in module.body:
            assert (
                urlsplit(view_url(world, module, 1, bo, values={})).path == urlsplit(module.body["url"]).path
            )
    run(uninstall(world, made), answer)
    assert len(world.state.installations) == len(world.state.webhooks) == 0
    told = [call for call in calls if call.method in {"POST", "DELETE"} and made.oauth_id in call.url]
    assert len(told) == ("callbackUrl" in allowed)
    assert made.secret not in "".join(map(repr, world.log))
    return [note for note in fetched.notes if "is one object" in note]


class TestInstalls:
    __test__ = SHARED is not None

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_every_real_descriptor_installs(self, file: Path) -> None:
        webhook = json.loads(file.read_bytes()).get("capabilities", {}).get("webhook")
        assert len(noted(file)) == isinstance(webhook, dict)

    def test_some_have_their_webhook_as_an_object(self) -> None:
        assert (len(FILES), sum(len(noted(file)) for file in FILES)) == (53, LONE)
