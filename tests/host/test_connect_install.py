"""The handshakes: install, install again, update, remove; what works when, and what stays when one fails."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from hipgen.host import acts
from hipgen.host.connect import install as connect
from hipgen.host.connect.fetching import Fetched
from hipgen.host.connect.install import browser_steps, install, reinstall, uninstall, update
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.wire import Answer, Call, Failure, Json
from hipgen.host.world import Outcall, Push, World
from tests.host.addons import (
    CALLBACK,
    GLANCE,
    HOOK,
    OK,
    SELF,
    SITE,
    descriptor,
    installed,
    logged,
    notes,
    run,
    sent,
    serving,
)
from tests.host.worlds import BASE, Addon, ask, world_of_three

UPDATED = {**CALLBACK, "updateCallbackUrl": f"{SITE}/updated"}


Addons = Callable[[Call], Answer | Failure]


def put(
    world: World, document: Json, addon: Addons, room: int | None = 1, by: int | None = 1
) -> Installation:
    place = None if room is None else world.chat.room(room)
    who = None if by is None else world.chat.person(by)
    return run(install(world, Fetched(document, SELF), place, who, BASE), addon)


def token_status(world: World, oauth_id: str, secret: str) -> int:
    """What the token endpoint answers to credentials."""
    header = b64encode(f"{oauth_id}:{secret}".encode()).decode()
    raw = urlencode({"grant_type": "client_credentials", "scope": "send_notification"}).encode()
    headers = {
        "authorization": f"Basic {header}",
        "content-type": "application/x-www-form-urlencoded",
    }
    return ask(world, "POST", "/v2/oauth/token", token=None, headers=headers, raw=raw).status


def nothing_left(world: World) -> bool:
    state = world.state
    return not (state.installations or state.webhooks or state.extensions or state.glances or state.refreshes)


@pytest.mark.parametrize(("room", "told"), [(1, {"roomId": 1}), (None, {})])
def test_an_addon_is_told_its_credentials_and_place(room: int | None, told: Json) -> None:
    world, addon = world_of_three(), Addon({("POST", "/installed"): OK})
    made = put(world, descriptor(installable=CALLBACK, webhook=[HOOK]), addon, room)
    (call,) = addon.calls
    assert (call.method, call.url) == ("POST", f"{SITE}/installed")
    assert dict(call.headers) == {"Content-Type": "application/json"}
    assert json.loads(call.body) == {
        "capabilitiesUrl": f"{BASE}/v2/capabilities",
        "oauthId": made.oauth_id,
        "oauthSecret": made.secret,
        "groupId": world.state.group.id,
        **told,
    }
    assert (len(made.secret), made.secret.isalnum(), made.room) == (40, True, room)
    assert (made.installed_by, made.scopes, made.from_name) == (1, ("send_notification",), "Bell")
    (hook,) = world.state.webhooks.values()
    assert (hook.room, hook.installation, hook.declared) == (room, made.oauth_id, True)
    assert made.secret not in logged(world)


def test_credentials_work_while_the_addon_answers() -> None:
    world = world_of_three()
    statuses = []

    def answer(call: Call) -> Answer:
        body = json.loads(call.body)
        statuses.append(token_status(world, body["oauthId"], body["oauthSecret"]))
        return Answer(204)

    put(world, descriptor(installable=CALLBACK), answer)
    assert statuses == [200]


@pytest.mark.parametrize(("status", "noted"), [(200, 0), (201, 1), (204, 1), (299, 1)])
def test_any_2xx_is_taken_and_noted_unless_it_is_200(status: int, noted: int) -> None:
    world = world_of_three()
    put(world, descriptor(installable=CALLBACK), Addon({("POST", "/installed"): Answer(status)}))
    assert len(notes(world, "note")) == noted


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(400), "did not take the installation: it answered 400"),
        (Answer(302, {"location": "/x"}), "it answered 302"),
        (Answer(500, {}, b"oops"), "it answered 500"),
        (Failure("connection refused"), "did not take the installation: connection refused"),
    ],
)
def test_when_the_addon_does_not_agree_nothing_stays(answer: Answer | Failure, said: str) -> None:
    world = world_of_three()
    seen = []

    def refuse(call: Call) -> Answer | Failure:
        body = json.loads(call.body)
        seen.append((body["oauthId"], body["oauthSecret"]))
        assert token_status(world, *seen[0]) == 200
        return answer

    with pytest.raises(Refused) as refusal:
        put(world, descriptor(installable=CALLBACK, webhook=[HOOK]), refuse)
    assert (refusal.value.status, said in refusal.value.message) == (502, True)
    assert nothing_left(world)
    assert token_status(world, *seen[0]) == 401
    assert [token for token in world.state.tokens.values() if token.installation] == []


def test_a_callback_that_cannot_be_called_fails_without_a_call() -> None:
    world, addon = world_of_three(), Addon()
    with pytest.raises(Refused, match="not an http or https address"):
        put(world, descriptor(installable={"callbackUrl": "/installed"}), addon)
    assert addon.calls == []
    assert nothing_left(world)


def test_an_install_that_nobody_waits_for_any_more_is_undone() -> None:
    world = world_of_three()
    fetched = Fetched(descriptor(installable=CALLBACK, webhook=[HOOK]), SELF)
    flow = install(world, fetched, world.chat.room(1), None, BASE)
    next(flow)
    assert len(world.state.installations) == 1
    flow.close()
    assert nothing_left(world)


def test_without_a_callback_nobody_is_called() -> None:
    world, addon = world_of_three(), Addon()
    made = put(world, descriptor(), addon)
    assert addon.calls == []
    assert token_status(world, made.oauth_id, made.secret) == 200


@pytest.mark.parametrize(
    ("installable", "room", "by", "status"),
    [
        ({"allowGlobal": False}, None, 1, 400),
        ({"allowRoom": False}, 1, 1, 400),
        ({}, None, 2, 403),
        ({}, 1, 2, 403),
    ],
)
def test_place_and_person_must_be_allowed(installable: Json, room: int | None, by: int, status: int) -> None:
    world = world_of_three()
    with pytest.raises(Refused) as refusal:
        put(world, descriptor(installable=installable), Addon(), room, by)
    assert refusal.value.status == status
    assert nothing_left(world)


def test_whoever_administers_a_room_installs_there() -> None:
    world = world_of_three()
    room = world.chat.room(1)
    assert room is not None
    world.chat.put_room(replace(room, admins=(2,)))
    assert put(world, descriptor(), Addon(), 1, 2).installed_by == 2


def test_each_place_has_credentials_of_its_own_and_one_number() -> None:
    world = world_of_three()
    made = [put(world, descriptor(), Addon(), room) for room in (1, 2, None)]
    assert len({one.oauth_id for one in made}) == 3
    assert len({one.secret for one in made}) == 3
    assert {one.number for one in made} == {made[0].number}


class TestAgain:
    def test_with_an_update_callback_the_credentials_stay(self) -> None:
        world = world_of_three()
        first = installed(world, descriptor(installable=CALLBACK, webhook=[HOOK]))
        addon = Addon({("POST", "/updated"): OK})
        more = {**HOOK, "key": "other", "event": "room_enter"}
        second = put(world, descriptor(installable=UPDATED, webhook=[more, HOOK]), addon)
        assert (second.oauth_id, second.secret) == (first.oauth_id, first.secret)
        (call,) = addon.calls
        assert json.loads(call.body) == {
            "capabilitiesUrl": f"{BASE}/v2/capabilities",
            "oauthId": first.oauth_id,
            "groupId": world.state.group.id,
            "roomId": 1,
        }
        assert {hook.key: hook.id for hook in world.state.webhooks.values()} == {"cmd": 1, "other": 2}

    def test_without_one_there_are_new_credentials_and_the_old_ones_die(self) -> None:
        world = world_of_three()
        document = descriptor(installable=CALLBACK, webhook=[HOOK])
        first = installed(world, document)
        second = put(world, document, Addon({("POST", "/installed"): OK}))
        assert first.oauth_id != second.oauth_id
        assert list(world.state.installations) == [second.oauth_id]
        assert [hook.installation for hook in world.state.webhooks.values()] == [second.oauth_id]
        assert token_status(world, first.oauth_id, first.secret) == 401
        assert token_status(world, second.oauth_id, second.secret) == 200

    def test_without_any_callback_the_descriptor_changes_in_silence(self) -> None:
        world = world_of_three()
        first = installed(world, descriptor())
        second = put(world, {**descriptor(), "name": "Bell II"}, Addon())
        assert (second.oauth_id, second.name) == (first.oauth_id, "Bell II")

    @pytest.mark.parametrize("installable", [CALLBACK, UPDATED])
    def test_when_the_addon_does_not_agree_the_old_one_stays(self, installable: Json) -> None:
        world = world_of_three()
        first = installed(world)
        with pytest.raises(Refused, match="answered 500"):
            put(world, descriptor((), installable=installable), lambda _call: Answer(500))
        assert list(world.state.installations.values()) == [first]
        assert [hook.key for hook in world.state.webhooks.values()] == ["cmd"]
        assert token_status(world, first.oauth_id, first.secret) == 200

    def test_a_reinstallation_reads_the_descriptor_anew(self) -> None:
        world = world_of_three()
        first = installed(world)
        changed = descriptor(("view_room",), installable=UPDATED)
        second = run(reinstall(world, first), serving(changed, updated=Answer(204)))
        assert (second.oauth_id, second.scopes) == (first.oauth_id, ("view_room",))


class TestUpdates:
    def test_what_asks_for_no_more_is_in_force_at_once(self) -> None:
        world = world_of_three()
        first = installed(world, descriptor(("send_notification", "view_room"), glance=[GLANCE]))
        assert token_status(world, first.oauth_id, first.secret) == 200
        ask_glance = {"glance": [{"key": "bells", "content": {"label": {"type": "html", "value": "8"}}}]}
        connect_token = next(one for one in world.state.tokens.values() if one.installation)
        world.state.tokens[connect_token.token] = replace(connect_token, scopes=first.scopes)
        pushed = ask(world, "POST", "/v2/addon/ui/room/1", ask_glance, token=connect_token.token)
        assert pushed.status == 204
        changed = run(update(world, first), serving({**descriptor(), "name": "Bell II"}))
        assert (changed.name, changed.pending, changed.scopes) == ("Bell II", None, ("send_notification",))
        assert world.state.tokens[connect_token.token].scopes == ("send_notification",)
        assert not world.state.glances

    def test_added_scopes_wait_for_approval(self) -> None:
        world = world_of_three()
        first = installed(world, descriptor(installable=CALLBACK))
        wanted = descriptor(("send_notification", "view_room"), installable=UPDATED)
        addon = serving(wanted, updated=OK)
        held = run(update(world, first), addon)
        assert held.pending is not None
        assert (held.pending.added_scopes, held.scopes) == (("view_room",), ("send_notification",))
        assert [call.method for call in addon.calls] == ["GET"]
        changed = run(update(world, held, approved=True), addon)
        assert (changed.pending, changed.scopes) == (None, ("send_notification", "view_room"))
        assert [call.method for call in addon.calls] == ["GET", "GET", "POST"]

    def test_an_approval_holds_for_what_was_seen_only(self) -> None:
        world = world_of_three()
        held = run(update(world, installed(world)), serving(descriptor(("view_room",))))
        more = run(update(world, held, approved=True), serving(descriptor(("view_room", "admin_group"))))
        assert more.pending is not None
        assert more.pending.added_scopes == ("view_room", "admin_group")
        assert more.scopes == ("send_notification",)

    @pytest.mark.parametrize(
        ("document", "said"),
        [
            ({**descriptor(), "key": "com.example.horn"}, "is of com.example.horn now"),
            ({"key": "x"}, "was refused"),
        ],
    )
    def test_a_bad_descriptor_changes_nothing(self, document: Json, said: str) -> None:
        world = world_of_three()
        first = installed(world)
        with pytest.raises(Refused, match=said):
            run(update(world, first), serving(document))
        assert list(world.state.installations.values()) == [first]

    def test_a_descriptor_without_an_address_cannot_be_read_anew(self) -> None:
        world = world_of_three()
        first = replace(installed(world), url=None)
        with pytest.raises(Refused, match="came without an address"):
            run(update(world, first))


class TestRemoval:
    def test_all_is_dead_before_the_addon_is_told(self) -> None:
        world = world_of_three()
        made = installed(world, descriptor(installable=CALLBACK, webhook=[HOOK], glance=[GLANCE]))
        assert token_status(world, made.oauth_id, made.secret) == 200
        told = []

        def hear(call: Call) -> Answer:
            told.append((call.method, call.url, call.headers, call.body))
            assert token_status(world, made.oauth_id, made.secret) == 401
            assert nothing_left(world)
            return Answer(500)

        run(uninstall(world, made), hear)
        assert told == [("DELETE", f"{SITE}/installed/{made.oauth_id}", (), b"")]
        assert nothing_left(world)
        assert [entry.status for entry in world.log if entry.kind == "uninstall"] == [500]

    @pytest.mark.parametrize(
        ("callback", "called"),
        [
            ("https://a.example.com/i", "https://a.example.com/i/ID"),
            ("https://a.example.com/i/", "https://a.example.com/i/ID"),
            ("https://a.example.com/a/b/c?x=1&y=2", "https://a.example.com/a/b/c/ID?x=1&y=2"),
            ("https://a.example.com", "https://a.example.com/ID"),
            ("https://a.example.com/i#top", "https://a.example.com/i/ID"),
        ],
    )
    def test_the_id_ends_the_path_of_the_callback(self, callback: str, called: str) -> None:
        world = world_of_three()
        document = descriptor(installable={"callbackUrl": callback})
        made = put(world, document, lambda _call: OK)
        call = connect.removal(world, made)
        assert call is not None
        assert call.url == called.replace("ID", made.oauth_id)

    def test_who_has_no_callback_is_not_told_and_a_second_removal_does_nothing(self) -> None:
        world, addon = world_of_three(), Addon()
        made = installed(world, descriptor())
        run(uninstall(world, made), addon)
        run(uninstall(world, made), addon)
        assert addon.calls == []
        assert [effect.data["what"] for effect in world.drain() if isinstance(effect, Push)] == [
            "uninstalled"
        ]

    def test_a_deleted_room_takes_its_installations_with_it_once_they_have_heard(self) -> None:
        world = world_of_three()
        hooks = [{**HOOK, "event": "room_deleted"}]
        there = installed(world, descriptor(installable=CALLBACK, webhook=hooks))
        everywhere = installed(world, descriptor(webhook=hooks), None)
        room = world.chat.room(1)
        assert room is not None
        acts.delete_room(world, room, None)
        effects = world.drain()
        heard = [effect for effect in effects if getattr(effect, "event", "") == "room_deleted"]
        assert len(heard) == 2
        (out,) = [effect for effect in effects if isinstance(effect, Outcall)]
        assert (out.call.method, out.call.url) == ("DELETE", f"{SITE}/installed/{there.oauth_id}")
        assert list(world.state.installations) == [everywhere.oauth_id]
        assert [hook.installation for hook in world.state.webhooks.values()] == [everywhere.oauth_id]
        world.log.complete(out.entry, status=204)
        assert [entry.status for entry in world.log if entry.kind == "uninstall"] == [204]

    def test_an_install_whose_room_goes_meanwhile_fails(self) -> None:
        world = world_of_three()
        room = world.chat.room(1)
        assert room is not None
        flow = install(world, Fetched(descriptor(installable=CALLBACK), SELF), room, None, BASE)
        next(flow)
        acts.delete_room(world, room, None)
        with pytest.raises(Refused, match="removed in the meantime"):
            flow.send(OK)
        assert nothing_left(world)


class TestBrowserSteps:
    def test_the_browser_carries_a_document_that_is_read_once(self) -> None:
        world = world_of_three()
        made = installed(world, descriptor(installable={"installedUrl": f"{SITE}/welcome?lang=en"}))
        address = browser_steps(world, made, "http://localhost:8080", "a b&c")
        assert address is not None
        assert address.startswith(f"{SITE}/welcome?lang=en&")
        values = dict(parse_qsl(urlsplit(address).query))
        assert values["redirect_url"] == "http://localhost:8080/addons/?room=1"
        assert values["relayState"] == "a b&c"
        path = values["installable_url"].removeprefix(BASE)
        assert path.startswith(f"/v2/addon/{made.number}/installable/")
        assert len(path.rpartition("/")[2]) == 20
        by_key = path.replace(f"/{made.number}/", f"/{made.key}/")
        assert ask(world, "HEAD", path, token=None).status == 200
        assert ask(world, "GET", by_key.replace("bell", "horn"), token=None).status == 404
        reply = ask(world, "GET", by_key, token=None)
        assert (reply.status, reply.json()["oauthSecret"]) == (200, made.secret)
        assert ask(world, "GET", path, token=None).status == 404
        assert made.secret not in logged(world)
        assert path.rpartition("/")[2] not in logged(world)

    @pytest.mark.parametrize(
        ("installable", "expected"),
        [
            ({}, [None, None, None]),
            ({"installedUrl": f"{SITE}/i"}, [f"{SITE}/i", f"{SITE}/i", None]),
            ({"installedUrl": "/i", "uninstalledUrl": f"{SITE}/\r\nSet-Cookie: x"}, [None, None, None]),
            (
                {"installedUrl": "javascript:alert(1)", "updatedUrl": f"{SITE}/é"},
                [None, f"{SITE}/%C3%A9", None],
            ),
            (
                {"installedUrl": f"{SITE}/i", "updatedUrl": f"{SITE}/u", "uninstalledUrl": f"{SITE}/d"},
                [f"{SITE}/i", f"{SITE}/u", f"{SITE}/d"],
            ),
        ],
    )
    def test_each_step_has_its_address(self, installable: Json, expected: list[str | None]) -> None:
        world = world_of_three()
        made = installed(world, descriptor(installable=installable), None)
        steps = (browser_steps, connect.after_update, connect.after_removal)
        found = [step(world, made, BASE) for step in steps]
        assert [address and address.partition("?")[0] for address in found] == expected
        for address in filter(None, found):
            assert dict(parse_qsl(urlsplit(address).query))["redirect_url"] == f"{BASE}/addons/"


def test_of_installations_at_once_the_last_stays() -> None:
    world, document = world_of_three(), descriptor(installable=CALLBACK)
    room = world.chat.room(1)
    flows = [install(world, Fetched(document, SELF), room, None, BASE) for _each in range(4)]
    for flow in flows:
        next(flow)
    made = []
    for flow in flows:
        with pytest.raises(StopIteration) as end:
            flow.send(OK)
        made.append(end.value.value)
    assert list(world.state.installations.values()) == [made[-1]]


def test_what_an_addon_says_back_hides_its_secret() -> None:
    world = world_of_three()

    def echo(call: Call) -> Answer:
        secret = json.loads(call.body)["oauthSecret"]
        return Answer(200, {"x-echo": secret}, f"saved {secret}".encode())

    made = put(world, descriptor(installable=CALLBACK), echo)
    assert "saved ***" in logged(world)
    assert made.secret not in logged(world)


def test_nothing_secret_of_a_whole_life_reaches_the_wire_log() -> None:
    world = world_of_three()
    document = descriptor(installable={**UPDATED, "installedUrl": f"{SITE}/w"}, webhook=[HOOK])
    made = installed(world, document)
    token_status(world, made.oauth_id, made.secret)
    token = next(one.token for one in world.state.tokens.values() if one.installation)
    browser_steps(world, made, BASE)
    room, person = world.chat.room(1), world.chat.person(2)
    assert room is not None
    assert person is not None
    acts.say(world, room, person, "/bell")
    (delivery,) = sent(world)
    run(reinstall(world, made), serving(document, updated=OK))
    run(uninstall(world, made), Addon())
    secrets = [made.secret, token, dict(delivery.headers)["Authorization"].removeprefix("JWT ")]
    text = logged(world)
    assert [secret for secret in secrets if secret in text] == []
    assert f"/installed/{made.oauth_id}" in text
