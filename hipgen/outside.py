"""Frameworks from outside: templates that didn't come with hipgen, as the file that a project keeps of them.

What was read of them once is all that a later run needs: no network, no folder that only one person has. The
layers that they extend may be shipped ones, which stay hipgen's. Pure: values and bytes; opens nothing.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping

from hipgen.diagnostics import HipgenError, Json, Severity
from hipgen.frameworks import Framework, Layer, stacked
from hipgen.source import parse
from hipgen.validate import check

KEPT = "_generated/template.json"
"""Where a project keeps the templates that it was made of, if they are not hipgen's own."""
VERSION = 1
WAY_OUT = "say `hipgen generate --template` once more, or bring the file back from version control"


def outside(
    layers: Mapping[str, Layer], name: str | None = None, *, usual: str = "", source: str = ""
) -> Framework:
    """A framework among templates from outside: that of the `name`, else the `usual` one, else the only one.

    `source` says where they are from. Raises HipgenError for a manifest that isn't as its schema says, for a
    layer that is nowhere, and where it isn't clear which framework is meant.
    """
    for layer in layers.values():
        _check(layer)
    offered = sorted(layer.name for layer in layers.values() if layer.notes["framework"])
    there = ", ".join(offered) or "none says that it is a framework"
    chosen = name or (usual if usual in offered else "") or (offered[0] if len(offered) == 1 else "")
    if not chosen:
        raise HipgenError(f"say which template with --framework NAME ({there})")
    if chosen not in offered:
        raise HipgenError(f"no template there is a framework called `{chosen}` ({there})")
    return stacked(chosen, layers, source)


def encode(framework: Framework) -> bytes:
    """What a project keeps of a framework: its layers from outside. A line for every line of a template."""
    layers = {layer.name: _written(layer) for layer in framework.layers if layer.outside}
    document = {"template": VERSION, "name": framework.name, "from": framework.source, "layers": layers}
    return (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def decode(data: bytes) -> Framework:
    """The framework that a project keeps. Raises HipgenError when the file is damaged."""
    try:
        document = json.loads(data.decode("utf-8"))
        if document["template"] != VERSION:
            raise HipgenError(f"{KEPT} was written by a newer hipgen: use that one here too")
        layers = {name: _read(name, said) for name, said in document["layers"].items()}
        name, source = document["name"], document["from"]
        if not (isinstance(name, str) and isinstance(source, str)):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise HipgenError(f"{KEPT} is damaged: {WAY_OUT}") from None
    return outside(layers, name, source=source)


def _written(layer: Layer) -> Json:
    files = {path: _lines(data) for path, data in layer.files.items()}
    return {"manifest": layer.manifest, "files": files}


def _lines(data: bytes) -> Json:
    """A text as its lines; anything else in base 64."""
    try:
        return data.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return {"base64": b64encode(data).decode("ascii")}


def _read(name: str, said: Json) -> Layer:
    files = {
        path: b64decode(lines["base64"], validate=True)
        if isinstance(lines, dict)
        else "".join(lines).encode("utf-8")
        for path, lines in said["files"].items()
    }
    return Layer(name, said["manifest"], files, outside=True)


def _check(layer: Layer) -> None:
    notes = layer.manifest.get("_hipgen") if isinstance(layer.manifest, Mapping) else None
    if not isinstance(notes, dict):
        raise HipgenError(
            f"template {layer.name}: its cookiecutter.json has no `_hipgen` block, which says whose each "
            "file is: see templates/README.md in hipgen's source"
        )
    found = check(parse(json.dumps(notes), "cookiecutter.json"), "framework").diagnostics
    wrong = [each for each in found if each.severity is Severity.ERROR]
    if wrong:
        at = "/".join(map(str, wrong[0].pointer))
        raise HipgenError(f"template {layer.name}: cookiecutter.json: _hipgen/{at}: {wrong[0].message}")
