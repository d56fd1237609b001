"""Everything between a checked spec and the disk: the plan of a run over a project's folder.

Reads the folder through `workspace` and composes the pure stages; writes nothing itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from hipgen import __version__, frameworks, outside, workspace
from hipgen.context import context
from hipgen.diagnostics import HipgenError, Json
from hipgen.frameworks import Framework
from hipgen.model import Addon, Item
from hipgen.names import Named
from hipgen.plan import (
    Lock,
    LockedItem,
    Origin,
    Plan,
    Renames,
    RenderedFile,
    Staying,
    Switch,
    Taking,
    asked,
    assumed,
    bases_of,
    carried,
    decided,
    digest,
    elsewhere,
    find_renames,
    make_plan,
    merging,
    staying,
    unchanging,
)
from hipgen.render import render
from hipgen.rendered import Ownership
from hipgen.schemas import spec_schema
from hipgen.validate import Checked

if TYPE_CHECKING:
    from hipgen.moving import Moved

SPEC_SCHEMA = "_generated/addon.schema.json"
"""Where a project has the schema of addon.yaml, of the hipgen that wrote it last."""


@dataclass(frozen=True, slots=True)
class Project:
    """One run over a folder: the plan, and the files outside it that are written with it."""

    root: Path
    plan: Plan
    also: Mapping[str, bytes]
    framework: Framework

    @property
    def up_to_date(self) -> bool:
        """Whether a run would write nothing at all."""
        return self.plan.writes_nothing and not self.also


def framework_of(root: Path, name: str) -> Framework:
    """The framework of a name for a project: the one from outside that it keeps, or a shipped one.

    Raises HipgenError where neither is called so.
    """
    kept = _kept(root)
    return kept if kept and kept.name == name else frameworks.framework(name)


def _kept(root: Path) -> Framework | None:
    data = workspace.snapshot(root, [outside.KEPT]).get(outside.KEPT)
    return outside.decode(data) if data is not None else None


def plan_project(
    root: Path,
    checked: Checked,
    *,
    framework: str | Framework,
    base_url: str,
    spec: tuple[str, bytes] | None = None,
    reseed: Collection[str] = (),
    taking: Taking | None = None,
    renames: Mapping[str, str] | None = None,
    moved: Moved | None = None,
    adopting: bool = False,
) -> Project:
    """Plan a run: read what is on disk, render, decide. `spec` is the spec's file, if it is written too.

    `framework` is a name, or what was read from outside just now. `renames` are old ids by new ones; with
    `moved` the plan is for the record and the files after the move.
    When `adopting`, nothing that is there already changes; there must be no record of an earlier run.
    Raises HipgenError for an unknown framework, and for a folder that can't be read.
    """
    assert checked.addon is not None
    chosen = framework if isinstance(framework, Framework) else framework_of(root, framework)
    old = workspace.read_lock(root)
    lock = moved.lock if moved else carried(old, renames or {}) if old else None
    stays = _staying(root, lock, chosen, reseed, moved)
    names, rendered = _rendered(checked.addon, chosen, base_url, lock, stays)
    switch = _switch(root, lock, chosen)
    paths = asked(rendered, lock, switch)
    disk, bases = workspace.snapshot(root, paths), workspace.read_bases(root, merging(rendered, lock))
    disk = moved.disk(disk) if moved else disk
    origin = _origin(checked, chosen)
    if moved and old and old.origin.templates == origin.templates:
        lock = moved.named(rendered)
    if adopting:
        lock = assumed(rendered, origin, disk)
        bases = bases_of(lock)
    plan = make_plan(
        rendered,
        origin=origin,
        items=_locked(checked, names),
        lock=lock,
        disk=disk,
        bases=bases,
        reseed=reseed,
        switch=switch,
    )
    read = partial(_read, root)
    plan = decided(plan, taking or Taking(), rendered=rendered, disk=disk, bases=bases, read=read)
    plan = unchanging(plan, lock) if adopting and lock else plan
    plan = replace(moved.steps(plan) if moved else plan, old=old)
    also = {}
    if spec is not None and workspace.snapshot(root, [spec[0]]).get(spec[0]) != spec[1]:
        also[spec[0]] = spec[1]
    return Project(root, plan, also, chosen)


def project_renames(
    root: Path, checked: Checked, told: Mapping[str, str] | None = None, *, guess: bool = True
) -> Renames:
    """Which items of the spec are those of the last run under other keys. `told`: old ids by new ones.

    What the spec says with `was` counts as told.
    """
    assert checked.addon is not None
    lock = workspace.read_lock(root)
    pairs = {**former(checked.addon), **(told or {})}
    ids = {item.id for item in checked.addon.items}
    files = {file.path: file for file in lock.files if file.item and file.item not in ids} if lock else {}
    there = workspace.snapshot(root, files)
    edited = {str(files[path].item) for path, data in there.items() if digest(data) != files[path].sha256}
    return find_renames(lock, _locked(checked, {}), pairs, edited=edited, guess=guess)


def former(addon: Addon) -> dict[str, str]:
    """What the spec says of its items' former ids, by their ids."""
    return {
        item.id: f"{item.kind.section}:{was}"
        for item in addon.items
        if (was := item.fields.get("was")) is not None
    }


