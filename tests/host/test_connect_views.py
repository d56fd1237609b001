"""Views in a real browser: two pages of an old add-on, a panel and a dialog, in a page of the host."""

from __future__ import annotations

import json
import time

import jwt
import pytest

from tests.host.browsing import Browser
from tests.host.kettle import KEY, WAYS, Set, browser, played

__all__ = ["browser"]

pytestmark = [pytest.mark.slow]


@pytest.mark.parametrize("way", WAYS)
def test_an_old_panel_makes_every_call(browser: Browser, way: str) -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        scene.show("kettle.panel")
        tab.until("document.querySelector('dialog')")
        tokens = [kettle.said(name)["said"]["result"] for name in ("withToken", "withToken again")]
        assert tokens[0] == tokens[1]
        claims = jwt.decode(tokens[0], scene.secret, ["HS256"])
        assert (claims["sub"], claims["context"]["room_id"]) == ("1", 1)
        assert kettle.said("getRoomDetails")["said"] == {
            "error": None,
            "result": {"id": 1, "name": "Dev Room", "privacy": "public", "topic": ""},
        }
        assert kettle.said("getParticipants")["said"]["result"]["members"] == [{"id": 1, "name": "Bob Smith"}]
        assert kettle.said("getCurrentUser")["said"]["result"] == {"id": 1, "name": "Bob Smith"}
        asked = tab.value("stage.asked")
        assert sorted(asked, key=repr) == sorted(
            [
                ["appendMessage", "Anyone for tea?"],
                ["appendMessage", ""],
                ["focusInput"],
                ["addFile", "data:image/png;base64,iVBORw0KGgo=", "kettle.png"],
                ["openRoom", {"roomName": "Dev Room"}],
                ["appendMessage", "Hello"],
                ["createRoom", {"name": "Tea room", "topic": "Leaves", "privacy": "private"}],
                ["createRoom", {"name": "", "topic": "", "privacy": "public"}],
                ["invite", [2, "Ann"]],
                ["openPerson", {"userMentionName": "Ann"}],
                ["appendMessage", "Tea?"],
                ["viewFile", *[KETTLE_PICTURE], [KETTLE_PICTURE]],
            ],
            key=repr,
        )
        assert kettle.said("receive-parameters")["page"] == "dialog"
        assert kettle.said("tea-is-ready")["said"] == {"blend": "assam"}
        assert kettle.count("forgotten handler") == 0

    played(browser, play, way=way)


KETTLE_PICTURE = {"type": "image", "url": "https://files.example.com/kettle.png"}
DRAWN = """(() => {
  const at = (css) => document.querySelector(`dialog ${css}`);
  const buttons = [...document.querySelectorAll('dialog footer button')];
  return { title: at('h2').textContent, hint: at('.connect-dialog-hint').textContent,
    filter: at('input').placeholder, buttons: buttons.map((one) => [one.textContent, one.disabled]),
    width: document.querySelector('dialog').getBoundingClientRect().width };
})()"""
OPEN_DIALOG = (
    "show({ module: stage.module('kettle.brew'), head: null, values: {}, event: null, overrides: "
    "{ title: 'Tea', options: { size: 'small', primaryAction: { enabled: false } } } })"
)


@pytest.mark.parametrize("way", WAYS)
def test_a_dialog_is_steered_by_its_view_and_closes_as_it_answers(browser: Browser, way: str) -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        scene.show("kettle.panel")
        tab.until("document.querySelector('dialog')")
        drawn = tab.value(DRAWN)
        assert (drawn["title"], drawn["hint"], drawn["filter"]) == (
            "Order an Assam",
            "Free refills",
            "Find a tea",
        )
        assert drawn["buttons"] == [["Order", True], ["Panel", False], ["Home", False], ["Back", False]]
        received = kettle.said("receive-parameters")
        assert received["said"] == {"blend": "assam"}
        assert "text=assam%20%26%20milk&signed_request=" in received["search"]
        assert received["search"].endswith("&connect_client_api_version=1&theme=light")
        tab.until("document.querySelector('dialog h2').textContent === 'Brewing'")
        tab.until("!document.querySelector('dialog footer button').disabled")
        drawn = tab.value(DRAWN)
        assert (drawn["hint"], drawn["buttons"][0]) == ("Almost there", ["Order now", False])

        scene.pressed("Order now")
        assert kettle.said("dialog-button-click")["said"] == {"action": "brew.order"}
        time.sleep(0.3)
        assert tab.value("document.querySelectorAll('dialog').length") == 1
        tab.value(
            "(() => { const filter = document.querySelector('dialog input'); for (const text of ['a', 'as'])"
            " { filter.value = text; filter.dispatchEvent(new Event('input')); } })()"
        )
        assert kettle.said("dialog-filter-changed")["said"] == {"value": "as"}
        scene.pressed("Panel")
        tab.until("stage.shown.at(-1) === 'kettle.quiet'")
        scene.pressed("Home")
        tab.until("!document.querySelector('dialog')")
        tab.until("stage.shown.at(-1) === null")
        scene.open(OPEN_DIALOG)
        tab.until("document.querySelector('dialog')")
        assert tab.value(DRAWN)["width"] == 400
        scene.pressed("Back")  # before the view said what it listens for
        tab.until("!document.querySelector('dialog')")

    played(browser, play, way=way)


