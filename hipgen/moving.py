"""A key renamed with everything that is called after it: the spec's text, the files, the function's name.

Pure: texts and records in and out. Knows a language by the suffix of its files, and nothing of disks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from hipgen.diagnostics import HipgenError, Pointer
from hipgen.editing import scalar
from hipgen.model import Addon, Item, Struct
from hipgen.names import Part
from hipgen.plan import Action, Lock, LockedFile, LockedItem, Ownership, Plan, Retired, Step, digest
from hipgen.rendered import RenderedFile
from hipgen.source import Document, parse


@dataclass(frozen=True, slots=True)
class Move:
    """A file under its new path; `before` is the digest of what is at the old one, `data` goes to the new.

    `edited`: a person has written in it since it was rendered.
    """

    old: str
    new: str
    before: str
    data: bytes
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The record of the last run as if it had known the new names, and the files that move."""

    lock: Lock
    moves: tuple[Move, ...]

    def disk(self, there: Mapping[str, bytes]) -> dict[str, bytes]:
        """What is on disk after the move."""
        gone = {move.old for move in self.moves}
        kept = {path: data for path, data in there.items() if path not in gone}
        return kept | {move.new: move.data for move in self.moves}

    def named(self, rendered: Iterable[RenderedFile]) -> Lock:
        """The record, with what the templates give under the new names as what they gave under the old.

        For where the templates are those of the last run: a moved file's stub differs by its name alone then,
        and nobody need look what is new in it.
        """
        new = {file.path: digest(file.data) for file in rendered}
        moved = {move.new for move in self.moves if move.edited}
        files = (
            replace(file, sha256=new.get(file.path, file.sha256)) if file.path in moved else file
            for file in self.lock.files
        )
        return replace(self.lock, files=tuple(files))

    def steps(self, plan: Plan) -> Plan:
        """A plan for the files after the move → a plan that moves them too."""
        moves = {move.new: move for move in self.moves if move.old != move.new}
        edits = {move.new: move for move in self.moves if move.old == move.new}
        steps: list[Step] = []
        for step in plan.steps:
            if step.path in moves or step.path in edits:
                steps += _moving(step, moves.get(step.path) or edits[step.path])
            else:
                steps.append(step)
        return replace(plan, steps=tuple(sorted(steps, key=lambda step: step.path)))


def _moving(step: Step, move: Move) -> Iterator[Step]:
    data = step.data if step.data is not None else move.data
    if move.old == move.new:
        wanted = data if digest(data) != move.before else None
        yield replace(step, data=wanted, before=move.before, action=Action.WRITE if wanted else step.action)
        return
    reason = f"moved from {move.old}"
    yield Step(move.new, Action.WRITE, step.ownership, step.item, data, reason, executable=step.executable)
    reason = f"moved to {move.new}"
    yield Step(move.old, Action.DELETE, step.ownership, step.item, reason=reason, before=move.before)


def with_key(document: Document, addon: Addon, item: Item, key: str) -> str:
    """The spec's text with another key for an item, wherever it is named; comments and layout stay.

    Raises HipgenError where the text can't be edited so, as with a key that stands behind an alias.
    """
    places = [(*item.at, "key"), *_openers(document, addon, item)]
    text = document.text
    for at in sorted(places, key=lambda at: document.place(at).start, reverse=True):
        span, quote = document.place(at), document.written(at)[:1]
        new = f"{quote}{key}{quote}" if quote in {'"', "'"} else scalar(key, flow=False)
        text = text[: span.start] + new + text[span.end :]
    after = parse(text, document.name)
    if not after.ok or any(_value(after, at) != key for at in places) or _size(after) != _size(document):
        raise HipgenError(f"{document.name}: `{item.key}` can't be renamed by itself here: edit it", status=3)
    return text


def _openers(document: Document, addon: Addon, item: Item) -> Iterator[Pointer]:
    """Where other items name this one as what they open."""
    for other in addon.items if item.kind.target else ():
        opens = other.fields.get("opens")
        if isinstance(opens, Struct) and opens.fields.get("key") == item.key:
            yield (*opens.at, "key") if isinstance(_value(document, opens.at), dict) else opens.at


def _value(document: Document, at: Pointer) -> object:
    value = document.data
    for step in at:
        value = value[step]
    return value


def _size(document: Document) -> int:
    return len(document.spans)


def new_path(part: Part, path: str, old: str, new: str, *, edited: bool) -> str:
    """The path of an item's file with another module: where the templates put it.

    An edited file that they have elsewhere stays in its folder; as it is if it isn't called after the module.
    """
    place = PurePosixPath(path)
    if path == part.at(old) or not edited:
        return part.at(new)
    return str(place.with_stem(new)) if place.stem == old else path


def refer(data: bytes, paths: Mapping[str, str]) -> bytes:
    """An item's file with the new paths of the files that moved with it, as a page names its script."""
    for old, new in paths.items():
        name = rb"(?<![\w.-])" + re.escape(old.encode()) + rb"(?![\w.-])"
        data = new.encode().join(re.split(name, data))
    return data


