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
    Severity,
    json_pointer,
    ordered,
)
from hipgen.ignoring import with_ignores
from hipgen.importer import read_descriptor
from hipgen.language import language
from hipgen.repairing import mend, note
from hipgen.source import Document, parse
from hipgen.source.writer import write
from hipgen.validate import SPEC, check, other_validator, place

REASON = "so in the original descriptor"


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
    findings = list(mend(data, other_validator("descriptor"), language()))
    spec, remarks = read_descriptor(data, language())
    findings += remarks
    text = let_stand(write(spec))
    findings += _lost(data, _readable(text, document.name))
    diagnostics = ordered([*document.diagnostics, *place(document, findings)])
    return Imported(text, diagnostics)


def _is_spec(data: Json) -> bool:
    """A descriptor may have a member `hipgen`, as any other; a spec has no `capabilities`."""
    return isinstance(data, dict) and "hipgen" in data and not isinstance(data.get("capabilities"), dict)


def _why(document: Document) -> str:
    return document.diagnostics[0].message if document.diagnostics else "it holds no mapping"


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
        yield note(at, f"`{json_pointer(at)}` can't be said exactly; look at it")


def let_stand(text: str) -> str:
    """A spec whose errors, which come from the original, stop nothing: a comment above each."""
    checked = check(parse(text, "addon.yaml"), SPEC)
    errors = (each for each in checked.diagnostics if each.severity is Severity.ERROR)
    return with_ignores(text, errors, REASON)
