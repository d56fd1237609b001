"""A person's decisions, given with the command: whose version of an open file counts, how conflicts show.

A plan goes in and a plan comes out, with the open steps replaced by what was decided. What is overruled is
kept below `.hipgen/kept/`. Pure; whether a kept file's name is free is asked of the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase

from hipgen.diagnostics import HipgenError
from hipgen.merge import has_marks
from hipgen.plan.merging import Outcome, base_of, beside, settled, tidy
from hipgen.plan.values import Action, LockedFile, Plan, Step, digest
from hipgen.rendered import Ownership, RenderedFile

KEPT = ".hipgen/kept"
"""In no `.gitignore`: the copies are the person's, to commit or to delete, and `git clean -X` takes what is
ignored."""
DECIDABLE = frozenset({Action.DRIFT, Action.IN_THE_WAY, Action.CONFLICT})


class Side(Enum):
    """Whose version counts: the person's, or hipgen's."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Taking:
    """The decisions of a run: sides, with the paths or patterns they are for; whether conflicts get marks."""

    choices: tuple[tuple[Side, str], ...] = ()
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision is carried out with: render, disk, bases and records, and a look at any path."""

    files: Mapping[str, RenderedFile]
    disk: Mapping[str, bytes]
    bases: Mapping[str, bytes]
    locked: Mapping[str, LockedFile]
    read: Callable[[str], bytes | None]


def decided(
    plan: Plan,
    taking: Taking,
    *,
    rendered: Iterable[RenderedFile],
    disk: Mapping[str, bytes],
    bases: Mapping[str, bytes],
    read: Callable[[str], bytes | None],
) -> Plan:
    """The plan with the decisions. `read` gives the bytes of a path, None if nothing is there."""
    locked = {file.path: file for file in plan.old.files} if plan.old else {}
    known = Known({file.path: file for file in rendered}, disk, bases, locked, read)
    open_steps = {step.path: step for step in plan.blocked}
    for path, side in chosen(plan.blocked, taking.choices).items():
        plan = _replaced(plan, path, _taken(open_steps.pop(path), side, known), known)
    for path, step in open_steps.items():
        if taking.marks and step.action is Action.CONFLICT and not has_marks(disk[path]):
            plan = _replaced(plan, path, _marked(known.files[path], step, known), known)
    return plan


def chosen(blocked: Sequence[Step], choices: Iterable[tuple[Side, str]]) -> dict[str, Side]:
    """The side of every open path that a choice names; of two choices for one path, the later.

    Raises HipgenError for a path that waits for no such decision. A pattern may find nothing.
    """
    found: dict[str, Side] = {}
    for side, named in choices:
        name = named.removeprefix("./")
        hits = [step for step in blocked if step.path == name or fnmatchcase(step.path, name)]
        takeable = [step.path for step in hits if step.action in DECIDABLE]
        if not takeable and not set("*?[") & set(name):
            raise HipgenError(_undecidable(name, hits, blocked))
        found |= dict.fromkeys(takeable, side)
    return found


def _undecidable(name: str, hits: Sequence[Step], blocked: Sequence[Step]) -> str:
    if hits:
        return f"--take {name}: there is nothing to choose between: {hits[0].reason}"
    paths = ", ".join(step.path for step in blocked if step.action in DECIDABLE)
    return f"--take {name}: it waits for no decision; {f'these do: {paths}' if paths else 'no file does'}"


def _taken(step: Step, side: Side, known: Known) -> Outcome:
    file, mine = known.files.get(step.path), known.disk[step.path]
    if side is Side.THEIRS:
        return _theirs(file, step, mine, known)
    if has_marks(mine) and step.ownership is Ownership.MERGED:
        reason = f"--take mine={step.path}: it holds the marks of a conflict; settle them first"
        raise HipgenError(reason, status=3)
    keep = _kept(step, "yours, as you chose")
    if file is None:
        return Outcome((keep,))
    outcome = settled(file, known.locked.get(file.path), known.disk, keep)
    if file.ownership is Ownership.MERGED or outcome.record is None:
        return outcome
    # The person's file in place of a generated one: nobody is asked again until the render changes.
    return replace(outcome, record=replace(outcome.record, offered=outcome.record.sha256))


def _theirs(file: RenderedFile | None, step: Step, mine: bytes, known: Known) -> Outcome:
    name, there = _name(step.path, mine, known)
    reason = f"hipgen's, as you chose; yours is kept as {name}"
    copy = Step(name, Action.SET_ASIDE, step.ownership, step.item, mine, f"your {step.path}")
    copies = () if there else (copy,)
    if file is None:
        return Outcome((replace(step, action=Action.DELETE, reason=reason), *copies))
    write = replace(step, action=Action.WRITE, data=file.data, reason=reason)
    outcome = settled(file, known.locked.get(file.path), known.disk, write)
    return replace(outcome, steps=(*outcome.steps, *copies))


def _kept(step: Step, reason: str) -> Step:
    return replace(step, action=Action.KEEP, data=None, reason=reason)


def _name(path: str, mine: bytes, known: Known) -> tuple[str, bool]:
    """Where the person's bytes are kept, and whether they are there already: never over another copy."""
    name, number = f"{KEPT}/{path}", 0
    while (there := known.read(name)) is not None and there != mine:
        number += 1
        name = f"{KEPT}/{path}.{number}"
    return name, there is not None


def _marked(file: RenderedFile, step: Step, known: Known) -> Outcome:
    """The conflict in the file itself. Its base moves on, so that the settled file counts as the person's."""
    mine, locked = known.disk[file.path], known.locked.get(file.path)
    from hipgen.entries import merge_file  # brings a TOML editor along, which few runs need

    merged = merge_file(file.path, base_of(locked, known.bases) or b"", mine, file.data)
    reason = "you and the generator changed the same: settle it between the marks, then take those away"
    record = LockedFile(file.path, file.ownership, file.item, digest(file.data), digest(file.data))
    step = replace(step, data=merged.data, reason=reason)
    return Outcome((step, *tidy(file, locked, known.disk)), record, file.data)


def _replaced(plan: Plan, path: str, outcome: Outcome, known: Known) -> Plan:
    """The plan with another outcome for a path."""
    gone: Collection[str] = {path, beside(path)}
    steps = [step for step in plan.steps if step.path not in gone]
    records = [file for file in plan.lock.files if file.path != path]
    records += [outcome.record] if outcome.record else []
    bases = {name: data for name, data in plan.bases.items() if name != path}
    if known.bases.get(path) != outcome.base:
        bases[path] = outcome.base
    return replace(
        plan,
        steps=tuple(sorted((*steps, *outcome.steps), key=lambda step: step.path)),
        lock=replace(plan.lock, files=tuple(sorted(records, key=lambda file: file.path))),
        bases=bases,
    )
