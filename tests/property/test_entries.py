"""Manifests edited at random by both sides: every entry of the person's is in the result or a proposal."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hipgen.entries import merge_file
from hipgen.entries.combine import same

pytestmark = pytest.mark.slow

QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta", "two words", "état"])
SCALARS = st.one_of(
    st.integers(-9, 9), st.booleans(), st.sampled_from(["", "x", "^1.0", 'a "quoted" #\\', "état", "l\nl"])
)
REQUIREMENTS = st.lists(
    st.tuples(NAMES.filter(str.isascii), st.sampled_from(["", ">=1", ">=2", "[all]>=1"])).map("".join),
    max_size=4,
)
VALUES = st.one_of(
    SCALARS, REQUIREMENTS, st.lists(SCALARS, max_size=3), st.dictionaries(NAMES, SCALARS, max_size=3)
)
TABLES = st.dictionaries(NAMES, VALUES, max_size=4)
DOCUMENTS = st.dictionaries(NAMES, st.one_of(VALUES, TABLES), max_size=5)
STYLES = st.tuples(st.sampled_from([2, 4, "\t", None]), st.booleans(), st.booleans())
Style = tuple[Any, bool, bool]


@st.composite
def edits(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """A document with some members set, added or removed."""
    data: dict[str, Any] = json.loads(json.dumps(base))
    for _ in range(draw(st.integers(0, 4))):
        table = draw(st.sampled_from([data, *(value for value in data.values() if isinstance(value, dict))]))
        name = draw(NAMES)
        if draw(st.booleans()) and name in table:
            del table[name]
        else:
            table[name] = draw(VALUES)
    return data


@st.composite
def sides(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    base = draw(DOCUMENTS)
    return base, draw(edits(base)), draw(edits(base))


def as_json(data: dict[str, Any], style: Style) -> bytes:
    indent, escaped, windows = style
    text = json.dumps(data, indent=indent, ensure_ascii=escaped) + "\n"
    return text.replace("\n", "\r\n" if windows else "\n").encode()


def as_toml(data: dict[str, Any], style: Style) -> bytes:
    """TOML as a person might write it: a section a table, long lists, comments here and there."""
    _, commented, windows = style
    quoted = {name: json.dumps(name, ensure_ascii=False) for name in [*data, *_inner(data)]}
    lines = [
        f"{quoted[name]} = {_value(value)}" for name, value in data.items() if not isinstance(value, dict)
    ]
    for name, value in data.items():
        if isinstance(value, dict):
            lines += ["", f"[{quoted[name]}]" + ("  # section" if commented else "")]
            lines += [f"{quoted[inner]} = {_value(each)}" for inner, each in value.items()]
    return "".join(line + "\n" for line in lines).replace("\n", "\r\n" if windows else "\n").encode()


def _inner(data: dict[str, Any]) -> list[str]:
    return [name for value in data.values() if isinstance(value, dict) for name in value]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + "".join(f"    {_value(each)},\n" for each in value) + "]" if value else "[]"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(n, ensure_ascii=False)} = {_value(v)}" for n, v in value.items())
            + "}"
        )
    return json.dumps(value, ensure_ascii=False)


def as_yaml(data: dict[str, Any], style: Style) -> bytes:
    """YAML as in a compose.yaml: a section a block, lists with dashes, comments here and there."""
    _, commented, windows = style
    lines: list[str] = []
    for name, value in data.items():
        label = json.dumps(name, ensure_ascii=False)
        if isinstance(value, dict) and value:
            lines.append(f"{label}:" + ("  # section" if commented else ""))
            lines += [
                f"  {json.dumps(inner, ensure_ascii=False)}: {_flow(each)}" for inner, each in value.items()
            ]
        elif isinstance(value, list) and value:
            lines += [f"{label}:", *(f"  - {_flow(each)}" for each in value)]
        else:
            lines.append(f"{label}: {_flow(value)}")
    return "".join(line + "\n" for line in lines).replace("\n", "\r\n" if windows else "\n").encode()


def _flow(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def from_yaml(data: bytes) -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(data.decode()) or {}


def from_toml(data: bytes) -> dict[str, Any]:
    return tomllib.loads(data.decode())


WRITERS: dict[str, tuple[Callable[[dict[str, Any], Style], bytes], Callable[[bytes], dict[str, Any]]]] = {
    "compose.yaml": (as_yaml, from_yaml),
    "package.json": (as_json, json.loads),
    "pyproject.toml": (as_toml, from_toml),
}


@given(sides(), STYLES, st.sampled_from(sorted(WRITERS)))
@QUICK
def test_every_entry_of_the_person_is_in_the_result_or_in_a_proposal(
    data: tuple[dict[str, Any], dict[str, Any], dict[str, Any]], style: Style, name: str
) -> None:
    write, read = WRITERS[name]
    base, mine, theirs = data
    plain: Style = (2, style[1], False)
    texts = write(base, plain), write(mine, style), write(theirs, plain)
    found = merge_file(name, *texts)
    if found.conflicts:
        assert words(texts[1]) - words(texts[0]) <= words(found.data)
        return
    result = read(found.data)
    for path in changed(base, mine):
        assert same(at(result, path), at(mine, path)) or isinstance(at(mine, path), dict | list), path
    for path in changed(base, theirs):
        assert same(at(result, path), at(theirs, path)) or isinstance(at(theirs, path), dict | list), path


def words(text: bytes) -> set[bytes]:
    """What a person has typed, but for brackets and space."""
    return set(re.findall(rb'[^\s,\[\]{}:="]+', text))


def changed(base: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, ...]]:
    """The members of the first two levels that a side has set, added or removed."""
    paths = [(name,) for name in {**base, **other} if not same(base.get(name), other.get(name))]
    deeper = [
        (name, inner)
        for (name,) in paths
        if isinstance(base.get(name), dict) and isinstance(other.get(name), dict)
        for inner in {**base[name], **other[name]}
        if not same(base[name].get(inner), other[name].get(inner))
    ]
    return [*paths, *deeper]


def at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


@given(sides(), STYLES, st.sampled_from(sorted(WRITERS)))
@QUICK
def test_a_side_that_changed_nothing_gives_way(
    data: tuple[dict[str, Any], dict[str, Any], dict[str, Any]], style: Style, name: str
) -> None:
    write, _ = WRITERS[name]
    base, text = write(data[0], (2, False, False)), write(data[1], style)
    assert merge_file(name, base, base, text).data == text
    assert merge_file(name, base, text, base).data == text
    assert merge_file(name, base, text, text).data == text
