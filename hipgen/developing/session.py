"""An add-on under development from start to end: prepared, running beside a local HipChat, kept up to date.

Composes the other modules: what happens in which order, and what a person is told of it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from hipgen.developing import serving
from hipgen.developing.environment import environment_of, is_ready, prepare
from hipgen.developing.events import event_of, is_complete
from hipgen.developing.installing import Control, Installed, Room, Told, told
from hipgen.developing.needs import Needs, needs_of
from hipgen.developing.processes import free_port
from hipgen.developing.regenerating import SPEC_NAME, Outcome, regenerate
from hipgen.developing.screen import Screen
from hipgen.developing.serving import Serving, start_line
from hipgen.developing.watching import Rest, snapshot
from hipgen.diagnostics import HipgenError, Severity
from hipgen.host.server.running import Options, Running, running
from hipgen.host.wirelog import Entry
from hipgen.model import Addon

LOOK = 0.25
"""Seconds between two looks at the project's files; a change is told when one finds nothing new."""
NEWS = 0.1
SUFFIX = "ADDON_KEY_SUFFIX"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for. `addon_port` 0 takes a free one; without `room` the first one is taken."""

    root: Path
    host: Options
    addon_port: int
    room: str | None = None
    browser: bool = True
    guide: Sequence[tuple[str, str]] = ()


async def develop(wishes: Wishes, screen: Screen) -> None:
    """Run an add-on under development until a signal to stop comes, or what it needs can't be had.

    Raises HipgenError for the latter. Nothing that was started is left either way.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    asked_to_stop = asyncio.Event()

    def stopping() -> None:
        if not asked_to_stop.is_set():
            asked_to_stop.set()
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopping)
    try:
        await _Session(wishes, screen).run()
    except asyncio.CancelledError:
        if not asked_to_stop.is_set():
            raise
        screen.say("\nStopped.")


