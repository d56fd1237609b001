"""An add-on under development from start to end: prepared, running beside a local HipChat, kept up to date.

Composes the other modules: what happens in which order, and what a person is told of it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from hipgen.developing import serving
from hipgen.developing.environment import environment_of, is_ready, prepare
from hipgen.developing.installing import Control, Installed, Room, Told, told
from hipgen.developing.needs import Needs, needs_of
from hipgen.developing.news import News
from hipgen.developing.processes import free_port
from hipgen.developing.regenerating import SPEC_NAME, Outcome, regenerate
from hipgen.developing.screen import Screen
from hipgen.developing.serving import Serving, start_line
from hipgen.developing.watching import LOOK, Watch
from hipgen.diagnostics import HipgenError, Severity
from hipgen.frameworks import Framework
from hipgen.host.server.running import Options, Running, running
from hipgen.model import Addon

SUFFIX = "ADDON_KEY_SUFFIX"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
    """Run an add-on under development until a signal to stop comes, nobody reads the screen any more, or what
    it needs can't be had. A second signal doesn't wait for the add-on to end by itself.

    Raises HipgenError for the last of these. Nothing that was started is left either way.
    """
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    asked_to_stop = asyncio.Event()

    def stop() -> None:
        asked_to_stop.set()
        task.cancel()

    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
            loop.add_signal_handler(number, stop)
    screen.when_gone(lambda: loop.call_soon_threadsafe(stop))
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
        self._watch: Watch
        self._serving: Serving
        self._control: Control
        self._host: Running
        self._room: Room | None = None
        self._told: Told | None = None
        self._installed: Installed | None = None

    async def run(self) -> None:
        """All of it, in order; what was started ends when this does, the add-on before its host."""
        outcome = await asyncio.to_thread(regenerate, self._root)
        self._report(outcome)
        if outcome.project is None:
            raise HipgenError(f"{self._root / SPEC_NAME}: mend this first", status=1)
        self._take(outcome.project)
        port = free_port(serving.ADDRESS, self._wishes.addon_port, "--addon-port")
        async with AsyncExitStack() as stack:
            self._host = await stack.enter_async_context(running(self._wishes.host))
            self._control = Control(self._host)
            self._serving = Serving(self._root, port, self._screen.log)
            stack.push_async_callback(self._stopped)
            self._watch = Watch(self._root, _watched(self._needs))
            await self._all_the_while()

    async def _all_the_while(self) -> None:
        """What goes on side by side, until cancelled or until one of it fails."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch.look())
                await self._begin()
                group.create_task(News(self._host.engine.world).tell(self._screen.event))
                await self._go_on()
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None

    # Steps

    def _take(self, project: tuple[Addon, Framework]) -> None:
        self._addon, framework = project
        self._needs = needs_of(framework)

    async def _begin(self) -> None:
        await self._prepared()
        if await self._started():
            await self._brought_up_to_date()
        self._introduce()
        if self._wishes.guide:
            self._screen.guide("Try this:", self._wishes.guide)
        self._screen.say(
            "Edits of handlers, views and addon.yaml take effect by themselves. Ctrl-C stops everything.\n"
        )
        if self._wishes.browser and self._screen.is_terminal and _has_windows():
            # Some browsers are waited for until they end.
            threading.Thread(target=webbrowser.open, args=(self._place,), daemon=True).start()

    async def _prepared(self) -> None:
        """See to the environment. Raises HipgenError when it can't be made."""
        environment = environment_of(self._root, self._needs)
        if is_ready(self._root, self._needs, environment):
            return
        place = environment.folder if environment.is_borrowed else self._needs.environment
        with self._screen.working(f"Preparing {place}") as tell:
            await prepare(self._root, self._needs, environment, tell, tell)
        async with self._watch.still():
            # Those of them that were written meanwhile have been taken into account; npm writes one itself.
            self._watch.accept(self._needs.described, _watched(self._needs))

    async def _started(self) -> bool:
        """Start the add-on, or start it again; whether it answers. If not, that has been told, or something
        has changed meanwhile.
        """
        line = start_line(self._root)
        with self._screen.waiting("Starting the add-on"):
            if await self._serving.start(line, self._variables(), lambda: self._watch.has_news):
                return True
        if self._serving.status is not None:
            await self._tell_of_death()
        elif self._watch.has_news:
            await self._serving.stop()
        else:
            self._screen.trouble(
                f"The add-on doesn't answer at {self._serving.base_url}/healthz after "
                f"{serving.PATIENCE:g} s; it is left as it is until something changes."
            )
        return False

    async def _stopped(self) -> None:
        with self._screen.waiting("Stopping; Ctrl-C once more doesn't wait for the add-on"):
            await self._serving.stop()

    def _variables(self) -> dict[str, str]:
        return self._serving.variables(self._needs, environment_of(self._root, self._needs))

    async def _brought_up_to_date(self) -> None:
        """Install the add-on, or update its installation if what HipChat is told of it has changed."""
        wanted = told(self._addon, self._serving.base_url, self._variables().get(SUFFIX, ""))
        if wanted == self._told:
            return
        before = self._installed
        try:
            self._room = await self._control.room(self._wishes.room) if wanted.for_rooms else None
            now = self._installed = await self._control.install(wanted, self._room, before)
        except HipgenError as error:
            self._screen.trouble(f"HipChat doesn't take it: {error}")
            return
        self._told = wanted
        if before is not None:
            is_same = now.oauth_id == before.oauth_id
            self._screen.notice("installation updated" if is_same else "installed anew")
        if now.added:
            self._screen.notice(f"new scopes approved on your behalf: {', '.join(now.added)}", good=False)
        if now.finish:
            self._screen.notice(f"the add-on wants a browser to finish the installation: {now.finish}")

    async def _go_on(self) -> None:
        """Look after the files and the process until cancelled."""
        while True:
            if self._serving.status is not None:
                await self._tell_of_death()
            if changed := self._watch.taken():
                await self._react(changed)
            else:
                await asyncio.sleep(LOOK)

    async def _react(self, changed: Sequence[str]) -> None:
        """Take over what a person has changed."""
        self._screen.notice(f"{_some(changed)} changed")
        try:
            if SPEC_NAME in changed and not await self._regenerated(changed):
                return
            await self._prepared()
            if await self._started():
                self._screen.notice("the add-on runs again")
                is_first = self._installed is None
                await self._brought_up_to_date()
                if is_first:
                    self._introduce()
        except HipgenError as error:
            self._screen.trouble(str(error))
            self._screen.say("It goes on as it was; a change of a file tries again.")

    async def _regenerated(self, changed: Sequence[str]) -> bool:
        """Write the project of the edited spec; whether there is anything new to run."""
        async with self._watch.still():
            outcome = await asyncio.to_thread(regenerate, self._root)
            if outcome.project is not None:
                self._take(outcome.project)
                self._watch.accept(outcome.written, _watched(self._needs))
        self._report(outcome)
        if outcome.project is None:
            self._screen.notice("the add-on goes on as it was", good=False)
            return False
        if outcome.written or set(changed) != {SPEC_NAME} or not self._serving.is_running:
            return True
        self._screen.notice("the project stays as it is")
        return False

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

    @property
    def _place(self) -> str:
        """Where the add-on is seen."""
        return self._host.http + (f"/rooms/{self._room.id}" if self._room else "/")

    def _introduce(self) -> None:
        name, host = self._addon.text("name"), self._host.http
        where = f"installed in {self._room.name}" if self._room else "installed for the whole group"
        state = where if self._installed else "not installed"
        state = f"runs, {state}" if self._serving.is_running else "does not run yet"
        self._screen.table(
            f"{name} {state}",
            [
                ("HipChat", self._place),
                ("inspector", f"{host}/inspector"),
                ("add-on", self._serving.base_url),
                ("descriptor", self._told.address if self._told else "–"),
                ("REST API", f"{host}/v2"),
            ],
        )


def _watched(needs: Needs) -> tuple[str, ...]:
    return (*needs.watch, SPEC_NAME)


def _has_windows() -> bool:
    """Whether a browser would open beside the terminal, not in it."""
    return sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _some(paths: Sequence[str], most: int = 3) -> str:
    """The first few of some paths, and how many more there are."""
    more = f" and {len(paths) - most} more" if len(paths) > most else ""
    return ", ".join(paths[:most]) + more
