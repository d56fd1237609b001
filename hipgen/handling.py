"""The handlers of a project against its spec: reads the files through `workspace`, and has them checked.

Knows where a framework's handlers are, and which of them a person has edited; not what is right in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from hipgen import handlers, workspace
from hipgen.context import event_type, event_types, handled
from hipgen.diagnostics import Diagnostic, ordered
from hipgen.frameworks import Framework
from hipgen.handlers import Wanted
from hipgen.model import Addon
from hipgen.plan import Lock, Plan, digest
from hipgen.project import remembered

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
    if not framework.handler or not handlers.is_read(framework.language):
        return Findings()
    planned = {step.path: step.data for step in plan.changes} if plan else {}
    project = _Project(root, framework, lock, planned)
    wanted = _wanted(addon, project)
    written = {file.path: file.sha256 for file in lock.files}
    there = {path: data for path, data in project.read(wanted).items() if digest(data) != written.get(path)}
    types = event_types()
    found = [
        each
        for path, data in there.items()
        for each in handlers.check_handler(
            project.shown(path), data, wanted[path], language=framework.language, types=types
        )
    ]
    loose = project.read(_unreached(project, wanted))
    for path, data in loose.items():
        found += handlers.unreached_finding(project.shown(path), data)
    spoken_of = {each.file for each in found}
    texts = {**there, **loose}
    sources = {project.shown(path): handlers.decoded(data) or "" for path, data in texts.items()}
    return Findings(ordered(found), {name: text for name, text in sources.items() if name in spoken_of})


def _wanted(addon: Addon, project: _Project) -> dict[str, Wanted]:
    """What every item wants, by the path of its handler."""
    entries = handled(addon, project.framework.naming, remembered(project.lock))
    return {
        project.handler(entry.named.module): Wanted(entry.item.called, entry.named.symbol, event_type(entry))
        for entry in entries
    }


def _unreached(project: _Project, wanted: Iterable[str]) -> Iterator[str]:
    """The files among the handlers that no item has, and no other file of the person's imports."""
    pattern = PurePosixPath(project.framework.handler)
    home = f"{pattern.parent.as_posix()}/"
    before = (item.module for item in project.lock.remembered().values() if item.module)
    known = {*wanted, *map(project.handler, before), *(each.file.path for each in project.lock.retired)}
    there = (home + path for path in workspace.list_files(project.root / home))
    paths = {path for path in there if path.endswith(pattern.suffix)}
    among = paths - known - project.planned.keys()
    if among:
        others = (path for path in workspace.list_files(project.root) if path.endswith(pattern.suffix))
        files = project.read(path for path in others if not path.startswith(GENERATED))
        yield from handlers.unreached(files, among, language=project.framework.language)
