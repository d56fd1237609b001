"""The operations for webhooks, modules, glances and integrations, beyond what all have in common."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from hipgen.host import acts
from hipgen.host.state import SCOPES, Installation, Token, TokenKind
from hipgen.host.wire import Json
from hipgen.host.world import World
from hipgen.operations import operations
from tests.host.addons import (
    ACTION,
    DIALOG,
    GLANCE,
    HOOK,
    PAGE,
    PANEL,
    SITE,
    delivered,
    descriptor,
    installed,
    sent,
)
from tests.host.answers import answered, refused
from tests.host.worlds import BASE, START, Clock, ask, world_of_three

BODIES = {"action": ACTION, "dialog": DIALOG, "externalPage": PAGE, "glance": GLANCE, "webPanel": PANEL}
NAMES = {"externalPage": "external_page", "webPanel": "web_panel"}
HOOKS = "/v2/room/Harbour/webhook"
TWO: Any = {"max-results": "2"}
PLAIN = {"url": f"{SITE}/hook", "event": "room_message"}


def with_token(world: World, made: Installation, token: str) -> None:
    """Give an installation a token for everything."""
    kind = TokenKind.ADDON
    world.state.tokens[token] = Token(token, kind, tuple(SCOPES), START, None, made.oauth_id)


def world_with(document: Json = None) -> World:
    """An add-on in Harbour (token `room`), the same for the group (`group`), another in Harbour (`other`)."""
    world = world_of_three()
    document = descriptor() if document is None else document
    with_token(world, installed(world, document, 1), "room")
    with_token(world, installed(world, document, None), "group")
    with_token(world, installed(world, {**document, "key": "com.example.horn"}, 1), "other")
    return world


class TestWebhooks:
    def test_made_by_number_it_is_listed_read_and_removed(self) -> None:
        world = world_with()
        reply = ask(world, "POST", HOOKS, {**PLAIN, "pattern": "^/x", "name": "X"}, token="room")
        made = answered("create_webhook", reply)
        link = f"{BASE}/v2/room/1/webhook/{made['id']}"
        assert (made["links"]["self"], reply.header("Location")) == (link, link)
        path = urlsplit(link).path
        shown = answered("get_webhook", ask(world, "GET", path, token="room"))
        assert (shown["pattern"], shown["name"], shown["authentication"]) == ("^/x", "X", "none")
        assert shown["creator"]["name"] == "Ship's Bell"
        assert shown["room"]["id"] == 1
        page = answered("get_all_webhooks", ask(world, "GET", HOOKS, token="room"))
        assert [one["id"] for one in page["items"]] == [made["id"]]
        answered("delete_webhook", ask(world, "DELETE", path, token="room"))
        assert refused(ask(world, "GET", path, token="room")) == (404, f"Webhook {made['id']} not found")

    @pytest.mark.parametrize("pattern", ["", None])
    def test_no_pattern_is_every_message(self, pattern: str | None) -> None:
        world = world_with()
        body = {**PLAIN, "pattern": pattern, "name": None}
        made = answered("create_webhook", ask(world, "POST", HOOKS, body, token="room"))
        assert world.state.webhooks[made["id"]].pattern is None
        room, bo = world.chat.room(1), world.chat.person(2)
        assert room is not None
        assert bo is not None
        acts.say(world, room, bo, "anything")
        assert len(delivered(world)) == 1

    @pytest.mark.parametrize(
        ("token", "seen"),
        [
            ("room", ["room"]),
            ("group", ["group"]),
            ("other", ["other"]),
            ("ann", ["ann", "bo"]),
            ("bo", ["ann", "bo"]),
        ],
    )
    def test_each_sees_its_own_and_people_see_those_of_people(self, token: str, seen: list[str]) -> None:
        world = world_with()
        for name in ("room", "group", "other", "ann", "bo"):
            assert ask(world, "POST", HOOKS, {**PLAIN, "name": name}, token=name).status == 201
        page = answered("get_all_webhooks", ask(world, "GET", HOOKS, token=token))
        assert [one["name"] for one in page["items"]] == seen
        others = [hook for hook in world.state.webhooks.values() if hook.name not in seen]
        for hook in others:
            assert refused(ask(world, "DELETE", f"{HOOKS}/{hook.id}", token=token))[0] == 404

    def test_a_page_of_the_list_can_be_expanded(self) -> None:
        world = world_with()
        for _ in range(3):
            ask(world, "POST", HOOKS, PLAIN, token="room")
        reply = ask(world, "GET", HOOKS, token="room", expand="items", **TWO)
        page = answered("get_all_webhooks", reply)
        assert (len(page["items"]), page["items"][0]["room"]["name"]) == (2, "Harbour")
        assert "start-index=2" in page["links"]["next"]

    def test_one_with_a_key_takes_the_place_of_the_last(self) -> None:
        world = world_with()
        for event in ("room_enter", "room_exit"):
            ask(world, "POST", HOOKS, {**PLAIN, "event": event, "key": "k"}, token="room")
        page = answered("get_all_webhooks", ask(world, "GET", HOOKS, token="room"))
        assert [one["event"] for one in page["items"]] == ["room_exit"]

    @pytest.mark.parametrize(
        ("token", "body", "status", "said"),
        [
            ("room", {**PLAIN, "event": "room_left"}, 400, "event"),
            ("room", {"event": "room_enter"}, 400, "url"),
            ("room", {**PLAIN, "authentication": "basic"}, 400, "authentication"),
            ("ann", {**PLAIN, "authentication": "jwt"}, 400, "Only an add-on's webhook can be signed"),
        ],
    )
    def test_a_wrong_one_is_refused(self, token: str, body: Json, status: int, said: str) -> None:
        found = refused(ask(world_with(), "POST", HOOKS, body, token=token))
        assert (found[0], said in found[1]) == (status, True)

    def test_a_room_client_reaches_its_room_only(self) -> None:
        world = world_with()
        assert refused(ask(world, "POST", "/v2/room/Vault/webhook", PLAIN, token="room"))[0] == 403
        assert ask(world, "POST", "/v2/room/Vault/webhook", PLAIN, token="group").status == 201


class TestModules:
    @pytest.mark.parametrize("kind", BODIES)
    @pytest.mark.parametrize(
        ("token", "place", "word"),
        [("room", "/v2/room/1", "room"), ("group", "/v2/room/2", "room"), ("group", "/v2", "global")],
    )
    def test_it_is_put_read_replaced_and_removed(self, kind: str, token: str, place: str, word: str) -> None:
        world, body = world_with(), BODIES[kind]
        name = f"{word}_{NAMES.get(kind, kind)}"
        path = f"{place}/extension/{kind}/new.one"
        made = answered(f"create_{name}", ask(world, "PUT", path, {**body, "key": "ignored"}, token=token))
        assert made == {**body, "key": "new.one"}
        changed = {**made, "title" if kind == "dialog" else "name": "Plain"}
        answered(f"create_{name}", ask(world, "PUT", path, changed, token=token))
        shown = answered(f"get_{name}", ask(world, "GET", path, token=token))
        assert shown["title" if kind == "dialog" else "name"] == {"value": "Plain"}
        assert len(world.state.extensions) == 1
        assert refused(ask(world, "GET", path.replace("new.one", "none"), token=token))[0] == 404
        answered(f"delete_{name}", ask(world, "DELETE", path, token=token))
        for method in ("GET", "DELETE"):
            assert refused(ask(world, method, path, token=token)) == (404, f"{kind} new.one not found")

    @pytest.mark.parametrize("segment", ["webpanel", "WEBPANEL", "webPanel", "WebPanel"])
    def test_the_kind_is_taken_in_any_letter_case(self, segment: str) -> None:
        world = world_with()
        assert ask(world, "PUT", f"/v2//extension//{segment}/new", PANEL, token="group").status == 201
        assert ask(world, "GET", "/v2/extension/webPanel/new", token="group").status == 200

    def test_others_neither_see_nor_remove_it(self) -> None:
        world = world_with()
        path = "/v2/room/1/extension/dialog/new"
        ask(world, "PUT", path, DIALOG, token="room")
        for token in ("other", "group"):
            assert refused(ask(world, "GET", path, token=token))[0] == 404
            assert refused(ask(world, "DELETE", path, token=token))[0] == 404
        assert refused(ask(world, "PUT", path.replace("/1/", "/2/"), DIALOG, token="room"))[0] == 403

    def test_a_declared_one_is_read_but_not_removed(self) -> None:
        world = world_with(descriptor(dialog=[DIALOG]))
        path = "/v2/room/1/extension/dialog/watch"
        assert answered("get_room_dialog", ask(world, "GET", path, token="room")) == DIALOG
        assert refused(ask(world, "DELETE", path, token="room"))[0] == 404
        assert answered("get_global_dialog", ask(world, "GET", "/v2/extension/dialog/watch", token="group"))

    @pytest.mark.parametrize(
        ("kind", "key", "body", "said"),
        [
            ("webPanel", "new", {**PANEL, "location": "left"}, "location"),
            ("webPanel", "a b", PANEL, "key"),
            ("webPanel", "k" * 41, PANEL, "key"),
            ("glance", "new", {**GLANCE, "conditions": [{"condition": "card_matches"}]}, "condition"),
            ("dialog", "new", {**DIALOG, "options": {"colour": "red"}}, "colour"),
            ("action", "new", {**ACTION, "name": "x" * 101}, "name"),
        ],
    )
    def test_what_no_descriptor_could_hold_is_400(self, kind: str, key: str, body: Json, said: str) -> None:
        path = f"/v2/room/1/extension/{kind}/{key.replace(' ', '%20')}"
        status, message = refused(ask(world_with(), "PUT", path, body, token="room"))
        assert (status, said in message) == (400, True)

    def test_a_rooms_token_belongs_to_no_addon(self) -> None:
        world = world_with()
        world.state.tokens["harbour"] = Token("harbour", TokenKind.ROOM, tuple(SCOPES), START, room=1)
        assert refused(ask(world, "PUT", "/v2/room/1/extension/dialog/x", DIALOG, token="harbour"))[0] == 403
        body: Json = {"glance": []}
        assert refused(ask(world, "POST", "/v2/addon/ui/room/1", body, token="harbour"))[0] == 403
        link = {"target": SITE, "ttl": 60}
        assert refused(ask(world, "POST", "/v2/addon/link", link, token="harbour"))[0] == 403

    def test_all_36_are_answered(self) -> None:
        assert sum("/extension/" in each.path for each in operations().values()) == 36


class TestKeyedWebhooks:
    @pytest.mark.parametrize(
        ("token", "place", "word", "room"),
        [("room", "/v2/room/1", "room", "Harbour"), ("group", "/v2", "global", None)],
    )
    def test_it_is_put_read_replaced_and_removed(
        self, token: str, place: str, word: str, room: str | None
    ) -> None:
        world = world_with()
        path = f"{place}/extension/webhook/tick"
        made = answered(f"create_{word}_webhook", ask(world, "PUT", path, PLAIN, token=token))
        shown = answered(f"get_{word}_webhook", ask(world, "GET", path, token=token))
        assert (shown["id"], shown["key"], shown["event"]) == (made["id"], "tick", "room_message")
        assert (shown["room"] or {}).get("name") == room
        assert shown["links"] == made["links"]
        again = answered(
            f"create_{word}_webhook", ask(world, "PUT", path, {**PLAIN, "event": "room_exit"}, token=token)
        )
        assert again["id"] == made["id"]
        assert [hook.event for hook in world.state.webhooks.values()] == ["room_exit"]
        assert refused(ask(world, "GET", path, token="other"))[0] in (403, 404)
        answered(f"delete_{word}_webhook", ask(world, "DELETE", path, token=token))
        assert refused(ask(world, "GET", path, token=token)) == (404, "webhook tick not found")

    def test_a_declared_one_is_addressed_by_its_key(self) -> None:
        world = world_with(descriptor(webhook=[HOOK]))
        path = "/v2/room/1/extension/webhook/cmd"
        shown = answered("get_room_webhook", ask(world, "GET", path, token="room"))
        assert (shown["pattern"], shown["authentication"]) == ("^/bell", "jwt")
        answered("delete_room_webhook", ask(world, "DELETE", path, token="room"))
        assert [hook.room for hook in world.state.webhooks.values()] == [None, 1]

    def test_it_is_called(self) -> None:
        world = world_with()
        ask(
            world,
            "PUT",
            "/v2/room/1/extension/webhook/tick",
            {**PLAIN, "authentication": "jwt"},
            token="room",
        )
        room, bo = world.chat.room(1), world.chat.person(2)
        assert room is not None
        assert bo is not None
        acts.say(world, room, bo, "hello")
        (delivery,) = sent(world)
        assert dict(delivery.headers)["Authorization"].startswith("JWT ")


CONTENT = {"label": {"type": "html", "value": "8"}}


class TestGlances:
    @pytest.mark.parametrize(
        ("operation", "path", "token", "audience"),
        [
            ("addon_ui_update", "/v2/addon/ui", "group", (None, None)),
            ("room_addon_ui_update", "/v2/addon/ui/room/Harbour", "room", (1, None)),
            ("room_addon_ui_update", "/v2/addon/ui/room/2", "group", (2, None)),
            ("user_in_room_addon_ui_update", "/v2/addon/ui/room/1/user/@Bo", "room", (1, 2)),
            ("user_addon_ui_update", "/v2/addon/ui/user/bo@example.com", "group", (None, 2)),
        ],
    )
    def test_content_is_kept_for_its_audience(
        self, operation: str, path: str, token: str, audience: tuple[int | None, int | None]
    ) -> None:
        world = world_with(descriptor(glance=[GLANCE]))
        body = {"glance": [{"key": "bells", "content": CONTENT}]}
        answered(operation, ask(world, "POST", path, body, token=token))
        (kept,) = world.state.glances.values()
        assert ((kept.room, kept.person), kept.content) == (audience, CONTENT)

    @pytest.mark.parametrize(
        ("update", "said"),
        [
            ({"key": "none", "content": CONTENT}, "There is no glance none"),
            ({"key": "bells"}, "content"),
            ({"key": "bells", "content": {}}, "label"),
            ({"key": "bells", "content": {"label": {"type": "text", "value": "x"}}}, "type"),
            ({"key": "bells", "content": {**CONTENT, "status": None}}, "status"),
            ({"key": "bells", "content": {**CONTENT, "metadata": []}}, "metadata"),
        ],
    )
    def test_what_the_client_could_not_show_is_400(self, update: Json, said: str) -> None:
        world = world_with(descriptor(glance=[GLANCE]))
        found = refused(ask(world, "POST", "/v2/addon/ui", {"glance": [update]}, token="group"))
        assert (found[0], said in found[1]) == (400, True)
        assert len(world.state.glances) == 0


class TestLinks:
    def test_a_link_leads_on_until_it_expires(self) -> None:
        world = world_with()
        body = {"target": f"{SITE}/x?a=1", "ttl": 60}
        token = answered("create_integration_link", ask(world, "POST", "/v2/addon/link", body, token="room"))[
            "token"
        ]
        path = f"/v2/addon/link/{token}"
        reply = ask(world, "GET", path, token=None)
        answered("invoke_integration_link", reply)
        assert reply.header("Location") == f"{SITE}/x?a=1"
        assert refused(ask(world, "DELETE", path, token="other"))[0] == 404
        assert isinstance(world.clock, Clock)
        world.clock.advance(60)
        assert refused(ask(world, "GET", path, token=None)) == (404, "Link not found")

    def test_its_addon_takes_it_away(self) -> None:
        world = world_with()
        body = {"target": SITE, "ttl": 60}
        token = ask(world, "POST", "/v2/addon/link", body, token="room").json()["token"]
        answered("delete_integration_link", ask(world, "DELETE", f"/v2/addon/link/{token}", token="room"))
        assert refused(ask(world, "GET", f"/v2/addon/link/{token}", token=None))[0] == 404

    @pytest.mark.parametrize(
        "body",
        [
            {"target": "javascript:alert(1)", "ttl": 60},
            {"target": "/people", "ttl": 60},
            {"target": SITE, "ttl": 0},
            {"target": SITE, "ttl": 10**12},
            {"target": SITE, "ttl": "60"},
            {"target": SITE},
        ],
    )
    def test_a_wrong_one_is_400(self, body: Json) -> None:
        assert refused(ask(world_with(), "POST", "/v2/addon/link", body, token="room"))[0] == 400
