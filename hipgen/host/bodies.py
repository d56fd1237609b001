"""Bodies against their schemas, with the wordings of HipChat's own validator.

The wording of a wrong type is recorded from the host, and that a union is reported as a wrong type; the
wordings of other keywords are inferred from the style of the validator that it must have been (a draft-2 one
written in Python 2, hence `u'…'`). Members that a schema doesn't name are ignored. Knows no operation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any

from hipgen.host.refusal import Refused
from hipgen.host.wire import Json

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SHOWN = 200
"""As many characters of a value are repeated in a message."""
DEEP = 60
"""A value nested deeper than this is refused before it is looked into."""
MANY = 20_000
"""A body of more values is refused too: each that is wrong in a union would be kept until the end."""
LONG_NUMBER = 10_000
"""As many bits a number may have: Python refuses to print those that are much longer."""
ERRORS = 100
"""As many errors are compared to find the one to report."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a body was refused. `field` is the dotted name of the place, `validation` the keyword that
    failed.
    """

    message: str
    field: str
    validation: str
    expected_type: Json = None
    value: Json = None

    def refusal(self) -> Refused:
        """The refusal to raise: 400 with the members that HipChat added to validation errors."""
        more: dict[str, Json] = {"field": self.field, "validation": self.validation}
        if self.validation not in {"required", "depth"}:
            more["value"] = self.value
        if self.expected_type is not None:
            more["expected_type"] = self.expected_type
        return Refused(400, self.message, **more)


def envelope(status: int, message: str, **more: Json) -> Json:
    """HipChat's error body: `code` repeats the status, `type` is its phrase."""
    return {"error": {"code": status, "type": HTTPStatus(status).phrase, "message": message, **more}}


def check(value: Json, schema: Json) -> Problem | None:
    """The first thing wrong with a value, or None. `schema` is JSON Schema 2020-12 with local references."""
    if unwieldy := _unwieldy(value):
        return Problem(unwieldy, "", "depth")
    errors = islice(_validator(json.dumps(schema)).iter_errors(value), ERRORS)
    error = min(errors, key=_order, default=None)
    return None if error is None else _settled(error)


def _order(error: Any) -> tuple[list[str], str]:
    return [str(step) for step in error.absolute_path], str(error.validator)


@lru_cache(maxsize=512)
def _validator(schema: str) -> Draft202012Validator:
    # Imported with the first body: a host should answer its first request soon.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema))


def _unwieldy(value: Json) -> str | None:
    """Say why a value isn't looked into, level by level, so that no depth of it can do harm."""
    level, count = [value], 0
    for _depth in range(DEEP):
        count += len(level)
        if count > MANY:
            return "The request body has too many values"
        if any(isinstance(each, int) and each.bit_length() > LONG_NUMBER for each in level):
            return "The request body has a number that is too long"
        level = [inner for outer in level for inner in _inner(outer)]
        if not level:
            return None
    return "The request body is nested too deep"


def _inner(value: Json) -> Iterable[Json]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _settled(error: Any) -> Problem:
    """Report an error; one of a union as that of the first alternative whose type fits (the host reported the
    whole union, which helps nobody), and as a wrong type, as the host did, if none fits.
    """
    while error.validator in {"anyOf", "oneOf"} and error.context:
        branches: dict[int, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(int(inner.schema_path[0]), []).append(inner)
        fitting = [errors for errors in branches.values() if not any(map(_is_of_type, errors))]
        if not fitting:
            types = [
                each.validator_value for errors in branches.values() for each in errors if _is_of_type(each)
            ]
            return _problem(error, "type", _flat(types))
        error = fitting[0][0]
    return _problem(error, str(error.validator), error.validator_value)


def _is_of_type(error: Any) -> bool:
    """Say whether an error of an alternative is that the value's own type is another."""
    return error.validator == "type" and not error.relative_path


def _flat(types: list[Json]) -> list[Json]:
    """Return the names of types, each once."""
    names = [name for each in types for name in (each if isinstance(each, list) else [each])]
    return list(dict.fromkeys(names))


def _problem(error: Any, keyword: str, wanted: Json) -> Problem:
    path = [str(step) for step in error.absolute_path]
    if keyword == "required":
        path.append(next(name for name in wanted if name not in error.instance))
        field = ".".join(path)
        return Problem(f"Required field '{field}' is missing", field, "required")
    if keyword == "additionalProperties" and wanted is False:
        known = error.schema.get("properties", {})
        extra = next(name for name in error.instance if name not in known)
        path.append(_cut(extra))
        field = ".".join(path)
        return Problem(f"Field '{field}' is not allowed", field, keyword, None, _brief(error.instance[extra]))
    field = ".".join(map(_cut, path))
    said = WORDINGS.get(keyword, _invalid)(wanted, _shown(error.instance), field)
    expected = wanted if keyword == "type" else None
    return Problem(said, field, keyword, expected, _brief(error.instance))


def _brief(value: Json) -> Json:
    """Return a value for the answer: itself if it is short, else as much of it as is shown."""
    if isinstance(value, str):
        return _cut(value)
    text = json.dumps(value)
    return value if len(text) <= SHOWN else _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _type(wanted: Json, value: str, field: str) -> str:
    name = f"'{wanted}'" if isinstance(wanted, str) else python2_repr(wanted)
    return f"Value {value} for field '{field}' is not of type {name}"


def _enum(wanted: Json, value: str, field: str) -> str:
    return f"Value {value} for field '{field}' is not in the enumeration: {python2_repr(wanted)}"


def _const(wanted: Json, value: str, field: str) -> str:
    return _enum([wanted], value, field)


def _at_most(wanted: Json, value: str, field: str) -> str:
    return f"Length of value {value} for field '{field}' must be less than or equal to {wanted}"


def _at_least(wanted: Json, value: str, field: str) -> str:
    return f"Length of value {value} for field '{field}' must be greater than or equal to {wanted}"


def _maximum(wanted: Json, value: str, field: str) -> str:
    return f"Value {value} for field '{field}' is greater than maximum value: {wanted}"


def _minimum(wanted: Json, value: str, field: str) -> str:
    return f"Value {value} for field '{field}' is less than minimum value: {wanted}"


def _pattern(wanted: Json, value: str, field: str) -> str:
    return f"Value {value} for field '{field}' does not match regular expression '{wanted}'"


def _invalid(_wanted: Json, value: str, field: str) -> str:
    return f"Value {value} for field '{field}' is not valid"


WORDINGS: dict[str, Callable[[Json, str, str], str]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "maxLength": _at_most,
    "maxItems": _at_most,
    "minLength": _at_least,
    "minItems": _at_least,
    "maximum": _maximum,
    "minimum": _minimum,
    "pattern": _pattern,
}


def _shown(value: Json) -> str:
    text = python2_repr(_cut(value) if isinstance(value, str) else value)
    return text if len(text) <= 4 * SHOWN else text[: 4 * SHOWN] + "…"


def python2_repr(value: Json) -> str:
    """A JSON value as Python 2 would print it: `u'text'`, `{u'a': 1}`, `None`, `9223372036854775808L`.

    Meant for values that `check` has looked at: deep ones raise RecursionError.
    """
    match value:
        case str():
            return f"u{value!a}"
        case dict():
            members = (f"{python2_repr(name)}: {python2_repr(member)}" for name, member in value.items())
            return "{" + ", ".join(members) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(python2_repr, value)) + "]"
        case int() if not -(2**63) <= value < 2**63:
            return f"{value}L"
        case _:
            return repr(value)
