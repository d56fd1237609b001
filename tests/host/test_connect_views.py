"""Views in a real browser: two pages of an old add-on, a panel and a dialog, in a page of the host.

The add-on is another server. What its pages see they report to it, as add-ons did; what the page around them
is asked for, it notes.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest

from hipgen.host.seed import plant
from hipgen.host.server.running import Options, Running, running
from hipgen.host.wire import Json
from tests.host.addons import installed
from tests.host.browsing import Window, browsing
from tests.host.serving import GROUP

HERE = Path(__file__).parent
KEY = "com.example.kettle"
PATIENCE = 15.0

pytestmark = [pytest.mark.slow]


@dataclass
class Kettle:
    """The add-on: its pages, which load the host's script, and what they reported."""

    host: str = ""
    url: str = ""
    reports: list[Json] = field(default_factory=list)

    def said(self, what: str, count: int = 1) -> Json:
        """The `count`th report of a name. Raises TimeoutError when there never is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = [one for one in list(self.reports) if one["what"] == what]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.02)
        raise TimeoutError(f"no report {count} of {what}: {self.reports}")

    def count(self, what: str) -> int:
        return len([one for one in self.reports if one["what"] == what])

    def page(self, path: str) -> bytes | None:
        """A page, with HipChat's address replaced by the host's, which is what it was led to."""
        name = {"/panel": "panel", "/brew": "dialog", "/quiet": "panel"}.get(path)
        if name is None:
            return None
        text = (HERE / "pages" / f"{name}.html").read_text(encoding="utf-8")
        return text.replace("https://www.hipchat.com", self.host).encode()


@contextmanager
def serving(kettle: Kettle) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(kettle.page(self.path.partition("?")[0]))

        def do_POST(self) -> None:
            kettle.reports.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self._answer(b"")

        def _answer(self, body: bytes | None) -> None:
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_words: Any) -> None:
            """Nothing is written."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kettle.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


def descriptor(url: str, scopes: list[str]) -> Json:
    """The add-on's descriptor."""
    button = {"name": {"value": "Order"}, "key": "brew.order"}
    others = [("Panel", "brew.panel"), ("Home", "brew.home"), ("Back", None)]
    secondary = [{"name": {"value": name}, **({"key": key} if key else {})} for name, key in others]
    brew = {
        "key": "kettle.brew",
        "title": {"value": "Brew"},
        "url": f"{url}/brew?text={{message.body}}",
        "options": {
            "style": "warning",
            "primaryAction": button,
            "secondaryActions": secondary,
            "filter": {"placeholder": {"value": "Find a tea"}},
        },
    }
    panel = {"location": "hipchat.sidebar.right", "name": {"value": "Teas"}}
    icon = {"url": f"{url}/i.png", "url@2x": f"{url}/i.png"}
    action = {"location": "hipchat.message.action", "name": {"value": "Brew this"}}
    capabilities = {
        "hipchatApiConsumer": {"scopes": scopes},
        "configurable": {"url": f"{url}/panel?theme=light"},
        "webPanel": [
            {"key": "kettle.panel", "url": f"{url}/panel", **panel},
            {"key": "kettle.quiet", "url": f"{url}/quiet?quiet=1&t={{message.body}}", **panel},
        ],
        "dialog": [brew],
        "glance": [
            {"key": "kettle.glance", "name": {"value": "Kettle"}, "icon": icon, "target": "kettle.quiet"}
        ],
        "action": [{"key": "kettle.fromMessage", "target": "kettle.quiet", **action}],
    }
    links = {"self": f"{url}/descriptor.json"}
    return {"key": KEY, "name": "Kettle", "description": "Tea.", "links": links, "capabilities": capabilities}


@dataclass(frozen=True)
class Set:
    """A page of the host with views on it, and the add-on."""

    tab: Window
    kettle: Kettle
    host: Running
    secret: str

    def open(self, how: str) -> None:
        """Have the page open something: `openGlance(stage.module('kettle.glance'))`."""
        self.tab.value(f"stage.views.{how}")

    def pressed(self, name: str) -> None:
        """Press a button of the dialog."""
        button = f"[...document.querySelectorAll('dialog footer button')].find((one) => {WHICH})"
        self.tab.until(f"((one) => one && (one.click(), true))({button % json.dumps(name)})")


WHICH = "one.textContent === %s && !one.disabled"


def played(play: Callable[[Set], None], scopes: tuple[str, ...] = ("view_room",)) -> None:
    """Set up the host, the add-on and the browser, and play. Nothing in the pages may throw meanwhile."""

    async def run() -> None:
        options = Options(plant=partial(plant, data=GROUP), https_port=None)
        kettle = Kettle()
        async with running(options) as host:
            kettle.host = host.http
            with serving(kettle):
                made = installed(host.engine.world, descriptor(kettle.url, list(scopes)), 1)
                await asyncio.to_thread(browse, host, kettle, made.secret)

    def browse(host: Running, kettle: Kettle, secret: str) -> None:
        with browsing() as browser:
            tab = browser.blank("Page", "Runtime", "Network")
            tab.hear_frames()
            # The page's policy, not its work.
            tab.ask("Network.setBlockedURLs", urls=["*/static/page/main.js"])
            tab.go(f"{host.http}/rooms/1")
            stage = (HERE / "connect" / "stage.js").read_text(encoding="utf-8")
            stage = stage[stage.index("async (") :].rstrip()
            tab.value(f"({stage})(1)")
            play(Set(tab, kettle, host, secret))
            # A frame that came last is asked in the first turn, and has answered by the second.
            for _turn in range(2):
                tab.value("new Promise((done) => setTimeout(done, 100))")
            assert browser.problems == []

    asyncio.run(run())


def test_an_old_panel_makes_every_call() -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        scene.open("show({ module: stage.module('kettle.panel'), head: null, values: {}, event: null })")
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

    played(play)


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


def test_a_dialog_is_steered_by_its_view_and_closes_as_it_answers() -> None:
    def play(scene: Set) -> None:
        tab, kettle = scene.tab, scene.kettle
        scene.open("show({ module: stage.module('kettle.panel'), head: null, values: {}, event: null })")
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

    played(play)


def test_esc_the_icon_and_the_backdrop_close_a_dialog_unasked() -> None:
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

    played(play)


def test_a_panel_hears_what_opened_it_again_when_the_theme_changes_and_what_happens() -> None:
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

    played(play)


def test_a_panel_belongs_to_its_room_and_a_view_that_cannot_be_signed_is_tried_again() -> None:
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

    played(play)


def test_without_the_scope_the_getters_say_so() -> None:
    def play(scene: Set) -> None:
        scene.open("show({ module: stage.module('kettle.panel'), head: null, values: {}, event: null })")
        for name in ("getRoomDetails", "getParticipants", "getCurrentUser"):
            said = scene.kettle.said(name)["said"]
            assert said.keys() == {"error"}
            assert said["error"] == "Missing scopes: view_room. Present scopes: send_notification"
        assert scene.kettle.said("withToken")["said"]["error"] is None

    played(play, ("send_notification",))


def test_outside_a_view_an_old_page_runs_and_is_told_that_nobody_answers() -> None:
    def play(scene: Set) -> None:
        for count, address in enumerate(
            (f"{scene.kettle.url}/panel?theme=light", f"{scene.host.http}/addons/{KEY}?room=1"), 1
        ):
            scene.tab.go(address)
            said = scene.kettle.said("withToken again", count)["said"]
            assert said == {"error": {"message": "This page is not a view in HipChat"}}

    played(play)
