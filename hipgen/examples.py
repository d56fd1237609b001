"""The examples that ship with hipgen: a spec each, and files by layer that go into a project made of it.

Reads the examples folder; knows nothing of what is in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources.abc import Traversable

from hipgen.diagnostics import HipgenError
from hipgen.frameworks import Framework
from hipgen.nearest import similar
from hipgen.resources import folder

SPEC = "addon.yaml"
GUIDE = "guide.json"


def names() -> tuple[str, ...]:
    """The examples' names, sorted."""
    return tuple(sorted(entry.name for entry in folder("examples").iterdir() if (entry / SPEC).is_file()))


def spec(name: str) -> str:
    """The text of an example's spec. Raises HipgenError for an unknown one."""
    if name not in names():
        guess = similar(name, names())
        hint = f"; did you mean `{guess}`?" if guess else f"; there are: {', '.join(names())}"
        raise HipgenError(f"no example is called `{name}`{hint}")
    return (folder("examples") / name / SPEC).read_text(encoding="utf-8")


def guide(name: str) -> tuple[tuple[str, str], ...]:
    """What to try in an example that runs: pairs of what to do and what is seen then; empty without any."""
    file = folder("examples") / name / GUIDE
    steps = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    return tuple((step["do"], step["see"]) for step in steps)


def overlay(name: str, framework: Framework) -> dict[str, bytes]:
    """The files that an example brings for a framework: those of every layer, the most specific last."""
    files: dict[str, bytes] = {}
    for layer in framework.layers:
        tree = folder("examples") / name / layer.name
        if tree.is_dir():
            files.update(_walk(tree, ""))
    return files


def _walk(entry: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for child in sorted(entry.iterdir(), key=lambda each: each.name):
        if child.is_file():
            yield prefix + child.name, child.read_bytes()
        elif child.name != "__pycache__":
            yield from _walk(child, f"{prefix}{child.name}/")
