"""A descriptor that the host's schema refuses → one that it takes: mended as far as can be guessed, else cut.

Knows the errors of JSON Schema and what every descriptor has; nothing of specs, lines and files.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from hipgen.diagnostics import Finding, HipgenError, Json, Pointer, Severity
from hipgen.language import Language

ROUNDS = 200
"""Repairs that one descriptor may need; far more than any has."""

LEFT_OUT = "left out"
"""The end of what is said of a value that is there no more."""

FILLED: Mapping[str, Json] = {
    "key": "com.example.imported",
    "name": "Imported add-on",
    "description": "Imported from a descriptor.",
    "links": {"self": "https://addon.example.com/descriptor.json"},
    "self": "https://addon.example.com/descriptor.json",
}
"""What stands in for what every add-on must have."""


def mend(data: dict[str, Json], validator: Json, language: Language) -> Iterator[Finding]:
    """Change a descriptor until the host's schema, of `validator`, refuses nothing; say what was changed.

    Raises HipgenError when that comes to no end, or nothing is left.
    """
    yield from _listed(data, language)
    yield from _repaired(data, validator)


def note(at: Pointer, message: str, severity: Severity = Severity.WARNING, *, key: bool = False) -> Finding:
    """A remark on what is read otherwise than it is written."""
    return Finding("HG610", severity, at, message, key=key)


def _listed(data: dict[str, Json], language: Language) -> Iterator[Finding]:
    """Some hosts were given a webhook as one object: take it as a list of one."""
    capabilities = data.get("capabilities")
    if not isinstance(capabilities, dict):
        return
    for kind in language.kinds:
        name = str(kind.descriptor)
        if kind.many and isinstance(capabilities.get(name), dict):
            capabilities[name] = [capabilities[name]]
            yield note(("capabilities", name), f"`{name}` is an object; taken as a list of one", key=True)


def _repaired(data: dict[str, Json], validator: Json) -> Iterator[Finding]:
    """Mend or drop what is refused, one thing after the other."""
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
                return note(at, f"`{missing}` is missing; filled in")
            if missing in {"name", "title"} and isinstance(value.get("key"), str):
                value[missing] = {"value": value["key"][:100]}
                return note(at, f"`{missing}` is missing; the key stands in for it")
        case "maxLength":
            _put(data, at, value[: error.validator_value])
            return note(at, f"longer than the {error.validator_value} characters that the host takes; cut")
        case "additionalProperties":
            unknown = [name for name in value if name not in error.schema.get("properties", {})]
            for name in unknown:
                del value[name]
            return note((*at, unknown[0]), "the host takes no such member here; left out", key=True)
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
        return note(at, f"`{at[0]}` isn't what the host takes; replaced")
    del above[at[-1]]
    return note(at, f"the host refuses this `{at[-1]}`; {LEFT_OUT}", key=isinstance(at[-1], str))