def _read(root: Path, path: str) -> bytes | None:
    return workspace.snapshot(root, [path]).get(path)


def with_overlay(project: Project, overlay: Mapping[str, bytes]) -> Project:
    """Put an example's files into a project that is made anew, as if a person had written them.

    The lock keeps what the templates gave, so that later runs take the files for a person's and leave them.
    """
    steps = tuple(
        replace(step, data=overlay[step.path]) if step.path in overlay and step.data is not None else step
        for step in project.plan.steps
    )
    planned = {step.path for step in steps}
    added = {path: data for path, data in overlay.items() if path not in planned}
    return replace(project, plan=replace(project.plan, steps=steps), also={**project.also, **added})


def _staying(
    root: Path, lock: Lock | None, framework: Framework, reseed: Collection[str], moved: Moved | None
) -> Staying:
    """The files of the last run that stay where they are, though the templates have them elsewhere now."""
    found = elsewhere(lock, framework.naming.parts)
    disk = workspace.snapshot(root, {path for each in found for path in (each.file.path, each.home)})
    return staying(found, moved.disk(disk) if moved else disk, reseed)


def _rendered(
    addon: Addon, framework: Framework, base_url: str, lock: Lock | None, stays: Staying
) -> tuple[dict[str, Named], tuple[RenderedFile, ...]]:
    """The names of the items' handlers, and the files of the project."""
    known = remembered(lock) if lock else {}
    seen = context(
        addon,
        base_url=base_url,
        framework=framework.name,
        language=framework.language,
        naming=framework.naming,
        asynchronous=framework.asynchronous,
        worker=framework.commands.get("worker"),
        known={id_: replace(named, files=stays.get(id_, {})) for id_, named in known.items()},
    )
    names = {entry["id"]: Named(entry["module"], entry["symbol"]) for entry in seen["handlers"]}
    return names, (*render(framework, seen), _for_editors(), *_for_later(framework))


def _for_later(framework: Framework) -> Iterator[RenderedFile]:
    """What the project keeps of templates that a later hipgen doesn't bring along."""
    if framework.outside:
        yield RenderedFile(outside.KEPT, outside.encode(framework), Ownership.GENERATED)


def _for_editors() -> RenderedFile:
    """The schema of addon.yaml, by which editors complete and explain its words."""
    return RenderedFile(SPEC_SCHEMA, f"{spec_schema()}\n".encode(), Ownership.GENERATED)


def remembered(lock: Lock) -> dict[str, Named]:
    """The names that the last run's handlers have on disk, by the ids of their items."""
    return {
        id_: Named(item.module, item.symbol)
        for id_, item in lock.remembered().items()
        if item.module and item.symbol
    }


def _switch(root: Path, lock: Lock | None, framework: Framework) -> Switch | None:
    """What a change of frameworks is about; None if it stays, or the former one is not known here."""
    if lock is None or lock.origin.framework == framework.name:
        return None
    try:
        old = framework_of(root, lock.origin.framework)
    except HipgenError:
        return None
    return Switch(old.name, framework.name, framework.apart(old))


def _origin(checked: Checked, framework: Framework) -> Origin:
    templates = sha256()
    for path, data in sorted(framework.files().items()):
        templates.update(path.encode() + b"\0" + data + b"\0")
    return Origin(
        hipgen=__version__,
        framework=framework.name,
        templates=templates.hexdigest(),
        spec=_digest(checked.document.data),
    )


def _digest(data: Json) -> str:
    return sha256(
        json.dumps(data, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _locked(checked: Checked, names: Mapping[str, Named]) -> list[LockedItem]:
    """The items as the lock remembers them; of two with one id, the first."""
    assert checked.addon is not None
    items = {item.id: item for item in reversed(checked.addon.items)}
    return [_locked_item(item, checked.document.data, names.get(item.id)) for item in items.values()]


def _locked_item(item: Item, data: Json, named: Named | None) -> LockedItem:
    source = data
    for step in item.at:
        source = source[int(step)] if isinstance(source, list) else source.get(step, {})
    said = {word: value for word, value in source.items() if word not in {"key", "was"}}
    return LockedItem(
        id=item.id,
        kind=item.kind.name,
        key=item.key,
        fingerprint=_digest(said),
        module=named.module if named else None,
        symbol=named.symbol if named else None,
        words=tuple((word, _digest(said[word])[:8]) for word in sorted(said)),
    )
