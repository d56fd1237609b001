"""The project of a spec, read and written anew as `hipgen generate` does it when it needs to ask nothing.

Returns what was found and done as values; prints nothing, and runs nothing of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hipgen import frameworks, workspace
from hipgen.diagnostics import Diagnostic, HipgenError
from hipgen.frameworks import Framework
from hipgen.handling import handler_findings
from hipgen.model import Addon
from hipgen.plan import Lock, Ownership
from hipgen.project import Project, framework_of, plan_project, project_renames
from hipgen.source import parse
from hipgen.validate import SPEC, Checked, check

SPEC_NAME = "addon.yaml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a spec: what was found in which texts, what was written, what stands in the way.

    `addon` and `framework` are None when the spec has errors, or nothing could be decided for another reason,
    which `obstacles` name then, a line each. `framework` is that of the project.
    """

    addon: Addon | None = None
    framework: Framework | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    obstacles: tuple[str, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def project(self) -> tuple[Addon, Framework] | None:
        """What there is to run: the add-on and its framework; None if the folder doesn't follow the spec."""
        if self.addon is None or self.framework is None or (self.obstacles and not self.written):
            return None
        return self.addon, self.framework


def regenerate(root: Path) -> Outcome:
    """Check the spec in a folder, and write its project unless it was made of this very spec.

    Raises HipgenError for a spec that can't be read, and when the disk doesn't take the project.
    """
    checked, sources = _checked(root)
    if checked.addon is None:
        return Outcome(diagnostics=checked.diagnostics, sources=sources)
    lock = workspace.read_lock(root)
    try:
        framework = _framework(root, checked.addon, lock)
        project = _plan(root, checked, framework)
    except HipgenError as error:
        return Outcome(
            diagnostics=checked.diagnostics, sources=sources, obstacles=tuple(str(error).split("\n"))
        )
    if lock is not None and project.plan.lock.origin.spec == lock.origin.spec:
        return Outcome(checked.addon, framework, checked.diagnostics, sources)
    handlers = handler_findings(root, checked.addon, framework, project.plan.lock, project.plan)
    written: tuple[str, ...] = ()
    if not project.plan.stopped:
        written = _written(project)
        with workspace.exclusive(root):
            workspace.apply(root, project.plan, also=project.also)
    return Outcome(
        checked.addon,
        framework,
        (*checked.diagnostics, *handlers.diagnostics),
        {**sources, **handlers.sources},
        _obstacles(project),
        written,
    )


def _checked(root: Path) -> tuple[Checked, dict[str, str]]:
    path = root / SPEC_NAME
    if not workspace.snapshot(root, [SPEC_NAME]):
        raise HipgenError(f"there is no {path}: `hipgen init` starts an add-on, `hipgen demo` shows one")
    workspace.recover(root)
    checked = check(parse(workspace.read_spec(path), path.as_posix()), SPEC)
    return checked, {checked.document.name: checked.document.text}


def _framework(root: Path, addon: Addon, lock: Lock | None) -> Framework:
    chosen = addon.text("framework") or (lock.origin.framework if lock else "")
    if not chosen:
        raise HipgenError(f"{SPEC_NAME} has no `framework`: add one ({', '.join(frameworks.names())})")
    return framework_of(root, chosen)


def _plan(root: Path, checked: Checked, framework: Framework) -> Project:
    """The plan. Raises HipgenError for what a person has to say first."""
    assert checked.addon is not None
    found = project_renames(root, checked)
    if found.questions:
        gone = ", ".join(each.old for each in found.questions)
        raise HipgenError(
            f"{gone} is gone and a similar item is new: `hipgen generate` asks whether it was renamed"
        )
    base_url = checked.addon.text("base_url")
    if not base_url:
        raise HipgenError(f"{SPEC_NAME} has no `base_url`: add the one under which it will run")
    return plan_project(root, checked, framework=framework, base_url=base_url, renames=found.pairs)


def _written(project: Project) -> tuple[str, ...]:
    """The files of a plan that are written, those that are the person's before hipgen's own."""
    steps = sorted(project.plan.changes, key=lambda step: (step.ownership is Ownership.GENERATED, step.path))
    return (*project.also, *(step.path for step in steps))


def _obstacles(project: Project) -> tuple[str, ...]:
    blocked = tuple(f"{step.path}: {step.action.value}" for step in project.plan.blocked)
    return (*blocked, "`hipgen generate` says what to do about it") if blocked else ()
