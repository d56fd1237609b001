"""Stories for the promise: what a person does to a project and its spec between runs, and how runs end.

A strategy for stories, and the two writers that play one: of the person's edits and of the spec's. Knows
which files a person may call theirs by the record of the last run; nothing of what hipgen makes of edits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from hipgen.frameworks import names as framework_names

KEYS = ("hello", "panel", "greet", "board", "count", "late")
SECTIONS = ("webhooks", "sidebar", "glances", "dialogs")
LOCK = ".hipgen/lock.json"


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person does to a file: which of those of a class, and how. `number` chooses among many."""

    whose: str
    number: int
    how: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the spec."""

    how: str
    number: int
    key: str


@dataclass(frozen=True, slots=True)
class Round:
    """Edits, then a run with some options that fails at an operation of the disk, or is killed there."""

    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    options: tuple[str, ...]
    fault: str
    at: int


@dataclass(frozen=True, slots=True)
class Story:
    """A project for a framework, and what happens to it."""

    framework: str
    rounds: tuple[Round, ...]


WHOSE = ("seeded",) * 6 + ("merged",) * 3 + ("generated", "own", "own", "leftover")
HOW = ("append", "append", "prepend", "replace", "entry", "clash", "crlf", "binary", "delete")
CHANGES = (
    *("rename", "rename", "was", "swap", "add", "add", "remove", "remove", "word", "word", "kind"),
    *("describe", "name", "framework", "first", "broken", "shuffle"),
)
OPTIONS = (
    *((),) * 6,
    ("--no-rename",),
    ("--no-rename", "--take", "theirs=*"),
    ("--no-rename", "--take", "mine=*"),
    ("--take", "theirs=*"),
    ("--on-conflict", "markers"),
    ("--no-rename", "--on-conflict", "markers"),
    ("--no-rename", "--reseed", "hello"),
)
FAULTS = ("none", "none", "killed", "killed", "full")

_edit = st.builds(Edit, st.sampled_from(WHOSE), st.integers(0, 63), st.sampled_from(HOW))
_change = st.builds(Change, st.sampled_from(CHANGES), st.integers(0, 7), st.sampled_from(KEYS))
_round = st.builds(
    Round,
    st.lists(_edit, max_size=3).map(tuple),
    st.lists(_change, max_size=3).map(tuple),
    st.sampled_from(OPTIONS),
    st.sampled_from(FAULTS),
    st.integers(1, 90),
)
stories = st.builds(
    Story, st.sampled_from(framework_names()), st.lists(_round, min_size=1, max_size=2).map(tuple)
)


def first_spec(framework: str) -> dict[str, Any]:
    """The spec that every story begins with."""
    return {
        "hipgen": 1,
        "key": "com.example.sample",
        "name": "Sample",
        "description": "Says what it is for.",
        "base_url": "https://addon.example.com",
        "framework": framework,
        "webhooks": [{"key": "hello", "command": "/hello", "help": "Say hello"}],
        "sidebar": [{"key": "panel", "name": "Panel"}],
    }


def written(spec: dict[str, Any], mark: str) -> bytes:
    """The spec's text, with a comment of the person's."""
    return f"# {mark}\n{json.dumps(spec, indent=1)}\n".encode()


def changed(spec: dict[str, Any], change: Change) -> dict[str, Any]:
    """The spec after a change; as it was where the change has nothing to change."""
    new: dict[str, Any] = json.loads(json.dumps(spec))
    items = [(section, item) for section in SECTIONS for item in new.get(section, ())]
    section, item = items[change.number % len(items)] if items else ("", {})
    match change.how:
        case "rename" if items:
            item.pop("was", None)
            item["key"] = change.key
        case "was" if items and item["key"] != change.key:
            item["was"], item["key"] = item["key"], change.key
        case "swap" if len(items) > 1:
            other = items[(change.number + 1) % len(items)][1]
            item["key"], other["key"] = other["key"], item["key"]
        case "add":
            section = SECTIONS[change.number % len(SECTIONS)]
            new.setdefault(section, []).append(_item(section, change.key))
        case "remove" if items:
            new[section].remove(item)
            new = {word: value for word, value in new.items() if value != []}
        case "word" if items:
            word = {"webhooks": "help"}.get(section, "name")
            item[word] = f"Otherwise {change.number}"
        case "kind" if items and section == "webhooks":
            new[section][new[section].index(item)] = {"key": item["key"], "event": "room_enter"}
        case "describe":
            new["description"] = f"Says {change.key}."
        case "name":
            new["name"] = f"Sample {change.key}"
        case "framework":
            known = framework_names()
            new["framework"] = known[(known.index(spec["framework"]) + 1) % len(known)]
        case "first":
            new = first_spec(spec["framework"])
        case "broken":
            new["nonsense"] = change.number
        case "shuffle":
            new = dict(reversed(new.items()))
    return new


def _item(section: str, key: str) -> dict[str, Any]:
    match section:
        case "webhooks":
            return {"key": key, "command": f"/{key}", "help": f"Say {key}"}
        case "dialogs":
            return {"key": key, "title": key}
        case _:
            return {"key": key, "name": key}


def target(root: Path, edit: Edit) -> str:
    """The path that an edit is about; empty where the project has none such."""
    if edit.whose == "own":
        places = [f"handlers/{key}" for key in KEYS] + [f"views/{key}" for key in KEYS] + ["mine", ".hipgen-"]
        return places[edit.number % len(places)] + (".py", ".js", ".html", ".txt")[edit.number % 4]
    if edit.whose == "leftover":
        folders = (root, root / ".hipgen" / "kept")
        found = sorted(path for folder in folders for path in folder.glob("*") if path.is_file())
        paths = [p for p in found if p.name.endswith(".hipgen-new") or ".hipgen" in p.parts]
        return paths[edit.number % len(paths)].relative_to(root).as_posix() if paths else ""
    lock = root / LOCK
    files = json.loads(lock.read_bytes())["files"] if lock.exists() else {}
    paths_of = sorted(path for path, file in files.items() if file["class"] == edit.whose)
    return paths_of[edit.number % len(paths_of)] if paths_of else ""


def edited(path: str, data: bytes, how: str, mark: str) -> bytes | None:
    """A file's bytes after a person's edit, with the mark in them; None when it is deleted."""
    line = f"{mark}\n".encode()
    match how:
        case "delete":
            return None
        case "replace":
            return line
        case "prepend":
            return line + data
        case "crlf":
            return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + line
        case "binary":
            return b"\xff\x00" + line
        case "entry" if path.endswith(".toml"):
            return data + f'\n[tool.{mark}]\nkept = "{mark}"  # {mark}\n'.encode()
        case "entry" if path.endswith(".json"):
            return data.replace(b"{", f'{{"x-{mark}": [1,2],'.encode(), 1)
        case "clash" if b"Says what it is for." in data:
            return data.replace(b"Says what it is for.", mark.encode())
        case _:
            return data + line
