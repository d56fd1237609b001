"""The control interface: installing, updating and removing add-ons, and their webhook calls."""

from __future__ import annotations

import json

import jwt
import pytest

from hipgen.host.connect.webhooks import deliver
from hipgen.host.core import finish
from hipgen.host.wire import Answer, Failure, Flow, Json, Reply
from hipgen.host.world import Delivery, World
from tests.host.orders import order, refused
from tests.host.worlds import Addon, world_of_three

HOME = "https://bell.example.com"
DESCRIPTOR: Json = {
    "key": "com.example.bell",
    "name": "Bell",
    "description": "Rings.",
    "links": {"self": f"{HOME}/addon.json"},
    "capabilities": {
        "hipchatApiConsumer": {"scopes": ["send_notification"]},
        "installable": {
            "callbackUrl": f"{HOME}/installed",
            "updateCallbackUrl": f"{HOME}/updated",
            "installedUrl": f"{HOME}/welcome",
        },
        "configurable": {"url": f"{HOME}/settings"},
        "webhook": [{"url": f"{HOME}/hook", "event": "room_message", "authentication": "jwt", "key": "ring"}],
    },
}


def with_scopes(*scopes: str) -> Json:
    capabilities = {**DESCRIPTOR["capabilities"], "hipchatApiConsumer": {"scopes": list(scopes)}}
    return {**DESCRIPTOR, "capabilities": capabilities}


def bell(descriptor: Json = DESCRIPTOR) -> Addon:
    """The add-on, agreeing to everything and answering each message with a notification."""
    notification = json.dumps({"message": "ding", "message_format": "text"}).encode()
    return Addon(
        {
            ("GET", "/addon.json"): described(descriptor),
            ("POST", "/installed"): Answer(200),
            ("POST", "/updated"): Answer(200),
            ("POST", "/hook"): Answer(200, {"content-type": "application/json"}, notification, 0.25),
        }
    )


def described(descriptor: Json) -> Answer:
    return Answer(200, {"content-type": "application/json"}, json.dumps(descriptor).encode())


def installed(world: World, addon: Addon, **more: Json) -> Json:
    body = {"url": f"{HOME}/addon.json", "room": "Harbour", **more}
    reply = order(world, "POST", "/install", body, addon)
    assert reply.status == 201, reply.body
    return reply.json()


def carry_out(world: World, addon: Addon) -> None:
    """Make the deliveries that wait."""
    for effect in world.drain():
        if isinstance(effect, Delivery):
            finish(_replied(deliver(world, effect)), addon)


def _replied(flow: Flow[None]) -> Flow[Reply]:
    yield from flow
    return Reply(200)


def test_an_addon_is_installed_by_address() -> None:
    world, addon = world_of_three(), bell()
    told = installed(world, addon)
    assert told["installation"] == {
        "oauth_id": told["installation"]["oauth_id"],
        "key": "com.example.bell",
        "name": "Bell",
        "room": 1,
        "scopes": ["send_notification"],
        "created": "2018-03-01T09:15:00+00:00",
        "pending": [],
        "notes": [],
    }
    assert told["redirect"].startswith(f"{HOME}/welcome?installable_url=")
    assert told["configure"].startswith(f"{HOME}/settings?signed_request=")
    assert [(call.method, call.url) for call in addon.calls] == [
        ("GET", f"{HOME}/addon.json"),
        ("POST", f"{HOME}/installed"),
    ]
    secret = json.loads(addon.calls[1].body)["oauthSecret"]
    assert secret not in json.dumps(told)
    assert secret not in order(world, "GET", "/installations").body.decode()


def test_the_relay_state_goes_along_in_the_browser() -> None:
    told = installed(world_of_three(), bell(), relay_state="spring")
    assert told["redirect"].endswith("relayState=spring")


def test_an_addon_is_installed_from_a_descriptor_for_the_group() -> None:
    world, addon = world_of_three(), bell()
    reply = order(world, "POST", "/install", {"descriptor": DESCRIPTOR}, addon)
    assert (reply.status, reply.json()["installation"]["room"]) == (201, None)
    assert [call.method for call in addon.calls] == ["POST"]


def test_an_addon_of_the_catalogue_is_installed_by_key() -> None:
    world, addon = world_of_three(), bell()
    listed = order(world, "POST", "/listings", {"url": f"{HOME}/addon.json"}, addon)
    assert listed.json() == {"key": "com.example.bell", "url": f"{HOME}/addon.json"}
    assert order(world, "GET", "/listings").json()["items"] == [listed.json()]
    reply = order(world, "POST", "/install", {"key": "com.example.bell", "room": 1}, addon)
    assert reply.status == 201


