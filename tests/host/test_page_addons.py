"""Add-ons on the page and in the inspector: what is shown, what opens, what is told of calls."""

from __future__ import annotations

import json

import pytest

from hipgen.host.connect.webhooks import deliver
from hipgen.host.wire import Answer, Json
from hipgen.host.world import Delivery
from tests.host.addons import run
from tests.host.windows import ANN, Window
from tests.host.worlds import Addon, ask, world_of_three

DESCRIPTOR = {
    "key": "com.example.bell",
    "name": "Bell",
    "description": "Rings",
    "vendor": {"name": "Example", "url": "https://example.com"},
    "links": {"self": "https://bell.example.com/d.json", "homepage": "https://bell.example.com"},
    "capabilities": {
        "hipchatApiConsumer": {"scopes": ["send_notification"]},
        "installable": {"callbackUrl": "https://bell.example.com/installed"},
        "webPanel": [
            {
                "key": "panel",
                "name": {"value": "Panel"},
                "url": "https://bell.example.com/panel",
                "location": "hipchat.sidebar.right",
            }
        ],
        "glance": [
            {
                "key": "glance",
                "name": {"value": "Bells"},
                "queryUrl": "https://bell.example.com/glance",
                "target": "panel",
                "icon": {
                    "url": "https://bell.example.com/i.png",
                    "url@2x": "https://bell.example.com/i2.png",
                },
                "conditions": [
                    {"condition": "glance_matches", "params": {"metadata": [{"attr": "on", "eq": True}]}}
                ],
            }
        ],
        "action": [
            {
                "key": "ring",
                "name": {"value": "Ring"},
                "location": "hipchat.message.action",
                "target": "panel",
                "conditions": [{"condition": "message_matches", "params": {"regex": {"pattern": "bell"}}}],
            }
        ],
        "webhook": [
            {
                "event": "room_message",
                "pattern": "^bell",
                "url": "https://bell.example.com/hook",
                "name": "bell",
            }
        ],
    },
}


@pytest.fixture
def ringing() -> Window:
    """A window of Ann's in a world with the add-on above in Harbour."""
    addon = Addon(
        {
            ("GET", "/d.json"): Answer(
                200, {"content-type": "application/json"}, json.dumps(DESCRIPTOR).encode()
            ),
            ("POST", "/installed"): Answer(200),
            ("POST", "/hook"): Answer(204),
        }
    )
    world = world_of_three()
    body = {"url": "https://bell.example.com/d.json", "room": "Harbour"}
    assert ask(world, "POST", "/control/install", body, token=None, addon=addon).status == 201
    return Window(world, ANN, addon)


def modules(window: Window, **body: Json) -> dict[str, Json]:
    found = window.send("POST", "/page/rooms/1/modules", body).json()["items"]
    return {one["key"]: one for one in found}


@pytest.mark.parametrize(
    ("state", "content", "visible"),
    [
        (None, None, False),
        ("error", None, True),
        ("content", {"label": {}}, False),
        ("content", {"metadata": {"on": False}}, False),
        ("content", {"metadata": {"on": True}}, True),
    ],
    ids=["loading", "error", "no metadata", "off", "on"],
)
def test_conditions_of_a_glance_go_by_what_the_browser_read(
    ringing: Window, state: str | None, content: Json, visible: bool
) -> None:
    oauth_id = modules(ringing)["glance"]["installation"]
    read = [{"installation": oauth_id, "key": "glance", "state": state, "content": content}] if state else []
    assert modules(ringing, glances=read)["glance"]["visible"] == visible


def test_a_message_is_offered_the_actions_that_fit_it(ringing: Window) -> None:
    fits, other = ringing.say("bell!"), ringing.say("whistle")
    assert modules(ringing, message=fits["id"])["ring"]["visible"]
    hidden = modules(ringing, message=other["id"])["ring"]
    assert not hidden["visible"]
    assert hidden["reasons"]
    told = ringing.send("POST", "/page/rooms/1/parameters", {"message": fits["id"]}).json()
    assert told["parameters"]["body"] == "bell!"
    assert told["sender"] is None


