"""People at a browser: windows of the page are opened, clicked, typed into and asked, several at once.

Each window has its own session storage; those of one `Browser` share cookies. Knows nothing of pipes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hipgen.host.wire import Json
from tests.host.chromium import PATIENCE, Pipe, started

KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), "ArrowDown": (40, ""), "ArrowUp": (38, "")}


@dataclass
class Browser:
    """A browser; `problems` are errors that any of its windows reported."""

    pipe: Pipe
    problems: list[str] = field(default_factory=list)

    def ask(self, method: str, session: str = "", **params: Json) -> Json:
        """The answer to one command. Raises AssertionError when the browser refuses it."""
        number = self.pipe.send(method, params, session)
        while (message := self.pipe.next()).get("id") != number:
            self._hear(message)
        assert "error" not in message, f"{method}: {message['error']}"
        return message["result"]

    def tell(self, method: str, session: str, **params: Json) -> None:
        """A command whose answer nobody waits for: what it is for may be gone by then."""
        self.pipe.send(method, params, session)

    def blank(self, *domains: str) -> Window:
        """A new, empty window that tells what happens in some domains of the protocol."""
        target = self.ask("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        window = Window(self, session)
        for domain in domains:
            window.ask(f"{domain}.enable")
        return window

    def open(
        self, url: str, width: int = 1280, height: int = 800, dark: bool = False, before: str = ""
    ) -> Window:
        """A new window at an address, once the page says that it is ready; `before` is a script that runs
        before those of the page.
        """
        window = self.blank("Page", "Runtime", "Log")
        window.ask("Page.addScriptToEvaluateOnNewDocument", source=before)
        window.look(width, height, dark)
        window.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        window.ask("Page.navigate", url=url)
        window.until("document.body?.dataset.ready")
        return window

    def frame(self, origin: str, kind: str = "iframe") -> Window:
        """The view whose address begins so that is open in one of the windows, or as one (`page`), once there
        is one.
        """
        end = time.monotonic() + PATIENCE
        while True:
            targets = self.ask("Target.getTargets")["targetInfos"]
            for one in targets:
                if one["type"] == kind and one["url"].startswith(origin):
                    attached = self.ask("Target.attachToTarget", targetId=one["targetId"], flatten=True)
                    return Window(self, attached["sessionId"])
            assert time.monotonic() < end, f"no view of {origin} opened"
            time.sleep(0.02)

    def close_windows(self) -> None:
        """Close every window but one that is empty."""
        for one in self.ask("Target.getTargets")["targetInfos"]:
            if one["type"] == "page" and one["url"] != "about:blank":
                self.ask("Target.closeTarget", targetId=one["targetId"])

    def _hear(self, message: Json) -> None:
        params = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                self.problems.append(json.dumps(params["exceptionDetails"]))
            case "Target.attachedToTarget":  # a frame of another site, which tells of itself
                self.tell("Runtime.enable", params["sessionId"])
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.problems.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the browser, or a frame in one."""

    browser: Browser
    session: str

    def ask(self, method: str, **params: Json) -> Json:
        return self.browser.ask(method, self.session, **params)

    def close(self) -> None:
        """Close it."""
        self.ask("Page.close")

    def look(self, width: int = 1280, height: int = 800, dark: bool = False) -> None:
        """Be of that size, in pixels, on a light or a dark system."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", **size)

    def go(self, url: str) -> None:
        """Load a page, with all that it loads."""
        failed = self.ask("Page.navigate", url=url).get("errorText")
        assert not failed, f"{url}: {failed}"
        self.until("document.readyState === 'complete'")

    def bring_to_front(self) -> None:
        """Have the focus, which views in frames get in one window only."""
        self.ask("Page.bringToFront")

    def leave(self, action: str) -> None:
        """Do something, told in JavaScript, that leads to another page; wait until that is there whole."""
        self.value("window.isLeft = true")
        self.value(action)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self.value("!window.isLeft && document.readyState === 'complete'"):
                    return
            except AssertionError:  # asked between two pages
                pass
            assert time.monotonic() < end, f"led nowhere: {action}"
            time.sleep(0.02)

    def hear_frames(self) -> None:
        """Have the frames of other sites tell of their errors too."""
        self.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def value(self, expression: str) -> Json:
        """What an expression of JavaScript is on the page, promises waited for."""
        params = {"expression": expression, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        answer = self.ask("Runtime.evaluate", **params)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def until(self, expression: str) -> Json:
        """Wait until an expression is true on the page; what it is then, true for an element."""
        end = time.monotonic() + PATIENCE
        asked = f"((so) => so instanceof Node || so)({expression})"
        while not (so := self.value(asked)):
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
        self.click_at(at[0], at[1])

    def click_at(self, x: float, y: float) -> None:
        """Click at a place of the page, as a mouse does."""
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

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

    def press(self, key: str, alt: bool = False) -> None:
        """Press a key of `KEYS`, or a letter. Nobody waits for it: what has the focus may be gone then."""
        number, text = KEYS.get(key, (ord(key[0].upper()), key))
        code = key if key in KEYS else f"Key{key.upper()}"
        more = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": 1 if alt else 0}
        down = {"type": "keyDown", "text": "" if alt else text}
        self.browser.tell("Input.dispatchKeyEvent", self.session, **down, **more)
        self.browser.tell("Input.dispatchKeyEvent", self.session, type="keyUp", **more)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser with a fresh profile while the body of the `with` runs; the test is skipped without one."""
    with started() as pipe:
        yield Browser(pipe)
