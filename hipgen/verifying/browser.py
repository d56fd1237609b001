"""A Chromium without a window that frames pages as HipChat's client did, and tells what goes wrong in them.

Steered by its debugging pipe, so that it needs no library. Knows nothing of add-ons, nor of what is wrong.
"""

from __future__ import annotations

import asyncio
import base64
import html
import json
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from hipgen.diagnostics import Json

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
STEERED = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)
"""A browser without windows that does nothing of its own accord."""

FLAGS = (
    *STEERED,
    # One process for page and frame: what happens in the frame is told like what happens around it.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,LocalNetworkAccessChecks",
)
AT_THREE_AND_FOUR = """
import fcntl, os, sys
for number, pipe in enumerate([fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]], 3):
    os.dup2(pipe, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts the browser with two pipes where it looks for them."""
LONGEST = 50_000_000
SECONDS = 15.0
"""How long the browser has for an answer: it may have to start on a busy machine."""
QUIET = 0.15
"""Seconds without news after which a page counts as still."""
NO_ICON = '<link rel="icon" href="data:,">'
"""Else the browser asks the host for one."""
BLOCKED = "chrome-error:"
SEEN = (
    "document.body ? document.body.innerText.trim().length + document.body.querySelectorAll('*').length : 0"
)


@dataclass(slots=True)
class Looked:
    """What a frame showed: whether it was let in, whether anything stands there, what went wrong in it."""

    is_framed: bool = True
    is_empty: bool = False
    complaints: list[str] = field(default_factory=list)


def path() -> str | None:
    """The path of a Chromium: the variable CHROMIUM names one, else the machine's own; None without one."""
    names = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((found for name in names if name and (found := shutil.which(name))), None)


class Browser:
    """A browser that runs."""

    def __init__(self, reader: asyncio.StreamReader, write: int) -> None:
        self._reader = reader
        self._write = write
        self._count = 0
        self._session = ""
        self._news: list[Json] = []

    async def open(self) -> None:
        """Open a page, and have told what happens in it."""
        target = await self._ask("Target.createTarget", {"url": "about:blank"})
        attached = await self._ask("Target.attachToTarget", {**target, "flatten": True})
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self._ask(f"{domain}.enable", {})

    async def frame(self, page: str, view: str) -> Looked:
        """Show a view in a frame of a page at an address, which the browser makes up without asking there.

        Raises TimeoutError when the browser doesn't answer.
        """
        self._news.clear()
        await self._ask("Fetch.enable", {"patterns": [{"urlPattern": page}]})
        self._send("Page.navigate", {"url": page})
        await self._made_up(page, f'<!doctype html>{NO_ICON}<iframe src="{html.escape(view)}"></iframe>')
        await self._still()
        return await self._looked()

    async def _made_up(self, page: str, text: str) -> None:
        paused = await self._awaited("Fetch.requestPaused")
        body = base64.b64encode(text.encode("utf-8")).decode("ascii")
        headers = [{"name": "Content-Type", "value": "text/html; charset=utf-8"}]
        answer = {
            "requestId": paused["requestId"],
            "responseCode": 200,
            "responseHeaders": headers,
            "body": body,
        }
        await self._ask("Fetch.fulfillRequest", answer)
        await self._ask("Fetch.disable", {})
        await self._awaited("Page.loadEventFired")

    async def _looked(self) -> Looked:
        tree = (await self._ask("Page.getFrameTree", {}))["frameTree"]
        (child,) = [each["frame"] for each in tree.get("childFrames", ())][:1] or [{"id": "", "url": BLOCKED}]
        looked = Looked(complaints=[*self._complaints()])
        if child["url"].startswith(BLOCKED) or child.get("unreachableUrl"):
            looked.is_framed = False
            return looked
        context = next(
            (each["id"] for each in self._contexts() if each["auxData"]["frameId"] == child["id"]), None
        )
        if context is not None:
            asked = {"expression": SEEN, "contextId": context, "returnByValue": True}
            looked.is_empty = not (await self._ask("Runtime.evaluate", asked))["result"].get("value")
        return looked

    def _contexts(self) -> list[Json]:
        made = [each["params"] for each in self._news if each["method"] == "Runtime.executionContextCreated"]
        return [each["context"] for each in made][::-1]

    def _complaints(self) -> list[str]:
        """What went wrong in the page, a line each, once each."""
        said = []
        for each in self._news:
            match each["method"], each["params"]:
                case "Runtime.exceptionThrown", {"exceptionDetails": details}:
                    said.append(details.get("exception", {}).get("description") or details["text"])
                case "Log.entryAdded", {"entry": {"level": "error", "text": text} as entry}:
                    said.append(f"{text} {entry.get('url', '')}".rstrip())
        return list(dict.fromkeys(text.partition("\n")[0] for text in said))

    # The pipe: JSON texts that end in a zero byte

    def _send(self, method: str, parameters: Json) -> int:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._count

    async def _ask(self, method: str, parameters: Json) -> Json:
        number = self._send(method, parameters)
        while True:
            said = await self._next(SECONDS)
            if said.get("id") == number:
                return said.get("result", {})
            self._keep(said)

    async def _awaited(self, event: str) -> Json:
        """What an event says that has come or will."""
        for said in self._news:
            if said["method"] == event:
                return said["params"]
        while True:
            said = await self._next(SECONDS)
            self._keep(said)
            if said.get("method") == event:
                return said["params"]

    async def _still(self) -> None:
        with suppress(TimeoutError):
            while True:
                self._keep(await self._next(QUIET))

    def _keep(self, said: Json) -> None:
        if "method" in said:
            self._news.append(said)

    async def _next(self, seconds: float) -> Json:
        async with asyncio.timeout(seconds):
            try:
                return json.loads((await self._reader.readuntil(b"\0"))[:-1])
            except asyncio.IncompleteReadError as error:
                raise TimeoutError("the browser is gone") from error


@asynccontextmanager
async def browsing(program: str) -> AsyncIterator[Browser]:
    """A browser with a fresh profile while the body of the `with` runs."""
    ours_read, its_write = os.pipe()
    its_read, ours_write = os.pipe()
    with tempfile.TemporaryDirectory(prefix="hipgen-browser-", ignore_cleanup_errors=True) as profile:
        process = await _started(program, profile, its_read, its_write)
        os.close(its_read)
        os.close(its_write)
        reader = asyncio.StreamReader(limit=LONGEST)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_read, "rb", 0)
        )
        try:
            browser = Browser(reader, ours_write)
            await browser.open()
            yield browser
        finally:
            os.close(ours_write)  # it ends when nobody steers it
            await _ended(process)
            transport.close()


async def _started(program: str, profile: str, its_read: int, its_write: int) -> Process:
    # A browser that root starts has no sandbox to go into.
    flags = (*FLAGS, "--no-sandbox") if os.geteuid() == 0 else FLAGS
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", AT_THREE_AND_FOUR, str(its_read), str(its_write), program, *flags),
        f"--user-data-dir={profile}",
        "about:blank",
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        pass_fds=(its_read, its_write),
    )


async def _ended(process: Process) -> None:
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
