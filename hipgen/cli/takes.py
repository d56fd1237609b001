"""Options of `generate` that decide what is open, and how the plan is shown.

Knows click, and how a decision is written down; nothing of what it does.
"""

from __future__ import annotations

import click

from hipgen.cli.common import Command
from hipgen.plan import Side

Choice = tuple[Side, str]
PROPOSAL, MARKERS = "proposal", "markers"


def _choices(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Choice, ...]:
    """Split each at its first `=`: a path may hold another."""
    known = {side.value: side for side in Side}
    found = []
    for value in values:
        side, _, path = value.partition("=")
        if side not in known or not path:
            raise click.BadParameter(f"{value!r} is not mine=PATH or theirs=PATH", ctx, param)
        found.append((known[side], path))
    return tuple(found)


def take_option(function: Command) -> Command:
    """`--take`: whose version of an open file counts."""
    option = click.option(
        "--take",
        callback=_choices,
        multiple=True,
        metavar="SIDE=PATH",
        help="Decide an open file: mine=PATH keeps yours, theirs=PATH takes hipgen's, with a copy of yours "
        "in .hipgen/kept (yours to commit or delete). PATH may be a pattern.",
    )
    return option(function)


def conflict_option(function: Command) -> Command:
    """`--on-conflict`: where a conflicting merge is shown."""
    option = click.option(
        "--on-conflict",
        type=click.Choice([PROPOSAL, MARKERS]),
        default=PROPOSAL,
        show_default=True,
        help="Show a conflict in a file beside (NAME.hipgen-new), or by marks in the file and git's index.",
    )
    return option(function)


def plan_option(function: Command) -> Command:
    """`--format`: how the plan is written."""
    option = click.option(
        "--format",
        "style",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How the plan is written.",
    )
    return option(function)
