"""Comparing is total: equal add-ons have no changes, descriptors that differ have one; any can be shown."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hipgen.bind import bind
from hipgen.canonical import canonical, differences
from hipgen.cli.changes import Compared, as_json, as_markdown, as_text, diagnostics
from hipgen.comparing import Comparison, Subject, compare, portraits
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import Json
from hipgen.language import language
from hipgen.schema import check_shape, validator
from hipgen.schemas import schema
from hipgen.source import Document, parse
from hipgen.validate import other_validator
from tests.property.descriptors import DESCRIPTORS
from tests.property.specs import specs

JUDGE = Draft202012Validator(schema("diff") or False)
pytestmark = pytest.mark.slow
BASE = "https://addon.example.com"
BASES = (None, BASE, BASE, BASE, "https://addon.example.com/below", "http://elsewhere.example.com:8443")
BOUNDED = settings(
    derandomize=True,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def subject(spec: Json) -> Subject:
    return Subject(spec, bind(spec, language()))


def descriptor(spec: Json) -> Json:
    base = spec.get("base_url") or BASE
    return canonical(compile_addon(bind(spec, language()), base).descriptor)


@st.composite
def grounded(draw: st.DrawFn) -> dict[str, Any]:
    """A spec with a base URL that can be one, or without."""
    spec, base = draw(specs()), draw(st.sampled_from(BASES))
    return {name: value for name, value in {**spec, "base_url": base}.items() if value is not None}


@st.composite
def edited(draw: st.DrawFn) -> tuple[Json, Json]:
    """A spec, and the same after a few edits: words and items put in from another one, or taken out."""
    spec, other = draw(grounded()), draw(grounded())
    after = copy.deepcopy(spec)
    for _ in range(draw(st.integers(1, 3))):
        edit(draw, after, other)
    assume(check_shape(after, validator(), str) == [])
    return spec, after


def edit(draw: st.DrawFn, into: Any, source: Any) -> None:
    """Edit somewhere inside: a member that both have is edited itself, or is replaced as a whole."""
    if isinstance(into, dict) and isinstance(source, dict):
        name = draw(st.sampled_from(sorted({*into, *source}) or [""]))
        if name in into and name in source and draw(st.booleans()):
            edit(draw, into[name], source[name])
        elif name in source and into.get(name) != source[name]:
            into[name] = copy.deepcopy(source[name])
        else:
            into.pop(name, None)
    elif isinstance(into, list) and isinstance(source, list):
        edit_list(draw, into, source)


def edit_list(draw: st.DrawFn, into: list[Any], source: list[Any]) -> None:
    """Take an entry out, put one at the end, edit one, or add one."""
    index = draw(st.integers(0, max(len(into) - 1, 0)))
    way = draw(st.sampled_from(["out", "last", "inside", "more"]))
    if not into or way == "more":
        into.extend(copy.deepcopy(source[:1]))
    elif way == "inside" and source:
        edit(draw, into[index], source[0])
    else:
        entry = into.pop(index)
        into.extend([entry] if way == "last" else [])


def compared(old: Subject, new: Subject) -> Comparison:
    return compare(*portraits(old, new))


def shown(old: Json, new: Json, comparison: Comparison) -> None:
    """Every way to show it, each change with a place, the JSON as its schema says."""
    documents: list[Document] = [parse(json.dumps(side), f"{n}.json") for n, side in enumerate((old, new))]
    compared = Compared(documents[0], documents[1], comparison)
    for width in (40, 120):
        for line in as_text(compared, color=False, width=width).splitlines():
            assert line.isprintable() or not line
    as_markdown(compared).encode("utf-8")
    assert len(diagnostics(compared)) == len(comparison.changes)
    assert list(JUDGE.iter_errors(json.loads(as_json(compared, 0)))) == []


def judge(old: Json, new: Json) -> None:
    assert compared(subject(old), subject(old)).changes == ()
    comparison = compared(subject(old), subject(new))
    if next(differences(descriptor(old), descriptor(new)), None) is not None:
        assert comparison.changes
    shown(old, new, comparison)


@settings(BOUNDED, max_examples=120)
@given(edited())
def test_every_edit_is_seen(pair: tuple[Json, Json]) -> None:
    judge(*pair)


@settings(BOUNDED, max_examples=60)
@given(grounded())
def test_a_spec_is_its_descriptor(spec: Json) -> None:
    described = Subject(compile_addon(bind(spec, language()), spec.get("base_url") or BASE).descriptor)
    assume(next(other_validator("descriptor").iter_errors(described.data), None) is None)
    for sides in ((subject(spec), described), (described, subject(spec))):
        changes = compared(*sides).changes
        assert [change.message for change in changes if change.delta.word != ("base_url",)] == []


@settings(BOUNDED, max_examples=80)
@given(DESCRIPTORS, DESCRIPTORS)
def test_any_two_descriptors_can_be_compared(old: Json, new: Json) -> None:
    assert compared(Subject(old), Subject(old)).changes == ()
    comparison = compared(Subject(old), Subject(new))
    if next(differences(canonical(old), canonical(new)), None) is not None:
        assert comparison.changes
    shown(old, new, comparison)
