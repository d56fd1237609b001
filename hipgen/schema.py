"""Shape: JSON Schema's errors turned into findings a person can act on, one for every mistake.

Knows JSON Schema and how to read its errors; which words there are stands in the schemas. Alone knows
`jsonschema`. Knows nothing of rules, lines or files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from hipgen.diagnostics import Edit, Finding, Json, Pointer, Severity
from hipgen.language import NOTES, language
from hipgen.nearest import similar

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

Error: TypeAlias = Any
"""A ValidationError; its attributes are typed `| Unset` for the sake of errors under construction."""

Namer = Callable[[Pointer], str]
"""What a person calls the place that a pointer names: `webhook `on-message``."""

FEW = 10
"""A list of what is allowed is shown only if it has this many entries or fewer."""

TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "nothing",
}
TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}


@cache
def validator() -> Draft202012Validator:
    """The validator of addon.yaml, made once a process."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(language().document)


def check_shape(data: Json, against: Draft202012Validator, name: Namer) -> list[Finding]:
    """Find where data departs from a schema: in no particular order, one finding for every mistake."""
    errors = list(chain.from_iterable(map(_settle, against.iter_errors(data))))
    return _one_each([finding for error in errors for finding in _findings(error, name)])


def _settle(error: Error) -> Iterator[Error]:
    """Replace "none of these fits" by what is wrong with the one that was meant: told by the value's type."""
    if error.validator not in {"anyOf", "oneOf"} or not error.context:
        yield error
        return
    alternatives: dict[int, list[Error]] = {}
    for inner in error.context:
        alternatives.setdefault(int(inner.schema_path[0]), []).append(inner)
    fitting = [errors for errors in alternatives.values() if not _other_type(errors)]
    if len(fitting) == 1:
        for inner in fitting[0]:
            yield from _settle(inner)
    else:
        yield error


def _other_type(errors: Iterable[Error]) -> bool:
    return any(error.validator == "type" and not error.relative_path for error in errors)


def _findings(error: Error, name: Namer) -> Iterator[Finding]:
    at: Pointer = tuple(error.absolute_path)
    explain = EXPLAINED.get(str(error.validator), _other)
    yield from explain(error, at, name)


def _finding(id_: str, at: Pointer, message: str, **more: Json) -> Finding:
    return Finding(id_, Severity.ERROR, at, message, **more)


def _word(at: Pointer) -> str:
    """The word that a pointer ends in, for the beginning of a message."""
    named = [step for step in at if isinstance(step, str)]
    word = f"`{named[-1]}`" if named else "the document"
    return f"an entry of {word}" if at and isinstance(at[-1], int) else word


def _whose(at: Pointer, name: Namer) -> str:
    """The word and what it stands in: ``weight` of sidebar view `builds``."""
    return f"{_word(at)} of {name(at[:-1])}"


def _shown(value: Json) -> str:
    match value:
        case str() if len(value) > 40:
            return f"`{value[:37]}…`"
        case str():
            return f"`{value}`"
        case bool():
            return "true" if value else "false"
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return f"`{value}`"


