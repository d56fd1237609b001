"""People at a browser: windows of the page are opened, clicked, typed into and asked, several at once.

A Chromium without a screen, driven over its own protocol; nothing but the browser itself is needed, and
tests are skipped where there is none. Each window has its own session storage; those of one `Browser` share
cookies.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

Json: TypeAlias = Any
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
PATIENCE = 15.0
"""Seconds that something may take to come about on a page."""
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), "ArrowDown": (40, ""), "ArrowUp": (38, "")}
AT_THREE_AND_FOUR = """
import fcntl, os, sys
for number, pipe in enumerate([fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]], 3):
    os.dup2(pipe, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts the browser with two pipes where it looks for them."""


@dataclass
class Browser:
    """A browser; `problems` are errors that any of its windows reported."""

    read: int
    write: int
    problems: list[str] = field(default_factory=list)
    _count: int = 0
    _buffer: bytes = b""

    def ask(self, method: str, session: str | None = None, **params: Json) -> Json:
        """The answer to one command. Raises AssertionError when the browser refuses it."""
        self._count += 1
        number = self._count
        command = {"id": number, "method": method, "params": params}
        if session:
            command["sessionId"] = session
        os.write(self.write, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]
            self._hear(message)

    def open(self, url: str, width: int = 1280, height: int = 800, dark: bool = False) -> Window:
        """A new window at an address, once the page says that it is ready."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        window = Window(self, session)
        for domain in ("Page", "Runtime", "Log"):
            window.ask(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        window.ask("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        window.ask("Emulation.setDeviceMetricsOverride", **size)
        window.ask("Page.navigate", url=url)
        window.until("document.body?.dataset.ready")
        return window

    def frame(self, origin: str) -> Window:
        """The view of that origin that is open in one of the windows, once there is one."""
        end = time.monotonic() + PATIENCE
        while True:
            targets = self.ask("Target.getTargets")["targetInfos"]
            for one in targets:
                if one["type"] == "iframe" and one["url"].startswith(origin):
                    attached = self.ask("Target.attachToTarget", targetId=one["targetId"], flatten=True)
                    return Window(self, attached["sessionId"])
            assert time.monotonic() < end, f"no view of {origin} opened"
            time.sleep(0.02)

    def close_windows(self) -> None:
        """Close every window but one that is empty."""
        for one in self.ask("Target.getTargets")["targetInfos"]:
            if one["type"] == "page" and one["url"] != "about:blank":
                self.ask("Target.closeTarget", targetId=one["targetId"])

    def _next(self) -> Json:
        while b"\0" not in self._buffer:
            ready, _write, _failed = select.select([self.read], [], [], PATIENCE)
            part = os.read(self.read, 1 << 20) if ready else b""
            assert part, "the browser is gone, or says nothing any more"
            self._buffer += part
        text, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(text)

    def _hear(self, message: Json) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                self.problems.append(json.dumps(params["exceptionDetails"]))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.problems.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the browser, or a frame in one."""

    browser: Browser
    session: str

    def ask(self, method: str, **params: Json) -> Json:
        return self.browser.ask(method, self.session, **params)

    def value(self, expression: str) -> Json:
        """What an expression of JavaScript is on the page, promises waited for."""
        params = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self.ask("Runtime.evaluate", **params)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def until(self, expression: str) -> Json:
        """Wait until an expression is true on the page; what it is then."""
        end = time.monotonic() + PATIENCE
        while not (so := self.value(expression)):
            told = self.value("document.body.innerText") if time.monotonic() > end else None
            assert told is None, f"never came about: {expression}\n{told}"
            time.sleep(0.02)
        return so

    def text(self, selector: str) -> str:
        """The text of the first element that fits, once there is one."""
        self.until(f"document.querySelector({json.dumps(selector)}) !== null")
        return str(self.value(f"document.querySelector({json.dumps(selector)}).textContent"))

    def sees(self, text: str, selector: str = "body") -> None:
        """Wait until an element's text has a text in it."""
        where = f"document.querySelector({json.dumps(selector)})"
        self.until(f"{where}?.textContent.includes({json.dumps(text)})")

    def click(self, selector: str) -> None:
        """Click the middle of the first element that fits, once there is one, as a mouse does."""
        where = f"document.querySelector({json.dumps(selector)})"
        self.until(f"{where}?.getClientRects().length")
        at = self.value(
            f"{where}.scrollIntoView({{block: 'nearest'}}), (r => [r.x + r.width / 2, r.y + r.height / 2])"
            f"({where}.getBoundingClientRect())"
        )
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=at[0], y=at[1])
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def press_button(self, selector: str, text: str) -> None:
        """Press the first element that fits and has the text in it, or the button inside it."""
        where = (
            f"(e => e?.matches('button') ? e : e?.querySelector('button'))([...document.querySelectorAll("
            f"{json.dumps(selector)})].find(e => e.textContent.includes({json.dumps(text)})))"
        )
        self.until(f"{where} != null")
        self.value(f"{where}.click()")

    def type(self, text: str) -> None:
        """Put a text where the focus is."""
        self.ask("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press a key of `KEYS`."""
        code, text = KEYS[key]
        more = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **more)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **more)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser with a fresh profile while the body of the `with` runs; the test is skipped without one."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no Chromium here")
    to_browser, our_write = os.pipe()
    our_read, from_browser = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = _started(program, profile, to_browser, from_browser)
        os.close(to_browser)
        os.close(from_browser)
        try:
            yield Browser(our_read, our_write)
        finally:
            process.terminate()
            process.wait(10)
            os.close(our_read)
            os.close(our_write)


def _started(program: str, profile: str, to_browser: int, from_browser: int) -> subprocess.Popen[bytes]:
    """The browser, which reads its commands at descriptor 3 and answers at 4."""
    pipes = (str(to_browser), str(from_browser))
    command = (sys.executable, "-c", AT_THREE_AND_FOUR, *pipes, program, *FLAGS)
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        (*command, f"--user-data-dir={profile}", "about:blank"),
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        pass_fds=(to_browser, from_browser),
    )
