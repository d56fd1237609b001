"""`hipgen mv`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from hipgen import workspace
from hipgen.cli.common import STDIN, load, show, spec_argument
from hipgen.cli.generate import planned
from hipgen.cli.plans import show_plan
from hipgen.cli.renaming import named, renames
from hipgen.diagnostics import HipgenError
from hipgen.frameworks import HANDLER, Framework
from hipgen.model import Addon, Item
from hipgen.moving import Move, Moved, moved_lock, new_path, refer, with_key, with_symbol
from hipgen.names import Named, assign, identifier
from hipgen.plan import Lock, LockedItem, Renames, Taking, carried, digest
from hipgen.project import framework_of
from hipgen.source import parse
from hipgen.validate import SPEC, Checked, check


@dataclass(frozen=True, slots=True)
class _Names:
    """An item's record until now, and its id from now on."""

    old: LockedItem
    new: str


@click.command()
@click.argument("old")
@click.argument("new")
@spec_argument
def command(old: str, new: str, spec: str) -> None:
    """Rename the item OLD to NEW: its key in SPEC (./addon.yaml), its files, and its handler's function.

    OLD and NEW are keys; `section:key` where several items have the key. It may come before the edit of the
    spec or after it. What a person wrote in the files stays; the rest of the project is generated anew.
    """
    if spec == STDIN:
        raise HipgenError("mv needs a file to write to")
    checked, root = load(spec), Path(spec).parent
    with workspace.exclusive(root):
        if outcome := workspace.recover(root):
            click.echo(f"an earlier run was cut short; it is {outcome} now", err=True)
        lock = workspace.read_lock(root)
        if lock is None:
            raise HipgenError(f"{root}: no project was generated here yet: rename the key in {spec}")
        assert checked.addon is not None
        framework = framework_of(root, checked.addon.text("framework") or lock.origin.framework)
        lock = _carried(root, checked, lock, old, new)
        checked, names = _respelled(checked, lock, framework, old, new)
        moved = _moved(root, lock, framework, names)
        project = planned(spec, root, checked, framework, None, (), Taking(), Renames({}), moved)
        if not project.plan.stopped:
            workspace.apply(root, project.plan, also=project.also)
    stopped = project.plan.stopped
    show_plan(project, 3 if project.plan.blocked else 0, "text", done=not stopped, err=stopped)
    moves = [move for move in moved.moves if move.old != move.new]
    if moves and not stopped:
        click.echo("note: where files of your own import these, change it there", err=True)
    raise click.exceptions.Exit(3 if project.plan.blocked else 0)


def _carried(root: Path, checked: Checked, lock: Lock, old: str, new: str) -> Lock:
    """The record with the renames that the spec holds already: OLD's to NEW where it was edited before."""
    assert checked.addon is not None
    now, before = {item.id for item in checked.addon.items}, lock.remembered()
    gone = not named(old, now) and named(old, before)
    if gone and (taken := named(new, set(before) & now)):
        raise HipgenError(f"{taken[0]} has a handler of its own already; nothing was written", status=3)
    said = (f"{old}={new}",) if gone else ()
    return carried(lock, renames(root, checked, said, guess=True, ask=True).pairs)


def _respelled(
    checked: Checked, lock: Lock, framework: Framework, old: str, new: str
) -> tuple[Checked, _Names]:
    """The spec with the new key, edited or as it is if it has it already; and the item's names."""
    addon, before = checked.addon, lock.remembered()
    assert addon is not None
    now = {item.id: item for item in addon.items if item.kind.many}
    if here := named(old, now):
        item = now[_only(old, here)]
        key = _key(item, new)
        _check_free(addon, lock, item, key)
        text = with_key(checked.document, addon, item, key)
        record = before.get(item.id) or LockedItem(item.id, item.kind.name, item.key, "0" * 64)
        return _checked(text, checked), _Names(record, f"{item.kind.section}:{key}")
    naming = framework.naming
    module = identifier(old.rpartition(":")[2], naming.module, naming.reserved)
    known = [id_ for id_ in named(new, now) if id_ in before and before[id_].module == module]
    if not known:
        raise HipgenError(f"no item is called `{old}`, in the spec or before it was edited")
    new_id = _only(new, known)
    return checked, _Names(before[new_id], new_id)


