"""Checking a document: what kind it is, one message for every mistake, and that nothing brings it down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from hipgen.descriptor import compile_addon
from hipgen.diagnostics import Json
from hipgen.examples import names, spec
from hipgen.language import language
from hipgen.source import parse
from hipgen.validate import SPEC, check, kind_of
from tests.schemas.bending import bent, one_change, vocabulary
from tests.specs import BASE, found, framed

KINDS: dict[str, tuple[Json, str]] = {
    "a version of the language": ({"hipgen": 1, "message": "m", "capabilities": {}}, "spec"),
    "an unknown version": ({"hipgen": 7}, "spec"),
    "capabilities": ({"key": "k", "capabilities": {}}, "descriptor"),
    "links and no section": ({"key": "k", "name": "n", "links": {}}, "descriptor"),
    "links and a section": ({"key": "k", "links": {}, "webhooks": []}, "spec"),
    "a style and an id": ({"style": "link", "id": "1"}, "card"),
    "a style alone": ({"style": "link"}, "spec"),
    "a message": ({"message": "m"}, "notification"),
    "the content of a glance": ({"label": {}, "metadata": {}}, "glance-response"),
    "a label and more": ({"label": {}, "key": "k"}, "spec"),
    "updates of glances": ({"glance": []}, "glance-update"),
    "a misspelt section": ({"key": "k", "name": "n", "glance": []}, "spec"),
    "nothing": ({}, "spec"),
}


@pytest.mark.parametrize(("data", "kind"), KINDS.values(), ids=KINDS.keys())
def test_a_document_is_told_by_its_content(data: Json, kind: str) -> None:
    assert kind_of(data) == kind


ONE_MESSAGE = {
    "a misspelt required key": (
        "sidebar: [{key: s, nmae: S}]\n",
        ["HG101 unknown key `nmae` in sidebar view `s`"],
    ),
    "a misspelt key in a text": (
        "sidebar: [{key: s, name: {valeu: S}}]\n",
        ["HG101 unknown key `valeu` in `name` of sidebar view `s`"],
    ),
    "a text without its value": (
        "sidebar: [{key: s, name: {}}]\n",
        ["HG102 `name` of sidebar view `s` needs `value`"],
    ),
    "a target without its key": (
        "glances: [{key: g, name: G, opens: {}}]\n",
        ["HG102 `opens` of glance `g` needs `key`"],
    ),
    "an icon of half": (
        "glances: [{key: g, name: G, icon: {url: a}}]\n",
        ["HG102 `icon` of glance `g` needs `url2x`"],
    ),
    "an address without its url": (
        "glances: [{key: g, name: G, data: {}}]\n",
        ["HG102 `data` of glance `g` needs `url`"],
    ),
    "an item that is none": (
        "webhooks: [x]\n",
        ["HG103 an entry of `webhooks` of the add-on takes a mapping, not the text `x`"],
    ),
    "an unknown condition": (
        "sidebar: [{key: s, name: S, when: {user_is_admni: {extra: {x: 1}}}}]\n",
        ["HG101 unknown key `user_is_admni` in `when` of sidebar view `s`"],
    ),
    "a condition that another item may use": (
        "sidebar: [{key: s, name: S, when: card_matches}]\n",
        ["HG104 `when` of sidebar view `s` can't be `card_matches`"],
    ),
    "a member of the vendor": (
        "vendor: {name: V, url: U, mail: M}\n",
        ["HG101 unknown key `mail` in `vendor`"],
    ),
    "two glances of one key": (
        "glances: [{key: g, name: G}, {key: g, name: H}]\n",
        ["HG201 two glances have the key `g`"],
    ),
    "a button without a name": (
        "dialogs: [{key: d, title: D, secondary: [{}]}]\n",
        ["HG102 `secondary` of dialog `d` needs `name`"],
    ),
}


@pytest.mark.parametrize(("block", "expected"), ONE_MESSAGE.values(), ids=ONE_MESSAGE.keys())
def test_one_mistake_is_one_message(block: str, expected: list[str]) -> None:
    assert found(framed(block)) == expected


SHARED_WITHOUT_HARM = {
    "glances with one source": "glances: [{key: g, name: G, data: /d}, {key: h, name: H, data: /d}]\n",
    "views with one page": "sidebar: [{key: s, name: S, path: /v}]\nadmin_page: {path: /v}\n",
    "extra beside words": (
        "pages: [{key: p}]\nactions:\n  - key: a\n    name: A\n    location: message\n    opens: p\n"
        "    when: {message_matches: {pattern: x, extra: {regex: {global: true}}}}\n"
    ),
}


@pytest.mark.parametrize("block", SHARED_WITHOUT_HARM.values(), ids=SHARED_WITHOUT_HARM.keys())
def test_what_is_fine_yields_nothing(block: str) -> None:
    assert found(framed(block)) == []


SEEDS: list[Any] = [parse(spec(name), "addon.yaml").data for name in names()]
WORDS = sorted({word for word in vocabulary(language().document) if isinstance(word, str)})
PARTS: list[Any] = [
    {"value": "x"},
    {"valeu": "x"},
    {"url": "/x"},
    {"key": "k"},
    {"all": []},
    {"any": [{"not": "user_is_guest"}]},
    {"metadata": {"a": 1}},
    {"extra": {"x": 1}},
    {"path": "/a"},
    {"width": "1px"},
    {"user_is_admni": {"extra": {"x": 1}}},
]


def bears(data: Json) -> None:
    """Check whatever it is; compile it if nothing is wrong."""
    import json

    checked = check(parse(json.dumps(data), "addon.yaml"), SPEC)
    said = [(d.id, d.span, d.message) for d in checked.diagnostics]
    assert len(said) == len(set(said))
    if checked.addon is not None:
        compile_addon(checked.addon, checked.addon.text("base_url") or BASE)
    else:
        assert checked.errors


@settings(
    max_examples=120, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(bent(SEEDS, [*PARTS, *WORDS]))
def test_no_spec_brings_it_down(data: Json) -> None:
    bears(data)


def changed() -> Iterator[Json]:
    for seed in SEEDS:
        if len(str(seed)) < 1500:
            yield from one_change(seed)


def test_no_single_change_brings_it_down() -> None:
    for data in changed():
        bears(data)
