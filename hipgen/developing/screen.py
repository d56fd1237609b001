"""What a person sees of an add-on under development: progress, addresses, then a line an event.

The only writer of the terminal here. Knows values, and nothing of where they come from.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TextIO

from hipgen import __version__
from hipgen.developing.events import Event
from hipgen.developing.fitting import fitted, harmless, pieces, width_of, wrapped
from hipgen.diagnostics import Diagnostic

BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"
PREFIX = "│ "
"""Before the add-on's own lines."""
CLEAR = "\r\x1b[2K"
BEAT = 0.2
LEAST_WHAT = 12
"""Columns that are left for what happened, however little room there is."""


class Screen:
    """A stream to write to: coloured, cut to its width and rewritten in place where it is a terminal."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str] = os.environ) -> None:
        is_terminal = stream.isatty()
        is_plain = environ.get("TERM") == "dumb"
        self._stream = stream
        self._live = is_terminal and not is_plain
        self._terminal = is_terminal
        self._colour = self._live and not environ.get("NO_COLOR")
        self._working = ""

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits in front of it."""
        return self._terminal

    @property
    def columns(self) -> int | None:
        """Its width; None where nothing is to be cut."""
        return max(shutil.get_terminal_size().columns, 40) if self._terminal else None

    # Lines

    def say(self, text: str = "", style: str = "") -> None:
        """A text of ours, wrapped."""
        for line in text.split("\n"):
            for part in wrapped(line, self.columns) if not line.startswith(" ") else [line]:
                self._line(self._paint(part, style))

    def trouble(self, text: str) -> None:
        """Something that a person should look at; of several lines, the first says it."""
        first, *others = text.split("\n")
        for part in wrapped(harmless(first), self.columns):
            self._line(self._paint(part, RED, BOLD))
        for line in others:
            self._line(fitted(harmless(line), self.columns))

    def notice(self, text: str, *, good: bool = True) -> None:
        """Something that was done, with the time."""
        now = datetime.now().astimezone()
        stamp = self._stamp(now)
        lines = wrapped(harmless(text), self.columns, " " * 10, " " * 10)
        for number, line in enumerate(lines):
            body = self._paint(line[10:], "" if good else YELLOW)
            self._line((stamp if number == 0 else " " * 10) + body)

    def log(self, text: str) -> None:
        """A line of the add-on's own."""
        columns = self.columns
        for part in pieces(harmless(text), None if columns is None else columns - len(PREFIX)):
            self._line(self._paint(PREFIX + part, DIM))

    def event(self, event: Event) -> None:
        """A line of what goes on between HipChat and the add-on."""
        result = event.result if event.seconds is None else f"{event.result}  {_took(event.seconds)}"
        tone = {True: GREEN, False: RED, None: YELLOW}[event.is_fine]
        what, target, result = (harmless(part) for part in (event.what, event.target, result))
        if (columns := self.columns) is not None:
            room = columns - 10 - LEAST_WHAT - 5
            target = fitted(target, max(room // 2, room - width_of(result)))
            result = fitted(result, room - width_of(target))
            what = fitted(what, columns - 10 - 5 - width_of(target) - width_of(result))
        self._line(
            f"{self._stamp(event.at)}{what} → {self._paint(target, BOLD)}  {self._paint(result, tone)}"
        )

    def table(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """A title, and names with what they stand for."""
        longest = max(width_of(name) for name, _ in rows)
        self._line()
        for part in wrapped(harmless(title), self.columns):
            self._line(self._paint(part, BOLD))
        self._line()
        for name, value in rows:
            self._line(f"  {self._paint(name.ljust(longest), DIM)}  {harmless(value)}")
        self._line()

    def guide(self, title: str, steps: Sequence[tuple[str, str]]) -> None:
        """Numbered steps: what to do, and what is seen then."""
        self._line(self._paint(harmless(title), BOLD))
        self._line()
        for number, (do, see) in enumerate(steps, start=1):
            for line in wrapped(do, self.columns, f"  {number}. ", "     "):
                self._line(line)
            for line in wrapped(see, self.columns, "     ", "     "):
                self._line(self._paint(line, DIM))
        self._line()

    def findings(self, diagnostics: Sequence[Diagnostic], sources: Mapping[str, str]) -> None:
        """What was found in files, as `hipgen validate` shows it."""
        from hipgen import report
        from hipgen.explained import every

        text = report.render(
            diagnostics, sources, "text",
            color=self._colour, width=self.columns or 80, rules=every(), version=__version__,
        )  # fmt: skip
        for line in text.rstrip("\n").split("\n"):
            self._line(line)

    # Progress

    @asynccontextmanager
    async def working(self, title: str) -> AsyncIterator[Progress]:
        """Show that something is under way: a line that is rewritten, or one at the beginning."""
        progress = Progress(title)
        if not self._live:
            self._line(f"{title} …")
            yield progress
            return
        showing = asyncio.create_task(self._show(progress))
        done = False
        try:
            yield progress
            done = True
        finally:
            showing.cancel()
            self._wipe()
            self._working = ""
            mark = self._paint("✓", GREEN) if done else self._paint("✗", RED)
            self._line(f"{mark} {title} {self._paint(_took(progress.seconds), DIM)}")

    async def _show(self, progress: Progress) -> None:
        while True:
            shown = f"· {progress.title} {progress.seconds:.0f} s  {progress.detail}"
            # One column less, as some terminals go to the next line once the last one is written.
            self._working = self._paint(fitted(shown, (self.columns or 80) - 1), DIM)
            self._stream.write(CLEAR + self._working)
            self._stream.flush()
            await asyncio.sleep(BEAT)

    def _wipe(self) -> None:
        if self._working:
            self._stream.write(CLEAR)

    def _line(self, text: str = "") -> None:
        self._wipe()
        self._stream.write(f"{text}\n{self._working}")
        self._stream.flush()

    def _stamp(self, at: datetime) -> str:
        return self._paint(at.astimezone().strftime("%H:%M:%S"), DIM) + "  "

    def _paint(self, text: str, *styles: str) -> str:
        wanted = ";".join(style for style in styles if style)
        return f"\x1b[{wanted}m{text}\x1b[0m" if self._colour and wanted and text else text


class Progress:
    """Something under way: since when, and the last that is known of it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.detail = ""
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """For how long it has been under way."""
        return time.monotonic() - self._began

    def tell(self, text: str) -> None:
        """The last that is known of it."""
        self.detail = harmless(text).strip()


def _took(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