def test_esc_the_icon_and_the_backdrop_close_a_dialog_unasked(browser: Browser) -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        for way in ("key in the view", "key", "icon", "backdrop"):
            before = kettle.count("tea-is-ready")
            scene.open("openGlance(stage.module('kettle.glance'))")
            scene.open(OPEN_DIALOG)
            tab.until("document.querySelector('dialog iframe')")
            kettle.said("tea-is-ready", before + 1)
            if way == "key in the view":
                tab.click_at(600, 500)  # in the view, which has the focus then
                tab.press("Escape")
            elif way == "key":
                tab.value("document.querySelector('dialog input').focus()")
                tab.press("Escape")
            elif way == "icon":
                tab.value("document.querySelector('.connect-dialog-close').click()")
            else:
                tab.click_at(5, 5)
            tab.until("!document.querySelector('dialog')")
        assert kettle.count("dialog-button-click") == 0

    played(browser, play)


def test_a_panel_hears_what_opened_it_again_when_the_theme_changes_and_what_happens(browser: Browser) -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        scene.open("openAction(stage.module('kettle.fromMessage'), { body: 'tea?', mid: 'm1' })")
        first = kettle.said("kettle.fromMessage")
        assert (first["said"], first["theme"]) == ({"body": "tea?", "mid": "m1"}, "light")
        tab.value("stage.theme = 'dark'; stage.views.changeTheme()")
        again = kettle.said("kettle.fromMessage", 2)
        assert (again["said"], again["theme"]) == ({"body": "tea?", "mid": "m1"}, "dark")
        push = {"addon_key": KEY, "key": "kettle.glance", "content": {"metadata": {"heat": 96}}}
        scene.open(f"glanceUpdated({json.dumps({**push, 'addon_key': 'com.example.other'})})")
        scene.open(f"glanceUpdated({json.dumps({**push, 'room_id': 2})})")
        scene.open(f"glanceUpdated({json.dumps({**push, 'room_id': 1})})")
        scene.open(f"messageReceived('{KEY}', {{ body: 'ready', mid: 'm2' }})")
        assert kettle.said("message-received")["said"] == {"body": "ready", "mid": "m2"}
        assert [one["said"] for one in kettle.reports if one["what"] == "glance-update"] == [
            {"addon_key": KEY, "module_key": "kettle.glance", "metadata": {"heat": 96}}
        ]
        link = {"sender": {"type": "addon", "id": KEY}, "target": "kettle.quiet", "parameters": {"body": "x"}}
        scene.open(f"openLink({json.dumps(link)})")
        assert kettle.said("receive-parameters")["said"] == {"count": 1, "parameters": {"body": "x"}}

    played(browser, play)


def test_a_panel_belongs_to_its_room_and_a_view_that_cannot_be_signed_is_tried_again(
    browser: Browser,
) -> None:
    def play(scene: Set) -> None:
        tab = scene.tab
        tab.value("stage.fails = true")
        scene.open("openGlance(stage.module('kettle.glance'))")
        tab.until("document.querySelector('#stage .connect-trouble')")
        tab.value("stage.fails = false; document.querySelector('#stage .connect-trouble button').click()")
        tab.until("document.querySelector('#stage iframe')")
        scene.open(OPEN_DIALOG)
        tab.until("document.querySelector('dialog iframe')")
        tab.value("stage.room = 2; stage.views.changeRoom()")
        assert tab.value("[document.querySelectorAll('iframe').length, stage.shown]") == [
            0,
            ["kettle.quiet", None],
        ]
        tab.value("stage.room = 1; stage.views.changeRoom()")
        tab.until("document.querySelector('#stage iframe')")
        name = json.loads(tab.value("document.querySelector('#stage iframe').name"))
        assert name["extension_id"] == tab.value("document.querySelector('#stage iframe').id")
        assert name["extension_id"].startswith(f"{KEY}__kettle.quiet__")
        assert name["origin"] == scene.host.http
        old = {"sender": {"type": "addon", "id": KEY}, "target": "dialog", "href": f"{scene.kettle.url}/brew"}
        scene.open(f"openLink({json.dumps(old)})")
        tab.until("document.querySelector('dialog iframe')")
        assert tab.value("document.querySelector('dialog iframe').name") == ""
        assert "&xdm_c=channel-" in tab.value("document.querySelector('dialog iframe').src")
        scene.pressed("Close")
        tab.until("!document.querySelector('dialog')")
        tab.value(f"stage.views.removed('{KEY}')")
        assert tab.value("document.querySelectorAll('iframe').length") == 0

    played(browser, play)