def test_nobody_is_shown_anything_of_a_room_that_they_do_not_see(ringing: Window) -> None:
    stranger = Window(ringing.world, 2)
    for path in ("modules", "parameters", "glance-read", "why"):
        assert stranger.send("POST", f"/page/rooms/2/{path}").status == 404


def test_what_the_browser_read_of_a_glance_is_in_the_wire_log_without_its_token(ringing: Window) -> None:
    installation = modules(ringing)["glance"]["installation"]
    url = "https://bell.example.com/glance?signed_request=a.b.c"
    read = {"installation": installation, "url": url, "status": 200, "seconds": 0.1, "answer": "{}"}
    assert ringing.send("POST", "/page/rooms/1/glance-read", read).status == 200
    last = ringing.get("/page/wire").json()["items"][-1]
    assert (last["kind"], last["status"]) == ("glance", 200)
    assert "signed_request=***" in last["url"]


def test_the_inspector_tells_why_nothing_was_sent_and_makes_calls_again(ringing: Window) -> None:
    ringing.say("whistle")
    skipped = ringing.get("/page/wire").json()["items"][-1]
    assert skipped["kind"] == "skipped"
    assert "pattern" in skipped["note"]
    ringing.say("bell")
    delivery = next(effect for effect in ringing.world.drain() if isinstance(effect, Delivery))
    again = ringing.send("POST", f"/page/deliveries/{delivery.id}/replay")
    assert again.status == 200
    assert again.json()["answer"]["status"] == 204
    assert ringing.send("POST", f"/page/deliveries/{delivery.id}/forge", {"alg": "none"}).status == 200
    assert ringing.send("POST", f"/page/deliveries/{delivery.id}/forge", {"algo": "x"}).status == 400
    assert ringing.send("POST", f"/page/deliveries/{delivery.id}/forget").status == 404
    assert (
        ringing.send("POST", f"/page/deliveries/{delivery.id}/replay", **{"hipgen-token": ""}).status == 403
    )
    calls = [call for call in ringing.addon.calls if call.url.endswith("/hook")]
    assert len(calls) == 2
    entry = ringing.get("/page/wire").json()["items"][-1]
    full = ringing.get(f"/page/wire/{entry['id']}").json()
    assert full["event"] == "room_message"
    assert full["headers"]


def test_the_inspector_tells_why_modules_are_hidden(ringing: Window) -> None:
    found = ringing.send("POST", "/page/rooms/1/why").json()["items"]
    by_key = {one["key"]: one for one in found}
    assert by_key["panel"]["visible"]
    assert not by_key["ring"]["visible"]
    assert by_key["ring"]["reasons"]


def test_the_inspector_tells_which_webhooks_a_message_called_and_why_not_others(ringing: Window) -> None:
    bell, other = ringing.say("bell!"), ringing.say("no bell")
    for effect in ringing.world.drain():
        if isinstance(effect, Delivery):
            run(deliver(ringing.world, effect), ringing.addon)
    why = {
        said["id"]: ringing.send("POST", "/page/rooms/1/why", {"message": said["id"]}).json()["webhooks"]
        for said in (bell, other)
    }
    told = {"addon": "Bell", "event": "room_message", "key": "bell", "pattern": "^bell"}
    assert why[bell["id"]] == [{**told, "called": True, "why": "it answered 204"}]
    assert why[other["id"]] == [{**told, "called": False, "why": "the pattern does not match"}]
    assert ringing.send("POST", "/page/rooms/1/why", {"message": "no such"}).status == 404


def test_a_topic_was_heard_by_no_webhook_for_messages(ringing: Window) -> None:
    ringing.send("POST", "/page/rooms/1/topic", {"topic": "bell"})
    (line,) = ringing.messages()["items"]
    (hook,) = ringing.send("POST", "/page/rooms/1/why", {"message": line["id"]}).json()["webhooks"]
    assert hook["why"] == "it listens to room_message, and this is a room_topic_change"
