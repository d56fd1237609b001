"""The host's page, measured in headless Chromium: from a message to its notification, a room with many
messages, many views at once.

Run it by hand: `python -m tests.bench.page [--messages 10000] [--views 50] [--times 50]`. Prints Markdown.
The add-on is a listener in this process that answers at once, so that what is measured is the host and its
page. Not a test.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from hipgen.testing import HipChat
from hipgen.testing.process import running_host
from tests.generated.listener import Canned, Listener
from tests.host.browsing import Browser, Window, browsing

ROOM = "Harbour"
JSON = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
VIEW = b"""<!doctype html><title>View</title><script src="%s/atlassian-connect/all.js"></script>
<h1>View</h1><script>AP.register({}); document.title = 'there'</script>"""

SHOWN = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const isNotice = (node) => node.matches?.('.notice') || node.querySelector?.('.notice');
  window.sentAt = window.shownAt = 0;
  addEventListener('keydown', (event) => { if (event.key === 'Enter') window.sentAt = now(); }, true);
  new MutationObserver((changes) => {
    if (!changes.some((one) => [...one.addedNodes].some(isNotice))) return;
    requestAnimationFrame(() => setTimeout(() => { window.shownAt = now(); }));
  }).observe(document.querySelector('#log'), { childList: true, subtree: true });
})()
"""
"""Notes when Enter was pressed, and when a notification had been painted."""
FRAMES, PIXELS = 300, 120
SCROLLED = """
(() => {
  const box = document.querySelector('#messages');
  const frames = [];
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask' });
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    box.scrollTop -= %d;
    if (frames.length < %d) requestAnimationFrame(step);
    else setTimeout(() => { window.scrolled = { frames, long }; }, 200);
  };
  requestAnimationFrame(step);
})()
"""
"""Scrolls up, so many pixels a frame, so many times."""


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--views", type=int, default=50)
    parser.add_argument("--times", type=int, default=50)
    asked = parser.parse_args()
    print("| what | figure |\n|---|---|", flush=True)
    with running_host() as host, addon(host) as url, browsing() as browser:
        room = host.add_room(ROOM)
        host.install(url, room=ROOM)
        answered(host, browser, room, asked.times)
        viewed(host, browser, room, asked.views)
        crowded(host, browser, asked.messages)


def answered(host: HipChat, browser: Browser, room: int, times: int) -> None:
    """From Enter to the add-on's notification painted: in the same window, and in another person's."""
    mine, other = browser.open(f"{host.url}/rooms/{room}"), browser.open(f"{host.url}/rooms/{room}?as=2")
    for window in (mine, other):
        window.value(SHOWN)
    own: list[float] = []
    others: list[float] = []
    for number in range(times):
        for window in (mine, other):
            window.value("window.shownAt = 0")
        mine.bring_to_front()
        mine.value("document.querySelector('#say').focus()")
        mine.type(f"/bell {number}")
        mine.press("Enter")
        for window, found in ((mine, own), (other, others)):
            window.until("window.shownAt > 0")
            found.append(window.value("window.shownAt") - mine.value("window.sentAt"))
    line("message sent to notification shown, own window", spread(own, "ms"))
    line("the same, in another person's window", spread(others, "ms"))
    browser.close_windows()


def viewed(host: HipChat, browser: Browser, room: int, views: int) -> None:
    """That many windows, each with an add-on's view in its sidebar."""
    began = time.perf_counter()
    windows = []
    for _ in range(views):
        window = browser.open(f"{host.url}/rooms/{room}")
        window.until("document.querySelector('#glances button.glance')")
        window.value("document.querySelector('#glances button.glance').click()")
        window.until("document.querySelector('#side-view iframe')")
        windows.append(window)
    line(
        f"{views} windows with a view each, opened one after the other",
        f"{time.perf_counter() - began:.1f} s",
    )
    told = time.perf_counter()
    host.notify(ROOM, "all hands", color="green")
    for window in windows:
        window.sees("all hands", "#log")
    line(f"a notification shown in all {views}", f"{(time.perf_counter() - told) * 1000:.0f} ms")
    targets = browser.ask("Target.getTargets")["targetInfos"]
    line("views alive", str(sum(one["type"] == "iframe" for one in targets)))
    browser.close_windows()