class _Session:
    def __init__(self, wishes: Wishes, screen: Screen) -> None:
        self._wishes = wishes
        self._root = wishes.root
        self._screen = screen
        self._addon: Addon
        self._needs: Needs
        self._serving: Serving
        self._control: Control
        self._host: Running
        self._room: Room | None = None
        self._told: Told | None = None
        self._installed: Installed | None = None
        self._shown = 0
        self._named: dict[int, str] = {}

    async def run(self) -> None:
        """All of it, in order; what was started ends when this does, the add-on before its host."""
        outcome = await asyncio.to_thread(regenerate, self._root)
        self._report(outcome)
        if outcome.addon is None or outcome.framework is None:
            raise HipgenError(f"{self._root / SPEC_NAME}: mend this first", status=1)
        self._addon, self._needs = outcome.addon, needs_of(outcome.framework)
        port = free_port(serving.ADDRESS, self._wishes.addon_port, "--addon-port")
        async with AsyncExitStack() as stack:
            self._host = await stack.enter_async_context(running(self._wishes.host))
            self._control = Control(self._host)
            self._serving = Serving(self._root, port, self._screen.log)
            stack.push_async_callback(self._serving.stop)
            files = Rest(snapshot(self._root, self._watched))
            await self._prepared()
            if await self._started():
                await self._brought_up_to_date()
            self._introduce()
            await self._open_browser()
            news = asyncio.create_task(self._tell_news())
            stack.callback(news.cancel)
            await self._go_on(files)

    @property
    def _watched(self) -> tuple[str, ...]:
        return (*self._needs.watch, SPEC_NAME)

    # Steps

    async def _prepared(self) -> None:
        """See to the environment. Raises HipgenError when it can't be made."""
        environment = environment_of(self._root, self._needs)
        if is_ready(self._root, self._needs, environment):
            return
        place = environment.folder if environment.is_borrowed else self._needs.environment
        async with self._screen.working(f"Preparing {place}") as progress:
            await prepare(self._root, self._needs, environment, progress.tell, progress.tell)

    async def _started(self) -> bool:
        """Start the add-on, or start it again; whether it answers. If not, that has been told."""
        line = start_line(self._root)
        given = self._serving.variables(self._needs, environment_of(self._root, self._needs))
        if await self._serving.start(line, given):
            return True
        if self._serving.status is None:
            self._screen.trouble(
                f"The add-on doesn't answer at {self._serving.base_url}/healthz after "
                f"{serving.PATIENCE:g} s; it is left as it is until something changes."
            )
        else:
            await self._tell_of_death()
        return False

    async def _brought_up_to_date(self) -> None:
        """Install the add-on, or update its installation if what HipChat is told of it has changed."""
        suffix = self._serving.variables(self._needs, environment_of(self._root, self._needs)).get(SUFFIX, "")
        wanted = told(self._addon, self._serving.base_url, suffix)
        if self._installed is not None and wanted == self._told:
            return
        try:
            self._room = await self._control.room(self._wishes.room) if wanted.for_rooms else None
            if self._installed is None:
                self._installed = await self._control.install(wanted, self._room)
            else:
                self._installed = await self._control.update(self._installed, wanted, self._room)
                self._screen.notice("installation updated")
        except HipgenError as error:
            self._screen.trouble(f"HipChat doesn't take it: {error}")
            return
        self._told = wanted
        if self._installed.added:
            self._screen.notice(
                f"new scopes approved on your behalf: {', '.join(self._installed.added)}", good=False
            )
        if self._installed.finish:
            self._screen.notice(
                f"the add-on wants a browser to finish the installation: {self._installed.finish}"
            )

    async def _go_on(self, files: Rest) -> None:
        """Look after the files and the process until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            if self._serving.status is not None:
                await self._tell_of_death()
            now = await asyncio.to_thread(snapshot, self._root, self._watched)
            if changed := files.look(now):
                await self._react(changed, files)

    async def _react(self, changed: Sequence[str], files: Rest) -> None:
        """Take over what a person has changed."""
        self._screen.notice(f"{_some(changed)} changed")
        try:
            if SPEC_NAME in changed and not await self._regenerated(files):
                return
            if set(changed) & set(self._needs.described) or not is_ready(
                self._root, self._needs, environment_of(self._root, self._needs)
            ):
                await self._prepared()
            if await self._started():
                self._screen.notice("the add-on runs again")
                await self._brought_up_to_date()
        except HipgenError as error:
            self._screen.trouble(str(error))
            self._screen.say("It goes on as it was; a change of a file tries again.")

    async def _regenerated(self, files: Rest) -> bool:
        """Write the project of the edited spec; whether there is anything new to run."""
        outcome = await asyncio.to_thread(regenerate, self._root)
        self._report(outcome)
        if outcome.addon is None or outcome.framework is None or (outcome.obstacles and not outcome.written):
            self._screen.notice("the add-on goes on as it was", good=False)
            return False
        needs = needs_of(outcome.framework)
        is_another = needs != self._needs
        self._addon, self._needs = outcome.addon, needs
        now = await asyncio.to_thread(snapshot, self._root, self._watched)
        files.accept(now if is_another else outcome.written, now)
        return True

    # What is told

    def _report(self, outcome: Outcome) -> None:
        if any(each.severity is not Severity.NOTE for each in outcome.diagnostics):
            self._screen.findings(outcome.diagnostics, outcome.sources)
        if outcome.written:
            self._screen.notice(f"project written: {_some(outcome.written)}")
        if outcome.obstacles:
            self._screen.trouble("\n  ".join(("The project can't be written:", *outcome.obstacles)))

    async def _tell_of_death(self) -> None:
        status = await self._serving.ended()
        self._screen.trouble(f"The add-on has ended (status {status}). It starts again when a file changes.")

    def _introduce(self) -> None:
        name, host = self._addon.text("name"), self._host.http
        place = f"/rooms/{self._room.id}" if self._room else "/"
        where = f"in {self._room.name}" if self._room else "for the whole group"
        state = f"runs, installed {where}" if self._installed else "does not run yet"
        self._screen.table(
            f"{name} {state}",
            [
                ("HipChat", host + place),
                ("inspector", f"{host}/inspector"),
                ("add-on", self._serving.base_url),
                ("descriptor", self._told.address if self._told else "–"),
                ("REST API", f"{host}/v2"),
            ],
        )
        if self._wishes.guide:
            self._screen.guide("Try this:", self._wishes.guide)
        self._screen.say(
            "Edits of handlers, views and addon.yaml take effect by themselves. Ctrl-C stops everything.\n"
        )

    async def _open_browser(self) -> None:
        if self._wishes.browser and self._screen.is_terminal and _has_windows():
            place = f"/rooms/{self._room.id}" if self._room else "/"
            await asyncio.to_thread(webbrowser.open, self._host.http + place)

    async def _tell_news(self) -> None:
        """A line for each entry of the wire log that is worth one, as soon as its answer is there."""
        open_entries: set[int] = set()
        while True:
            for entry in self._host.engine.world.log:
                if entry.id <= self._shown and entry.id not in open_entries:
                    continue
                self._shown = max(self._shown, entry.id)
                open_entries.add(entry.id)
                if is_complete(entry):
                    open_entries.discard(entry.id)
                    if event := event_of(entry, self._name):
                        self._screen.event(event)
            await asyncio.sleep(NEWS)

    def _name(self, entry: Entry) -> str:
        """What a person calls the webhook of an entry; one that is gone is remembered."""
        number = entry.webhook or 0
        hook = self._host.engine.world.state.webhooks.get(number)
        if hook is not None:
            self._named[number] = hook.key or hook.name or hook.url
        return self._named.get(number, f"webhook {number}")


def _has_windows() -> bool:
    """Whether a browser would open beside the terminal, not in it."""
    return sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _some(paths: Sequence[str], most: int = 3) -> str:
    """The first few of some paths, and how many more there are."""
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(paths[:most]) + more
