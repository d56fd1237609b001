"""`hipgen verify`."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from collections.abc import Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from hipgen.cli.common import coloured, show, style_option
from hipgen.diagnostics import HipgenError, Severity

if TYPE_CHECKING:
    from hipgen.verifying import Check, Outcome, Verdict
    from hipgen.verifying.suite import Wishes

ENDINGS = (signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.argument("subject", metavar="URL|DIR")
@click.option(
    "--check", "only", metavar="ID", multiple=True, help="Make these checks alone: HV402, HV4*, *-view."
)
@click.option(
    "--skip", "without", metavar="ID", multiple=True, help="Leave these checks out; patterns as for --check."
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 300),
    help="How long the add-on has for an answer.",
)
@click.option(
    "--path", metavar="PATH", help="Where the descriptor of a project in DIR is, below its address."
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@style_option
def command(
    subject: str,
    only: tuple[str, ...],
    without: tuple[str, ...],
    timeout: float,
    path: str | None,
    strict: bool,
    style: str,
) -> None:
    """Try the add-on whose descriptor is at URL, or the project in DIR, started by its Procfile.

    A HipChat on this machine installs it, calls its webhooks, looks at its views, removes it; strangers and
    liars try what they shouldn't. An add-on at a URL must be allowed to call http://localhost.
    `hipgen explain HV402` tells what a check is about.
    """
    from hipgen.cli.host import complete

    complete()
    from hipgen.verifying.suite import Wishes

    screen = _Screen(shown=style == "text")
    try:
        verdict = asyncio.run(_stoppable(_verified(subject, path, Wishes(only, without, timeout), screen)))
    except asyncio.CancelledError:
        raise click.Abort from None
    screen.clear()
    _print(verdict, style)
    wrong = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(each.severity in wrong for each in verdict.findings):
        raise click.exceptions.Exit(1)


def _print(verdict: Verdict, style: str) -> None:
    """Say what was found, and what was tried where a format has room for it."""
    from hipgen.cli import verdicts

    match style:
        case "text":
            if verdict.findings:
                click.echo()
                show(verdict.texts, verdict.findings, style)
            click.echo(f"\n{verdicts.summary(verdict)}", nl=False)
        case "json":
            click.echo(verdicts.as_json(verdict), nl=False)
        case "junit":
            click.echo(verdicts.as_junit(verdict), nl=False)
        case _:
            show(verdict.texts, verdict.findings, style)


async def _stoppable(work: Coroutine[None, None, Verdict]) -> Verdict:
    """Work that a signal to stop cancels, so that what was started ends too; Ctrl-C does so by itself."""
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    for number in ENDINGS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
            loop.add_signal_handler(number, task.cancel)
    return await task


async def _verified(subject: str, path: str | None, wishes: Wishes, screen: _Screen) -> Verdict:
    """What came of it. Raises HipgenError for what is neither an address nor a project that starts."""
    from hipgen.developing.standing import standing
    from hipgen.verifying.suite import chosen, verify

    chosen(wishes)  # a slip in a pattern is told before anything starts
    is_address = urlsplit(subject).scheme in {"http", "https"}
    if is_address and path is not None:
        raise HipgenError("--path is for a project in a folder; a URL says itself where the descriptor is")
    if not is_address and not Path(subject).is_dir():
        raise HipgenError(f"{subject} is neither an http or https address nor a folder")
    async with nullcontext(subject) if is_address else standing(Path(subject), path, screen.step) as url:
        return await verify(url, wishes, screen)


class _Screen:
    """Where a person watches: a line for each check as it ends; what goes on now, on a terminal only."""

    def __init__(self, shown: bool) -> None:
        from rich.console import Console

        self._shown = shown
        self._color = coloured(sys.stdout)
        self._width = shutil.get_terminal_size().columns
        self._status = Console(stderr=True).status("")

    def step(self, what: str) -> None:
        """Something is being done before the checks."""
        self._now(f"{what} …")

    def begins(self, check: Check, number: int, of: int) -> None:
        """A check begins."""
        self._now(f"[{number}/{of}] {check.id} {check.name}")

    def ends(self, outcome: Outcome) -> None:
        """A check has ended."""
        self.clear()
        if self._shown:
            from hipgen.cli.verdicts import line

            # A pipe has no width: nothing is cut there.
            click.echo(line(outcome, self._color, self._width if sys.stdout.isatty() else None), color=True)

    def clear(self) -> None:
        """Nothing goes on any more."""
        self._status.stop()

    def _now(self, text: str) -> None:
        from rich.text import Text

        if self._status.console.is_terminal:
            self._status.update(Text(text, no_wrap=True, overflow="ellipsis"))
            self._status.start()