def _unknown(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    allowed = list(error.schema.get("properties", {}))
    for key in error.instance:
        if key in allowed:
            continue
        guess = similar(key, [word for word in allowed if word not in error.instance])
        listed = f"allowed here: {', '.join(allowed)}" if 0 < len(allowed) <= FEW else ""
        yield _finding(
            "HG101",
            (*at, key),
            f"unknown key `{key}` in {name(at)}",
            key=True,
            label=f"did you mean `{guess}`?" if guess else listed,
            fix=f"rename `{key}` to `{guess}`" if guess else "",
            edit=Edit((*at, key), guess, key=True) if guess else None,
        )


def _missing(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    for key in error.validator_value:
        if key not in error.instance:
            yield _finding("HG102", at, f"{name(at)} needs `{key}`", key=True, fix=f"add `{key}`")


def _type(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    wanted = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    yield _wrong_type(error.instance, wanted, at, name)


def _wrong_type(value: Json, wanted: Sequence[str], at: Pointer, name: Namer) -> Finding:
    said = " or ".join(dict.fromkeys(TYPES[each] for each in wanted))
    return _finding(
        "HG103",
        at,
        f"{_whose(at, name)} takes {said}, not {_described(value)}",
        label=f"expected {said}",
        **_way_out(value, wanted, at),
    )


def _described(value: Json) -> str:
    match value:
        case str():
            return f"the text {_shown(value)}"
        case bool():
            return _shown(value)
        case int() | float():
            return f"the number {_shown(value)}"
        case _:
            return _shown(value)


def _way_out(value: Json, wanted: Sequence[str], at: Pointer) -> Mapping[str, Json]:
    """YAML's traps by name: quoted numbers, `yes` for true, numbers and truths where text is wanted."""
    match value:
        case str() if {"integer", "number"} & set(wanted) and _number(value, wanted):
            return {"fix": "drop the quotes", "edit": Edit(at, value.strip())}
        case str() if "boolean" in wanted and value.lower() in TRUTHS:
            truth = TRUTHS[value.lower()]
            return {"fix": f"write `{truth}`: YAML 1.2 reads `{value}` as text", "edit": Edit(at, truth)}
        case bool() | int() | float() if "string" in wanted:
            return {"fix": "put it in quotes"}
        case None:
            return {"fix": "give it a value, or drop the key"}
        case _:
            return {}


def _number(text: str, wanted: Sequence[str]) -> bool:
    try:
        return float(text).is_integer() if "number" not in wanted else float(text) == float(text)
    except ValueError:
        return False


def _enum(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    yield _not_allowed(error.instance, allowed, at, name)


def _not_allowed(value: Json, allowed: Sequence[Json], at: Pointer, name: Namer) -> Finding:
    texts = [each for each in allowed if isinstance(each, str)]
    guess = similar(value, texts) if isinstance(value, str) else None
    listed = ", ".join(map(str, allowed)) if len(allowed) <= FEW else ""
    return _finding(
        "HG104",
        at,
        f"{_whose(at, name)} can't be {_shown(value)}",
        label=f"did you mean `{guess}`?" if guess else (f"one of: {listed}" if listed else ""),
        fix=f"write `{guess}`" if guess else "",
        edit=Edit(at, guess) if guess else None,
    )


def _length(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    limit, size = error.validator_value, len(error.instance)
    if error.validator == "minLength":
        message = f"{_whose(at, name)} is empty" if not size else f"{_word(at)} is too short"
        yield _finding("HG105", at, message, label=f"at least {limit} character" + "s" * (limit > 1))
    else:
        yield _finding(
            "HG105",
            at,
            f"{_whose(at, name)} has {size} characters",
            label=f"HipChat takes {limit} at most",
        )


def _pattern(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    must = error.schema.get(NOTES, {}).get("must") or f"match {error.validator_value}"
    yield _finding(
        "HG106", at, f"{_whose(at, name)} can't be {_shown(error.instance)}", label=f"it must {must}"
    )


def _excluded(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    if not isinstance(error.instance, dict):
        return  # a value of another type has no keys to exclude; its type is complained of already
    said = error.schema.get(NOTES, {}).get("message") or "these keys exclude each other"
    keys = error.validator_value.get("required", ())
    yield _finding(
        "HG107",
        (*at, keys[-1]) if keys else at,
        f"{name(at)}: {said}",
        key=True,
        related=(*at, keys[0]) if keys else None,
        related_key=True,
    )


def _alternatives(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    """None of several alternatives fits, and the type does not tell which was meant."""
    inner = error.context or []
    if inner and all(each.validator == "required" and not each.relative_path for each in inner):
        keys = " or ".join(f"`{key}`" for each in inner for key in each.validator_value)
        yield _finding("HG102", at, f"{name(at)} needs {keys}", key=True, fix=f"add {keys}")
        return
    values = [v for each in inner for v in _allowed(each)]
    if isinstance(error.instance, str) and values:
        yield _not_allowed(error.instance, values, at, name)
        return
    types = [t for each in inner if each.validator == "type" for t in _as_list(each.validator_value)]
    yield _wrong_type(error.instance, list(dict.fromkeys(types)) or ["object"], at, name)


def _allowed(error: Error) -> Sequence[Json]:
    if error.validator == "enum":
        return list(error.validator_value)
    return [error.validator_value] if error.validator == "const" else []


def _as_list(value: Json) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _count(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    what = {
        "minItems": "needs an entry at least",
        "uniqueItems": "has an entry twice",
        "minProperties": "is empty",
        "maxProperties": "takes one key only",
        "dependentRequired": "needs another key beside this one",
    }[str(error.validator)]
    yield _finding("HG108", at, f"{_whose(at, name)} {what}")


def _other(error: Error, at: Pointer, name: Namer) -> Iterator[Finding]:
    yield _finding("HG109", at, f"{_whose(at, name)}: {error.message[:200]}")


EXPLAINED: Mapping[str, Callable[[Error, Pointer, Namer], Iterator[Finding]]] = {
    "additionalProperties": _unknown,
    "required": _missing,
    "type": _type,
    "enum": _enum,
    "const": _enum,
    "minLength": _length,
    "maxLength": _length,
    "pattern": _pattern,
    "not": _excluded,
    "anyOf": _alternatives,
    "oneOf": _alternatives,
    "minItems": _count,
    "uniqueItems": _count,
    "minProperties": _count,
    "maxProperties": _count,
    "dependentRequired": _count,
}


def _one_each(findings: list[Finding]) -> list[Finding]:
    """Drop what follows from another finding: a key missing because it is misspelt beside."""
    renamed = {(f.at[:-1], f.edit.text) for f in findings if f.id == "HG101" and f.edit}
    kept: dict[tuple[str, Pointer, str], Finding] = {}
    for finding in findings:
        missing = finding.fix.removeprefix("add ").replace("`", "").split(" or ")
        if finding.id == "HG102" and any((finding.at, word) in renamed for word in missing):
            continue
        kept.setdefault((finding.id, finding.at, finding.message), finding)
    return list(kept.values())


def broken(findings: Iterable[Finding]) -> frozenset[Pointer]:
    """The pointers of values that can't be bound; a missing key is broken, not the mapping that lacks it."""
    return frozenset(
        (*finding.at, "") if finding.id == "HG102" else finding.at
        for finding in findings
        if finding.id != "HG107"
    )
