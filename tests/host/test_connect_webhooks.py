"""Webhooks: which are called with what, what becomes of answers, and calls made again."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from typing import Any

import jwt
import pytest
from jsonschema import Draft202012Validator

from hipgen.host import acts
from hipgen.host.chat import Person, Room
from hipgen.host.connect.install import uninstall
from hipgen.host.connect.webhooks import Forgery, deliver, deliver_next, deliveries, replay
from hipgen.host.connect.webhooks import delivered as made_known
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation, Token, TokenKind
from hipgen.host.wire import Answer, Failure, Json
from hipgen.host.world import Delivery, Happened, World
from hipgen.schemas import schema
from tests.host.addons import HOOK, OK, SITE, delivered, descriptor, installed, logged, notes, run, sent
from tests.host.worlds import BASE, Clock, ask, world_of_three

UNCHECKED: Any = {"verify_exp": False, "verify_iat": False}
ANY_AUDIENCE: Any = {**UNCHECKED, "verify_aud": False}
JSON = {"content-type": "application/json"}


def room(world: World, id: int = 1) -> Room:
    found = world.chat.room(id)
    assert found is not None
    return found


def bo(world: World) -> Person:
    found = world.chat.person(2)
    assert found is not None
    return found


def hooked(
    world: World, *hooks: Json, place: int | None = 1, scopes: tuple[str, ...] = ("send_notification",)
) -> Installation:
    return installed(world, descriptor(scopes, webhook=list(hooks)), place)


def hook(**changed: Json) -> Json:
    return {"url": f"{SITE}/hook", "event": "room_message", **changed}


def delivered_url(world: World) -> list[str]:
    return [entry.url for entry in world.log if entry.kind == "webhook"]


def one_delivery(world: World, text: str = "/bell now") -> Delivery:
    acts.say(world, room(world), bo(world), text)
    (delivery,) = sent(world)
    return delivery


class TestPayload:
    def test_a_matching_message_calls_the_addon(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        delivery = one_delivery(world, "/bell @Ann")
        assert (delivery.url, delivery.event, delivery.room) == (f"{SITE}/hook", "room_message", 1)
        assert dict(delivery.headers)["Content-Type"] == "application/json"
        body = json.loads(delivery.body)
        assert list(body) == ["event", "webhook_id", "oauth_client_id", "item"]
        assert (body["webhook_id"], body["oauth_client_id"]) == (delivery.webhook, made.oauth_id)
        said = body["item"]["message"]
        assert (said["message"], said["type"], said["from"]["name"]) == ("/bell @Ann", "message", "Bo Lund")
        assert [one["mention_name"] for one in said["mentions"]] == ["Ann"]
        assert body["item"]["room"]["links"]["self"] == f"{BASE}/v2/room/1"

    def test_links_begin_with_the_address_that_the_addon_was_told(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        world.state.installations[made.oauth_id] = replace(made, base="http://127.0.0.1:9")
        item = json.loads(one_delivery(world).body)["item"]
        assert item["message"]["from"]["links"]["self"] == "http://127.0.0.1:9/v2/user/2"

    def test_a_signed_webhook_carries_a_token_about_who_acted(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        scheme, _space, token = dict(one_delivery(world).headers)["Authorization"].partition(" ")
        claims = jwt.decode(token, made.secret, ["HS256"], options=UNCHECKED)
        assert (scheme, claims["iss"], claims["sub"]) == ("JWT", made.oauth_id, "2")
        assert claims["context"] == {"room_id": 1, "roomId": 1, "user_tz": "Europe/Lisbon"}

    def test_the_token_goes_in_the_query_too_if_the_settings_say_so(self) -> None:
        world = world_of_three()
        hooked(world, {**HOOK, "url": f"{SITE}/hook?a=1"})
        world.state.configure(webhook_token_in_query=True)
        delivery = one_delivery(world)
        token = dict(delivery.headers)["Authorization"].removeprefix("JWT ")
        assert delivery.url == f"{SITE}/hook?a=1&signed_request={token}"

    def test_unsigned_is_the_default(self) -> None:
        world = world_of_three()
        hooked(world, hook())
        assert dict(one_delivery(world).headers) == {"Content-Type": "application/json"}

    def test_what_no_person_did_is_about_nobody(self) -> None:
        world = world_of_three()
        made = hooked(world, {**HOOK, "event": "room_notification", "pattern": ""})
        acts.notify(world, room(world), acts.Notification("Eight bells", label="Bell"))
        (delivery,) = sent(world)
        token = dict(delivery.headers)["Authorization"].removeprefix("JWT ")
        assert jwt.decode(token, made.secret, ["HS256"], options=UNCHECKED)["sub"] == "0"
        assert json.loads(delivery.body)["item"]["message"]["from"] == "Bell"

    @pytest.mark.parametrize(
        "event",
        [
            "room_archived",
            "room_created",
            "room_deleted",
            "room_enter",
            "room_exit",
            "room_file_upload",
            "room_message",
            "room_notification",
            "room_topic_change",
            "room_unarchived",
        ],
    )
    def test_each_event_has_the_documented_form(self, event: str) -> None:
        world = world_of_three()
        hooked(world, hook(event=event), place=None)
        cause(world, event)
        found = [json.loads(one.body) for one in sent(world) if one.event == event]
        assert len(found) == 1
        document = schema(f"payloads/{event}")
        assert document is not None
        assert list(Draft202012Validator(document).iter_errors(found[0])) == []


def cause(world: World, event: str) -> None:
    """Make an event happen in Harbour, by Bo."""
    here, who = room(world), bo(world)
    match event:
        case "room_archived":
            acts.archive(world, here, True, who)
        case "room_unarchived":
            world.chat.put_room(replace(here, is_archived=True))
            acts.archive(world, room(world), False, who)
        case "room_created":
            acts.open_room(world, Room(7, "Pier", 2, world.now()), who)
        case "room_deleted":
            acts.delete_room(world, here, who)
        case "room_enter":
            world.chat.put_room(replace(here, present=()))
            acts.enter(world, room(world), who)
        case "room_exit":
            acts.leave(world, here, who)
        case "room_file_upload":
            acts.say(world, here, who, "look", file=acts.keep_file(world, "a.png", "image/png", b"x"))
        case "room_message":
            acts.say(world, here, who, "hello")
        case "room_notification":
            acts.notify(world, here, acts.Notification("Eight bells", label="Bell"))
        case "room_topic_change":
            acts.change_topic(world, here, "Tides", who)


class TestWhoHears:
    @pytest.mark.parametrize(
        ("pattern", "text", "heard"),
        [
            (None, "anything", True),
            ("", "anything", True),
            ("^/bell", "/bell", True),
            ("^/bell", "ring /bell", False),
            ("bell", "ring the bell", True),
            ("(?i)BELL", "bell", True),
            (r"^/bell\s+(?P<n>\d+)$", "/bell 8", True),
            ("[", "[", False),
        ],
    )
    def test_a_pattern_is_searched_for_in_messages(self, pattern: str | None, text: str, heard: bool) -> None:
        world = world_of_three()
        hooked(world, hook() if pattern is None else hook(pattern=pattern))
        acts.say(world, room(world), bo(world), text)
        assert len(sent(world)) == heard
        assert len(notes(world, "skipped")) == (not heard)

    def test_a_pattern_matters_to_message_events_only(self) -> None:
        world = world_of_three()
        hooked(world, hook(event="room_topic_change", pattern="^never$"))
        acts.change_topic(world, room(world), "Tides", bo(world))
        assert len(sent(world)) == 1

    @pytest.mark.parametrize(
        ("place", "said_in", "heard"), [(1, 1, 1), (1, 2, 0), (None, 1, 1), (None, 2, 1), (2, 2, 1)]
    )
    def test_a_room_hears_of_itself_and_the_group_of_all(
        self, place: int | None, said_in: int, heard: int
    ) -> None:
        world = world_of_three()
        hooked(world, hook(), place=place)
        acts.say(world, room(world, said_in), bo(world), "hello")
        assert len(sent(world)) == heard

    def test_all_that_match_are_called_each_with_its_own_number(self) -> None:
        world = world_of_three()
        hooked(world, hook(key="a"), hook(key="b"), hook(key="c", pattern="no"), hook(event="room_exit"))
        acts.say(world, room(world), bo(world), "hello")
        found = sent(world)
        assert [one.webhook for one in found] == [1, 2]
        assert len({one.id for one in found}) == 2

    def test_an_archived_room_is_silent_but_for_its_own_fate(self) -> None:
        world = world_of_three()
        hooked(world, hook(event="room_topic_change"), hook(event="room_archived"))
        acts.archive(world, room(world), True, None)
        assert [one.event for one in sent(world)] == ["room_archived"]
        acts.change_topic(world, room(world), "Tides", bo(world))
        assert sent(world) == []
        assert notes(world, "skipped") == ["the room is archived"]

    def test_a_webhook_of_a_person_has_no_oauth_client_id(self) -> None:
        world = world_of_three()
        assert ask(world, "POST", "/v2/room/1/webhook", hook(name="Mine")).status == 201
        acts.say(world, room(world), bo(world), "hello")
        (payload,) = delivered(world)
        assert list(payload) == ["event", "webhook_id", "item"]
        assert payload["item"]["room"]["links"]["self"] == f"{BASE}/v2/room/1"


BELLS = {"message": "Eight <b>bells</b>", "color": "green", "notify": True, "message_format": "html"}


class TestAnswers:
    def answered(self, world: World, answer: Answer | Failure, event: str = "room_message") -> str:
        cause(world, event)
        (delivery,) = [one for one in sent(world) if one.event == event]
        run(deliver(world, delivery), lambda _call: answer)
        entry = made_known(world, delivery.id)
        assert entry is not None
        return entry.note

    def test_a_notification_in_the_answer_is_posted_for_the_addon(self) -> None:
        world = world_of_three()
        made = hooked(world, hook())
        note = self.answered(world, Answer(200, JSON, json.dumps(BELLS).encode()))
        asked, said = world.chat.history(1)
        assert note == f"the answer was posted as notification {said.id}"
        assert (said.type, said.text, said.color, said.notify) == (
            "notification",
            BELLS["message"],
            "green",
            True,
        )
        assert (said.label, said.attach_to) == ("Bell", asked.id)
        assert said.by is not None
        assert (said.by.type, said.by.id, said.by.client_id) == ("addon", made.key, made.oauth_id)

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({}, ("html", "yellow", False, "Bell")),
            ({"notify": "true", "from": "Watch"}, ("html", "yellow", True, "Watch")),
            ({"notify": "false", "from": ""}, ("html", "yellow", False, "Bell")),
            ({"message_format": "text", "color": "random"}, ("text", None, False, "Bell")),
        ],
    )
    def test_what_an_answer_leaves_out_has_the_usual_defaults(
        self, more: Json, expected: tuple[Json, ...]
    ) -> None:
        world = world_of_three()
        hooked(world, hook())
        self.answered(world, Answer(200, {}, json.dumps({"message": "x", **more}).encode()))
        said = world.chat.history(1)[-1]
        color = said.color if expected[1] else None
        assert (said.format, color, said.notify, said.label) == expected
        assert said.color in {"yellow", "green", "red", "purple", "gray"}

    @pytest.mark.parametrize(
        ("notify", "strict", "posted"),
        [("true", False, 2), ("yes", False, 1), ("true", True, 1), (True, True, 2), (False, True, 2)],
    )
    def test_notify_in_an_answer_is_judged_as_in_a_request(
        self, notify: Json, strict: bool, posted: int
    ) -> None:
        world = world_of_three()
        world.state.configure(strict_json=strict)
        hooked(world, hook())
        note = self.answered(
            world, Answer(200, JSON, json.dumps({"message": "x", "notify": notify}).encode())
        )
        assert len(world.chat.history(1)) == posted
        assert ("neither true nor false" in note) is (posted == 1)

    @pytest.mark.parametrize(
        ("answer", "note"),
        [
            (OK, ""),
            (Answer(204), ""),
            (Answer(201, JSON, b"  "), ""),
            (
                Answer(200, {"content-type": "text/html"}, b"<p>ok</p>"),
                "the answer is not JSON (text/html) and is ignored",
            ),
            (Answer(200, {}, b"OK"), "the answer is not JSON (no content type) and is ignored"),
            (Answer(200, JSON, b'"OK"'), "the answer is not a JSON object and is ignored"),
            (Answer(200, JSON, b"[1]"), "the answer is not a JSON object and is ignored"),
            (
                Answer(200, JSON, b"{}"),
                "the answer is no notification and is ignored: Required field 'message'",
            ),
            (
                Answer(200, JSON, b'{"message": "x", "color": "blue"}'),
                "the answer is no notification and is ignored",
            ),
            (Answer(404, JSON, b'{"message": "x"}'), "answered 404: there is no second try"),
            (Answer(302, {"location": "/x"}), "answered 302: there is no second try"),
            (Failure("no answer within 10 s"), "no answer within 10 s"),
        ],
    )
    def test_any_other_answer_posts_nothing_and_is_noted(self, answer: Answer | Failure, note: str) -> None:
        world = world_of_three()
        hooked(world, hook())
        assert self.answered(world, answer).startswith(note)
        assert len(world.chat.history(1)) == 1

    def test_events_other_than_messages_may_be_answered_too(self) -> None:
        world = world_of_three()
        hooked(world, hook(event="room_topic_change"))
        self.answered(world, Answer(200, JSON, b'{"message": "x"}'), "room_topic_change")
        assert (world.chat.history(1)[-1].text, world.chat.history(1)[-1].attach_to) == ("x", None)

    def test_without_the_scope_it_is_posted_with_a_warning(self) -> None:
        world = world_of_three()
        hooked(world, hook(), scopes=("view_room",))
        note = self.answered(world, Answer(200, JSON, b'{"message": "x"}'))
        assert "lacks the scope send_notification" in note
        assert world.chat.history(1)[-1].text == "x"

    def test_an_answer_that_comes_too_late_posts_nothing(self) -> None:
        world = world_of_three()
        made = hooked(world, hook(), hook(event="room_deleted"))
        delivery = one_delivery(world)
        del world.state.installations[made.oauth_id]
        run(deliver(world, delivery), lambda _call: Answer(200, JSON, b'{"message": "x"}'))
        assert notes(world, "webhook")[-1].endswith("not installed any more")
        world.chat.remove_room(1)
        run(deliver(world, delivery), lambda _call: Answer(200, JSON, b'{"message": "x"}'))
        assert notes(world, "webhook")[-1].endswith("the room is gone")

    def test_a_persons_webhook_answers_in_the_persons_name(self) -> None:
        world = world_of_three()
        ask(world, "POST", "/v2/room/1/webhook", hook())
        self.answered(world, Answer(200, JSON, b'{"message": "x"}'))
        said = world.chat.history(1)[-1]
        assert said.label == "Ann Park"
        assert said.by is not None
        assert (said.by.type, said.by.id) == ("user", "1")


class TestQueue:
    def test_what_waits_for_a_webhook_that_went_is_not_sent(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        waiting = one_delivery(world)
        run(uninstall(world, made), lambda _call: OK)
        run(deliver_next(world, waiting))
        assert delivered_url(world) == []
        assert notes(world, "skipped") == ["the webhook was removed while this waited"]

    def test_the_webhooks_of_a_deleted_room_hear_of_it_though_they_are_gone(self) -> None:
        world = world_of_three()
        hooked(world, hook(event="room_deleted"))
        acts.delete_room(world, room(world), bo(world))
        (waiting,) = sent(world)
        run(deliver_next(world, waiting), lambda _call: OK)
        assert delivered_url(world) == [f"{SITE}/hook"]


class TestSlowPatterns:
    def test_after_three_that_were_given_up_an_addons_other_patterns_are_not_looked_at(self) -> None:
        world = world_of_three()
        hooked(world, *(hook(pattern=f"(a|aa)+{number}$") for number in range(9)), hook(pattern="^a"))
        installed(world, {**descriptor(webhook=[hook(pattern="^a")]), "key": "com.example.other"})
        acts.say(world, room(world), bo(world), "a" * 60 + "!")
        assert len(sent(world)) == 1
        told = notes(world, "skipped")
        assert told[:3] == ["the search was given up after 100 ms"] * 3
        assert told[3:] == ["the searches for 3 patterns of this add-on were given up already"] * 7


class TestStorm:
    @pytest.mark.parametrize("person", [None, 1])
    def test_what_an_addon_does_over_rest_counts_also_with_a_persons_token(self, person: int | None) -> None:
        world = world_of_three()
        made = hooked(world, hook(event="room_topic_change"), scopes=("admin_room",))
        kind = TokenKind.ADDON if person is None else TokenKind.USER
        world.state.tokens["its"] = Token(
            "its", kind, ("admin_room",), world.now(), installation=made.oauth_id, person=person
        )
        for number in range(32):
            assert ask(world, "PUT", "/v2/room/1/topic", {"topic": str(number)}, token="its").status == 204
        assert len(sent(world)) == 30
        for number in range(32):
            ask(world, "PUT", "/v2/room/1/topic", {"topic": str(number)}, token="ann")
        assert len(sent(world)) == 32

    def test_an_addon_that_answers_itself_comes_to_an_end(self) -> None:
        world = world_of_three()
        hooked(world, hook(event="room_notification"))
        acts.notify(world, room(world), acts.Notification("tick"))
        calls = 0
        while waiting := sent(world):
            for delivery in waiting:
                calls += 1
                run(deliver(world, delivery), lambda _call: Answer(200, JSON, b'{"message": "tock"}'))
        assert calls == 30
        (why,) = notes(world, "skipped")
        assert why.startswith("over 30 events in 60 s were caused by add-ons")
        depths = [delivery.depth for delivery in world.deliveries.values()]
        assert depths == list(range(30))

    def test_after_the_minute_it_hears_again_and_people_are_never_counted(self) -> None:
        world = world_of_three()
        hooked(world, hook(event="room_notification"), hook())
        for _ in range(40):
            acts.notify(world, room(world), acts.Notification("tick"))
            acts.say(world, room(world), bo(world), "hello")
        assert sorted(one.event for one in sent(world)) == ["room_message"] * 40 + ["room_notification"] * 30
        assert isinstance(world.clock, Clock)
        world.clock.advance(60)
        acts.notify(world, room(world), acts.Notification("tick"))
        assert len(sent(world)) == 1


class TestLog:
    def test_a_delivery_stands_in_the_wire_log_with_claims_answer_and_time(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        delivery = one_delivery(world)
        run(deliver(world, delivery), lambda _call: Answer(200, JSON, b'{"a": 1}', 0.25))
        (entry,) = deliveries(world, delivery.webhook, made.oauth_id)
        assert (entry.kind, entry.direction, entry.method, entry.status) == ("webhook", "out", "POST", 200)
        assert (entry.seconds, entry.event, entry.room, entry.delivery) == (
            0.25,
            "room_message",
            1,
            delivery.id,
        )
        assert (entry.claims["sub"], entry.claims["iss"]) == ("2", made.oauth_id)
        assert dict(entry.headers)["Authorization"] == "JWT ***"
        assert '"/bell now"' in entry.body
        assert dict(delivery.headers)["Authorization"].partition(" ")[2] not in logged(world)
        assert deliveries(world, 99) == deliveries(world, None, "other") == ()

    def test_an_address_that_cannot_be_called_is_no_call(self) -> None:
        world = world_of_three()
        hooked(world, hook(url="/hook"))
        assert delivered(world) == []
        run(deliver(world, one_delivery(world)), lambda _call: pytest.fail("called"))
        assert notes(world, "webhook") == ["that is not an http or https address"]


class TestReplay:
    def test_a_replay_is_the_same_byte_for_byte(self) -> None:
        world = world_of_three()
        hooked(world, HOOK)
        first = one_delivery(world)
        again = replay(world, first.id)
        assert again == replace(first, id=again.id)
        assert again.id != first.id
        assert world.drain() == ()

    def test_forging_nothing_is_a_fresh_good_token(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        first = one_delivery(world)
        before, after = (claims_of(one, made.secret) for one in (first, replay(world, first.id, Forgery())))
        assert before["jti"] != after["jti"]
        assert {**before, "jti": 0} == {**after, "jti": 0}

    @pytest.mark.parametrize(
        ("forgery", "secret", "algorithm", "expected"),
        [
            (Forgery(secret="x"), "x", "HS256", {"sub": "2"}),
            (Forgery(algorithm="HS512"), None, "HS512", {"sub": "2"}),
            (Forgery(claims={"sub": "1", "aud": "me"}), None, "HS256", {"sub": "1", "aud": "me"}),
            (Forgery(claims={"exp": 7}), None, "HS256", {"exp": 7}),
            (Forgery(claims={"exp": None, "iat": None}), None, "HS256", {"exp": None, "iat": None}),
            (Forgery(body={"event": "x"}), None, "HS256", {"sub": "2"}),
        ],
    )
    def test_a_forgery_departs_as_told(
        self, forgery: Forgery, secret: str | None, algorithm: str, expected: Json
    ) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        first = one_delivery(world)
        forged = replay(world, first.id, forgery)
        claims = claims_of(forged, secret or made.secret, algorithm)
        assert {name: claims.get(name) for name in expected} == expected
        assert (forged.body == first.body) == (forgery.body is None)

    @pytest.mark.parametrize("subject", ["abc", None, 5, {"a": 1}, "9" * 40, "²"])
    def test_what_was_forged_can_be_forged_again(self, subject: Json) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        forged = replay(world, one_delivery(world).id, Forgery(claims={"sub": subject}))
        again = claims_of(replay(world, forged.id, Forgery()), made.secret)
        assert again["sub"] == "0"

    @pytest.mark.parametrize(
        "body", ["text", [1], {}, {"item": 5}, {"item": [1]}, {"item": {"message": {"id": "nowhere"}}}]
    )
    def test_an_answer_to_a_forged_payload_is_posted_beneath_nothing(self, body: Json) -> None:
        world = world_of_three()
        hooked(world, HOOK)
        forged = replay(world, one_delivery(world).id, Forgery(body=body))
        run(deliver(world, forged), lambda _call: Answer(200, JSON, b'{"message": "x"}'))
        said = world.chat.history(1)[-1]
        assert (said.text, said.attach_to) == ("x", None)

    def test_it_may_be_unsigned_or_signed_by_nothing(self) -> None:
        world = world_of_three()
        hooked(world, HOOK)
        world.state.configure(webhook_token_in_query=True)
        first = one_delivery(world)
        bare = replay(world, first.id, Forgery(unsigned=True))
        assert (dict(bare.headers), bare.url) == ({"Content-Type": "application/json"}, f"{SITE}/hook")
        none = dict(replay(world, first.id, Forgery(algorithm="none")).headers)["Authorization"]
        assert jwt.get_unverified_header(none.removeprefix("JWT "))["alg"] == "none"
        assert none.endswith(".")

    def test_an_unsigned_webhook_can_be_sent_a_token(self) -> None:
        world = world_of_three()
        made = hooked(world, hook())
        forged = replay(world, one_delivery(world).id, Forgery())
        assert claims_of(forged, made.secret)["sub"] == "0"

    def test_what_cannot_be_made_again_is_refused(self) -> None:
        world = world_of_three()
        made = hooked(world, HOOK)
        first = one_delivery(world)
        with pytest.raises(Refused, match="no delivery 99"):
            replay(world, 99)
        with pytest.raises(Refused, match="can't be signed"):
            replay(world, first.id, Forgery(algorithm="RS257"))
        del world.state.installations[made.oauth_id]
        with pytest.raises(Refused, match="no installation"):
            replay(world, first.id, Forgery())

    def test_only_the_last_thousand_are_kept(self) -> None:
        world = world_of_three()
        hooked(world, hook())
        for _ in range(1001):
            acts.say(world, room(world), bo(world), "hello")
        assert len(world.deliveries) == 1000
        assert 1 not in world.deliveries


def claims_of(delivery: Delivery, secret: str, algorithm: str = "HS256") -> Json:
    token = dict(delivery.headers)["Authorization"].removeprefix("JWT ")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return jwt.decode(token, secret, [algorithm], options=ANY_AUDIENCE)


def test_hearing_makes_an_item_once_for_each_address() -> None:
    world = world_of_three()
    hooked(world, hook(key="a"), hook(key="b"))
    bases = []

    def item(base: str) -> Json:
        bases.append(base)
        return {}

    world.happen(Happened("room_message", 1, item, 2, "hello"))
    assert bases == [BASE]