def _only(name: str, ids: list[str]) -> str:
    if len(ids) > 1:
        raise HipgenError(f"`{name}` may be {' or '.join(ids)}: say which")
    return ids[0]


def _key(item: Item, new: str) -> str:
    section, colon, key = new.partition(":")
    if colon and section != item.kind.section:
        raise HipgenError(f"{item.id} can't become {new}: an item stays in its section")
    return key if colon else new


def _check_free(addon: Addon, lock: Lock, item: Item, key: str) -> None:
    space = item.kind.space or item.kind.section
    taken = any((i.kind.space or i.kind.section, i.key) == (space, key) for i in addon.keyed())
    if taken or f"{item.kind.section}:{key}" in lock.remembered():
        raise HipgenError(f"`{key}` is taken; nothing was written", status=3)


def _checked(text: str, before: Checked) -> Checked:
    """Check the edited spec; ends the command with 1 for a key that can't be."""
    after = check(parse(text, before.document.name), SPEC)
    if after.addon is None or after.errors:
        show({after.document.name: text}, after.diagnostics, "text", err=True)
        raise click.exceptions.Exit(1)
    return after


def _moved(root: Path, lock: Lock, framework: Framework, names: _Names) -> Moved:
    """The files and the record under the new names. Raises HipgenError (3) when one is in the way."""
    old = names.old
    key = names.new.partition(":")[2]
    if old.module is None or old.symbol is None:
        return Moved(moved_lock(lock, old, replace(old, id=names.new, key=key), {}), ())
    new = _named(lock, framework, names)
    moves = _moves(root, lock, framework, old, new)
    record = replace(old, id=names.new, key=key, module=new.module, symbol=new.symbol)
    return Moved(moved_lock(lock, old, record, {move.old: move for move in moves}), tuple(moves))


def _named(lock: Lock, framework: Framework, names: _Names) -> Named:
    section, _, key = names.new.partition(":")
    others = {
        id_: Named(item.module, item.symbol)
        for id_, item in lock.remembered().items()
        if item.module and item.symbol and id_ not in {names.old.id, names.new}
    }
    return assign([(names.new, section, key)], framework.naming, others)[names.new]


def _moves(root: Path, lock: Lock, framework: Framework, old: LockedItem, new: Named) -> list[Move]:
    assert old.module is not None
    assert old.symbol is not None
    every = (*lock.files, *(retired.file for retired in lock.retired))
    files = {file.path: file for file in every if file.item == old.id}
    there = workspace.snapshot(root, files)
    edited = {path for path, data in there.items() if digest(data) != files[path].sha256}
    parts = {part.name: part for part in framework.naming.parts}
    paths = {
        path: new_path(parts[file.part], path, old.module, new.module, edited=bool(edited))
        for path, file in files.items()
        if file.part in parts
    }
    there |= workspace.snapshot(root, paths.values())
    for path, target in paths.items():
        if target != path and target in there and target.lower() != path.lower():
            raise HipgenError(f"{target} is there already; nothing was written", status=3)
    moves = []
    for path, target in paths.items():
        if path not in there and files[path].part == HANDLER:
            raise HipgenError(f"{path} is missing: bring it back, or write a new one first", status=3)
        if path not in there:
            continue
        data = refer(there[path], {a: b for a, b in paths.items() if a != b})
        if files[path].part == HANDLER:
            data = with_symbol(path, data, old.symbol, new.symbol)
        moves.append(Move(path, target, digest(there[path]), data, edited=path in edited))
    return moves
