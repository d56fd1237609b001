"""The page's own requests: who a window is, what it sees, what it may change, what others hear of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hipgen.host import acts, cards
from hipgen.host.chat import Room
from hipgen.host.core import handle
from hipgen.host.web.window import concerns, wanted
from hipgen.host.wire import Json, Reply, Request
from hipgen.host.world import Push
from tests.host.windows import ANN, BO, GUS, HARBOUR, VAULT, Window
from tests.host.worlds import BASE, START, ask, world_of_three


def named(rooms: Json) -> list[str]:
    return [room["name"] for room in rooms]


@pytest.mark.parametrize(
    ("person", "rooms"),
    [(ANN, ["Harbour", "Vault"]), (BO, ["Harbour"]), (GUS, [])],
    ids=["owner", "other", "guest"],
)
def test_a_window_shows_the_rooms_that_its_person_sees(person: int, rooms: list[str]) -> None:
    start = Window(world_of_three(), person).get("/page/start").json()
    assert start["me"] == person
    assert named(start["rooms"]) == rooms


def test_two_windows_of_one_browser_are_two_people() -> None:
    world = world_of_three()
    ann = Window(world, ANN)
    bo = replace(ann, person=BO)
    bo.cookie, bo.token = ann.cookie, ann.token
    ann.say("one")
    bo.say("two")
    assert [said["sender"]["name"] for said in ann.messages()["items"]] == ["Ann Park", "Bo Lund"]


@pytest.mark.parametrize("path", ["messages", "messages/x"])
def test_a_private_room_is_not_there_for_others(path: str) -> None:
    assert Window(world_of_three(), BO).get(f"/page/rooms/{VAULT}/{path}").status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"hipgen-token": ""}, 403),
        ({"hipgen-token": "0" * 64}, 403),
        ({"origin": "http://localhost:5000"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"cookie": ""}, 403),
        ({"cookie": "hipgen_browser=another"}, 403),
    ],
)
def test_only_pages_of_this_host_change_anything(headers: dict[str, str], status: int) -> None:
    world = world_of_three()
    window = Window(world, ANN)
    answer = window.send("POST", f"/page/rooms/{HARBOUR}/messages", {"text": "hello"}, **headers)
    assert answer.status == status
    assert bool(world.chat.history(HARBOUR)) == (status == 200)


def test_other_sites_are_shown_nothing() -> None:
    window = Window(world_of_three(), ANN)
    headers = {"cookie": window.cookie, "sec-fetch-site": "cross-site"}
    assert ask(window.world, "GET", "/page/start", token=None, headers=headers).status == 403


def test_the_page_runs_only_its_own_scripts() -> None:
    for path in ("/", "/rooms/1", "/inspector"):
        reply = ask(world_of_three(), "GET", path, token=None)
        policy = reply.header("Content-Security-Policy") or ""
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert b"<script>" not in reply.body
        assert b"onclick" not in reply.body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/page/main.js", 200),
        ("/static/page/tokens.css", 200),
        ("/static/page/nothing.js", 404),
        ("/static/page/%2e%2e%2fpeople.py", 404),
        ("/static/templates/layout.html", 404),
    ],
)
def test_scripts_and_styles_come_from_their_folder_only(path: str, status: int) -> None:
    assert ask(world_of_three(), "GET", path, token=None).status == status


def test_a_script_that_did_not_change_is_not_sent_again() -> None:
    world = world_of_three()
    tag = ask(world, "GET", "/static/page/main.js", token=None).header("ETag") or ""
    assert ask(world, "GET", "/static/page/main.js", token=None, headers={"if-none-match": tag}).status == 304


def test_messages_come_fifty_at_a_time_both_ways() -> None:
    world = world_of_three()
    window, room = Window(world, ANN), world.chat.room(HARBOUR)
    assert room is not None
    ann = world.chat.person(ANN)
    assert ann is not None
    ids = [acts.say(world, room, ann, str(number)).id for number in range(120)]
    last = window.messages()
    assert [said["id"] for said in last["items"]] == ids[70:]
    assert last["more"]
    middle = window.messages(before=ids[70])
    assert [said["id"] for said in middle["items"]] == ids[20:70]
    assert middle["more"]
    first = window.messages(before=ids[20])
    assert [said["id"] for said in first["items"]] == ids[:20]
    assert not first["more"]
    after = window.messages(after=ids[40])
    assert [said["id"] for said in after["items"]] == ids[41:91]
    assert after["more"]
    assert window.get(f"/page/rooms/{HARBOUR}/messages", before="nobody").status == 404


def test_html_of_an_addon_is_cleaned_and_text_stays_text() -> None:
    world = world_of_three()
    room = world.chat.room(HARBOUR)
    assert room is not None
    acts.notify(world, room, acts.Notification('<b>x</b><script>y</script><img src="/a" onerror="z">'))
    acts.notify(world, room, acts.Notification("<b>x</b>", format="text"))
    shown = Window(world, ANN).messages()["items"]
    assert "script" not in shown[0]["html"]
    assert "onerror" not in shown[0]["html"]
    assert "<b>x</b>" in shown[0]["html"]
    assert shown[1]["text"] == "<b>x</b>"
    assert "html" not in shown[1]


CARD = {"style": "application", "id": "1", "title": "T"}


@pytest.mark.parametrize(
    ("card", "drawn"),
    [
        (CARD, True),
        ({**CARD, "style": "link"}, False),
        ({**CARD, "style": "link", "description": "d"}, True),
        ({**CARD, "style": "image"}, False),
        ({**CARD, "style": "image", "url": "https://example.com/a.png"}, True),
        ({**CARD, "style": "media"}, True),
        ({**CARD, "style": "file"}, True),
        ({**CARD, "style": "other"}, False),
        ({**CARD, "id": ""}, False),
        ({"style": "application", "title": "T"}, False),
        ("text", False),
        (None, False),
    ],
)
def test_a_card_that_is_not_whole_gives_way_to_its_message(card: Json, drawn: bool) -> None:
    assert (cards.drawn(card) is not None) == drawn


def test_a_card_leads_nowhere_but_to_the_web() -> None:
    shown = cards.drawn(
        {
            **CARD,
            "url": "javascript:alert(1)",
            "icon": "javascript:alert(1)",
            "thumbnail": {"url": "data:text/html,x", "width": True},
            "description": {"value": "<b onclick=x>d</b><script>x</script>", "format": "html"},
            "activity": {
                "html": "<i>a</i><iframe src=x></iframe>",
                "icon": {"url": "https://example.com/i.png"},
            },
            "attributes": [
                {"label": "L", "value": {"label": "V", "style": "lozenge-error", "url": "file:///etc"}},
                {"value": {"label": "W", "style": "lozenge"}},
                {"label": "no value"},
            ],
        }
    )
    assert shown == {
        "style": "application",
        "id": "1",
        "title": "T",
        "description": {"html": "<b>d</b>"},
        "activity": {"html": "<i>a</i>", "icon": {"url": "https://example.com/i.png"}},
        "attributes": [
            {"label": "L", "value": "V", "lozenge": "error"},
            {"value": "W", "lozenge": "default"},
        ],
    }


def test_saying_something_brings_one_into_the_room() -> None:
    world = world_of_three()
    room = world.chat.room(HARBOUR)
    assert room is not None
    world.chat.put_room(replace(room, present=(ANN,)))
    Window(world, BO).say("hello @Ann")
    changed = world.chat.room(HARBOUR)
    assert changed is not None
    assert changed.present == (ANN, BO)
    assert world.chat.history(HARBOUR)[-1].mentions == (ANN,)


def test_a_file_is_shown_with_its_name_and_text() -> None:
    world = world_of_three()
    window = Window(world, BO)
    headers = {**window.headers(), "hipgen-token": window.token, "content-type": "image/png"}
    path = f"/page/rooms/{HARBOUR}/files"
    reply = ask(world, "POST", path, token=None, headers=headers, raw=b"\x89PNG", name="a/b.png", text="look")
    said = reply.json()
    assert said["text"] == "look"
    assert said["file"]["name"] == "a_b.png"
    assert said["file"]["size"] == 4
    assert ask(world, "GET", said["file"]["url"].removeprefix(BASE), token=None).body == b"\x89PNG"


@pytest.mark.parametrize(
    ("person", "method", "path", "body", "status"),
    [
        (ANN, "POST", "/page/rooms", {"name": "New", "privacy": "private"}, 200),
        (ANN, "POST", "/page/rooms", {"name": "Harbour"}, 409),
        (ANN, "POST", "/page/rooms", {"name": " "}, 400),
        (ANN, "POST", "/page/rooms", {"name": "x" * 51}, 400),
        (GUS, "POST", "/page/rooms", {"name": "New"}, 403),
        (BO, "POST", "/page/rooms/1/topic", {"topic": "Ships"}, 200),
        (BO, "POST", "/page/rooms/1/topic", {"topic": "x" * 251}, 400),
        (BO, "POST", "/page/rooms/2/topic", {"topic": "Ships"}, 404),
        (BO, "POST", "/page/rooms/1/archive", {}, 403),
        (ANN, "POST", "/page/rooms/1/archive", {}, 200),
        (BO, "DELETE", "/page/rooms/1", {}, 403),
        (ANN, "DELETE", "/page/rooms/1", {}, 200),
        (BO, "POST", "/page/rooms/1/exit", {}, 200),
        (ANN, "POST", "/page/rooms/2/members", {"members": [2]}, 200),
        (ANN, "POST", "/page/rooms/2/members", {"members": [99]}, 400),
        (ANN, "POST", "/page/presence", {"show": "dnd"}, 200),
        (ANN, "POST", "/page/presence", {"show": "asleep"}, 400),
        (ANN, "POST", "/page/rooms/1/messages", {"text": "  "}, 400),
        (ANN, "POST", "/page/rooms/1/messages", {"text": 1}, 400),
        (ANN, "POST", "/page/rooms/x/messages", {"text": "a"}, 404),
    ],
)
def test_people_do_what_is_theirs_to_do(person: int, method: str, path: str, body: Json, status: int) -> None:
    assert Window(world_of_three(), person).send(method, path, body).status == status


def test_nobody_talks_in_an_archived_room() -> None:
    window = Window(world_of_three(), ANN)
    window.send("POST", "/page/rooms/1/archive")
    assert window.send("POST", "/page/rooms/1/messages", {"text": "a"}).status == 409
    window.send("POST", "/page/rooms/1/archive", {"archived": False})
    assert window.send("POST", "/page/rooms/1/messages", {"text": "a"}).status == 200


@pytest.mark.parametrize(
    ("person", "push", "heard"),
    [
        (ANN, Push("message", {}, room=VAULT), True),
        (BO, Push("message", {}, room=VAULT), False),
        (BO, Push("message", {}, room=HARBOUR), True),
        (BO, Push("message", {}, person=ANN), False),
        (BO, Push("message", {}, person=BO), True),
        (BO, Push("person", {}), True),
        (GUS, Push("message", {}, room=HARBOUR), False),
    ],
)
def test_news_of_a_room_go_to_who_sees_it(person: int, push: Push, heard: bool) -> None:
    world = world_of_three()
    assert concerns(world.chat, person, push) == heard
    assert wanted(world, Request("GET", "/page/events", f"as={person}"))(push) == heard


def test_the_browser_becomes_who_the_window_is() -> None:
    reply = Window(world_of_three(), BO).send("POST", "/page/be")
    assert (reply.header("Set-Cookie") or "").startswith("hipgen_person=2;")


def test_a_guest_sees_rooms_that_guests_were_let_into() -> None:
    world = world_of_three()
    world.chat.put_room(Room(7, "Pier", ANN, START, guest_key="k"))
    assert named(Window(world, GUS).get("/page/rooms").json()) == ["Pier"]


class TestTalks:
    def test_two_people_read_what_they_said_to_each_other(self) -> None:
        world = world_of_three()
        ann, bo = Window(world, ANN), Window(world, BO)
        assert ann.send("POST", f"/page/people/{BO}/messages", {"text": "psst"}).status == 200
        bo.send("POST", f"/page/people/{ANN}/messages", {"text": "what?"})
        for window, other in ((ann, BO), (bo, ANN)):
            said = window.get(f"/page/people/{other}/messages").json()["items"]
            assert [one["text"] for one in said] == ["psst", "what?"]
            (talk,) = window.get("/page/talks").json()
            assert talk == {"with": other, "count": 2, "last": said[-1]["id"]}
            assert window.get(f"/page/people/{other}/messages/{said[0]['id']}").json()["text"] == "psst"

    def test_nobody_else_hears_of_it(self) -> None:
        world = world_of_three()
        ann = Window(world, ANN)
        world.drain()
        said = ann.send("POST", f"/page/people/{BO}/messages", {"text": "psst"}).json()
        pushes = [one for one in world.drain() if isinstance(one, Push)]
        assert [(one.data, one.person) for one in pushes] == [
            ({"id": said["id"], "with": ANN}, BO),
            ({"id": said["id"], "with": BO}, ANN),
        ]
        assert [concerns(world.chat, GUS, one) for one in pushes] == [False, False]
        assert ann.get(f"/page/rooms/{HARBOUR}/messages/{said['id']}").status == 404

    def test_a_file_is_shown_to_one_person(self) -> None:
        world = world_of_three()
        ann = Window(world, ANN)
        headers = {**ann.headers(), "hipgen-token": ann.token, "content-type": "image/png"}
        path = f"/page/people/{BO}/files"
        request = Request("POST", path, "name=a%2Fb.png&text=look", headers, b"png", BASE)
        reply = handle(world, request)
        assert isinstance(reply, Reply)
        assert (reply.json()["file"]["name"], reply.json()["text"]) == ("a_b.png", "look")

    @pytest.mark.parametrize(
        ("person", "other", "body", "status"),
        [
            (ANN, ANN, {"text": "me"}, 404),
            (ANN, 99, {"text": "who"}, 404),
            (ANN, GUS, {"text": "hi"}, 403),
            (GUS, ANN, {"text": "hi"}, 403),
            (ANN, BO, {"text": " "}, 400),
            (ANN, BO, {}, 400),
        ],
    )
    def test_what_makes_no_talk_is_refused(self, person: int, other: int, body: Json, status: int) -> None:
        window = Window(world_of_three(), person)
        assert window.send("POST", f"/page/people/{other}/messages", body).status == status


def test_what_a_browser_keeps_is_of_one_world() -> None:
    first, second = Window(world_of_three(), ANN), Window(world_of_three(), BO)
    same = Window(first.world, BO)
    assert first.get("/page/start").json()["beginning"] == same.get("/page/start").json()["beginning"]
    second.world.state.secrets["pages"] = "of another start"
    assert first.get("/page/start").json()["beginning"] != second.get("/page/start").json()["beginning"]
