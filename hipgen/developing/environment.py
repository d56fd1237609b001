"""The environment of a project: found or made, and filled with what the project depends on.

What is run comes from `needs`; this is when, and what to say of a failure. A seal in the environment
remembers what it was filled for, so that this costs nothing the next time.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hipgen.developing.needs import Needs, seal
from hipgen.developing.processes import Command, carried_out
from hipgen.diagnostics import HipgenError
from hipgen.workspace import snapshot

SEAL = ".hipgen-prepared"
NO_COMMAND = 127
"""What a shell ends with when there is no such program."""
PYTHON = "HIPGEN_PYTHON"
MOST_TIMES = 3
"""How often an environment is filled when what describes it changes meanwhile: a person edits, and a program
such as npm writes the exact versions down.
"""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment's folder, and the variables with which programs of it are found."""

    folder: Path
    variables: Mapping[str, str]
    is_borrowed: bool


def environment_of(root: Path, needs: Needs) -> Environment:
    """Where a project's environment is or will be: the project's own, or one that a person has activated.

    That in which hipgen itself runs counts as activated for hipgen, not for the project.
    """
    # Whole paths: programs look from other folders.
    own, around = root.absolute() / needs.environment, dict(os.environ)
    active = around.get(needs.active, "") if needs.active else ""
    is_borrowed = bool(active) and not own.exists() and Path(active).resolve() != Path(sys.prefix).resolve()
    folder = Path(active).absolute() if is_borrowed else own
    around[PYTHON] = sys.executable
    if needs.active:
        around[needs.active] = str(folder)
    if needs.programs:
        around["PATH"] = f"{folder / needs.programs}{os.pathsep}{around.get('PATH', os.defpath)}"
    return Environment(folder, around, is_borrowed)


def is_ready(root: Path, needs: Needs, environment: Environment) -> bool:
    """Whether the environment was filled for what the project depends on now."""
    try:
        is_sealed = (environment.folder / SEAL).read_text("ascii") == seal_of(root, needs)
    except (OSError, ValueError):
        return False
    return is_sealed and is_sound(needs, environment)


def is_sound(needs: Needs, environment: Environment) -> bool:
    """Whether there is an environment, and every program of it leads somewhere: some are links to the
    interpreter that it was made with, which may have been removed since.
    """
    if not environment.folder.is_dir():
        return False
    programs = environment.folder / needs.programs if needs.programs else None
    if programs is None or not programs.is_dir():
        return True
    return all(program.exists() for program in programs.iterdir())


async def prepare(root: Path, needs: Needs, environment: Environment, step: Tell, heard: Tell) -> None:
    """Make the environment if there is none, and fill it. `step` is told each command before it runs.

    Raises HipgenError, with the last lines of what failed, when it can't be done, and for a program that is
    missing or too old.
    """
    if needs.make and not environment.is_borrowed and not is_sound(needs, environment):
        await _made(root, needs.make, environment, step, heard)
    await _check_program(root, needs, environment)
    for _ in range(MOST_TIMES):
        before = snapshot(root, needs.described)
        step(needs.install)
        done = await carried_out(needs.install, root, environment.variables, heard)
        if done.status:
            raise _failure(needs.install, done)
        after = snapshot(root, needs.described)
        if all(after.get(path) == text for path, text in before.items()):
            break
    try:
        (environment.folder / SEAL).write_text(seal_of(root, needs), "ascii")
    except OSError:
        return  # it works all the same, and is filled again the next time


async def _made(root: Path, command: str, environment: Environment, step: Tell, heard: Tell) -> None:
    """Make the environment in place of one that is no good; a half made one doesn't stay."""
    shutil.rmtree(environment.folder, ignore_errors=True)
    step(command.replace(f'"${PYTHON}"', "python3"))
    try:
        done = await carried_out(command, root, environment.variables, heard)
        if done.status:
            raise _failure(command.replace(f'"${PYTHON}"', sys.executable), done)
    except BaseException:
        shutil.rmtree(environment.folder, ignore_errors=True)
        raise


async def _check_program(root: Path, needs: Needs, environment: Environment) -> None:
    said: list[str] = []
    asked = await carried_out(needs.program.version, root, environment.variables, said.append)
    printed = None if asked.status == NO_COMMAND else "\n".join(said)
    if complaint := needs.program.complaint(printed):
        raise HipgenError(complaint)


def _failure(command: str, done: Command) -> HipgenError:
    lines = "".join(f"\n  {line}" for line in done.last)
    return HipgenError(f"`{command}` failed (status {done.status}):{lines}", status=1)


def seal_of(root: Path, needs: Needs) -> str:
    """What an environment is filled for: what its project depends on now."""
    there = snapshot(root, needs.described)
    return seal(needs.install, str(root.resolve()), (there.get(path) for path in needs.described))