def test_without_the_scope_the_getters_say_so(browser: Browser) -> None:
    def play(scene: Set) -> None:
        scene.show("kettle.panel")
        for name in ("getRoomDetails", "getParticipants", "getCurrentUser"):
            said = scene.kettle.said(name)["said"]
            assert said.keys() == {"error"}
            assert said["error"] == "Missing scopes: view_room. Present scopes: send_notification"
        assert scene.kettle.said("withToken")["said"]["error"] is None

    played(browser, play, ("send_notification",))


def test_outside_a_view_an_old_page_runs_and_is_told_that_nobody_answers(browser: Browser) -> None:
    def play(scene: Set) -> None:
        for count, address in enumerate(
            (f"{scene.kettle.url}/panel?theme=light", f"{scene.host.http}/addons/{KEY}?room=1"), 1
        ):
            scene.tab.go(address)
            said = scene.kettle.said("withToken again", count)["said"]
            assert said == {"error": {"message": "This page is not a view in HipChat"}}

    played(browser, play)


def test_a_page_whose_own_script_asks_for_hipchats_is_passed_on_too(browser: Browser) -> None:
    def play(scene: Set) -> None:
        scene.show("kettle.late")
        scene.tab.until("stage.asked.length")
        assert scene.tab.value("stage.asked") == [["appendMessage", "late"]]
        (look, script, *passed) = [one for one in scene.host.engine.world.log if one.kind == "view"]
        assert (look.status, script.url) == (200, f"{scene.kettle.url}/late.js?v=2")
        assert "/late.js names www.hipchat.com/atlassian-connect/all-debug.js, which is dead" in look.note
        assert [one.note.endswith("1 address of HipChat's led here") for one in passed] == [False, True]

    played(browser, play, way="cloud")


def test_a_page_that_needs_nothing_stays_at_its_own_address(browser: Browser) -> None:
    """One that says nothing is looked at, one that speaks isn't."""

    def play(scene: Set) -> None:
        for key in ("kettle.mute", "kettle.bare"):
            scene.show(key)
            scene.tab.value("new Promise((done) => setTimeout(done, 1200))")
            assert scene.tab.value("document.querySelector('#stage iframe').src").startswith(scene.kettle.url)
        (entry,) = [one for one in scene.host.engine.world.log if one.kind == "view"]
        assert entry.url.startswith(f"{scene.kettle.url}/mute?")
        assert "neither the page nor its scripts name" in entry.note

    played(browser, play)


@pytest.mark.parametrize("way", WAYS)
def test_an_old_panel_knows_the_room_and_its_people_from_the_real_page(browser: Browser, way: str) -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        tab.click("#glances .glance")
        found = {
            name: kettle.said(name)["said"]["result"]
            for name in ("getRoomDetails", "getParticipants", "getCurrentUser")
        }
        assert found["getRoomDetails"] == {
            "id": 1,
            "name": "Dev Room",
            "privacy": "public",
            "topic": "",
        }
        person = {"id": 1, "mention_name": "Bob", "name": "Bob Smith", "is_admin": True, "photo_url": None}
        person |= {"email": "bob@example.com", "presence": {"show": "chat"}}
        assert found["getCurrentUser"] == {**person, "is_guest": False, "title": ""}
        assert found["getParticipants"]["guests"] == []
        assert person in found["getParticipants"]["members"]
        assert jwt.decode(kettle.said("withToken")["said"]["result"], scene.secret, ["HS256"])["sub"] == "1"
        assert kettle.origins == {kettle.url}, "what it sends comes from the add-on's own page"
        assert scene.view.value("location.pathname") == "/quiet"
        scene.view.value("HipChat.chat.appendMessage('Anyone for tea?')")
        tab.until("document.querySelector('#say').value === 'Anyone for tea?'")
        scene.view.value("HipChat.dialog.open({ key: 'kettle.brew' })")
        tab.sees("Brewing", "dialog h2")

    played(browser, play, way=way, stage=False)


def test_a_configuration_page_of_old_has_its_style_sheet(browser: Browser) -> None:
    def play(scene: Set) -> None:
        scene.tab.go(f"{scene.host.http}/addons/{KEY}?room=1")
        scene.view.until("document.styleSheets.length === 1")
        assert scene.kettle.said("withToken again")["said"]["error"] is not None

    played(browser, play, way="cloud", stage=False)
