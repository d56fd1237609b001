"""What glances show: pushed to whom, read how."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from hipgen.host.connect.glances import GlanceState, fetch, push, pushed
from hipgen.host.connect.modules import find
from hipgen.host.refusal import Refused
from hipgen.host.state import Extension
from hipgen.host.wire import Answer, Failure, Json
from hipgen.host.world import Push, World
from tests.host.addons import GLANCE, SITE, descriptor, installed, run
from tests.host.worlds import Addon, world_of_three

UNCHECKED: Any = {"verify_exp": False, "verify_iat": False}
ORIGIN = "http://localhost:8080"
CORS = {"access-control-allow-origin": "*", "content-type": "application/json"}
PLACES: dict[str, tuple[int | None, int | None]] = {
    "all": (None, None),
    "person": (None, 2),
    "room": (1, None),
    "both": (1, 2),
}


def content(label: str = "8 bells", **more: Json) -> Json:
    return {"label": {"type": "html", "value": label}, **more}


def tell(world: World, oauth_id: str, label: str, room: int | None, person: int | None) -> None:
    place = None if room is None else world.chat.room(room)
    who = None if person is None else world.chat.person(person)
    updates = [{"key": "bells", "content": content(label)}]
    push(world, world.state.installations[oauth_id], updates, place, who)


class TestPushes:
    @pytest.mark.parametrize(
        ("told", "seen"),
        [
            (("all",), "all"),
            (("all", "person"), "person"),
            (("room", "person", "all"), "room"),
            (("both", "room", "person", "all"), "both"),
            ((), None),
        ],
    )
    def test_the_narrowest_audience_wins(self, told: tuple[str, ...], seen: str | None) -> None:
        world = world_of_three()
        made = installed(world, descriptor(glance=[GLANCE]), None)
        for name in told:
            tell(world, made.oauth_id, name, *PLACES[name])
        found = pushed(world, made, "bells", 1, 2)
        assert (found and found.content["label"]["value"]) == seen

    @pytest.mark.parametrize("name", PLACES)
    def test_others_see_nothing_of_it(self, name: str) -> None:
        world = world_of_three()
        made = installed(world, descriptor(glance=[GLANCE]), None)
        tell(world, made.oauth_id, name, *PLACES[name])
        assert (pushed(world, made, "bells", 2, 1) is not None) == (name == "all")

    def test_content_is_replaced_as_a_whole_and_clients_hear_of_it_cleaned(self) -> None:
        world = world_of_three()
        made = installed(world, descriptor(glance=[GLANCE]))
        room = world.chat.room(1)
        for body in (content(status={"x": 1}), content('<b onclick="x">8</b><img src=x>')):
            push(world, made, [{"key": "bells", "content": body}], room)
        found = pushed(world, made, "bells", 1, 2)
        assert found is not None
        assert "status" not in found.content
        news = [effect for effect in world.drain() if isinstance(effect, Push)][-1]
        assert (news.kind, news.room, news.person) == ("glance", 1, None)
        assert news.data == {
            "addon_key": made.key,
            "key": "bells",
            "content": content("<b>8</b>"),
            "room_id": 1,
        }

    def test_an_unknown_key_is_400_and_nothing_is_kept(self) -> None:
        world = world_of_three()
        made = installed(world, descriptor(glance=[GLANCE]))
        updates = [{"key": "bells", "content": content()}, {"key": "other", "content": content()}]
        with pytest.raises(Refused, match="There is no glance other") as refusal:
            push(world, made, updates)
        assert refusal.value.status == 400
        assert len(world.state.glances) == 0

    def test_glances_made_over_rest_are_known_in_their_room(self) -> None:
        world = world_of_three()
        made = installed(world, descriptor(), None)
        key = (made.oauth_id, 1, "glance", "extra")
        world.state.extensions[key] = Extension(*key, {**GLANCE, "key": "extra"})
        push(world, made, [{"key": "extra", "content": content()}], world.chat.room(1))
        with pytest.raises(Refused):
            push(world, made, [{"key": "extra", "content": content()}], world.chat.room(2))


class TestFetching:
    def fetched(self, answer: Answer | Failure | None, **changed: Json) -> tuple[GlanceState, Addon, World]:
        world = world_of_three()
        made = installed(world, descriptor(glance=[{**GLANCE, **changed}]))
        room = world.chat.room(1)
        assert room is not None
        addon = Addon({} if answer is None else {("GET", "/bells"): answer})
        module = find(world, made, "bells", 1)
        return run(fetch(world, module, room, world.chat.person(2), ORIGIN), addon), addon, world

    def test_it_is_asked_for_as_a_browser_would(self) -> None:
        state, addon, world = self.fetched(
            Answer(200, CORS, json.dumps(content("<i>8</i><u>x</u>", metadata={"n": 8})).encode()),
            queryUrl=f"{SITE}/bells?lang=en",
        )
        assert state == GlanceState("content", content("<i>8</i>x", metadata={"n": 8}), status=200)
        (call,) = addon.calls
        pairs = parse_qsl(urlsplit(call.url).query)
        assert [name for name, _ in pairs] == ["lang", "signed_request", "connect_client_api_version"]
        assert dict(call.headers) == {"Accept": "application/json", "Origin": ORIGIN}
        (made,) = world.state.installations.values()
        claims = jwt.decode(dict(pairs)["signed_request"], made.secret, ["HS256"], options=UNCHECKED)
        assert (claims["sub"], claims["context"]["room_id"]) == ("2", 1)
        (entry,) = [one for one in world.log if one.kind == "glance"]
        assert "signed_request=***" in entry.url

    def test_a_static_glance_is_not_asked_for(self) -> None:
        state, addon, _world = self.fetched(None, queryUrl="")
        assert (state, addon.calls) == (GlanceState("static"), [])

    @pytest.mark.parametrize("allowed", ["*", ORIGIN])
    def test_the_origin_must_be_allowed(self, allowed: str) -> None:
        headers = {"access-control-allow-origin": allowed}
        state, _addon, _world = self.fetched(Answer(200, headers, json.dumps(content()).encode()))
        assert state.state == "content"

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (None, "nobody listens there"),
            (Answer(500, CORS, b"{}"), "answered 500"),
            (Answer(401), "answered 401"),
            (Answer(200, {}, json.dumps(content()).encode()), "Access-Control-Allow-Origin is missing"),
            (
                Answer(200, {"access-control-allow-origin": "https://x.example.com"}, b"{}"),
                "Access-Control-Allow-Origin is https://x.example.com",
            ),
            (Answer(200, CORS, b"<p>"), "the answer is not JSON"),
            (Answer(200, CORS, b""), "the answer is not JSON"),
            (Answer(200, CORS, b'{"label": NaN}'), "the answer is not JSON"),
            (Answer(200, CORS, b"[]"), "is not of type 'object'"),
            (Answer(200, CORS, b'{"error": {"code": 1}}'), "has an error member"),
            (Answer(200, CORS, b"{}"), "'label' is missing"),
            (Answer(200, CORS, json.dumps(content("")).encode()), "label.value"),
            (Answer(200, CORS, json.dumps(content("x" * 1001)).encode()), "label.value"),
            (Answer(200, CORS, json.dumps(content(status=None)).encode()), "status"),
            (Answer(200, CORS, json.dumps(content(status={})).encode()), "status"),
            (
                Answer(
                    200,
                    CORS,
                    json.dumps(
                        content(status={"type": "lozenge", "value": {"type": "complete", "label": "X"}})
                    ).encode(),
                ),
                "complete",
            ),
        ],
    )
    def test_what_the_web_client_could_not_show_is_an_error(
        self, answer: Answer | Failure | None, why: str
    ) -> None:
        state, _addon, _world = self.fetched(answer)
        assert state.state == "error"
        assert why in state.why
        assert state.status == (answer.status if isinstance(answer, Answer) else None)

    @pytest.mark.parametrize(
        "body", [content(error=False), content(error=None, more=1), content(metadata={})]
    )
    def test_more_members_are_let_through(self, body: Json) -> None:
        state, _addon, _world = self.fetched(Answer(200, CORS, json.dumps(body).encode()))
        assert (state.state, state.content) == ("content", body)
