"""Conflicts for git: the base, the person's and hipgen's text of a file as the three stages of the index.

So that `git status` names the file, and a merge tool shows it. The only place that runs git, and only where
marks are asked for.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hipgen.merge import first_side
from hipgen.plan.values import Action, Plan
from hipgen.workspace.reading import read_bases, snapshot

NOBODY = "0" * 40


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file with marks: what both sides changed (None if that is lost), and each side's text."""

    path: str
    base: bytes | None
    mine: bytes
    theirs: bytes


class GitError(Exception):
    """Git doesn't do what it is asked for."""


def conflicts(root: Path, plan: Plan) -> list[Conflict]:
    """The files into which a plan is going to write marks. To be asked before it is applied."""
    steps = [step for step in plan.changes if step.action is Action.CONFLICT]
    paths = [step.path for step in steps]
    there, bases = snapshot(root, paths), read_bases(root, paths)
    found = []
    for path in paths:
        base, theirs = bases.get(path), plan.bases.get(path)
        if theirs is not None and path in there:
            found.append(Conflict(path, None if base is None else first_side(base), there[path], theirs))
    return found


def enter_stages(root: Path, found: Sequence[Conflict]) -> str:
    """Put conflicts into git's index, of files that it has; a note if it can't be done, else nothing."""
    if not found or not any(
        (folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)
    ):
        return ""
    git = shutil.which("git")
    if git is None:
        return "note: git is not installed, so its index does not show the conflicts"
    try:
        prefix = _run(git, root, "rev-parse", "--show-prefix").decode("utf-8").removesuffix("\n")
        tracked = set(_run(git, root, "ls-files", "-z").decode("utf-8").split("\0"))
        lines = [line for each in found if each.path in tracked for line in _stages(git, root, prefix, each)]
        if lines:
            _run(git, root, "update-index", "-z", "--index-info", data="".join(lines).encode("utf-8"))
    except (OSError, UnicodeError, GitError) as error:
        return f"note: git's index does not show the conflicts: {error}"
    return ""


def _stages(git: str, root: Path, prefix: str, conflict: Conflict) -> list[str]:
    mode = "100755" if (root / conflict.path).stat().st_mode & 0o100 else "100644"
    lines = [f"0 {NOBODY}\t{prefix}{conflict.path}\0"]
    for stage, data in enumerate((conflict.base, conflict.mine, conflict.theirs), 1):
        if data is not None:
            name = _run(git, root, "hash-object", "-w", "--stdin", data=data).decode("ascii").strip()
            lines.append(f"{mode} {name} {stage}\t{prefix}{conflict.path}\0")
    return lines


def _run(git: str, root: Path, *arguments: str, data: bytes = b"") -> bytes:
    import subprocess

    command = [git, "-C", str(root), *arguments]
    ran = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603
    if ran.returncode:
        raise GitError(ran.stderr.decode("utf-8", "replace").strip() or f"git ended with {ran.returncode}")
    return ran.stdout
