"""Import: whatever the host accepts comes back whole; whatever else comes back as a spec, or is refused."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hipgen.canonical import canonical, differences
from hipgen.context import context
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import HipgenError, Json, json_pointer
from hipgen.imported import import_document
from hipgen.model import Addon
from hipgen.source import parse
from tests.property.descriptors import DESCRIPTORS, JSON
from tests.schemas.bending import bent
from tests.schemas.published import complaints, schema
from tests.specs import PLAIN, addon_of, errors

pytestmark = pytest.mark.slow

BOUNDED = settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
PARTS: list[Any] = [{"condition": "user_is_admin"}, {"value": "x"}, {"key": "k", "url": "u"}, [{"attr": "a"}]]


def spec_of(data: Json, name: str = "descriptor.json") -> str:
    return import_document(parse(json.dumps(data), name)).text


def keyless(original: Json, compiled: Json) -> Json:
    """The compiled descriptor without the keys of webhooks that the original had without keys."""
    result = copy.deepcopy(compiled)
    webhooks = original.get("capabilities", {}).get("webhook", [])
    for before, after in zip(webhooks, result["capabilities"].get("webhook", []), strict=True):
        if "key" not in before:
            del after["key"]
    return result


def works(addon: Addon) -> None:
    """Templates can be given all of it."""
    seen = context(addon, base_url=addon.text("base_url"), framework="any", language="any", naming=PLAIN)
    json.dumps(seen)


@settings(BOUNDED, max_examples=120)
@given(DESCRIPTORS)
@example({"key": "a.b", "name": "\x85", "description": "\u2028", "links": {"self": "?"}})
@example(
    {"key": "a.b", "name": "N", "description": "D", "links": {"self": "https://x.example", "b": {"\x85": 1}}}
)
def test_an_accepted_descriptor_comes_back_whole(data: Json) -> None:
    assert complaints("descriptor", data) == []
    text = spec_of(data)
    assert errors(text) == []
    addon = addon_of(text)
    compiled = compile_addon(addon, addon.text("base_url")).descriptor
    lost = differences(canonical(data), canonical(keyless(data, compiled)))
    assert [json_pointer(at) for at in lost] == []
    works(addon)


@settings(BOUNDED)
@given(DESCRIPTORS)
def test_what_was_imported_imports_the_same_again(data: Json) -> None:
    addon = addon_of(spec_of(data))
    compiled = compile_addon(addon, addon.text("base_url")).descriptor
    again = addon_of(spec_of(compiled))
    assert canonical(compile_addon(again, again.text("base_url")).descriptor) == canonical(compiled)


@settings(BOUNDED, max_examples=80)
@given(bent(schema("descriptor")["examples"], PARTS))
def test_a_bent_descriptor_gives_a_spec_without_errors_or_is_refused(data: Json) -> None:
    try:
        text = spec_of(data)
    except HipgenError:
        if isinstance(data, dict):
            raise
        return
    assert errors(text) == []
    works(addon_of(text))


@settings(BOUNDED)
@given(st.one_of(JSON, st.dictionaries(st.sampled_from(["key", "links", "capabilities", "x"]), JSON)))
def test_any_json_gives_a_spec_without_errors_or_is_refused(data: Json) -> None:
    try:
        text = spec_of(data)
    except HipgenError:
        return
    assert errors(text) == []


@settings(BOUNDED)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60)), st.sampled_from(["d.json", "d.yaml"]))
def test_any_text_is_read_or_refused(text: str | bytes, name: str) -> None:
    try:
        imported = import_document(parse(text, name))
    except HipgenError:
        return
    assert errors(imported.text) == []
