"""A Chromium without a window, steered over its debugging pipe: for tests of what runs in pages.

Needs the browser alone, no library: the machine's own is used. Knows nothing of the host.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--window-size=1200,900",
    "--no-proxy-server",
    # Nothing but the tests' own servers is there.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PATIENCE = 15.0
"""Seconds that the browser has for an answer: it may have to start on a busy machine."""


def found() -> str | None:
    """The path of a Chromium: `CHROMIUM` names one, else the machine's own; None without one."""
    names = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((path for name in names if name and (path := shutil.which(name))), None)


@dataclass
class Tab:
    """A tab, and what it told: the texts of errors that nobody caught, in any of its frames."""

    read: int
    write: int
    session: str = ""
    errors: list[str] = field(default_factory=list)
    loaded: int = 0
    _rest: bytes = b""
    _count: int = 0

    def call(self, method: str, **parameters: Any) -> Any:
        """Have the browser do something. Raises RuntimeError when it can't, TimeoutError when it is slow."""
        number = self._send(method, parameters)
        for said in self._messages():
            if said.get("id") == number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']['message']}")
                return said["result"]
        raise TimeoutError(method)

    def go(self, address: str) -> None:
        """Load a page, with all that it loads. Raises RuntimeError when it isn't there, TimeoutError."""
        before = self.loaded
        failed = self.call("Page.navigate", url=address).get("errorText")
        if failed:
            raise RuntimeError(f"{address}: {failed}")
        for _said in self._messages():
            if self.loaded > before:
                return
        raise TimeoutError(address)

    def run(self, script: str) -> Any:
        """The value of an expression in the page, of a promise what it resolves to.

        Raises RuntimeError with what the page threw.
        """
        options = {"awaitPromise": True, "returnByValue": True, "userGesture": True}
        answer = self.call("Runtime.evaluate", expression=script, **options)
        if "exceptionDetails" in answer:
            raise RuntimeError(_told(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.run(f"!!({script})"):
                return
            time.sleep(0.02)
        raise TimeoutError(f"never true: {script}")

    def press(self, key: str, code: int) -> None:
        """Press a key where the focus is. Nobody waits for it: what has the focus may be gone then."""
        for kind in ("keyDown", "keyUp"):
            pressed = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self._send("Input.dispatchKeyEvent", pressed)

    def click(self, x: float, y: float) -> None:
        """Click at a place of the page."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def _send(self, method: str, parameters: Any, session: str = "") -> int:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if session or self.session:
            message["sessionId"] = session or self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        return self._count

    def _messages(self) -> Iterator[Any]:
        """What the browser says from now on, for as long as it may take."""
        end = time.monotonic() + PATIENCE
        while True:
            while b"\0" not in self._rest:
                ready, _, _ = select.select([self.read], [], [], max(0.0, end - time.monotonic()))
                part = os.read(self.read, 1_000_000) if ready else b""
                if not part:
                    return
                self._rest += part
            text, _, self._rest = self._rest.partition(b"\0")
            said = json.loads(text)
            self._note(said)
            yield said

    def _note(self, said: Any) -> None:
        match said.get("method"):
            case "Runtime.exceptionThrown":
                self.errors.append(_told(said["params"]["exceptionDetails"]))
            case "Page.loadEventFired":
                self.loaded += 1
            case "Target.attachedToTarget" if self.session:  # a frame of another site, which tells of itself
                self._send("Runtime.enable", {}, said["params"]["sessionId"])


def _told(details: Any) -> str:
    return str(details.get("exception", {}).get("description") or details["text"])


@contextmanager
def tab(folder: Path) -> Iterator[Tab]:
    """A tab of a browser that keeps its files in a folder, and ends with it. `found` must have found one."""
    ours_read, its_write = os.pipe()
    its_read, ours_write = os.pipe()
    steps = 'in=$1 out=$2; shift 2; exec "$@" 3<&"$in" 4>&"$out"'
    flags = (*FLAGS, f"--user-data-dir={folder}", "about:blank")
    command = ["bash", "-c", steps, "bash", str(its_read), str(its_write), str(found()), *flags]
    errors = folder.with_suffix(".log").open("wb")
    process = subprocess.Popen(command, pass_fds=(its_read, its_write), stdout=errors, stderr=errors)
    os.close(its_read)
    os.close(its_write)
    try:
        opened = Tab(ours_read, ours_write)
        target = opened.call("Target.createTarget", url="about:blank")["targetId"]
        opened.session = opened.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime"):
            opened.call(f"{domain}.enable")
        opened.call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        yield opened
    finally:
        os.close(ours_write)  # the browser ends when nobody steers it
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(ours_read)
        errors.close()