def crowded(host: HipChat, browser: Browser, messages: int) -> None:
    """A room with many messages: opened, scrolled."""
    room = host.add_room("Crowd")
    quiet = HipChat(host.url, host.https_url, host.ca_file, host.token, settles=False)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: quiet.say("Crowd", words(number)), range(messages)))
    opened = []
    for _ in range(5):
        window = browser.blank("Page", "Runtime", "Log")
        window.look()
        window.go(f"{host.url}/rooms/{room}")
        window.until("document.querySelectorAll('#log .message').length >= 50")
        opened.append(
            window.value(
                "[performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.now()]"
            )
        )
    line(f"room with {messages:,} messages: first paint", spread([one[0] for one in opened], "ms"))
    line("its newest messages there", spread([one[1] for one in opened], "ms"))
    scroll(window)
    browser.close_windows()


def scroll(window: Window) -> None:
    """Scroll up, frame by frame."""
    window.bring_to_front()
    window.value(SCROLLED % (PIXELS, FRAMES))
    window.until("Boolean(window.scrolled)")
    found = window.value("window.scrolled")
    frames, long = sorted(found["frames"][1:]), found["long"]
    slow = sum(one > 34 for one in frames)
    line(f"scrolling up {FRAMES * PIXELS:,} pixels: frames a second", f"{1000 / statistics.mean(frames):.0f}")
    line("frames that took over 34 ms", f"{slow} of {len(frames)}, the longest {frames[-1]:.0f} ms")
    line("long tasks (over 50 ms)", f"{len(long)}, the longest {max(long, default=0):.0f} ms")
    line("messages on the page then", str(window.value("document.querySelectorAll('#log .message').length")))


def words(number: int) -> str:
    """A message like those of people: some long, some with links, mentions and emoticons."""
    more = (
        "",
        " see https://example.com/tickets/7",
        " @Tom what do you think? (thumbsup)",
        " " + "more of it " * 20,
    )
    return f"message {number}{more[number % len(more)]}"


def spread(values: Sequence[float], unit: str) -> str:
    """Median, and the value that one in twenty exceeds."""
    ordered = sorted(values)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):.0f} {unit}, 95 %: {worst:.0f} {unit}"


def line(what: str, figure: str) -> None:
    """One row of the table."""
    print(f"| {what} | {figure} |", flush=True)


@contextmanager
def addon(host: HipChat) -> Iterator[str]:
    """An add-on that rings: it answers `/bell` at once, has a glance and a view."""
    state = {"base": ""}

    def answer(method: str, path: str, _headers: Mapping[str, str], _body: bytes) -> Canned:
        match method, path.partition("?")[0]:
            case "GET", "/addon.json":
                return Canned(200, json.dumps(descriptor(state["base"])).encode(), JSON)
            case "POST", "/bell":
                return Canned(200, b'{"message": "ding", "color": "green"}', JSON)
            case "GET", "/glance":
                return Canned(200, b'{"label": {"type": "html", "value": "Bells"}}', JSON)
            case "GET", "/view":
                return Canned(200, VIEW % host.url.encode(), {"Content-Type": "text/html"})
            case _:
                return Canned(204)

    listener = Listener(answer)
    listener.start()
    state["base"] = f"http://127.0.0.1:{listener.port}"
    try:
        yield f"{state['base']}/addon.json"
    finally:
        listener.stop()


def descriptor(base: str) -> Any:
    """What it says of itself."""
    icon = {"url": f"{base}/icon.png", "url@2x": f"{base}/icon.png"}
    return {
        "key": "com.example.bell",
        "name": "Bell",
        "description": "Rings.",
        "links": {"self": f"{base}/addon.json"},
        "capabilities": {
            "installable": {"callbackUrl": f"{base}/installed"},
            "hipchatApiConsumer": {"scopes": ["send_notification"]},
            "webhook": [{"event": "room_message", "pattern": "^/bell", "url": f"{base}/bell", "key": "bell"}],
            "glance": [
                {
                    "key": "bells",
                    "name": {"value": "Bells"},
                    "queryUrl": f"{base}/glance",
                    "icon": icon,
                    "target": "view",
                }
            ],
            "webPanel": [
                {
                    "key": "view",
                    "name": {"value": "View"},
                    "url": f"{base}/view",
                    "location": "hipchat.sidebar.right",
                }
            ],
        },
    }


if __name__ == "__main__":
    main()
