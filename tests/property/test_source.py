"""`source` for any input: it never fails, and places are right."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipgen.diagnostics import Severity
from hipgen.source import parse

pytestmark = pytest.mark.slow

BOUNDED = settings(
    max_examples=200, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
ROOTS = st.dictionaries(st.text(), VALUES, max_size=5)
PIECES = st.sampled_from(
    ["a: ", "b", "\n", "  ", "- ", "{", "}", "[", "]", ",", ": ", "'", '"', "|\n", ">", "&x ", "*x", "!t ",
     "#", " # hipgen: ignore[HG201] x", "\t", "é", "😀", "\r\n", "? ", "---\n", "...\n",
     "%", "<<: ", "1", "\\u", "\x85"]
)  # fmt: skip


def check_all(data: bytes | str, name: str) -> None:
    document = parse(data, name)
    for diagnostic in document.diagnostics:
        span = diagnostic.span
        assert 1 <= span.line <= len(document.lines)
        assert 1 <= span.column <= len(document.lines[span.line - 1]) + 1
        assert span.start <= span.end <= len(document.text)
    for pointer, span in document.spans.items():
        assert document.place(pointer) == span
        assert 0 <= span.start <= span.end <= len(document.text)
    assert document.data is not None or any(d.severity is Severity.ERROR for d in document.diagnostics)


@BOUNDED
@given(st.binary(max_size=200), st.sampled_from(["a.yaml", "a.json"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    check_all(data, name)


@BOUNDED
@given(st.text(max_size=200), st.sampled_from(["a.yaml", "a.json"]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    check_all(text, name)


@settings(BOUNDED, max_examples=600)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["a.yaml", "a.json"]))
def test_any_heap_of_yaml_is_read_or_refused(text: str, name: str) -> None:
    check_all(text, name)


@BOUNDED
@given(ROOTS, st.sampled_from(["a.yaml", "a.json"]), st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_json_comes_back_as_it_was(data: Any, name: str, ascii_only: bool, indent: int | str | None) -> None:
    document = parse(json.dumps(data, ensure_ascii=ascii_only, indent=indent), name)
    assert document.diagnostics == ()
    assert document.data == data
    for pointer, span in document.spans.items():
        assert json.loads(document.text[span.start : span.end]) == at(data, pointer)
    for pointer, span in document.key_spans.items():
        assert json.loads(document.text[span.start : span.end]) == pointer[-1]


@BOUNDED
@given(ROOTS, st.booleans(), st.sampled_from([None, True, False]), st.sampled_from(["\n", "\r\n"]))
def test_yaml_comes_back_and_every_place_holds_its_value(
    data: Any, unicode: bool, flow: bool | None, line_break: str
) -> None:
    text = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=unicode, default_flow_style=flow, line_break=line_break, width=60
    )
    document = parse(text, "a.yaml")
    assert document.diagnostics == ()
    assert document.data == data
    for pointer, span in document.spans.items():
        value = at(data, pointer)
        if not isinstance(value, dict | list):
            assert parse("a: " + document.text[span.start : span.end], "a.yaml").data == {"a": value}


class _Dumper(yaml.SafeDumper):
    """Quotes every text, so that YAML 1.1 and 1.2 agree, and has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Dumper.add_representer(str, _quoted)


def at(data: Any, pointer: tuple[str | int, ...]) -> Any:
    for step in pointer:
        data = data[step]
    return data
