"""`hipgen dev`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
OPTIONS = (
    click.option(
        "--room", metavar="NAME", help="Install it in this room, not the first one; made if need be."
    ),
    click.option(
        "--port",
        default=8080,
        show_default=True,
        type=click.IntRange(0, 65535),
        help="HipChat's; 0 takes a free one.",
    ),
    click.option(
        "--addon-port",
        default=8000,
        show_default=True,
        type=click.IntRange(0, 65535),
        help="The add-on's; 0 takes a free one.",
    ),
    click.option("--no-browser", is_flag=True, help="Don't open the browser."),
    click.option(
        "--state",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Keep HipChat's rooms, messages and installations in a file.",
    ),
)


def options(function: Command) -> Command:
    """The options that `dev` and `demo` share."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C is how both are ended: no failure, at whatever moment it comes."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nStopped.")


@click.command()
@click.argument("directory", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=".")
@options
@stoppable()
def command(directory: Path, **chosen: Any) -> None:
    """Run the add-on in DIR (.) in a HipChat on this machine, and keep it up to date with your edits.

    Prepares its environment (for Python .venv, or an environment that is active; for Node node_modules),
    starts it as its Procfile says, with the variables of its .env, and installs it. It starts again when a
    file changes; an edit of addon.yaml writes the project and updates the installation, new scopes approved.
    Ctrl-C or SIGTERM stop everything; the exit status is 0 then. HipChat forgets everything at the end unless
    --state FILE keeps it.
    """
    run(directory, **chosen)


def run(
    root: Path,
    *,
    room: str | None,
    port: int,
    addon_port: int,
    no_browser: bool,
    state: Path | None,
    guide: Sequence[tuple[str, str]] = (),
) -> None:
    """Develop the project in a folder until a signal comes. Raises HipgenError when that can't be."""
    from hipgen.cli.host import complete

    complete()
    from hipgen.developing.screen import Screen
    from hipgen.developing.session import Wishes, develop
    from hipgen.host.company import COMPANY
    from hipgen.host.seed import plant
    from hipgen.host.server.running import Options

    host = Options(partial(plant, data=COMPANY), state, port=port, https_port=None)
    asyncio.run(develop(Wishes(root, host, addon_port, room, not no_browser, guide), Screen(sys.stdout)))
