"""An add-on of 2016, on a server of its own, and a page of the host that shows its views in a real browser.

Its pages load HipChat's script from HipChat's own address, as the cloud had it, or from the host. What they
see they report to the add-on. The page of the host is the real one, or a stage that notes what it is asked
for. Knows nothing of what is tried.
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

import pytest

from hipgen.host.seed import plant
from hipgen.host.server.running import Options, Running, running
from hipgen.host.wire import Json
from tests.host.addons import installed
from tests.host.browsing import Browser, Window, browsing
from tests.host.serving import GROUP

HERE = Path(__file__).parent
KEY = "com.example.kettle"
CLOUD = "//www.hipchat.com"
WAYS = ("host", "cloud")
"""Where pages load the script: from this host, or from HipChat's own address."""
PATIENCE = 15.0
PAGES = {
    "/panel": "panel",
    "/quiet": "panel",
    "/brew": "dialog",
    "/bare": "bare",
    "/late": "late",
    "/mute": "mute",
}


@dataclass
class Kettle:
    """The add-on: its pages, which load the script from the host or the `cloud`, and what they reported."""

    way: str = "host"
    host: str = ""
    url: str = ""
    reports: list[Json] = field(default_factory=list)
    origins: set[str | None] = field(default_factory=set)

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

    def file(self, path: str) -> tuple[str, bytes] | None:
        """The media type and content of a page or a script."""
        name, kind = (f"{PAGES[path]}.html", "html") if path in PAGES else (path[1:], "javascript")
        if name not in {f"{page}.html" for page in PAGES.values()} | {"late.js"}:
            return None
        text = (HERE / "pages" / name).read_text(encoding="utf-8")
        text = (
            text.replace("https:" + CLOUD, self.host).replace(CLOUD, self.host)
            if self.way == "host"
            else text
        )
        return f"text/{kind}; charset=utf-8", text.encode()


@contextmanager
def serving(kettle: Kettle) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(kettle.file(self.path.partition("?")[0]))

        def do_POST(self) -> None:
            kettle.origins.add(self.headers["origin"])
            kettle.reports.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self._answer(("text/plain", b""))

        def _answer(self, file: tuple[str, bytes] | None) -> None:
            kind, body = file or ("text/plain", b"")
            self.send_response(404 if file is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

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
            *(
                {"key": f"kettle.{name}", "url": f"{url}/{name}", **panel}
                for name in ("bare", "late", "mute")
            ),
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

    def show(self, key: str) -> None:
        """Have the page show a panel of the add-on."""
        self.open(f"show({{ module: stage.module('{key}'), head: null, values: {{}}, event: null }})")

    @property
    def view(self) -> Window:
        """The first view on the page, at the address at which it has the script."""
        begins = "http://view-" if self.kettle.way == "cloud" else self.kettle.url
        address = "document.querySelector('iframe')?.src"
        self.tab.until(f"{address}?.startsWith({json.dumps(begins)})")
        return self.tab.browser.frame(self.tab.value(address))

    def pressed(self, name: str) -> None:
        """Press a button of the dialog."""
        button = f"[...document.querySelectorAll('dialog footer button')].find((one) => {WHICH})"
        self.tab.until(f"((one) => one && (one.click(), true))({button % json.dumps(name)})")


WHICH = "one.textContent === %s && !one.disabled"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all the tests of a module."""
    with browsing() as started:
        yield started


def played(
    browser: Browser,
    play: Callable[[Set], None],
    scopes: tuple[str, ...] = ("view_room",),
    way: str = "host",
    stage: bool = True,
) -> None:
    """Set up the host, the add-on and the browser, and play on a `stage` or the real page.

    Nothing in the pages may throw meanwhile, but for those that don't get their script from HipChat's own
    address, before the host passes them on.
    """

    async def run() -> None:
        options = Options(plant=partial(plant, data=GROUP), https_port=None)
        kettle = Kettle(way)
        async with running(options) as host:
            kettle.host = host.http
            with serving(kettle):
                made = installed(host.engine.world, descriptor(kettle.url, list(scopes)), 1)
                await asyncio.to_thread(browse, host, kettle, made.secret)

    def browse(host: Running, kettle: Kettle, secret: str) -> None:
        browser.problems.clear()
        tab = browser.blank("Page", "Runtime", "Network")
        tab.hear_frames()
        try:
            (take_the_stage if stage else open_the_page)(tab, f"{host.http}/rooms/1")
            play(Set(tab, kettle, host, secret))
            # A frame that came last is asked in the first turn, and has answered by the second.
            for _turn in range(2):
                tab.value("new Promise((done) => setTimeout(done, 100))")
            lacking = "HipChat is not defined"
            assert [one for one in browser.problems if way == "host" or lacking not in one] == []
        finally:
            browser.close_windows()

    asyncio.run(run())


def take_the_stage(tab: Window, address: str) -> None:
    """A page with the policy of the host's, and none of its work."""
    tab.ask("Network.setBlockedURLs", urls=["*/static/page/main.js"])
    tab.go(address)
    stage = (HERE / "connect" / "stage.js").read_text(encoding="utf-8")
    stage = stage[stage.index("async (") :].rstrip()
    tab.value(f"({stage})(1)")


def open_the_page(tab: Window, address: str) -> None:
    """The page itself, once it says that it is ready."""
    tab.go(address)
    tab.until("document.body.dataset.ready")
