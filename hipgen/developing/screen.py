"""What a person sees of an add-on under development: progress, addresses, then a line an event.

The only writer of the terminal here, by way of rich. Knows values, and nothing of where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TextIO, cast

from rich.cells import cell_len
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from hipgen.developing.events import Event
from hipgen.developing.foreign import harmless
from hipgen.developing.outlet import Outlet
from hipgen.diagnostics import Diagnostic

STRONG, QUIET, GOOD, BAD, ODD = "bold", "dim", "green", "bold red", "yellow"
PREFIX = "│ "
"""Before the add-on's own lines."""
ENDLESS = 1_000_000
"""The width of what is no terminal: nothing is cut or wrapped there."""
LEAST_WHAT = 12
"""Columns that are left for what happened, however little room there is."""
LEAST = 20
"""Columns for a text behind something, however narrow the terminal is."""


class Screen:
    """A stream to write to: coloured, cut to its width and rewritten in place where it is a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._outlet = Outlet(stream)
        self._console = Console(
            file=cast(TextIO, self._outlet),
            width=None if stream.isatty() else ENDLESS,
            highlight=False,
            soft_wrap=False,
        )

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits in front of it."""
        return self._console.is_terminal

    def when_gone(self, act: Callable[[], object]) -> None:
        """Say what is to be done when nobody reads any more; it may be called from another thread."""
        self._outlet.when_gone = act

    # Lines

    def say(self, text: str = "") -> None:
        """A text of ours, wrapped."""
        self._console.print(Text(text))

    def trouble(self, text: str) -> None:
        """Something that a person should look at; of several lines, the first says it."""
        first, *others = map(harmless, text.split("\n"))
        self._console.print(Text(first, BAD))
        for line in others:
            self._console.print(Text(line))

    def notice(self, text: str, *, good: bool = True) -> None:
        """Something that was done, with the time."""
        now = datetime.now().astimezone()
        self._behind(_stamp(now), Text(harmless(text), "" if good else ODD))

    def log(self, text: str) -> None:
        """A line of the add-on's own."""
        prefix = Text(PREFIX, QUIET)
        self._behind(prefix, Text(harmless(text), QUIET), prefix)

    def event(self, event: Event) -> None:
        """A line of what goes on between HipChat and the add-on."""
        said = event.result if event.seconds is None else f"{event.result}  {_took(event.seconds)}"
        stamp, what = _stamp(event.at), Text(harmless(event.what))
        target = Text(harmless(event.target), STRONG)
        result = Text(harmless(said), {True: GOOD, False: BAD, None: ODD}[event.is_fine])
        room = self._console.width - len(stamp) - len(" →   ")
        rest = room - LEAST_WHAT
        _cut(target, max(rest // 2, rest - result.cell_len))
        _cut(result, rest - target.cell_len)
        _cut(what, room - target.cell_len - result.cell_len)
        self._line(Text.assemble(stamp, what, " → ", target, "  ", result))

    def table(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """A title, and names with what they stand for."""
        longest = max(len(name) for name, _ in rows)
        self._console.print(Text(f"\n{harmless(title)}\n", STRONG))
        for name, value in rows:
            # Left to the terminal to wrap, which knows an address for what it is.
            self._line(Text.assemble((f"  {name:{longest}}  ", QUIET), harmless(value)))
        self._console.print()

    def guide(self, title: str, steps: Sequence[tuple[str, str]]) -> None:
        """Numbered steps: what to do, and what is seen then."""
        self._console.print(Text(f"{title}\n", STRONG))
        for number, (do, see) in enumerate(steps, start=1):
            self._behind(Text(f"  {number}. "), Text(do))
            self._behind(Text(" " * len(f"  {number}. ")), Text(see, QUIET))
        self._console.print()

    def findings(self, diagnostics: Sequence[Diagnostic], sources: Mapping[str, str]) -> None:
        """What was found in files, as `hipgen validate` shows it."""
        from hipgen import report

        is_coloured = self._console.color_system is not None and not self._console.no_color
        width = self._console.width if self.is_terminal else 80
        text = report.render(diagnostics, sources, "text", color=is_coloured, width=width)
        self._line(Text.from_ansi(text.rstrip("\n")))

    # Progress

    @contextmanager
    def working(self, title: str) -> Iterator[Callable[[str], None]]:
        """Show that something is under way, and at the end how long it took. Gives a function that takes the
        last that is known of it.
        """
        if not self._console.is_interactive:
            self.say(f"{title} …")
        progress = self._progress(title)
        task = progress.add_task(title, total=None, detail="")
        is_done = False
        try:
            with progress:
                yield lambda text: progress.update(task, detail=harmless(text).strip())
            is_done = True
        finally:
            mark = Text("✓ ", GOOD) if is_done else Text("✗ ", BAD)
            took = _took(progress.tasks[task].elapsed or 0)
            self._line(Text.assemble(mark, title, (f" {took}", QUIET)))

    @contextmanager
    def waiting(self, title: str) -> Iterator[None]:
        """Show on a terminal that something is waited for; no line of it stays."""
        progress = self._progress(title)
        progress.add_task(title, total=None, detail="")
        with progress:
            yield

    def _progress(self, title: str) -> Progress:
        """A line at the bottom that is rewritten, below all other lines; nothing where that can't be.

        It leaves room for what a terminal writes behind it on Ctrl-C: on a line of its own that would stay.
        """
        room = self._console.width - cell_len(f"· {title} 0:00:00 ^C ")
        rest = Column(no_wrap=True, overflow="ellipsis", max_width=max(room, 1))
        return Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}", QUIET, markup=False, table_column=rest),
            console=self._console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not self._console.is_interactive,
        )

    def _behind(self, head: Text, body: Text, other: Text | None = None) -> None:
        """Print a text behind another one; what doesn't fit goes on below, behind `other` or nothing."""
        room = max(self._console.width - head.cell_len, LEAST)
        below = other or Text(" " * head.cell_len)
        for number, line in enumerate(body.wrap(self._console, room) or [Text()]):
            line.rstrip()
            self._line(Text.assemble(below if number else head, line))

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _stamp(at: datetime) -> Text:
    return Text(at.astimezone().strftime("%H:%M:%S  "), QUIET)


def _cut(text: Text, columns: int) -> None:
    text.truncate(max(columns, 1), overflow="ellipsis")


def _took(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
