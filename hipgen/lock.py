"""The lock as text: `.hipgen/lock.json`, what the last run left, committed with the project.

One sorted line for every file and item, so that two branches seldom conflict. No time, host or absolute path.
Knows the format and its versions; nothing of disks, and not what a plan makes of a lock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from hipgen.diagnostics import HipgenError, Json
from hipgen.plan.paths import check_path
from hipgen.plan.values import Lock, LockedFile, LockedItem, Origin, Retired
from hipgen.rendered import Ownership

VERSION = 1
NAME = ".hipgen/lock.json"
WAY_OUT = (
    "restore it from version control; or delete it: hipgen then takes every file as yours, "
    "adopts those that are as it would write them, and names the rest"
)
CONFLICT = re.compile(rb"^(<{7}|={7}|>{7}|\|{7})( |\r?$)", re.MULTILINE)
SHA256 = re.compile(r"[0-9a-f]{64}")
ITEM = ("kind", "key", "fingerprint", "module", "symbol")
FILE = ("class", "item", "part", "sha256", "offered", "proposal")
SECTIONS = ("files", "items", "retired")

T = TypeVar("T")


class DamagedError(HipgenError):
    """The lock can't be understood."""


def _damaged(what: str) -> HipgenError:
    return DamagedError(f"{NAME} is damaged ({what}): {WAY_OUT}")


def encode(lock: Lock) -> bytes:
    """Write a lock: valid JSON, sorted, a line for every file and item."""
    sections: dict[str, Json] = {
        "files": {file.path: _file(file) for file in lock.files},
        "hipgen": lock.origin.hipgen,
        "items": {item.id: _item(item) for item in lock.items},
        "lock": VERSION,
        "retired": {each.file.path: _retired(each) for each in lock.retired},
        "spec": lock.origin.spec,
        "templates": {"digest": lock.origin.templates, "name": lock.origin.framework},
    }
    parts = [
        f"  {_line(name)}: {_section(value) if name in SECTIONS else _line(value)}"
        for name, value in sorted(sections.items())
    ]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


@lru_cache(maxsize=4)
def decode(data: bytes) -> Lock:
    """Read a lock; one that was read before is not taken apart again.

    Raises HipgenError when it is damaged, holds a merge conflict, or is a newer hipgen's.
    """
    if CONFLICT.search(data):
        raise HipgenError(
            f"{NAME} holds the marks of a merge conflict: take one side of it, then generate again"
        )
    try:
        members = _object(json.loads(data.decode("utf-8"), object_pairs_hook=_once), "it")
    except (ValueError, RecursionError):
        raise _damaged("it is not JSON") from None
    return _lock(members)


def _line(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _section(entries: Mapping[str, Json]) -> str:
    if not entries:
        return "{}"
    lines = (f"    {_line(name)}: {_line(entry)}" for name, entry in sorted(entries.items()))
    return "{\n" + ",\n".join(lines) + "\n  }"


def _file(file: LockedFile) -> dict[str, Json]:
    values = (file.ownership.value, file.item, file.part, file.sha256, file.offered, file.proposal)
    return {name: value for name, value in zip(FILE, values, strict=True) if value is not None}


def _item(item: LockedItem) -> dict[str, Json]:
    values = (item.kind, item.key, item.fingerprint, item.module, item.symbol)
    words: dict[str, Json] = {"words": dict(item.words)} if item.words else {}
    return {name: value for name, value in zip(ITEM, values, strict=True) if value is not None} | words


def _retired(retired: Retired) -> dict[str, Json]:
    served = {"served": _item(retired.item)} if retired.item else {}
    return _file(retired.file) | served


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object whose members are all different: a merge by lines can double one."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _damaged("a name is there twice")
    return members


def _lock(data: Mapping[str, Json]) -> Lock:
    version = data.get("lock")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise HipgenError(f"{NAME} was written by a newer hipgen ({_said(data)}): use that one here too")
    if version != VERSION or isinstance(version, bool):
        raise _damaged("`lock` is not a version number that hipgen knows")
    templates = _object(data.get("templates"), "`templates`")
    return Lock(
        Origin(
            _text(data, "hipgen"),
            _text(templates, "name"),
            _sha256(templates, "digest"),
            _sha256(data, "spec"),
        ),
        _each(data, "items", _read_item),
        _each(data, "files", _read_file),
        _each(data, "retired", _read_retired),
    )


def _said(data: Mapping[str, Json]) -> str:
    said = data.get("hipgen")
    return said if isinstance(said, str) and said.isprintable() and len(said) < 40 else "version unknown"


def _each(
    data: Mapping[str, Json], section: str, read: Callable[[str, Mapping[str, Json]], T]
) -> tuple[T, ...]:
    entries = _object(data.get(section), f"`{section}`")
    found: Iterable[tuple[str, Json]] = sorted(entries.items())
    return tuple(read(name, _object(entry, f"{section}: {name}")) for name, entry in found)


def _read_item(id_: str, data: Mapping[str, Json]) -> LockedItem:
    names = (_optional(data, "module"), _optional(data, "symbol"))
    said = _object(data.get("words", {}), "`words`")
    words = tuple((word, _text(said, word)) for word in sorted(said))
    return LockedItem(
        id_, _text(data, "kind"), _text(data, "key"), _sha256(data, "fingerprint"), *names, words=words
    )


def _read_file(path: str, data: Mapping[str, Json]) -> LockedFile:
    try:
        check_path(path)
    except HipgenError as error:
        raise _damaged(str(error)) from None
    try:
        ownership = Ownership(_text(data, "class"))
    except ValueError:
        raise _damaged(f"the class of {path} is not one that hipgen knows") from None
    offered, proposal = (_sha256(data, name) if name in data else None for name in ("offered", "proposal"))
    item, part = _optional(data, "item"), _optional(data, "part")
    return LockedFile(path, ownership, item, _sha256(data, "sha256"), offered, proposal, part)


def _read_retired(path: str, data: Mapping[str, Json]) -> Retired:
    file, served = _read_file(path, data), data.get("served")
    return Retired(file, None if served is None else _read_item(file.item or "", _object(served, "`served`")))


def _object(value: Json, what: str) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise _damaged(f"{what} is not an object")
    return value


def _text(data: Mapping[str, Json], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise _damaged(f"`{name}` is missing, or not a text")
    return value


def _optional(data: Mapping[str, Json], name: str) -> str | None:
    return _text(data, name) if name in data else None


def _sha256(data: Mapping[str, Json], name: str) -> str:
    value = _text(data, name)
    if not SHA256.fullmatch(value):
        raise _damaged(f"`{name}` is not a digest")
    return value
