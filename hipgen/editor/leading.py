"""From an item of a spec to the function that serves it: the file in the project beside it, and where in it.

Reads the project; knows where a framework's handlers are, and asks `handlers` where a function is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hipgen import handlers, workspace
from hipgen.context import handled
from hipgen.diagnostics import HipgenError
from hipgen.editor.places import Position, ends
from hipgen.handling import handler_path, known_handlers
from hipgen.model import Addon, Item
from hipgen.project import framework_of, remembered
from hipgen.source.lines import Lines


@dataclass(frozen=True, slots=True)
class Place:
    """A region of a file, from one position to another."""

    file: Path
    begin: Position
    end: Position


def handler_of(root: Path, addon: Addon, item: Item) -> Place | None:
    """Where the function that serves an item is; None where there is no project, or no such function."""
    try:
        lock = workspace.read_lock(root)
        if lock is None:
            return None
        framework = framework_of(root, lock.origin.framework)
    except HipgenError:
        return None
    entries = handled(addon, framework.naming, remembered(lock))
    entry = next((each for each in entries if each.item.id == item.id), None)
    if entry is None or not framework.handler:
        return None
    path = handler_path(framework, known_handlers(lock), entry)
    data = workspace.snapshot(root, [path]).get(path)
    if data is None:
        return None
    span = handlers.function_place(data, entry.named.symbol, language=framework.language)
    if span is None:
        return None
    return Place(root / path, *ends(Lines(handlers.decoded(data) or ""), span))
