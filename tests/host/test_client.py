"""What only HipChat's web client called: sync, signed addresses; who may, and what they are told."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from hipgen.host.state import Extension, Installation, Token, TokenKind
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.addons import ACTION, DIALOG, GLANCE, PAGE, PANEL, SITE, descriptor, installed
from tests.host.browsers import Browser
from tests.host.worlds import START, ask, world_of_three

KEY = "com.example.bell"
SIGNED = f"/v2/addon/signed-url/1/{KEY}"
OPTIONS = {
    "primaryAction": {"name": {"value": "Ring", "i18n": "ring"}, "key": "go"},
    "hint": {"value": "Loud"},
    "filter": {"placeholder": {"value": "Find"}},
}
WATCH = {**DIALOG, "options": OPTIONS, "url": f"{SITE}/watch?of={{message.body}}&by={{who}}"}
LOUD = {**PANEL, "key": "open", "url": f"{SITE}/open/{{a}}", "authentication": "none"}
DOCUMENT = descriptor(
    ("view_room",),
    webPanel=[PANEL, LOUD],
    dialog=[WATCH],
    glance=[GLANCE],
    action=[ACTION],
    externalPage=[PAGE],
)


def bells(room: int | None = 1) -> tuple[World, Installation]:
    """A world with an add-on of all kinds of modules."""
    world = world_of_three()
    return world, installed(world, DOCUMENT, room)


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@pytest.mark.parametrize("room", [1, None])
def test_a_view_is_signed_for_the_person_and_the_room(room: int | None) -> None:
    world, installation = bells(room)
    told = ask(world, "GET", f"{SIGNED}/url@webPanel/panel/1519895700000", token="bo").json()
    said = query(told["location"])
    assert told["location"].startswith(f"{SITE}/panel?")
    assert (said["signed_request"], said["connect_client_api_version"]) == (told["jwt"], "1")
    claims = jwt.decode(
        told["jwt"], installation.secret, ["HS256"], options={"verify_exp": False, "verify_iat": False}
    )
    assert (claims["iss"], claims["sub"], claims["context"]["room_id"]) == (installation.oauth_id, "2", 1)


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"message.body": "two & more", "who": "{Ann}"}, {"of": "two & more", "by": "{Ann}"}),
        ({"who": "Ann", "other": "x"}, {"of": "", "by": "Ann"}),
        ({}, {"of": "", "by": ""}),
    ],
)
def test_variables_are_filled_in_by_their_names(sent: dict[str, Json], wanted: dict[str, str]) -> None:
    world, _installation = bells()
    said = query(ask(world, "GET", f"{SIGNED}/url@dialog/watch/1", **sent).json()["location"])
    assert {name: said[name] for name in ("of", "by")} == wanted
    assert said.keys() == {"of", "by", "signed_request", "connect_client_api_version", "theme"}


def test_a_view_without_authentication_is_not_signed_but_there_is_a_token() -> None:
    world, _installation = bells()
    told = ask(world, "GET", f"{SIGNED}/url@webPanel/open/1", a="b/c").json()
    assert "signed_request" not in query(told["location"])
    assert told["location"].startswith(f"{SITE}/open/b%2Fc?")
    assert told["jwt"].count(".") == 2


def test_a_glance_is_signed_at_its_query_url() -> None:
    world, _installation = bells()
    told = ask(world, "GET", f"{SIGNED}/query_url@glance/bells/1").json()
    assert told["location"].startswith(f"{SITE}/bells?signed_request={told['jwt']}")
    urls = ask(world, "GET", "/v2/addon/signed-urls/1/glances").json()
    assert urls.keys() == {f"{KEY}:bells"}
    one = urls[f"{KEY}:bells"]
    assert one["success"] is True
    assert one["url"].startswith(f"{SITE}/bells?signed_request=")


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        (f"{SIGNED}/url@webPanel/panel/1", None, 403),
        (f"{SIGNED}/url@webPanel/panel/1", "unknown", 401),
        (f"{SIGNED}/url@webPanel/panel/1", "harbour", 403),
        (f"{SIGNED}/url@webPanel/panel/1", "addon", 403),
        (f"{SIGNED}/url@webPanel/panel/1", "granted", 403),
        (f"{SIGNED}/url@webPanel/panel/1", "narrow", 403),
        (f"{SIGNED}/url@dialog/panel/1", "ann", 404),
        (f"{SIGNED}/url@webPanel/nothing/1", "ann", 404),
        (f"{SIGNED}/secret@webPanel/panel/1", "ann", 404),
        (f"{SIGNED}/url@glance/bells/1", "ann", 409),
        (f"{SIGNED}/query_url@webPanel/panel/1", "ann", 409),
        ("/v2/addon/signed-url/2/com.example.bell/url@webPanel/panel/1", "ann", 404),
        ("/v2/addon/signed-url/2/com.example.bell/url@webPanel/panel/1", "bo", 404),
        ("/v2/addon/signed-url/1/com.example.gone/url@webPanel/panel/1", "ann", 404),
        ("/v2/addon/signed-urls/2/glances", "bo", 404),
        ("/v2/addon/signed-urls/x/glances", "ann", 404),
        ("/v2/addon/signed-urls/1/glances", "addon", 403),
    ],
)
def test_what_is_not_theirs_or_not_there_is_refused(path: str, token: str | None, status: int) -> None:
    world, installation = bells()
    scopes = ("view_room", "view_group")
    for one in (
        Token("addon", TokenKind.ADDON, scopes, START, installation=installation.oauth_id),
        Token("granted", TokenKind.USER, scopes, START, installation=installation.oauth_id, person=2),
        Token("narrow", TokenKind.PERSONAL, ("send_message",), START, person=1),
    ):
        world.state.tokens[one.token] = one
    reply = ask(world, "GET", path, token=token)
    assert (reply.status, reply.json()["error"]["code"]) == (status, status)


def test_a_window_of_the_page_is_its_person() -> None:
    world, _installation = bells()
    browser = Browser(world)
    browser.go("/")
    token = ask(world, "GET", "/page/start", token=None, headers=browser._headers()).json()["token"]
    headers = {**browser._headers(), "hipgen-token": token, "hipgen-person": "2"}
    path = f"{SIGNED}/url@webPanel/panel/1"
    told = ask(world, "GET", path, token=None, headers=headers).json()
    assert jwt.decode(told["jwt"], options={"verify_signature": False})["sub"] == "2"
    for changes in ({"hipgen-token": ""}, {"cookie": ""}, {"origin": "https://evil.example.com"}):
        assert ask(world, "GET", path, token=None, headers={**headers, **changes}).status == 403


def told(world: World, token: str = "ann", **known: Json) -> Json:
    body = {
        "knownIntegrations": {name.strip("_"): one for name, one in known.items()},
        "connectApiVersion": 1,
    }
    reply = ask(world, "POST", "/v2/addon/sync", body, token=token)
    assert reply.status == 200
    return reply.json()["changedIntegrations"]


def test_sync_tells_of_add_ons_in_plain_words() -> None:
    world, _installation = bells()
    (addon,) = told(world, _1={})["1"]
    assert (addon["addon_key"], addon["name"], addon["scopes"]) == (KEY, "Ship's Bell", ["view_room"])
    assert addon["client_api_version"] == 1
    modules = {one["key"]: one for one in addon["ui_extensions"]}
    assert {key: one["type"] for key, one in modules.items()} == {
        "panel": "webPanel",
        "open": "webPanel",
        "watch": "dialog",
        "bells": "glance",
        "ring": "action",
        "log": "externalPage",
    }
    assert modules["watch"]["title"] == "Watch"
    assert modules["watch"]["options"] == {
        "primaryAction": {"name": "Ring", "key": "go"},
        "hint": "Loud",
        "filter": {"placeholder": "Find"},
    }
    assert (modules["bells"]["query_url"], modules["bells"]["target"]) == (f"{SITE}/bells", "panel")
    assert modules["ring"]["target"] == {"key": "watch"}
    assert (modules["panel"]["authentication"], modules["open"]["authentication"]) == ("jwt", "none")


def test_sync_tells_of_what_changed_only() -> None:
    world, installation = bells()
    version = told(world, _1={})["1"][0]["version"]
    assert told(world, _1={KEY: version}) == {"1": []}
    made = Extension(installation.oauth_id, 1, "dialog", "late", {"key": "late", "url": SITE})
    world.state.extensions[installation.oauth_id, 1, "dialog", "late"] = made
    (changed,) = told(world, _1={KEY: version})["1"]
    assert changed["version"] != version
    del world.state.installations[installation.oauth_id]
    assert told(world, _1={KEY: version}) == {"1": [{"addon_key": KEY, "is_deleted": True}]}


def test_sync_tells_of_the_groups_add_ons_apart_and_of_their_modules_in_a_room() -> None:
    world, installation = bells(None)
    assert {
        place: [one["addon_key"] for one in found] for place, found in told(world, global_={}, _1={}).items()
    } == {
        "global": [KEY],
        "1": [],
    }
    made = Extension(installation.oauth_id, 1, "dialog", "late", {"key": "late", "url": SITE})
    world.state.extensions[installation.oauth_id, 1, "dialog", "late"] = made
    found = told(world, global_={}, _1={}, _2={})
    assert {place: [len(one["ui_extensions"]) for one in entries] for place, entries in found.items()} == {
        "global": [6],
        "1": [7],
        "2": [],
    }


def test_sync_leaves_out_rooms_that_a_person_does_not_see_and_tells_guests_nothing() -> None:
    world, _installation = bells()
    assert told(world, "bo", _2={}, _9={}, x={}) == {}
    world.state.tokens["gus"] = Token("gus", TokenKind.PERSONAL, ("view_room",), START, person=3)
    assert told(world, "gus", global_={}) == {"global": []}


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"{}", b'{"knownIntegrations": {"1": 2}}'])
def test_sync_refuses_what_says_nothing(raw: bytes) -> None:
    reply = ask(world_of_three(), "POST", "/v2/addon/sync", raw=raw)
    assert (reply.status, reply.json()["error"]["type"]) == (400, "Bad Request")


def test_the_rest_api_beside_it_answers_as_before() -> None:
    world, _installation = bells()
    assert ask(world, "GET", "/v2/addon/sync").status == 405
    assert ask(world, "GET", "/v2/addon/link/nothing").status == 404
    assert ask(world, "GET", "/v2/room/1").header("X-Ratelimit-Limit") is not None
