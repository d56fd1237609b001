"""What `validate` and `generate` say of a project's handlers.

Knows when a spec is a project's own, and how findings are printed; nothing of what is wrong in a handler.
"""

from __future__ import annotations

from pathlib import Path

import click

from hipgen import workspace
from hipgen.cli.common import SPEC_NAME, show
from hipgen.diagnostics import HipgenError, Severity
from hipgen.handling import Findings, handler_findings
from hipgen.model import Addon
from hipgen.project import Project, framework_of


def handlers_of(spec: Path, addon: Addon) -> Findings:
    """What is wrong with the handlers of the project in a spec's folder, if the spec is the project's.

    What can't be read is for `generate` to say.
    """
    root = spec.parent
    if spec.name != SPEC_NAME and (root / SPEC_NAME).exists():
        return Findings()
    try:
        lock = workspace.read_lock(root)
        if lock is None:
            return Findings()
        framework = framework_of(root, addon.text("framework") or lock.origin.framework)
        return handler_findings(root, addon, framework, lock)
    except HipgenError:
        return Findings()


def handlers_after(project: Project, addon: Addon) -> Findings:
    """What will be wrong with the handlers when a plan is carried out; nothing while a decision stops it."""
    if project.plan.stopped:
        return Findings()
    return handler_findings(project.root, addon, project.framework, project.plan.lock, project.plan)


def show_handlers(found: Findings) -> None:
    """Print what is wrong with handlers, behind what was said of the plan."""
    if found.diagnostics:
        click.echo(err=True)
        show(found.sources, found.diagnostics, "text", err=True)


def wrong(found: Findings) -> bool:
    """Whether a handler has an error: the project as it is can't serve its spec."""
    return any(each.severity is Severity.ERROR for each in found.diagnostics)
