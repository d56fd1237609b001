"""`hipgen prune`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from hipgen import workspace
from hipgen.cli.common import load, spec_argument
from hipgen.diagnostics import HipgenError
from hipgen.plan import Action, Lock, Plan, Retired, Step, digest
from hipgen.project import former


@click.command()
@spec_argument
@click.option("-y", "--yes", is_flag=True, help="Delete without asking.")
def command(spec: str, yes: bool) -> None:
    """Show the retired files of SPEC's project (./addon.yaml), and delete them.

    A file is retired when its item went from the spec after a person had edited it.
    """
    checked = load(spec)
    assert checked.addon is not None
    root = Path(spec).parent
    wanted = {item.id for item in checked.addon.items} | set(former(checked.addon).values())
    with workspace.exclusive(root):
        if outcome := workspace.recover(root):
            click.echo(f"an earlier run was cut short; it is {outcome} now", err=True)
        plan = _plan(root, workspace.read_lock(root), wanted)
        if plan is None:
            click.echo("nothing to prune")
            return
        click.echo("".join(f"  {step.path}\n" for step in plan.changes), nl=False)
        _agree(len(plan.changes), yes)
        workspace.apply(root, plan)
    click.echo(f"{_files(len(plan.changes))} deleted")


def _plan(root: Path, lock: Lock | None, wanted: set[str]) -> Plan | None:
    """Delete the retired files that are still there, but for those whose items are back in the spec."""
    retired = [each for each in lock.retired if each.file.item not in wanted] if lock else []
    there = workspace.snapshot(root, [each.file.path for each in retired])
    if lock is None or not there:
        return None
    bases = workspace.read_bases(root, there)
    kept = tuple(each for each in lock.retired if each not in retired)
    steps = tuple(_step(each, there[each.file.path]) for each in retired if each.file.path in there)
    return Plan(steps, replace(lock, retired=kept), lock, dict.fromkeys(bases))


def _step(retired: Retired, data: bytes) -> Step:
    file = retired.file
    return Step(file.path, Action.DELETE, file.ownership, file.item, reason="pruned", before=digest(data))


def _agree(files: int, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise HipgenError(f"{_files(files)} would be deleted: say --yes to go on", status=3)
    click.confirm(f"Delete {_files(files)}?", abort=True, err=True)


def _files(number: int) -> str:
    return f"{number} file{'s' * (number != 1)}"