@pytest.mark.parametrize(
    ("body", "answers", "status", "message"),
    [
        ({}, {}, 400, "name one of 'url', 'descriptor' and 'key'"),
        (
            {"url": f"{HOME}/addon.json", "key": "x"},
            {},
            400,
            "name one of 'url', 'descriptor' and 'key'",
        ),
        ({"key": "com.example.gong"}, {}, 404, "The catalogue has no add-on com.example.gong"),
        (
            {"url": f"{HOME}/addon.json", "romm": 1},
            {},
            400,
            "the member 'romm' is not known; did you mean 'room'?",
        ),
        (
            {"url": f"{HOME}/addon.json"},
            {("POST", "/installed"): Answer(500)},
            502,
            "Bell did not take the installation: it answered 500",
        ),
        (
            {"url": f"{HOME}/addon.json"},
            {("POST", "/installed"): Failure("no answer within 10 s")},
            502,
            "Bell did not take the installation: no answer within 10 s",
        ),
        (
            {"url": f"{HOME}/addon.json", "as": "Bo"},
            {},
            403,
            "Bo Lund may not install add-ons for the group",
        ),
    ],
)
def test_an_installation_that_fails_leaves_nothing(
    body: Json, answers: dict[tuple[str, str], Answer | Failure], status: int, message: str
) -> None:
    world, addon = world_of_three(), bell()
    addon.answers.update(answers)
    assert refused(order(world, "POST", "/install", body, addon)) == (status, message)
    assert order(world, "GET", "/installations").json() == {"items": []}
    assert not world.state.webhooks


def test_an_installation_is_read_with_its_descriptor() -> None:
    world = world_of_three()
    oauth_id = installed(world, bell())["installation"]["oauth_id"]
    told = order(world, "GET", f"/installations/{oauth_id}").json()
    assert (told["key"], told["descriptor"]["links"]["self"]) == ("com.example.bell", f"{HOME}/addon.json")
    assert order(world, "GET", "/installations/com.example.bell").json() == told
    assert order(world, "GET", "/installations/nobody").status == 404


def test_added_scopes_wait_until_they_are_approved() -> None:
    world, addon = world_of_three(), bell()
    oauth_id = installed(world, addon)["installation"]["oauth_id"]
    path = f"/installations/{oauth_id}"
    assert refused(order(world, "POST", f"{path}/approve", {}, addon)) == (
        409,
        "nothing of Bell waits for approval",
    )
    addon.answers["GET", "/addon.json"] = described(with_scopes("send_notification", "view_room"))
    waiting = order(world, "POST", f"{path}/update", {}, addon).json()
    assert (waiting["scopes"], waiting["pending"]) == (["send_notification"], ["view_room"])
    approved = order(world, "POST", f"{path}/approve", {}, addon).json()
    assert (approved["oauth_id"], approved["scopes"], approved["pending"]) == (
        oauth_id,
        ["send_notification", "view_room"],
        [],
    )
    assert addon.calls[-1].url == f"{HOME}/updated"


def test_an_update_may_be_approved_at_once() -> None:
    world, addon = world_of_three(), bell()
    installed(world, addon)
    addon.answers["GET", "/addon.json"] = described(with_scopes("view_group"))
    told = order(world, "POST", "/installations/com.example.bell/update", {"approve": True}, addon).json()
    assert (told["scopes"], told["pending"]) == (["view_group"], [])


def test_reinstalling_keeps_the_client_where_there_is_an_update_callback() -> None:
    world, addon = world_of_three(), bell()
    oauth_id = installed(world, addon)["installation"]["oauth_id"]
    told = order(world, "POST", f"/installations/{oauth_id}/reinstall", {}, addon).json()
    assert told["oauth_id"] == oauth_id


def test_uninstalling_tells_the_addon_and_minds_no_answer() -> None:
    world, addon = world_of_three(), bell()
    oauth_id = installed(world, addon)["installation"]["oauth_id"]
    assert order(world, "DELETE", f"/installations/{oauth_id}", None, addon).json() == {}
    assert (addon.calls[-1].method, addon.calls[-1].url) == ("DELETE", f"{HOME}/installed/{oauth_id}")
    assert order(world, "GET", "/installations").json() == {"items": []}


def test_deliveries_are_listed_with_what_came_back() -> None:
    world, addon = world_of_three(), bell()
    oauth_id = installed(world, addon)["installation"]["oauth_id"]
    order(world, "POST", "/say", {"room": 1, "as": "Bo", "text": "who is there?"})
    carry_out(world, addon)
    (made,) = order(world, "GET", "/deliveries?installation=com.example.bell").json()["items"]
    assert (made["event"], made["status"], made["seconds"]) == ("room_message", 200, 0.25)
    assert (made["installation"], made["url"], made["claims"]["sub"]) == (oauth_id, f"{HOME}/hook", "2")
    assert made["body"]["item"]["message"]["message"] == "who is there?"
    assert json.loads(made["answer"]["body"])["message"] == "ding"
    assert "posted as notification" in made["why"]
    (notified,) = order(world, "GET", "/rooms/1/messages?type=notification").json()["items"]
    assert (notified["from"], notified["message"]) == ("Bell", "ding")
    assert order(world, "GET", f"/deliveries?webhook={made['webhook']}").json()["items"] == [made]
    assert order(world, "GET", "/deliveries?webhook=99").json()["items"] == []


