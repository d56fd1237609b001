"""A descriptor's document → the text of a spec, whatever state the descriptor is in.

Repairs what the host would refuse as far as can be guessed, reads the rest, writes YAML, and puts a comment
above every line whose error comes from the original. Pure: the document in, text and diagnostics out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hipgen.bind import bind
from hipgen.canonical import canonical, differences
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import (
    Diagnostic,
    Finding,
    HipgenError,
    Json,
    Pointer,
    Severity,
    json_pointer,
    ordered,
)
from hipgen.importer import read_descriptor
from hipgen.language import language
from hipgen.source import Document, parse
from hipgen.source.writer import write
from hipgen.validate import SPEC, check, other_validator, place

REASON = "so in the original descriptor"
ROUNDS = 200
"""Repairs that one descriptor may need; far more than any has."""

FILLED: Mapping[str, Json] = {
    "key": "com.example.imported",
    "name": "Imported add-on",
    "description": "Imported from a descriptor.",
    "links": {"self": "https://addon.example.com/descriptor.json"},
    "self": "https://addon.example.com/descriptor.json",
}
"""What stands in for what every add-on must have."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The spec's text, and what is to be said about the original."""

    text: str
    diagnostics: tuple[Diagnostic, ...]


def import_document(document: Document) -> Imported:
    """Make a spec of a descriptor. Raises HipgenError when the document can't be read at all."""
    if _is_spec(document.data):
        raise HipgenError(
            f"{document.name}: this is a spec already; `hipgen compile` makes a descriptor of it"
        )
    if not isinstance(document.data, dict):
        raise HipgenError(f"{document.name}: this is no descriptor: {_why(document)}", status=1)
    data = copy.deepcopy(document.data)
    findings = [*_listed(data), *_repair(data)]
    spec, remarks = read_descriptor(data, language())
    findings += remarks
    text = with_ignores(write(spec))
    findings += _lost(data, _readable(text, document.name))
    diagnostics = ordered([*document.diagnostics, *place(document, findings)])
    return Imported(text, diagnostics)


def _is_spec(data: Json) -> bool:
    """A descriptor may have a member `hipgen`, as any other; a spec has no `capabilities`."""
    return isinstance(data, dict) and "hipgen" in data and not isinstance(data.get("capabilities"), dict)


def _why(document: Document) -> str:
    return document.diagnostics[0].message if document.diagnostics else "it holds no mapping"


def _note(at: Pointer, message: str, severity: Severity = Severity.WARNING, *, key: bool = False) -> Finding:
    return Finding("HG610", severity, at, message, key=key)


def _listed(data: dict[str, Json]) -> Iterator[Finding]:
    """Some hosts were given a webhook as one object: take it as a list of one."""
    capabilities = data.get("capabilities")
    if not isinstance(capabilities, dict):
        return
    for kind in language().kinds:
        name = str(kind.descriptor)
        if kind.many and isinstance(capabilities.get(name), dict):
            capabilities[name] = [capabilities[name]]
            yield _note(("capabilities", name), f"`{name}` is an object; taken as a list of one", key=True)


def _repair(data: dict[str, Json]) -> Iterator[Finding]:
    """Mend or drop what the host's schema refuses, until it refuses nothing."""
    validator = other_validator("descriptor")
    for _ in range(ROUNDS):
        error = next(
            iter(sorted(validator.iter_errors(data), key=lambda e: (-len(e.absolute_path), str(e.path)))),
            None,
        )
        if error is None:
            return
        yield _mend(data, error)
    raise HipgenError("the descriptor has too much wrong with it to be imported", status=1)


def _mend(data: dict[str, Json], error: Json) -> Finding:
    at: Pointer = tuple(error.absolute_path)
    value = error.instance
    match error.validator:
        case "required":
            missing = next(name for name in error.validator_value if name not in value)
            if missing in FILLED and at in {(), ("links",)}:
                value[missing] = copy.deepcopy(FILLED[missing])
                return _note(at, f"`{missing}` is missing; filled in")
            if missing in {"name", "title"} and isinstance(value.get("key"), str):
                value[missing] = {"value": value["key"][:100]}
                return _note(at, f"`{missing}` is missing; the key stands in for it")
        case "maxLength":
            _put(data, at, value[: error.validator_value])
            return _note(at, f"longer than the {error.validator_value} characters that the host takes; cut")
        case "additionalProperties":
            unknown = [name for name in value if name not in error.schema.get("properties", {})]
            for name in unknown:
                del value[name]
            return _note((*at, unknown[0]), "the host takes no such member here; left out", key=True)
    return _dropped(data, at)


def _put(data: Json, at: Pointer, value: Json) -> None:
    for step in at[:-1]:
        data = data[step]
    data[at[-1]] = value


def _dropped(data: dict[str, Json], at: Pointer) -> Finding:
    """Leave out the value that the host refuses; a text it needs gets a stand-in."""
    if not at:
        raise HipgenError("this is no descriptor", status=1)
    above: Json = data
    for step in at[:-1]:
        above = above[step]
    if len(at) == 1 and at[0] in FILLED:
        above[at[0]] = copy.deepcopy(FILLED[str(at[0])])
        return _note(at, f"`{at[0]}` isn't what the host takes; replaced")
    del above[at[-1]]
    return _note(at, f"the host refuses this `{at[-1]}`; left out", key=isinstance(at[-1], str))


def _readable(text: str, name: str) -> dict[str, Json]:
    """What was written, read again. Raises HipgenError: written as a spec it may pass the bounds of one."""
    written = parse(text, "addon.yaml")
    if not isinstance(written.data, dict):
        raise HipgenError(f"{name}: no spec can hold this descriptor: {_why(written)}", status=1)
    return written.data


def _lost(data: Mapping[str, Json], spec: dict[str, Json]) -> Iterator[Finding]:
    """Compile what was written and compare: whatever could not be said is named."""
    addon = bind(spec, language())
    compiled = compile_addon(addon, str(spec["base_url"])).descriptor
    for at in differences(canonical(data, keyless=True), canonical(compiled, keyless=True)):
        yield _note(at, f"`{json_pointer(at)}` can't be said exactly; look at it")


def with_ignores(text: str) -> str:
    """Put a comment above every line with an error, so that the original's errors stop nothing."""
    checked = check(parse(text, "addon.yaml"), SPEC)
    ids: dict[int, set[str]] = {}
    for diagnostic in checked.diagnostics:
        if diagnostic.severity is Severity.ERROR:
            ids.setdefault(diagnostic.span.line, set()).add(diagnostic.id)
    lines = text.splitlines(keepends=True)
    for line in sorted(ids, reverse=True):
        margin = len(lines[line - 1]) - len(lines[line - 1].lstrip())
        comment = f"{' ' * margin}# hipgen: ignore[{', '.join(sorted(ids[line]))}] {REASON}\n"
        lines.insert(line - 1, comment)
    return "".join(lines)
