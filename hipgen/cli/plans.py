"""A plan for people: what was done or would be, what waits for a decision, what changes in the files.

Pure text from values; knows nothing of how a plan is made or applied.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from hipgen import workspace
from hipgen.plan import Action, Ownership, Step
from hipgen.project import Project

WAYS_OUT = {
    Action.DRIFT: "hipgen's own file was edited: move your change to a handler or a view, and "
    "take hipgen's (--take theirs=PATH keeps a copy of yours), or keep yours (--take mine=PATH)",
    Action.IN_THE_WAY: "a file that hipgen didn't write is in the way: rename it, or decide with "
    "--take mine=PATH or --take theirs=PATH (which keeps a copy of yours)",
    Action.MISSING_HANDLER: "its handler is missing: bring it back, or write a new one with --reseed KEY",
    Action.CONFLICT: "you and hipgen changed the same: settle it by the proposal beside it, or the marks "
    "in it, then take those away; or decide with --take mine=PATH or --take theirs=PATH",
}
MERGED = (
    "the record holds a merge of two branches: what that did to hipgen's own files is no edit of yours, and "
    "--take 'theirs=_generated/*' writes them anew"
)
VERSION = 1
UNSAID = {Action.KEEP, Action.OUTDATED}
"""Actions that are not worth a line, or have a note."""


def summary(project: Project, *, done: bool) -> str:
    """The plan, a line a file; a project made anew in a few lines."""
    plan = project.plan
    lines: list[str] = []
    if plan.blocked:
        named = (step for step in plan.steps if step.action.is_open or step.action is Action.PROPOSE)
        lines += [f"  {step.action.value:16} {step.path}" for step in named]
        lines += [
            "",
            *(f"{action.value}: {text}" for action, text in WAYS_OUT.items() if _has(project, action)),
        ]
        if plan.old and plan.old.is_merged and _has(project, Action.DRIFT):
            lines.append(MERGED)
        lines.append("nothing was written" if plan.stopped else "the rest was written" if done else "")
    elif project.up_to_date:
        lines.append(f"{_named(project)}: up to date, nothing to write")
    elif plan.old is None:
        lines += list(_made(project, done))
    else:
        lines += [f"  {step.action.value:16} {step.path}" for step in plan.steps if step.action not in UNSAID]
        lines += [f"  {'write':16} {path}" for path in project.also]
        lines.append(f"{_named(project)}: {_written(project)} {'written' if done else 'to write'}")
    return "".join(f"{line}\n" for line in lines)


def show_plan(
    project: Project, status: int, style: str, *, done: bool, err: bool = False, diffs: bool = False
) -> None:
    """Print a plan: as JSON to standard output; as text, the notes to standard error."""
    if style == "json":
        click.echo(as_json(project, status, diffs=diffs))
        return
    click.echo(summary(project, done=done), nl=False, err=err)
    click.echo(notes(project), nl=False, err=True)


def as_json(project: Project, status: int, *, diffs: bool = False) -> str:
    """The plan as `schemas/plan.schema.json` describes it. ASCII only, so that it survives any pipe."""
    plan = project.plan
    steps = [_step(step, _diff(project, step) if diffs and step.changes else None) for step in plan.steps]
    also = [
        {"path": path, "action": "write", "ownership": None, "item": None, "reason": ""}
        | ({"diff": _also(project, path)} if diffs else {})
        for path in project.also
    ]
    return json.dumps(
        {
            "version": VERSION,
            "steps": sorted([*steps, *also], key=lambda step: str(step["path"])),
            "open": [step.path for step in plan.blocked],
            "changed": sorted({*(step.path for step in plan.changes), *project.also}),
            "retired": [step.path for step in plan.retired],
            "exit": status,
        },
        indent=2,
    )


def _step(step: Step, diff: str | None) -> dict[str, str | None]:
    said = {
        "path": step.path,
        "action": step.action.value,
        "ownership": step.ownership.value,
        "item": step.item,
        "reason": step.reason,
    }
    return said if diff is None else {**said, "diff": diff}


def notes(project: Project) -> str:
    """What a person should know of though no decision is open."""
    retired = "is no longer reached; it stays"
    said = (step for step in project.plan.steps if step.action in {Action.RETIRE, Action.OUTDATED})
    return "".join(
        f"note: {step.path} {retired if step.action is Action.RETIRE else step.reason}\n" for step in said
    )


def _has(project: Project, action: Action) -> bool:
    return any(step.action is action for step in project.plan.blocked)


def _named(project: Project) -> str:
    name = project.root.as_posix()
    return "the project" if name == "." else name


def _written(project: Project) -> str:
    """How many files a run writes, or that it is only hipgen's record of them."""
    files = len(project.plan.changes) + len(project.also)
    return f"{files} file{'s' * (files != 1)}" if files else "only hipgen's record of the files"


def _made(project: Project, done: bool) -> Iterator[str]:
    """A new project: how many files of which class; what was there already, as after a loss of the record."""
    there = [step for step in project.plan.steps if step.action is Action.ADOPT]
    if there:
        records = {file.path: file.sha256 for file in project.plan.lock.files}
        yield from (f"  yours            {s.path}" for s in there if records.get(s.path) != s.before)
        yield f"{_named(project)}: {len(there)} of its files were there already, and stay as they are"
        yield f"{_named(project)}: {_written(project)} {'written' if done else 'to write'}"
        return
    verb, files = "made" if done else "would make", len(project.plan.changes)
    yield f"{_named(project)}: {verb} a project for {project.framework.title}, {files} files"
    said = {
        Ownership.SEEDED: "yours: handlers, views, README",
        Ownership.MERGED: "merged: dependencies, Procfile, deployment",
        Ownership.GENERATED: "hipgen's: below _generated",
    }
    for ownership, text in said.items():
        steps = [step for step in project.plan.changes if step.ownership is ownership]
        yield f"  {len(steps):4}  {text}"


def diff(project: Project) -> str:
    """What would change in the files, as a unified diff."""
    parts = [*(_diff(project, step) for step in project.plan.changes)]
    return "".join([*parts, *(_also(project, path) for path in project.also)])


def _also(project: Project, path: str) -> str:
    before = workspace.snapshot(project.root, [path]).get(path, b"")
    return _unified(path, before, project.also[path])


def _diff(project: Project, step: Step) -> str:
    before = workspace.snapshot(project.root, [step.path]).get(step.path, b"")
    return _unified(step.path, before, step.data or b"")


def _unified(path: str, before: bytes, after: bytes) -> str:
    if b"\0" in before + after:
        return f"binary file {path} changes\n"
    import difflib  # slow to import, and most runs show no differences

    old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(
        line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines
    )
