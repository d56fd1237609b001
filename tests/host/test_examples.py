"""Every example in every framework in the local host, as its people use it: installed, called, looked at,
updated and removed.

What the stand-in of `tests.generated` says of HipChat and what this host does must fit the same add-ons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from hipgen.testing import Delivered, HipChat, Installed, hipchat, hipchat_host
from tests.generated import page, wire
from tests.generated.conftest import shelf
from tests.generated.listener import Canned, Listener
from tests.generated.matrix import Case, Example, cases
from tests.generated.project import RunningAddon, make, serving

__all__ = ["hipchat", "hipchat_host", "shelf"]
pytestmark = [pytest.mark.generated, pytest.mark.slow]

ROOM = "Harbour"
TEXTS = {
    "hello": "/hello",
    "standup": "/standup mended the nets",
    "incident-command": "/incident the crane is stuck",
    "incident-links": "like INC-12 again",
    "issue-link": "see https://tracker.example.com/browse/NET-7",
}
"""What somebody says to each webhook that listens to messages."""
SETTINGS = {"tracker": "https://tracker.example.com", "question": "What are you at?"}
FRAMED = ("webPanel", "dialog")


def those_with(*sections: str) -> pytest.MarkDecorator:
    """A test for each example with something of these sections, or for all, in each framework."""

    def wanted(example: Example) -> bool:
        return example.shipped and (not sections or any(section in example.spec for section in sections))

    return pytest.mark.parametrize("addon", cases(wanted), indirect=True)


every_example = those_with()
every_viewing = those_with("glances", "sidebar", "dialogs", "pages")


@pytest.fixture(scope="module")
def addon(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAddon]:
    """The generated project of a case, serving, and willing to call a host on this machine."""
    case: Case = request.param
    place = tmp_path_factory.mktemp(str(case))
    with serving(make(case, shelf), place, ADDON_ALLOWED_HOSTS="localhost") as running:
        yield running


@dataclass(frozen=True, slots=True)
class Inhabited:
    """A room with an add-on in it and with somebody who uses it."""

    hipchat: HipChat
    addon: RunningAddon
    installed: Installed

    def modules(self, kind: str) -> list[Any]:
        return list(self.addon.compiled()["capabilities"].get(kind, []))

    def get(self, url: str) -> wire.Answer:
        return wire.get(url, {"Referer": f"{self.hipchat.url}/"})


@pytest.fixture
def room(hipchat: HipChat, addon: RunningAddon) -> Inhabited:
    """A new room; the add-on is installed in it."""
    hipchat.add_room(ROOM)
    hipchat.add_person("Bo Lund", mention_name="bo")
    return Inhabited(hipchat, addon, hipchat.install(addon.descriptor_url, room=ROOM))


def refusals(hipchat: HipChat) -> list[str]:
    """What the host refused the add-on, or the add-on the host."""
    return [
        f"{entry['status']} {entry['method']} {entry['url']}: {entry.get('answer')}"
        for entry in hipchat.wire()
        if entry.get("status", 200) >= 400
    ]


def called(room: Inhabited, hook: Any) -> Delivered:
    """Make the event of a webhook happen; the one call of it that this led to."""
    before = {delivery.id for delivery in room.hipchat.deliveries(room.installed)}
    match hook["event"]:
        case "room_message":
            room.hipchat.say(ROOM, TEXTS[hook["key"]], by="bo")
        case "room_enter":
            room.hipchat.enter(ROOM, by="bo")
        case event:
            pytest.fail(f"no example had {event} so far: say how it comes about")
    made = [one for one in room.hipchat.deliveries(room.installed) if one.id not in before]
    (delivery,) = [one for one in made if one.url == hook["url"]]
    return delivery


@every_example
def test_every_webhook_is_called_and_answers(room: Inhabited) -> None:
    for hook in room.modules("webhook"):
        delivery = called(room, hook)
        assert delivery.status in (200, 204), delivery
    assert refusals(room.hipchat) == []


@every_example
def test_a_command_is_answered_in_the_room(room: Inhabited) -> None:
    commands = [item for item in room.addon.example.items("webhooks") if "command" in item]
    for item in commands:
        hook = next(one for one in room.modules("webhook") if one["key"] == item["key"])
        said = called(room, hook).body["item"]["message"]
        answer = room.hipchat.notifications(ROOM)[-1]
        assert answer["message"], answer
        assert answer["attach_to"] == said["id"], "an answer hangs on what it answers"


@every_example
def test_the_same_call_twice_and_forged_ones_are_refused(room: Inhabited) -> None:
    for hook in room.modules("webhook"):
        delivery = called(room, hook)
        assert room.hipchat.replay(delivery).status == 401
        assert room.hipchat.forge(delivery, secret="guessed").status == 401
        assert room.hipchat.forge(delivery, alg="none").status == 401
        assert room.hipchat.forge(delivery, claims={"exp": 1}).status == 401
        assert room.hipchat.forge(delivery, claims={"iss": "somebody"}).status == 401
        assert room.hipchat.forge(delivery, unsigned=True).status == 401
        assert room.hipchat.forge(delivery).status in (200, 204), "a fresh token is a new call"


@every_viewing
def test_every_module_is_seen_and_opens(room: Inhabited) -> None:
    seen = {module.key: module for module in room.hipchat.modules(ROOM, by="bo")}
    for glance in room.modules("glance"):
        assert seen[glance["key"]].visible, seen[glance["key"]].reasons
        shown = room.hipchat.glance(room.installed, glance["key"], ROOM, by="bo")
        assert (shown.state, shown.why) == ("content", None)
    for kind in (*FRAMED, "externalPage"):
        for view in room.modules(kind):
            answer = room.get(room.hipchat.view(room.installed, view["key"], room=ROOM, by="bo"))
            assert answer.status == 200, answer
            assert page.read(answer.text).title
            if kind in FRAMED:
                assert room.hipchat.url in answer.headers["content-security-policy"]
    assert refusals(room.hipchat) == []


@those_with("actions")
def test_every_action_that_is_shown_opens_its_view(room: Inhabited) -> None:
    message = room.hipchat.say(ROOM, "an outage: https://status.example.com/3", by="bo")
    seen = {one.key: one.visible for one in room.hipchat.modules(ROOM, by="bo", message=message)}
    chosen: list[str] = []
    for action in room.modules("action"):
        at = message if action["location"] == "hipchat.message.action" else None
        if not seen[action["key"]]:
            continue
        chosen.append(action["key"])
        opened = room.hipchat.action(room.installed, action["key"], ROOM, by="bo", message=at)
        assert opened.event == action["key"]
        assert opened.parameters.get("mid") == at
        assert room.get(opened.url or "").status == 200
    assert chosen, "the message was made so that something is shown for it"


@those_with("configuration")
def test_settings_are_shown_and_kept(room: Inhabited) -> None:
    assert room.installed.configure is not None, "the settings are opened after an installation"
    first = room.get(room.installed.configure)
    assert first.status == 200, first
    (form,) = page.read(first.text).forms
    known = {one.name for one in form.fields}
    changes = {name: value for name, value in SETTINGS.items() if name in known}
    assert changes, "no setting of this example is changed"
    address = urljoin(room.installed.configure, form.action)
    origin = {"Origin": _origin(address), "Content-Type": "application/x-www-form-urlencoded"}
    saved = wire.send("POST", address, _form(form.filled(changes)), origin)
    assert saved.status in (200, 303), saved
    again = room.get(room.hipchat.view(room.installed, kind="configurable"))
    (shown,) = page.read(again.text).forms
    assert {name: shown.field(name).value for name in changes} == changes


@every_example
def test_an_update_with_another_scope_waits_for_approval(hipchat: HipChat, addon: RunningAddon) -> None:
    hipchat.add_room(ROOM)
    with republished(addon) as published:
        installed = hipchat.install(published.url, room=ROOM)
        before = installed.scopes
        published.scopes.append("view_messages")
        held = hipchat.update(installed)
        assert (held.scopes, held.pending) == (before, ("view_messages",))
        updated = hipchat.approve(held)
    assert (updated.scopes, updated.pending) == ((*before, "view_messages"), ())
    assert [one.oauth_id for one in hipchat.installations()] == [updated.oauth_id]
    room = Inhabited(hipchat, addon, updated)
    hipchat.add_person("Bo Lund", mention_name="bo")
    for hook in room.modules("webhook"):
        assert called(room, hook).status in (200, 204)


@every_example
def test_an_addon_that_was_removed_lets_nobody_in(room: Inhabited) -> None:
    urls = [
        room.hipchat.view(room.installed, view["key"], room=ROOM)
        for kind in (*FRAMED, "externalPage")
        for view in room.modules(kind)
    ]
    hooks = [called(room, hook).webhook for hook in room.modules("webhook")]
    room.hipchat.uninstall(room.installed)
    assert room.hipchat.installations() == []
    assert [room.get(url).status for url in urls] == [401] * len(urls)
    removal = room.hipchat.wire(kind="uninstall")[-1]
    assert (removal["method"], removal["status"]) == ("DELETE", 204)
    for text in TEXTS.values():
        room.hipchat.say(ROOM, text, by="bo")
    made = room.hipchat.deliveries(room.installed)
    assert [one.webhook for one in made] == hooks, "nothing was called any more"


@dataclass(slots=True)
class Published:
    """A descriptor at an address of its own; `scopes` are asked for besides the add-on's."""

    url: str
    scopes: list[str] = field(default_factory=list)


@contextmanager
def republished(addon: RunningAddon) -> Iterator[Published]:
    """Serve an add-on's descriptor elsewhere, so that a test can change what it asks for."""
    published = Published("")

    def answer(_method: str, _path: str, _headers: Any, _body: bytes) -> Canned:
        descriptor = addon.compiled()
        consumer = descriptor["capabilities"]["hipchatApiConsumer"]
        consumer["scopes"] = [*consumer["scopes"], *published.scopes]
        return Canned(200, json.dumps(descriptor).encode(), {"Content-Type": "application/json"})

    listener = Listener(answer)
    listener.start()
    published.url = f"http://127.0.0.1:{listener.port}/addon.json"
    try:
        yield published
    finally:
        listener.stop()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _form(pairs: page.Pairs) -> bytes:
    return urlencode(pairs).encode("ascii")