def with_symbol(path: str, data: bytes, old: str, new: str) -> bytes:
    """A handler's file with its function called otherwise. Raises HipgenError where that isn't certain."""
    if old == new:
        return data
    rename = RENAMERS.get(path[path.rfind(".") :])
    if rename is None:
        raise HipgenError(f"{path}: hipgen can't rename functions in such a file", status=3)
    return rename(path, data, old, new)


def _python(path: str, data: bytes, old: str, new: str) -> bytes:
    try:
        module = ast.parse(data)
    except (SyntaxError, ValueError):
        raise HipgenError(f"{path} can't be read as Python: mend it first", status=3) from None
    functions = [n for n in module.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = [n for n in functions if n.name == old]
    if len(found) != 1:
        raise _unclear(path, old, len(found))
    names = [(n.lineno, n.id) for n in ast.walk(module) if isinstance(n, ast.Name)]
    _free(path, old, new, [line for line, name in names if name == old], new in _bound(module))
    lines = data.split(b"\n")
    at = found[0].lineno - 1
    pattern = rb"(\bdef\s+)" + re.escape(old.encode()) + rb"\b"
    lines[at], times = re.subn(pattern, rb"\g<1>" + new.encode(), lines[at], count=1)
    if times != 1:
        raise _unclear(path, old, 0)
    return b"\n".join(lines)


def _bound(module: ast.Module) -> set[str]:
    """The names that a module gives to something, imports included."""
    found = {node.id for node in ast.walk(module) if isinstance(node, ast.Name)}
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in names}
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
    return found


def _javascript(path: str, data: bytes, old: str, new: str) -> bytes:
    name = re.escape(old.encode())
    function = rb"function[ \t]*\*?[ \t]+" + name + rb"(?=[ \t]*\()"
    value = rb"(?:const|let|var)[ \t]+" + name + rb"(?=[ \t]*=)"
    declared = re.compile(
        rb"^export[ \t]+(?:async[ \t]+)?(?:" + function + rb"|" + value + rb")", re.MULTILINE
    )
    found = list(declared.finditer(data))
    if len(found) != 1:
        raise _unclear(path, old, len(found))
    end = found[0].end()
    calls = re.compile(rb"(?<![\w$.\"'`/-])" + name + rb"[ \t]*\(")
    used = [m.start() for m in calls.finditer(data) if not found[0].start() <= m.start() < end]
    other = re.compile(
        rb"^(?:export[ \t]+)?(?:async[ \t]+)?(?:function[ \t]*\*?|class|const|let|var)[ \t]+"
        + re.escape(new.encode()) + rb"(?![\w$])",
        re.MULTILINE,
    )  # fmt: skip
    imported = re.compile(
        rb"^import\b[^;]*(?<![\w$])" + re.escape(new.encode()) + rb"(?![\w$])", re.MULTILINE
    )
    taken = bool(other.search(data) or imported.search(data))
    _free(path, old, new, [data[:at].count(b"\n") + 1 for at in used], taken)
    return data[: end - len(old.encode())] + new.encode() + data[end:]


def _free(path: str, old: str, new: str, used: list[int], taken: bool) -> None:
    if taken:
        raise HipgenError(f"{path} has a `{new}` of its own already: rename that first", status=3)
    if used:
        lines = ", ".join(map(str, sorted(set(used))))
        raise HipgenError(
            f"{path} uses `{old}` itself (line {lines}), and only its definition would be renamed: "
            "let it use another function first",
            status=3,
        )


def _unclear(path: str, symbol: str, times: int) -> HipgenError:
    said = "doesn't define" if not times else f"defines {times} times"
    return HipgenError(f"{path} {said} the function `{symbol}` in a way that hipgen can rename", status=3)


RENAMERS: Mapping[str, Callable[[str, bytes, str, str], bytes]] = {
    ".py": _python,
    ".js": _javascript,
    ".mjs": _javascript,
    ".ts": _javascript,
}
"""How a function is renamed, by the suffix of its file."""


def moved_lock(lock: Lock, old: LockedItem, new: LockedItem, moves: Mapping[str, Move]) -> Lock:
    """The record of the last run as if an item had been called otherwise; `moves` by old path."""
    back = [each for each in lock.retired if each.file.item == old.id]
    files = [_file(file, old, new, moves) for file in (*lock.files, *(each.file for each in back))]
    items = [item for item in lock.items if item.id not in {old.id, new.id}]
    retired: list[Retired] = [each for each in lock.retired if each not in back]
    return replace(
        lock,
        items=tuple(sorted((*items, new), key=lambda item: item.id)),
        files=tuple(sorted(files, key=lambda file: file.path)),
        retired=tuple(retired),
    )


def _file(file: LockedFile, old: LockedItem, new: LockedItem, moves: Mapping[str, Move]) -> LockedFile:
    if file.item != old.id or file.ownership is not Ownership.SEEDED:
        return file
    move = moves.get(file.path)
    if move is None:
        return replace(file, item=new.id)
    base = file.sha256 if move.edited else digest(move.data)
    return replace(file, path=move.new, item=new.id, sha256=base)
