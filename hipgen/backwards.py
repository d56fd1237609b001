"""Field kinds read backwards: the members of a descriptor's object → the words of the language that say them.

Driven by the same notes as the compiler, so that what compiles comes back without a line here. Knows nothing
of whole descriptors; `importer` walks those.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hipgen.bind import address, default_of, doubled, picture_address
from hipgen.conditions import Unreadable, read_conditions
from hipgen.diagnostics import Finding, Json, Pointer, Severity
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation
from hipgen.language import Field, Shape


@dataclass(slots=True)
class Reading:
    """One import under way: the base it takes, and what it has to say."""

    base: str
    path: re.Pattern[str]
    findings: list[Finding] = field(default_factory=list)

    def note(self, at: Pointer, message: str, *, key: bool = False) -> None:
        """Say something about the original."""
        self.findings.append(Finding("HG610", Severity.NOTE, at, message, key=key))

    def below(self, url: str) -> str | None:
        """The part of a URL after the base, None if it isn't below it."""
        rest = url.removeprefix(self.base) if url.startswith(self.base) else None
        return rest if rest is not None and rest[:1] in {"", "/", "?"} else None


def member(data: Json, path: tuple[str, ...]) -> Json:
    """The value at a path of members, None if there is none."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def drop_empty(data: dict[str, Json], path: tuple[str, ...]) -> None:
    """Drop an object that reading has emptied."""
    above = member(data, path[:-1])
    if isinstance(above, dict) and above.get(path[-1]) == {}:
        del above[path[-1]]


def read_fields(
    data: dict[str, Json], shape: Shape, key: str, reading: Reading, at: Pointer
) -> dict[str, Json]:
    """Read every word of a shape, taking its member out of `data`; leave out what is the default anyway."""
    result: dict[str, Json] = {}
    for word in shape.fields.values():
        if word.target is None or word.instead is not None:
            continue
        above = member(data, word.target[:-1])
        if not isinstance(above, dict) or word.target[-1] not in above:
            if word.absent is not None:
                result[word.name] = word.absent
            continue
        name, value = _read_word(above[word.target[-1]], word, shape, key, reading, (*at, *word.target))
        del above[word.target[-1]]
        _tidy(data, word.target)
        if value is not None:
            result[name] = value
    if shape.open:
        result.update(data)
        data.clear()
    return result


def _tidy(data: dict[str, Json], target: tuple[str, ...]) -> None:
    """Drop a container that reading has emptied."""
    if len(target) > 1:
        drop_empty(data, target[:-1])


def _read_word(
    value: Json, word: Field, shape: Shape, key: str, reading: Reading, at: Pointer
) -> tuple[str, Json]:
    """Read one member: the word that says it, and its value; None where that is the default."""
    read = READERS[word.kind](value, word, reading, at)
    other = next((w for w in shape.fields.values() if w.instead == word.name), None)
    if other is not None:  # `path:` for what is below the base, `url:` for anything else
        rest = reading.below(value)
        if rest is None or not reading.path.match(rest):
            return other.name, value
        read = rest
    default = default_of(word, key)
    same = type(read) is type(default) and read == default
    return word.name, None if same else read


def _plain(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    back = {written: said for said, written in word.map.items()}
    return back.get(value, value) if word.map else value


def _text(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return value["value"] if set(value) == {"value"} else value


def _address(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    rest = reading.below(value)
    candidates = [rest] if rest is not None and not rest.startswith("?") else []
    for form in (*candidates, value, {"url": value}):
        if address(form).under(reading.base) == value:
            return form
    return {"url": value}


def _addresses(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return [_address(member, word, reading, at) for member in value]


def _picture_address(value: str, reading: Reading) -> Json:
    rest = reading.below(value) if value else None
    candidates = [rest.removeprefix("/"), rest] if rest else []
    for form in (*candidates, value):
        if picture_address(form).under(reading.base) == value:
            return form
    return {"url": value}


def _picture(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    if isinstance(value, str):
        return {"url": _picture_address(value, reading)}
    url = _picture_address(value["url"], reading)
    rest = {name: member for name, member in value.items() if name not in {"url", "url@2x"}}
    if not rest and isinstance(url, str) and value["url"] and _is_double(url, value.get("url@2x"), reading):
        return url
    result: dict[str, Json] = {"url": url}
    if "url@2x" in value:
        result["url2x"] = _picture_address(value["url@2x"], reading)
    return {**result, "extra": rest} if rest else result


def _is_double(url: str, other: Json, reading: Reading) -> bool:
    """Whether the larger picture is named as a string form would name it."""
    return bool(picture_address(doubled(url)).under(reading.base) == other)


def _opens(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    if isinstance(value, str) or set(value) == {"key"}:
        return value if isinstance(value, str) else value["key"]
    rest = {name: member for name, member in value.items() if name not in {"key", "options"}}
    known = {name: value[name] for name in ("key", "options") if name in value}
    return {**known, "extra": rest} if rest else known


def _struct(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    rest = dict(value)
    result = read_fields(rest, word.shape, "", reading, at) if word.shape else {}
    return {**result, "extra": rest} if rest else result


def _structs(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return [_struct(member, word, reading, (*at, index)) for index, member in enumerate(value)]


def _size(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return value if isinstance(value, str) else _struct(value, word, reading, at)


def _scopes(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    return list(value)


def _when(value: Json, word: Field, reading: Reading, at: Pointer) -> Json:
    try:
        formula = read_conditions(value)
    except Unreadable as why:
        reading.note(at, f"these conditions were left out: {why}", key=True)
        return None
    return None if formula is None else _formula(formula, word)


def _formula(formula: Formula, word: Field) -> Json:
    match formula:
        case AllOf(members=members):
            return {"all": [_formula(member, word) for member in members]}
        case AnyOf(members=members):
            return {"any": [_formula(member, word) for member in members]}
        case Negation(of=inner):
            return {"not": _formula(inner, word)}
        case Leaf(condition=name, params=params):
            return {name: _params(dict(params), word.leaves[name])} if params else name


def _params(params: dict[str, Json], shape: Shape) -> Json:
    rest = copy.deepcopy(params)
    result: dict[str, Json] = {}
    for word in shape.fields.values():
        if word.target is None:
            continue
        above = member(rest, word.target[:-1])
        if not isinstance(above, dict) or word.target[-1] not in above:
            continue
        value = above[word.target[-1]]
        if word.kind == "metadata":
            value = _metadata(value)
        if not isinstance(value, str if word.kind == "plain" else (dict, list)):
            continue
        if word.name == "flags" and "pattern" not in result:
            continue
        result[word.name] = value
        del above[word.target[-1]]
        _tidy(rest, word.target)
    return {**result, "extra": rest} if rest else result


def _metadata(value: Json) -> Json:
    """Write `[{attr, eq}]` as a mapping where nothing is lost by it; leave anything else."""
    if not isinstance(value, list):
        return None
    equal = all(
        isinstance(m, dict) and set(m) == {"attr", "eq"} and isinstance(m["attr"], str) for m in value
    )
    if not value or not equal or len({member["attr"] for member in value}) < len(value):
        return value
    return {member["attr"]: member["eq"] for member in value}


READERS: Mapping[str, Callable[[Json, Field, Reading, Pointer], Json]] = {
    "plain": _plain,
    "text": _text,
    "address": _address,
    "path": _address,
    "addresses": _addresses,
    "verbatim": _plain,
    "picture": _picture,
    "opens": _opens,
    "struct": _struct,
    "structs": _structs,
    "size": _size,
    "scopes": _scopes,
    "when": _when,
}
