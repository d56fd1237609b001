"""Modules of a room in order, and the addresses of their views."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from hipgen.host.connect.modules import (
    Module,
    filled,
    find,
    modules,
    of_installation,
    opened,
    settings_page,
    view_url,
)
from hipgen.host.refusal import Refused
from hipgen.host.state import Extension, Installation
from hipgen.host.wire import Json
from hipgen.host.world import World
from tests.host.addons import ACTION, DIALOG, GLANCE, PAGE, PANEL, SITE, descriptor, installed
from tests.host.worlds import BASE, world_of_three

UNCHECKED: Any = {"verify_exp": False, "verify_iat": False}
WHOLE = descriptor(
    glance=[GLANCE],
    webPanel=[PANEL],
    dialog=[DIALOG],
    externalPage=[PAGE],
    action=[ACTION],
    configurable={"url": f"{SITE}/settings"},
    adminPage={"url": f"{SITE}/admin"},
)


def keyed(key: str, **capabilities: Json) -> Json:
    return {**descriptor(**capabilities), "key": key}


def extend(world: World, made: Installation, kind: str, body: Json, room: int | None) -> None:
    key = (made.oauth_id, room, kind, body["key"])
    world.state.extensions[key] = Extension(*key, body)


class TestOrder:
    PANELS = ("a", 50), ("b", None), ("c", 150), ("d", 0)

    @pytest.mark.parametrize(
        ("ascending", "expected"),
        [(False, ["z", "c", "b", "d", "a"]), (True, ["z", "a", "b", "d", "c"])],
    )
    def test_addons_by_key_and_within_one_by_weight(self, ascending: bool, expected: list[str]) -> None:
        world = world_of_three()
        world.state.configure(ascending_weight=ascending)
        bodies = [
            {**PANEL, "key": key, **({} if weight is None else {"weight": weight})}
            for key, weight in self.PANELS
        ]
        installed(world, keyed("com.example.b", webPanel=bodies))
        installed(world, keyed("com.example.a", webPanel=[{**PANEL, "key": "z", "weight": 1}]))
        assert [module.key for module in modules(world, 1)] == expected

    def test_a_room_has_its_own_and_the_groups(self) -> None:
        world = world_of_three()
        installed(world, keyed("com.example.a", webPanel=[PANEL]), 1)
        installed(world, keyed("com.example.b", dialog=[DIALOG]), None)
        assert [module.key for module in modules(world, 1)] == ["panel", "watch"]
        assert [module.key for module in modules(world, 2)] == ["watch"]

    def test_an_installation_in_the_room_hides_the_groups(self) -> None:
        world = world_of_three()
        everywhere, there = installed(world, WHOLE, None), installed(world, WHOLE, 1)
        assert {module.installation.oauth_id for module in modules(world, 1)} == {there.oauth_id}
        assert {module.installation.oauth_id for module in modules(world, 2)} == {everywhere.oauth_id}

    def test_modules_made_over_rest_stand_beside_the_declared_ones_and_before_them(self) -> None:
        world = world_of_three()
        made = installed(world, WHOLE, None)
        extend(world, made, "webPanel", {**PANEL, "name": {"value": "Other"}}, 1)
        extend(world, made, "dialog", {**DIALOG, "key": "new"}, None)
        assert {module.key: module.name for module in modules(world, 1)}["panel"] == "Other"
        assert {module.key: module.name for module in modules(world, 2)}["panel"] == "Bells"
        assert {module.room for module in modules(world, 1) if module.key == "panel"} == {1}
        assert "new" in {module.key for module in of_installation(world, made, None)}


class TestFind:
    def test_by_key_full_key_and_kind(self) -> None:
        world = world_of_three()
        made = installed(world, descriptor(dialog=[DIALOG], action=[{**ACTION, "key": "watch"}]))
        assert find(world, made, "watch", 1).kind == "dialog"
        assert find(world, made, "com.example.bell:watch", 1).full_key == "com.example.bell:watch"
        assert find(world, made, "watch", 1, "action").kind == "action"

    @pytest.mark.parametrize(
        ("key", "room", "kind", "said"),
        [
            ("none", 1, None, "Ship's Bell has no module none"),
            ("watch", 1, "glance", "Ship's Bell has no glance watch"),
            ("watch", 2, None, "is not installed in that room"),
        ],
    )
    def test_what_is_not_there_is_404(self, key: str, room: int, kind: str | None, said: str) -> None:
        world = world_of_three()
        made = installed(world, WHOLE)
        with pytest.raises(Refused, match=said) as refusal:
            find(world, made, key, room, kind)
        assert refusal.value.status == 404

    @pytest.mark.parametrize(
        ("key", "view"), [("ring", "watch"), ("bells", "panel"), ("panel", "panel"), ("log", "log")]
    )
    def test_glances_and_actions_open_their_targets(self, key: str, view: str) -> None:
        world = world_of_three()
        made = installed(world, WHOLE)
        assert opened(world, find(world, made, key, 1), 1).key == view

    def test_an_action_may_open_a_glance_that_opens_its_own_target(self) -> None:
        world = world_of_three()
        action = {**ACTION, "target": {"key": "bells"}}
        made = installed(world, descriptor(glance=[GLANCE], webPanel=[PANEL], action=[action]))
        assert opened(world, find(world, made, "ring", 1), 1).key == "panel"

    @pytest.mark.parametrize(
        ("glance", "said"),
        [
            ({**GLANCE, "target": {"key": "panel"}}, "is an object"),
            ({**GLANCE, "target": "bells"}, "leads in a circle"),
            ({**GLANCE, "target": "none"}, "has no module none"),
            ({name: value for name, value in GLANCE.items() if name != "target"}, "opens nothing"),
        ],
    )
    def test_what_opens_nothing_is_refused(self, glance: Json, said: str) -> None:
        world = world_of_three()
        made = installed(world, descriptor(glance=[glance], webPanel=[PANEL]))
        with pytest.raises(Refused, match=said):
            opened(world, find(world, made, "bells", 1), 1)

    def test_a_page_that_is_not_there_is_404(self) -> None:
        made = installed(world_of_three(), descriptor())
        for kind in ("configurable", "adminPage", "webhook"):
            with pytest.raises(Refused, match=f"has no {kind}"):
                settings_page(made, kind)


class TestAddress:
    def module(self, world: World, kind: str, room: int | None = 1, **changed: Json) -> Module:
        document = {**WHOLE, "capabilities": {**WHOLE["capabilities"]}}
        body = document["capabilities"][kind]
        document["capabilities"][kind] = (
            [{**body[0], **changed}] if isinstance(body, list) else {**body, **changed}
        )
        made = installed(world, document, room)
        if kind in ("configurable", "adminPage"):
            return settings_page(made, kind)
        return next(one for one in of_installation(world, made, 1) if one.kind == kind)

    @pytest.mark.parametrize(
        ("kind", "changed", "names"),
        [
            ("webPanel", {}, ["signed_request", "connect_client_api_version", "theme"]),
            ("webPanel", {"authentication": "none"}, ["connect_client_api_version", "theme"]),
            ("dialog", {}, ["signed_request", "connect_client_api_version", "theme"]),
            ("externalPage", {}, ["signed_request"]),
            ("configurable", {}, ["signed_request", "xdmhost"]),
            ("configurable", {"authentication": "none"}, ["xdmhost"]),
            ("adminPage", {}, ["signed_request", "xdmhost"]),
            (
                "dialog",
                {"url": f"{SITE}/w?theme=x&a=1"},
                ["a", "signed_request", "connect_client_api_version", "theme"],
            ),
        ],
    )
    def test_each_kind_of_view_gets_its_parameters(self, kind: str, changed: Json, names: list[str]) -> None:
        world = world_of_three()
        address = view_url(world, self.module(world, kind, **changed), 1, world.chat.person(2), "dark")
        pairs = parse_qsl(urlsplit(address).query)
        assert [name for name, _value in pairs] == names
        given = dict(pairs)
        assert given.get("theme", "dark") == "dark"
        assert given.get("connect_client_api_version", "1") == "1"
        assert given.get("xdmhost", BASE) == BASE

    @pytest.mark.parametrize(
        ("kind", "place", "asked", "context"),
        [
            ("webPanel", None, 2, 2),
            ("webPanel", 1, 1, 1),
            ("configurable", 1, None, 1),
            ("configurable", None, None, None),
            ("configurable", None, 2, 2),
            ("adminPage", None, None, None),
        ],
    )
    def test_the_token_is_about_the_room(
        self, kind: str, place: int | None, asked: int | None, context: int | None
    ) -> None:
        world = world_of_three()
        module = self.module(world, kind, place)
        address = view_url(world, module, asked, world.chat.person(2), origin="http://localhost:8080")
        token = dict(parse_qsl(urlsplit(address).query))["signed_request"]
        claims = jwt.decode(token, module.installation.secret, ["HS256"], options=UNCHECKED)
        assert (claims["context"].get("room_id"), claims["sub"]) == (context, "2")

    def test_data_addresses_are_left_alone(self) -> None:
        world = world_of_three()
        module = self.module(world, "dialog", url="data:text/html,<p>{message.body}</p>")
        assert view_url(world, module, 1, None) == "data:text/html,<p>{message.body}</p>"

    def test_a_glance_has_no_view(self) -> None:
        world = world_of_three()
        with pytest.raises(Refused, match="which has no view"):
            view_url(world, self.module(world, "glance"), 1, None)

    @pytest.mark.parametrize(
        ("template", "values", "expected"),
        [
            ("{message.body}", {"message": {"body": "a b&c/é!"}}, "a%20b%26c%2F%C3%A9!"),
            ("{message.sender.name}", {"message": {"sender": {"name": "Bo"}}}, "Bo"),
            ("{message.none.deeper}", {"message": {}}, ""),
            ("{none}", None, ""),
            ("{a}{b}{c}", {"a": True, "b": 3, "c": 2.0}, "true32"),
            ("{a}", {"a": {"b": [1, "x"]}}, "%7B%22b%22%3A%5B1%2C%22x%22%5D%7D"),
            ("{a.1}", {"a": ["x", "y"]}, "y"),
            ("{a.9}", {"a": ["x"]}, ""),
            ("{a}", {"a": "\ud800"}, "%3F"),
            ("{}", {}, "{}"),
        ],
    )
    def test_variables_are_filled_and_encoded(self, template: str, values: Json, expected: str) -> None:
        assert filled(f"{SITE}/x?q={template}#{template}", values) == f"{SITE}/x?q={expected}#{expected}"

    def test_unsigned_views_fill_a_repeated_variable_once(self) -> None:
        world = world_of_three()
        unsigned = self.module(world, "dialog", url=f"{SITE}/{{a}}/{{a}}", authentication="none")
        assert view_url(world, unsigned, 1, None, values={"a": "x"}).startswith(f"{SITE}/x/{{a}}?")
        signed = self.module(world_of_three(), "dialog", url=f"{SITE}/{{a}}/{{a}}")
        assert view_url(world, signed, 1, None, values={"a": "x"}).startswith(f"{SITE}/x/x?")
