"""The schemas as self-contained documents, for other people's tools.

Knows how the files of `schemas/` refer to each other, nothing of what they say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from urllib.parse import urljoin

from hipgen.diagnostics import Json
from hipgen.language import NOTES, language
from hipgen.prepared import Prepared
from hipgen.resources import folder

SUFFIX = ".schema.json"
ASSEMBLED = frozenset({"addon", "fields"})


def names() -> tuple[str, ...]:
    """What `schema` knows: documents, then the sections of addon.yaml."""
    files = tuple(
        name for name in sorted(_files()) if name not in ASSEMBLED and not name.startswith("capabilities/")
    )
    return ("addon", *files, *(kind.section for kind in language().kinds))


def schema(word: str) -> Json | None:
    """One document without references to others; None if there is none of that name."""
    document = _without_notes(language().document)
    if word == "addon":
        return document
    if word in _files() and word not in ASSEMBLED:
        return _bundled(word)
    if word in document["properties"]:
        inner = document["properties"][word]
        return {"$schema": document["$schema"], **inner, "$defs": document["$defs"]}
    return None


def written(document: Json) -> str:
    """A document as a text, without the line break at its end."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def spec_schema() -> str:
    """The schema of addon.yaml as `written`, made ahead: every project has it."""
    text: str = PREPARED.names()["TEXT"]
    return text


def _spec_schema() -> str:
    return f"TEXT = {written(schema('addon'))!r}\n"


PREPARED = Prepared("spec_schema", _spec_schema, "schemas", ("language", "schemas"))


def _without_notes(node: Json) -> Json:
    """A schema without the notes for hipgen, a keyword that strict validators refuse."""
    match node:
        case dict():
            return {key: _without_notes(value) for key, value in node.items() if key != NOTES}
        case list():
            return [_without_notes(member) for member in node]
        case _:
            return node


@cache
def _files() -> Mapping[str, Json]:
    return dict(_walk(folder("schemas"), ""))


def _walk(entry: Traversable, prefix: str) -> Iterator[tuple[str, Json]]:
    for child in sorted(entry.iterdir(), key=lambda each: each.name):
        if child.is_dir():
            yield from _walk(child, f"{prefix}{child.name}/")
        elif child.name.endswith(SUFFIX):
            yield prefix + child.name.removesuffix(SUFFIX), json.loads(child.read_text(encoding="utf-8"))


def _bundled(name: str) -> Json:
    """A document with those that it refers to embedded under `$defs`, each with its own `$id`."""
    root = _files()[name]
    by_id = {file["$id"]: other for other, file in _files().items() if "$id" in file}
    wanted, bundled = [root], {}
    while wanted:
        document = wanted.pop()
        for reference in _references(document):
            other = by_id.get(urljoin(document["$id"], reference))
            if other is not None and other != name and other not in bundled:
                bundled[other] = _files()[other]
                wanted.append(_files()[other])
    if not bundled:
        return root
    return {**root, "$defs": {**root.get("$defs", {}), **bundled}}


def _references(node: Json) -> Iterator[str]:
    """The files that a schema refers to."""
    match node:
        case dict():
            for key, value in node.items():
                if key == "$ref" and isinstance(value, str) and not value.startswith("#"):
                    yield value.partition("#")[0]
                else:
                    yield from _references(value)
        case list():
            for member in node:
                yield from _references(member)
