"""`hipgen adopt`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from hipgen import workspace
from hipgen.cli.common import STDIN, base_url_of, load, spec_argument
from hipgen.cli.handlers import handlers_after, show_handlers, wrong
from hipgen.cli.plans import WAYS_OUT, as_json
from hipgen.cli.takes import Choice, plan_option, take_option
from hipgen.diagnostics import HipgenError
from hipgen.plan import Action, Ownership, Step, Taking
from hipgen.project import Project, plan_project
from hipgen.validate import Checked

OPEN = 3


@click.command()
@spec_argument
@take_option
@plan_option
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
def command(spec: str, take: tuple[Choice, ...], style: str, dry_run: bool) -> None:
    """Put the project in the folder of SPEC (./addon.yaml) under the spec; nothing that is there changes.

    What hipgen would write and isn't there is written. What is there is yours from now on, and listed; a
    manifest such as package.json is merged by later runs. A file where one of hipgen's own must be stops the
    run before anything is written (exit 3); --take decides.
    """
    if spec == STDIN:
        raise HipgenError("adopt needs a spec in the folder of the project")
    checked, root = load(spec), Path(spec).parent
    assert checked.addon is not None
    plan = partial(_planned, spec, root, checked, Taking(take))
    if dry_run:
        if workspace.pending(root):
            raise HipgenError(f"{root}: an earlier run was cut short; run this without --dry-run", status=3)
        project = plan()
    else:
        with workspace.exclusive(root):
            if outcome := workspace.recover(root):
                click.echo(f"an earlier run was cut short; it is {outcome} now", err=True)
            project = plan()
            if not project.plan.stopped:
                workspace.apply(root, project.plan)
    handlers = handlers_after(project, checked.addon)
    status = OPEN if project.plan.blocked else int(wrong(handlers))
    stopped = project.plan.stopped
    said = (
        as_json(project, status) + "\n" if style == "json" else _said(project, done=not (dry_run or stopped))
    )
    click.echo(said, nl=False, err=stopped and style == "text")
    show_handlers(handlers)
    raise click.exceptions.Exit(status)


def _planned(spec: str, root: Path, checked: Checked, taking: Taking) -> Project:
    """The plan of a first run that leaves what is there. Raises HipgenError where there was one already."""
    assert checked.addon is not None
    if workspace.read_lock(root) is not None:
        raise HipgenError(f"{root} is a project of hipgen's already: `hipgen generate` goes on with it")
    framework = checked.addon.text("framework")
    if not framework:
        from hipgen.frameworks import names

        raise HipgenError(f"{spec} has no `framework`: add the one of the project ({', '.join(names())})")
    base = base_url_of(checked, None)
    return plan_project(root, checked, framework=framework, base_url=base, taking=taking, adopting=True)


def _said(project: Project, *, done: bool) -> str:
    """What becomes of every file that was there, and how many are added."""
    plan, lines = project.plan, []
    if plan.blocked:
        lines += [f"  {step.action.value:16} {step.path}" for step in plan.blocked]
        actions = {step.action for step in plan.blocked}
        lines += ["", *(f"{action.value}: {text}" for action, text in WAYS_OUT.items() if action in actions)]
    if plan.stopped:
        return "".join(f"{line}\n" for line in [*lines, "nothing was written"])
    there = [step for step in plan.steps if step.before and not step.changes]
    written = {file.path: file.sha256 for file in plan.lock.files}
    equal = {step.path for step in there if written.get(step.path) == step.before}
    for step in there:
        if not step.action.is_open:
            whose = "as hipgen's" if step.path in equal else "yours"
            lines.append(f"  {whose:16} {step.path}{'' if step.path in equal else _later(step)}")
    added = [step for step in plan.changes if step.before is None]
    lines.append(f"{len(there)} files were there, {len(added)} {'were added' if done else 'would be added'}")
    return "".join(f"{line}\n" for line in lines)


def _later(step: Step) -> str:
    merges = step.ownership is Ownership.MERGED and step.action is Action.ADOPT
    return ": generate will merge into it" if merges else ""
