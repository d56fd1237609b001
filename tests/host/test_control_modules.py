"""The control interface: who sees which module, and what opens from where with which address and event."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from hipgen.host.acts import Notification, notify
from hipgen.host.chat import AddonSender, Room
from hipgen.host.connect.glances import push
from hipgen.host.wire import Answer, Failure, Json
from hipgen.host.world import World
from tests.host.orders import order, refused
from tests.host.worlds import Addon, world_of_three

HOME = "https://tide.example.com"
ICON = {"url": f"{HOME}/i.png", "url@2x": f"{HOME}/i2.png"}
DESCRIPTOR: Json = {
    "key": "com.example.tide",
    "name": "Tide",
    "description": "High and low.",
    "links": {"self": f"{HOME}/addon.json"},
    "capabilities": {
        "hipchatApiConsumer": {"scopes": ["send_notification"]},
        "configurable": {"url": f"{HOME}/settings"},
        "adminPage": {"url": f"{HOME}/admin"},
        "glance": [
            {
                "key": "level",
                "name": {"value": "Level"},
                "icon": ICON,
                "queryUrl": f"{HOME}/level",
                "target": "table",
                "conditions": [
                    {"condition": "glance_matches", "params": {"metadata": [{"attr": "wet", "eq": True}]}}
                ],
            },
            {"key": "plain", "name": {"value": "Plain"}, "icon": ICON},
        ],
        "webPanel": [
            {
                "key": "table",
                "name": {"value": "Table"},
                "location": "hipchat.sidebar.right",
                "url": f"{HOME}/table",
                "weight": 200,
                "conditions": [{"condition": "user_is_admin"}],
            }
        ],
        "dialog": [
            {"key": "ask", "title": {"value": "Ask"}, "url": f"{HOME}/ask?text={{message.body}}"},
        ],
        "externalPage": [{"key": "chart", "name": {"value": "Chart"}, "url": f"{HOME}/chart"}],
        "action": [
            {
                "key": "about",
                "name": {"value": "About this"},
                "location": "hipchat.message.action",
                "target": "ask",
                "conditions": [{"condition": "message_contains_link"}],
            },
            {
                "key": "look",
                "name": {"value": "Look"},
                "location": "hipchat.input.action",
                "target": {"key": "level"},
            },
            {
                "key": "print",
                "name": {"value": "Print"},
                "location": "hipchat.input.action",
                "target": "chart",
            },
        ],
    },
}
WET = {"label": {"type": "html", "value": "<b>3 m</b>"}, "metadata": {"wet": True}}


def tide(content: Json = WET, **headers: str) -> Addon:
    allowed = {"content-type": "application/json", "access-control-allow-origin": "*", **headers}
    return Addon({("GET", "/level"): Answer(200, allowed, json.dumps(content).encode())})


def world_with_tide() -> World:
    world = world_of_three()
    reply = order(world, "POST", "/install", {"descriptor": DESCRIPTOR, "room": 1})
    assert reply.status == 201, reply.body
    return world


def seen(world: World, addon: Addon, query: str) -> dict[str, tuple[bool, list[str]]]:
    items = order(world, "GET", f"/modules?{query}", None, addon).json()["items"]
    return {item["key"]: (item["visible"], item["reasons"]) for item in items}


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def said(world: World, text: str, person: str = "Bo") -> str:
    return str(order(world, "POST", "/say", {"room": 1, "as": person, "text": text}).json()["id"])


def test_modules_come_in_the_order_of_the_client_with_reasons() -> None:
    world = world_with_tide()
    items = order(world, "GET", "/modules?room=Harbour&as=Bo", None, tide()).json()["items"]
    assert [(item["kind"], item["key"], item["name"]) for item in items] == [
        ("webPanel", "table", "Table"),
        ("dialog", "ask", "Ask"),
        ("externalPage", "chart", "Chart"),
        ("glance", "level", "Level"),
        ("glance", "plain", "Plain"),
        ("action", "about", "About this"),
        ("action", "look", "Look"),
        ("action", "print", "Print"),
    ]
    hidden = {item["key"]: item["reasons"] for item in items if not item["visible"]}
    assert hidden == {
        "table": ["user_is_admin: the person is not an administrator"],
        "about": ["message_contains_link: there is no message"],
    }


def test_an_administrator_sees_more_and_a_guest_nothing() -> None:
    world = world_with_tide()
    assert seen(world, tide(), "room=1&as=Ann")["table"] == (True, [])
    guest = seen(world, tide(), "room=1&as=Gus")
    assert guest
    assert all(found == (False, ["guests see nothing of add-ons"]) for found in guest.values())


@pytest.mark.parametrize(
    ("addon", "visible"),
    [
        (tide(), True),
        (tide({**WET, "metadata": {"wet": False}}), False),
        (tide({"label": WET["label"]}), False),
        # What could not be had is shown, in its error state.
        (tide(**{"access-control-allow-origin": "https://elsewhere.example.com"}), True),
        (Addon({("GET", "/level"): Failure("no answer within 10 s")}), True),
    ],
)
def test_a_glance_is_judged_by_what_it_answered(addon: Addon, visible: bool) -> None:
    assert seen(world_with_tide(), addon, "room=1&as=Bo")["level"][0] is visible


def test_what_was_pushed_goes_before_what_is_fetched() -> None:
    world = world_with_tide()
    dry = {**WET, "metadata": {"wet": False}}
    (installation,) = world.state.installations.values()
    push(world, installation, [{"key": "level", "content": dry}], world.chat.room(1))
    assert seen(world, tide(), "room=1&as=Bo")["level"][0] is False
    (item,) = order(world, "GET", "/glances?room=1&as=Bo").json()["items"]
    assert (item["key"], item["room"], item["content"]) == ("level", 1, dry)


def test_a_message_action_is_judged_by_its_message() -> None:
    world = world_with_tide()
    plain, linked = said(world, "no"), said(world, "see https://example.com/3")
    assert seen(world, tide(), f"room=1&as=Bo&message={linked}")["about"] == (True, [])
    assert seen(world, tide(), f"room=1&as=Bo&message={plain}")["about"] == (
        False,
        ["message_contains_link: the message contains no link"],
    )


@pytest.mark.parametrize(
    ("addon", "told"),
    [
        (tide(), {"state": "content", "content": WET, "status": 200}),
        (Addon({("GET", "/level"): Answer(500)}), {"state": "error", "why": "answered 500", "status": 500}),
        (Addon(), {"state": "error", "why": "nobody listens there"}),
    ],
)
def test_a_glance_is_fetched_as_the_client_did(addon: Addon, told: Json) -> None:
    body = {"installation": "com.example.tide", "key": "level", "room": 1, "as": "Bo"}
    assert order(world_with_tide(), "POST", "/glance", body, addon).json() == told
    headers = dict(addon.calls[0].headers)
    assert headers["Origin"] == "https://chat.example.com"
    assert set(query_of(addon.calls[0].url)) == {"signed_request", "connect_client_api_version"}


def test_a_glance_may_be_fetched_from_another_origin() -> None:
    addon = tide(**{"access-control-allow-origin": "https://chat.example.com"})
    body = {
        "installation": "com.example.tide",
        "key": "level",
        "room": 1,
        "origin": "https://else.example.com",
    }
    assert order(world_with_tide(), "POST", "/glance", body, addon).json()["state"] == "error"


def test_a_glance_without_data_is_static() -> None:
    body = {"installation": "com.example.tide", "key": "plain", "room": 1}
    assert order(world_with_tide(), "POST", "/glance", body).json() == {"state": "static"}


@pytest.mark.parametrize(
    ("body", "path", "parameters", "room"),
    [
        (
            {"key": "table", "room": 1, "theme": "dark"},
            "/table",
            {"theme": "dark", "connect_client_api_version": "1"},
            1,
        ),
        (
            {"key": "ask", "room": 1, "values": {"message": {"body": "a&b"}}},
            "/ask",
            {"text": "a&b", "theme": "light", "connect_client_api_version": "1"},
            1,
        ),
        ({"key": "chart", "room": 1}, "/chart", {}, 1),
        ({"kind": "configurable"}, "/settings", {"xdmhost": "https://chat.example.com"}, 1),
        ({"kind": "adminPage"}, "/admin", {"xdmhost": "https://chat.example.com"}, 1),
    ],
)
def test_the_address_of_a_view_is_signed(body: Json, path: str, parameters: Json, room: int) -> None:
    world = world_with_tide()
    reply = order(world, "POST", "/view", {"installation": "com.example.tide", "as": "Bo", **body})
    url = reply.json()["url"]
    query = query_of(url)
    secret = next(iter(world.state.installations.values())).secret
    claims = jwt.decode(
        query.pop("signed_request"),
        secret,
        algorithms=["HS256"],
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (urlsplit(url).path, query) == (path, parameters)
    assert (claims["sub"], claims["context"]["room_id"]) == ("2", room)


@pytest.mark.parametrize(
    ("key", "target", "event"),
    [
        ("look", {"kind": "webPanel", "key": "table"}, "look"),
        ("print", {"kind": "externalPage", "key": "chart"}, None),
    ],
)
def test_an_action_of_the_input_opens_its_target(key: str, target: Json, event: str | None) -> None:
    body = {"installation": "com.example.tide", "key": key, "room": 1, "as": "Bo"}
    told = order(world_with_tide(), "POST", "/action", body).json()
    assert (told["target"], told["event"], told["parameters"]) == (target, event, {} if event else None)


def test_an_action_of_a_message_hands_the_message_over() -> None:
    world = world_with_tide()
    id = said(world, "see https://example.com/3")
    body = {"installation": "com.example.tide", "key": "about", "room": 1, "as": "Ann", "message": id}
    told = order(world, "POST", "/action", body).json()
    assert (told["target"], told["event"]) == ({"kind": "dialog", "key": "ask"}, "about")
    assert told["parameters"] == {
        "body": "see https://example.com/3",
        "mid": id,
        "type": "message",
        "sender": {"id": "2", "name": "Bo Lund", "mention": "Bo"},
        "metadata": {},
    }
    assert query_of(told["url"])["text"] == "see https://example.com/3"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"key": "about", "room": 1}, 400, "about is chosen in the menu of a message"),
        (
            {"key": "look", "room": 1, "message": "MESSAGE"},
            400,
            "look is chosen beside the input, not at a message",
        ),
        (
            {"key": "about", "room": 1, "as": "Bo", "message": "MESSAGE"},
            409,
            "Bo Lund doesn't see about: message_contains_link: the message contains no link",
        ),
        (
            {"key": "look", "room": 1, "as": "Gus"},
            409,
            "Gus Hay doesn't see look: guests see nothing of add-ons",
        ),
        ({"key": "about", "room": 1, "message": "none"}, 404, "there is no message 'none'"),
        ({"key": "lok", "room": 1}, 404, "Tide has no action lok"),
        ({"key": "look", "room": 2}, 404, "Tide is not installed in that room"),
    ],
)
def test_an_action_that_cannot_be_chosen_is_refused(body: Json, status: int, message: str) -> None:
    world = world_with_tide()
    id = said(world, "no link here")
    body = {name: id if value == "MESSAGE" else value for name, value in body.items()}
    reply = order(world, "POST", "/action", {"installation": "com.example.tide", **body})
    assert refused(reply) == (status, message)


LINK = '<a href="#" data-target="ask">ask</a>'


def notified(world: World, by: AddonSender | None) -> str:
    room = world.chat.room(1)
    assert isinstance(room, Room)
    return notify(world, room, Notification(LINK, label="Tide", by=by)).id


def of_tide(world: World) -> AddonSender:
    installation = next(iter(world.state.installations.values()))
    return AddonSender("addon", installation.key, installation.oauth_id)


@pytest.mark.parametrize(
    ("options", "parameters", "text"),
    [
        (None, {"type": "notification"}, LINK),
        ({"parameters": {"depth": 3}}, {"depth": 3}, LINK),
        ('{"urlTemplateValues": {"message": {"body": "ebb"}}}', {"type": "notification"}, "ebb"),
        ("{broken", {"type": "notification"}, LINK),
    ],
)
def test_a_link_of_a_notification_opens_a_module(options: Json, parameters: Json, text: str) -> None:
    world = world_with_tide()
    id = notified(world, of_tide(world))
    body = {"message": id, "target": "com.example.tide:ask", "as": "Bo"}
    told = order(world, "POST", "/link", body if options is None else {**body, "options": options}).json()
    assert (told["target"], told["event"]) == ({"kind": "dialog", "key": "ask"}, "receive-parameters")
    assert {name: told["parameters"][name] for name in parameters} == parameters
    assert query_of(told["url"])["text"] == text


def test_a_link_opens_nothing_of_somebody_else() -> None:
    world = world_with_tide()
    id = notified(world, of_tide(world))
    assert refused(order(world, "POST", "/link", {"message": id, "target": "com.example.gong:ask"})) == (
        403,
        "the notification is of com.example.tide: it opens nothing of com.example.gong",
    )
    strange = notified(world, AddonSender("user", "2", None))
    assert refused(order(world, "POST", "/link", {"message": strange, "target": "ask"})) == (
        403,
        "only links in notifications of an add-on open its modules",
    )
    gone = notified(world, AddonSender("addon", "com.example.tide", "gone"))
    assert order(world, "POST", "/link", {"message": gone, "target": "ask"}).status == 403
    assert order(world, "POST", "/link", {"message": "none", "target": "ask"}).status == 404


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "name the module by its 'key', or a 'kind' of configurable and adminPage"),
        ({"key": "tabel", "room": 1}, 404, "Tide has no module tabel"),
        ({"key": "look", "room": 1}, 409, "look is a action, which has no view"),
        ({"key": "table", "theme": "pink"}, 400, None),
    ],
)
def test_an_address_that_cannot_be_had_is_refused(body: Json, status: int, message: str | None) -> None:
    found = refused(order(world_with_tide(), "POST", "/view", {"installation": "com.example.tide", **body}))
    assert found[0] == status
    assert message in (None, found[1])
