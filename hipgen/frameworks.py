"""Frameworks: folders of data. A manifest (`cookiecutter.json`, block `_hipgen`) and a project tree each.

A framework extends a language's layer, which extends the common one; a layer's file replaces one of the
layer below. Reads the templates folder it is given; knows nothing of add-ons and names no framework.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from hipgen.diagnostics import HipgenError, Json
from hipgen.names import Naming, Part
from hipgen.nearest import similar
from hipgen.rendered import Ownership
from hipgen.resources import folder

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

PROJECT = "{{cookiecutter.slug}}"
MODULE = "{{cookiecutter._item.module}}"
"""How the path of a template names the item that it is rendered for."""
HANDLER = "handler"
"""The part of an item that holds its function."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One template folder: its manifest and the files of its project tree, `(path, text or bytes)`."""

    name: str
    manifest: Mapping[str, Json]
    files: Mapping[str, bytes] = field(repr=False)
    outside: bool = False
    """Whether it didn't come with hipgen."""

    @property
    def notes(self) -> Mapping[str, Json]:
        """The manifest's `_hipgen` block."""
        notes: Mapping[str, Json] = self.manifest["_hipgen"]
        return notes


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with all its layers, the most general first."""

    name: str
    layers: tuple[Layer, ...]
    source: str = ""
    """Where a framework from outside is from, if others can find it there."""

    def note(self, name: str, default: Json = None) -> Json:
        """A note of the manifests: the most specific layer that has it."""
        found = (layer.notes[name] for layer in reversed(self.layers) if name in layer.notes)
        return next(found, default)

    @property
    def title(self) -> str:
        """The framework's name for people."""
        return str(self.note("title", self.name))

    @property
    def outside(self) -> bool:
        """Whether a layer of it didn't come with hipgen."""
        return any(layer.outside for layer in self.layers)

    @property
    def language(self) -> str:
        """The language of its handlers."""
        return str(self.note("language", self.name))

    @property
    def asynchronous(self) -> bool:
        """Whether it answers requests on an event loop, where nothing may block."""
        return bool(self.note("asynchronous", False))

    @property
    def naming(self) -> Naming:
        """How its language names modules and functions."""
        names = self.note("names", {})
        return Naming(
            module=names.get("module", "snake"),
            symbol=names.get("symbol", "snake"),
            reserved=frozenset(names.get("reserved", ())),
            parts=tuple(self.each.values()),
        )

    @property
    def handler(self) -> str:
        """Where an item's handler is, with `{module}` for its module; empty if it has none."""
        return next((part.path for part in self.each.values() if part.name == HANDLER), "")

    @property
    def commands(self) -> dict[str, str]:
        """The project's own commands by purpose: `prepare`, `run`, `worker`, `test`, `lint`, `types`."""
        return {name: text for layer in self.layers for name, text in layer.notes.get("commands", {}).items()}

    @property
    def each(self) -> dict[str, Part]:
        """Template paths that are rendered once for every member of a list of the context, and what for."""
        return {
            path: Part(said["part"], said["of"], path.replace(MODULE, "{module}"))
            for layer in self.layers
            for path, said in layer.notes.get("each", {}).items()
        }

    def files(self) -> dict[str, bytes]:
        """The files of all layers by template path."""
        return {path: data for layer in self.layers for path, data in layer.files.items()}

    def apart(self, other: Framework) -> frozenset[str]:
        """The template paths whose file is from a layer that another framework doesn't have."""
        shared = {(layer.name, layer.outside) for layer in other.layers}
        owners = {path: (layer.name, layer.outside) for layer in self.layers for path in layer.files}
        return frozenset(path for path, layer in owners.items() if layer not in shared)

    def ownership(self, path: str) -> Ownership:
        """Whose a rendered file is. Raises HipgenError when the manifests don't say exactly one owner."""
        owners = {
            name
            for layer in self.layers
            for name, patterns in layer.notes.get("ownership", {}).items()
            if any(fnmatchcase(path, pattern) for pattern in patterns)
        }
        if len(owners) != 1:
            said = " and ".join(sorted(owners)) or "no owner"
            raise HipgenError(f"template {self.name}: {path} has {said}; `ownership` must name exactly one")
        return Ownership(owners.pop())


def names() -> tuple[str, ...]:
    """The frameworks that `generate` offers, sorted."""
    return tuple(sorted(filter(_is_framework, _manifests())))


def _manifests() -> list[str]:
    entries = folder("templates").iterdir()
    return [entry.name for entry in entries if (entry / "cookiecutter.json").is_file()]


def _is_framework(name: str) -> bool:
    return bool(_manifest(name)["_hipgen"].get("framework"))


def layer_names() -> tuple[str, ...]:
    """The shipped template folders, sorted: frameworks, and what they extend."""
    return tuple(sorted(each.name for each in folder("templates").iterdir() if (each / PROJECT).is_dir()))


def texts(layer: str) -> Iterator[str]:
    """Every text of a shipped template folder, and every path, which may be a template as well."""
    for path, data in _walk(folder("templates") / layer / PROJECT, ""):
        yield path
        if b"\0" not in data:
            yield data.decode("utf-8")


@cache
def framework(name: str) -> Framework:
    """Read a framework and the layers it extends. Raises HipgenError for an unknown one."""
    if name not in _manifests() or not _is_framework(name):  # of the others nothing need be read
        offered = names()
        guess = similar(name, offered)
        hint = f"; did you mean `{guess}`?" if guess else f"; there are: {', '.join(offered)}"
        raise HipgenError(f"no framework is called `{name}`{hint}")
    return Framework(name, tuple(_layers(name)))


def stacked(name: str, layers: Mapping[str, Layer], source: str = "") -> Framework:
    """A framework of layers that didn't come with hipgen, and of the shipped ones below them.

    A layer that it extends is looked for among these first, but for one of its own name.
    Raises HipgenError for a layer that is nowhere.
    """
    stack, layer = [layers[name]], layers[name]
    while parent := layer.notes.get("extends"):
        if parent not in layers or layers[parent] in stack:
            return Framework(name, (*_shipped(layer, parent), *reversed(stack)), source)
        layer = layers[parent]
        stack.append(layer)
    return Framework(name, tuple(reversed(stack)), source)


def _shipped(layer: Layer, parent: str) -> list[Layer]:
    if parent not in layer_names():
        known = ", ".join(layer_names())
        raise HipgenError(
            f"template {layer.name} extends `{parent}`, which is not beside it, nor of hipgen ({known})"
        )
    return _layers(parent)


def _layers(name: str) -> list[Layer]:
    manifest = _manifest(name)
    parent = manifest["_hipgen"].get("extends")
    below = _layers(parent) if parent else []
    tree = folder("templates") / name / PROJECT
    files = dict(_walk(tree, "")) if tree.is_dir() else {}
    return [*below, Layer(name, manifest, files)]


@cache
def _manifest(name: str) -> Json:
    return json.loads((folder("templates") / name / "cookiecutter.json").read_text(encoding="utf-8"))


def _walk(entry: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """All files below a folder, sorted; caches that Python leaves beside templates are no part of them."""
    for child in sorted(entry.iterdir(), key=lambda each: each.name):
        path = prefix + child.name
        if child.is_file():
            yield path, child.read_bytes()
        elif child.name != "__pycache__":
            yield from _walk(child, path + "/")
