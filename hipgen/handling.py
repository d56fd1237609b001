"""The handlers of a project against its spec: reads the files through `workspace`, and has them checked.

Knows where a framework's handlers are, and which of them a person has edited; not what is right in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hipgen import workspace
from hipgen.context import Handled, event_type, event_types, handled
from hipgen.diagnostics import Diagnostic, ordered
from hipgen.frameworks import HANDLER, Framework
from hipgen.model import Addon
from hipgen.plan import Lock, Plan, digest
from hipgen.project import remembered

if TYPE_CHECKING:
    from hipgen.handlers import Wanted

GENERATED = "_generated/"


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with handlers, and the texts of the files that are spoken of, by the paths shown."""

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Project:
    """A project as it is, or as it will be when `planned` has been written (None: deleted)."""

    root: Path
    framework: Framework
    lock: Lock
    planned: Mapping[str, bytes | None]

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of those of the paths that are there."""
        wanted = set(paths)
        new = {path: data for path, data in self.planned.items() if path in wanted}
        there = {**workspace.snapshot(self.root, wanted - new.keys()), **new}
        return {path: data for path, data in there.items() if data is not None}

    def handler(self, module: str) -> str:
        return self.framework.handler.format(module=module)

    def shown(self, path: str) -> str:
        """A path as a person sees it who gave the root's."""
        return (self.root / path).as_posix()


def handler_findings(
    root: Path, addon: Addon, framework: Framework, lock: Lock, plan: Plan | None = None
) -> Findings:
    """What keeps a project's handlers from serving the items of its spec; with `plan`, after that.

    Files that are as hipgen wrote them are right, or will be after the next run: they are not read. A handler
    that isn't there is the plan's matter. Raises HipgenError for what can't be read.
    """
    if not framework.handler:
        return Findings()
    planned = {step.path: step.data for step in plan.changes} if plan else {}
    project = _Project(root, framework, lock, planned)
    wanted = _wanted(addon, project)
    written = {file.path: file.sha256 for file in lock.files}
    there = {path: data for path, data in project.read(wanted).items() if digest(data) != written.get(path)}
    others = _others(project, wanted)
    # A module with a marked name is for tools and never reported: that alone is no reason to read anything.
    doubtful = there or any(not PurePosixPath(path).name.startswith("_") for path in others)
    return _found(project, wanted, there, others) if doubtful else Findings()


def _wanted(addon: Addon, project: _Project) -> dict[str, Handled]:
    """The items by the paths of their handlers."""
    entries = handled(addon, project.framework.naming, remembered(project.lock))
    known = known_handlers(project.lock)
    return {handler_path(project.framework, known, entry): entry for entry in entries}


def known_handlers(lock: Lock) -> dict[str, str]:
    """Where the last run had the items' handlers: paths by item."""
    return {file.item: file.path for file in lock.files if file.item and file.part == HANDLER}


def handler_path(framework: Framework, known: Mapping[str, str], entry: Handled) -> str:
    """Where an item's handler is: as it is known, else where the templates put it."""
    return known.get(entry.item.id) or framework.handler.format(module=entry.named.module)


def _others(project: _Project, wanted: Iterable[str]) -> set[str]:
    """The files among the handlers that no item has or had."""
    pattern = PurePosixPath(project.framework.handler)
    homes = {f"{PurePosixPath(path).parent.as_posix()}/" for path in (*wanted, project.framework.handler)}
    before = (item.module for item in project.lock.remembered().values() if item.module)
    known = {*wanted, *map(project.handler, before), *(each.file.path for each in project.lock.retired)}
    there = (home + path for home in homes for path in workspace.list_files(project.root / home))
    return {path for path in there if path.endswith(pattern.suffix)} - known - project.planned.keys()


def _found(
    project: _Project, wanted: Mapping[str, Handled], there: Mapping[str, bytes], others: set[str]
) -> Findings:
    """What is wrong with the edited handlers that are there, and which of the others nobody reaches."""
    from hipgen import handlers  # most runs have nothing that was edited

    language = project.framework.language
    if not handlers.is_read(language):
        return Findings()
    types = event_types()
    found = [
        each
        for path, data in there.items()
        for each in handlers.check_handler(
            project.shown(path), data, _demand(wanted[path]), language=language, types=types
        )
    ]
    loose = project.read(_unreached(project, others))
    for path, data in loose.items():
        found += handlers.unreached_finding(project.shown(path), data)
    spoken_of = {each.file for each in found}
    texts = {**there, **loose}
    sources = {project.shown(path): handlers.decoded(data) or "" for path, data in texts.items()}
    return Findings(ordered(found), {name: text for name, text in sources.items() if name in spoken_of})


def _demand(entry: Handled) -> Wanted:
    from hipgen.handlers import Wanted

    return Wanted(entry.item.called, entry.named.symbol, event_type(entry))


def _unreached(project: _Project, among: set[str]) -> tuple[str, ...]:
    """Those of some files that no other file of the person's imports."""
    from hipgen.handlers import unreached

    if not among:
        return ()
    suffix = PurePosixPath(project.framework.handler).suffix
    paths = (path for path in workspace.list_files(project.root) if path.endswith(suffix))
    files = project.read(path for path in paths if not path.startswith(GENERATED))
    return unreached(files, among, language=project.framework.language)