def test_a_replay_is_the_same_call_byte_for_byte() -> None:
    world, addon = world_of_three(), bell()
    installed(world, addon)
    order(world, "POST", "/say", {"room": 1, "text": "again"})
    carry_out(world, addon)
    first = addon.calls[-1]
    addon.answers["POST", "/hook"] = Answer(403, {}, b"seen before")
    told = order(world, "POST", "/deliveries/1/replay", {}, addon).json()
    assert (told["id"], told["answer"]) == (2, {"status": 403, "body": "seen before"})
    assert addon.calls[-1] == first


FORGERIES: list[tuple[Json, Json, str]] = [
    ({"secret": "guessed"}, None, "HS256"),
    ({"alg": "none"}, None, "none"),
    ({"claims": {"exp": 5}}, {"exp": 5}, "HS256"),
    ({"claims": {"iss": "somebody"}}, {"iss": "somebody"}, "HS256"),
    ({}, None, "HS256"),
]


@pytest.mark.parametrize(("body", "claims", "alg"), FORGERIES)
def test_a_forgery_differs_as_it_was_told(body: Json, claims: Json, alg: str) -> None:
    world, addon = world_of_three(), bell()
    installed(world, addon)
    order(world, "POST", "/say", {"room": 1, "text": "psst"})
    carry_out(world, addon)
    told = order(world, "POST", "/deliveries/1/forge", body, addon)
    assert told.status == 200, told.body
    token = dict(addon.calls[-1].headers)["Authorization"].removeprefix("JWT ")
    assert jwt.get_unverified_header(token)["alg"] == alg
    assert token != dict(addon.calls[-2].headers)["Authorization"].removeprefix("JWT ")
    said = told.json()["claims"]
    assert {name: said[name] for name in claims or {}} == (claims or {})
    assert addon.calls[-1].body == addon.calls[-2].body


def test_a_forgery_may_have_no_token_or_another_body() -> None:
    world, addon = world_of_three(), bell()
    installed(world, addon)
    order(world, "POST", "/say", {"room": 1, "text": "psst"})
    carry_out(world, addon)
    order(world, "POST", "/deliveries/1/forge", {"unsigned": True}, addon)
    assert "Authorization" not in dict(addon.calls[-1].headers)
    order(world, "POST", "/deliveries/1/forge", {"body": {"event": "room_message"}}, addon)
    assert json.loads(addon.calls[-1].body) == {"event": "room_message"}


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        ("/deliveries/9/replay", {}, 404, "There is no delivery 9"),
        ("/deliveries/first/replay", {}, 404, "there is no delivery 'first'"),
        (
            "/deliveries/1/forge",
            {"claim": {}},
            400,
            "the member 'claim' is not known; did you mean 'claims'?",
        ),
        ("/deliveries/1/forge", {"alg": "RS256"}, 400, None),
    ],
)
def test_what_cannot_be_made_again_is_refused(
    path: str, body: Json, status: int, message: str | None
) -> None:
    world = world_of_three()
    found = refused(order(world, "POST", path, body))
    assert found[0] == status
    assert message in (None, found[1])


def test_a_token_about_a_moved_clock_is_of_that_time() -> None:
    world, addon = world_of_three(), bell()
    installed(world, addon)
    order(world, "POST", "/clock", {"advance": 7200})
    order(world, "POST", "/say", {"room": 1, "text": "late"})
    carry_out(world, addon)
    (made,) = order(world, "GET", "/deliveries").json()["items"]
    assert made["claims"]["iat"] == int(world.now().timestamp())
    assert made["claims"]["exp"] == made["claims"]["iat"] + 3600


def test_the_calls_of_an_addon_that_is_gone_are_still_listed() -> None:
    world, addon = world_of_three(), bell()
    oauth_id = installed(world, addon)["installation"]["oauth_id"]
    order(world, "POST", "/say", {"room": 1, "text": "last words"})
    carry_out(world, addon)
    order(world, "DELETE", f"/installations/{oauth_id}", None, addon)
    assert len(order(world, "GET", f"/deliveries?installation={oauth_id}").json()["items"]) == 1
    kinds = [one["kind"] for one in order(world, "GET", f"/wire?installation={oauth_id}").json()["entries"]]
    assert kinds == ["install", "webhook", "uninstall"]
    assert order(world, "GET", "/deliveries?installation=nobody").status == 404
