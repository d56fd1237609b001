"""What can be added by a file alone, and what the files that are there promise.

Scans the schemas, templates and examples; names none of them but the one it adds itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hipgen import frameworks, words
from hipgen.bind import bind
from hipgen.context import context
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import Json
from hipgen.examples import names as example_names
from hipgen.examples import overlay
from hipgen.examples import spec as example_spec
from hipgen.language import Kind, Language, assemble, language
from hipgen.model import Addon
from hipgen.render import render
from hipgen.routes import routes
from hipgen.source.writer import write
from hipgen.validate import kind_of
from tests.schemas.published import complaints
from tests.specs import BASE, FRAME, addon_of, checked, framed

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
BANNER: Json = {
    "title": "Banner",
    "description": "A line across the top of a room.",
    "x-hipgen": {
        "section": "banners",
        "descriptor": "banner",
        "many": True,
        "noun": "banner",
        "label": ["text"],
    },
    "type": "object",
    "required": ["key", "text"],
    "additionalProperties": False,
    "properties": {
        "key": {"$ref": "../fields.schema.json#/$defs/key"},
        "text": {"$ref": "../fields.schema.json#/$defs/text", "description": "What it says."},
        "picture": {"$ref": "../fields.schema.json#/$defs/icon"},
        "path": {
            "$ref": "../fields.schema.json#/$defs/path",
            "x-hipgen": {
                "as": "options/url",
                "default": "/banners/{key}",
                "route": {"role": "view", "method": "GET"},
            },
        },
        "tone": {
            "enum": ["calm", "loud"],
            "x-hipgen": {"map": {"calm": "banner.calm", "loud": "banner.loud"}},
        },
        "when": {"$ref": "../fields.schema.json#/$defs/when_panel", "x-hipgen": {"as": "conditions"}},
        "extra": {"$ref": "../fields.schema.json#/$defs/extra"},
    },
    "examples": [{"key": "news", "text": "News"}],
}


def read(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def with_banners() -> Language:
    """The language as it would be with one more file in `schemas/capabilities`."""
    files = {
        path.name.removesuffix(".schema.json"): read(path)
        for path in (SCHEMAS / "capabilities").glob("*.json")
    }
    frame, fields = (read(SCHEMAS / f"{name}.schema.json") for name in ("addon", "fields"))
    return assemble(frame, fields, {**files, "banner": BANNER})


SPEC: Json = {
    "hipgen": 1,
    "key": "com.example.news",
    "name": "News",
    "description": "Says what is new.",
    "banners": [
        {
            "key": "news",
            "text": "News",
            "picture": "n.png",
            "tone": "loud",
            "when": {"not": "user_is_guest"},
        },
        {
            "key": "more",
            "text": {"value": "More", "i18n": "m"},
            "path": "/m?x={room.id}",
            "extra": {"new": 1},
        },
    ],
}


class TestACapabilityAddedByAFileAlone:
    def test_its_section_is_part_of_the_schema(self) -> None:
        validator = Draft202012Validator(with_banners().document)
        assert list(validator.iter_errors(SPEC)) == []
        wrong = {**SPEC, "banners": [{"key": "news", "texts": "News"}]}
        assert {error.validator for error in validator.iter_errors(wrong)} == {
            "required",
            "additionalProperties",
        }

    def test_its_items_are_bound_and_compiled(self) -> None:
        addon = bind(SPEC, with_banners())
        assert [item.called for item in addon.section("banners")] == ["banner `news`", "banner `more`"]
        assert [item.title for item in addon.section("banners")] == ["News", "More"]
        compiled = compile_addon(addon, BASE)
        assert compiled.descriptor["capabilities"]["banner"] == [
            {
                "key": "news",
                "text": {"value": "News"},
                "picture": {"url": f"{BASE}/n.png", "url@2x": f"{BASE}/n@2x.png"},
                "options": {"url": f"{BASE}/banners/news"},
                "tone": "banner.loud",
                "conditions": [{"condition": "user_is_guest", "invert": True}],
            },
            {
                "key": "more",
                "text": {"value": "More", "i18n": "m"},
                "options": {"url": f"{BASE}/m?x={{room.id}}"},
                "new": 1,
            },
        ]
        assert ("capabilities", "banner", 0, "options", "url") in compiled.based

    def test_its_addresses_become_routes(self) -> None:
        found = {route.path: route.items for route in routes(bind(SPEC, with_banners())) if route.items}
        assert found["/banners/news"] == ("banners:news",)

    @pytest.mark.parametrize("name", frameworks.names())
    def test_its_handlers_are_rendered(self, name: str) -> None:
        framework = frameworks.framework(name)
        paths = {file.path for file in render(framework, seen(bind(SPEC, with_banners()), name))}
        assert any(path.startswith("handlers/news.") for path in paths)

    def test_its_words_are_explained(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(words, "language", with_banners)
        assert "banners.tone" in words.words()
        text = words.explain("banner")
        assert text is not None
        assert "banners: Banner" in text
        assert "A line across the top of a room." in text
        assert "key: news" in text


def seen(addon: Addon, name: str) -> dict[str, Json]:
    """What the templates of a framework see of an add-on."""
    framework = frameworks.framework(name)
    return context(
        addon,
        base_url=BASE,
        framework=name,
        language=framework.language,
        naming=framework.naming,
        asynchronous=framework.asynchronous,
        worker=framework.commands.get("worker"),
    )


def capability_examples() -> Iterator[Any]:
    for kind in language().kinds:
        for number, example in enumerate(
            language().document["$defs"][kind.name].get("examples", ()), start=1
        ):
            yield pytest.param(kind, example, id=f"{kind.name}-{number}")


@pytest.mark.parametrize(("kind", "example"), [*capability_examples()])
def test_every_example_of_a_schema_is_a_right_one(kind: Kind, example: Json) -> None:
    block = {kind.section: [example] if kind.many else example}
    if isinstance(example.get("opens"), str):
        block["pages"] = [{"key": example["opens"]}]
    text = framed(write(block))
    assert checked(text).diagnostics == ()
    addon = addon_of(text)
    assert len(addon.section(kind.section)) == 1
    descriptor = compile_addon(addon, BASE).descriptor
    assert complaints("descriptor", descriptor) == []
    assert kind.descriptor is None or kind.descriptor in descriptor["capabilities"]


def test_every_capability_has_an_example_a_title_and_a_description() -> None:
    for kind in language().kinds:
        schema = language().document["$defs"][kind.name]
        assert schema.get("examples"), kind.name
        assert kind.title, kind.name
        assert kind.description.endswith("."), kind.name


def field_examples() -> Iterator[Any]:
    for name, schema in language().document["$defs"].items():
        for number, example in enumerate(schema.get("examples", ()), start=1):
            yield pytest.param(name, example, id=f"{name}-{number}")


@pytest.mark.parametrize(("name", "example"), [*field_examples()])
def test_every_example_fits_its_schema(name: str, example: Json) -> None:
    document = language().document
    validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": document["$defs"]})
    assert [error.message for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize("name", example_names())
def test_every_shipped_example_is_without_a_finding(name: str) -> None:
    text = example_spec(name)
    assert checked(text).diagnostics == ()
    assert kind_of(checked(text).document.data) == "spec"
    assert complaints("descriptor", compile_addon(addon_of(text), BASE).descriptor) == []


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("chosen", frameworks.names())
class TestOwnership:
    def test_every_path_has_one_owner(self, name: str, chosen: str) -> None:
        framework = frameworks.framework(chosen)
        patterns = [
            (owner, pattern)
            for layer in framework.layers
            for owner, patterns in layer.notes.get("ownership", {}).items()
            for pattern in patterns
        ]
        assert len(patterns) == len(set(patterns))
        files = render(framework, seen(addon_of(example_spec(name)), chosen))
        assert files
        for file in files:
            if file.path.startswith("static/") and file.path.endswith(".png"):
                continue  # a picture that was drawn, not rendered
            assert framework.ownership(file.path) is file.ownership

    def test_an_example_s_own_files_replace_seeded_ones_only(self, name: str, chosen: str) -> None:
        framework = frameworks.framework(chosen)
        files = {file.path: file for file in render(framework, seen(addon_of(example_spec(name)), chosen))}
        taken = {path for path in overlay(name, framework) if path in files}
        assert {path for path in taken if files[path].ownership.value != "seeded"} == set()


@pytest.mark.parametrize("chosen", frameworks.names())
def test_every_pattern_of_ownership_is_used(chosen: str) -> None:
    """A pattern that no path of any example matches is left over, or misspelt."""
    from fnmatch import fnmatchcase

    framework = frameworks.framework(chosen)
    paths = {
        file.path
        for name in example_names()
        for file in render(framework, seen(addon_of(example_spec(name)), chosen))
    }
    own = framework.layers[-1].notes.get("ownership", {})
    unused = [
        p for patterns in own.values() for p in patterns if not any(fnmatchcase(path, p) for path in paths)
    ]
    assert unused == []


def test_the_smallest_spec_is_an_addon() -> None:
    text = "".join(f"{word}: {value}\n" for word, value in FRAME.items() if word != "base_url")
    assert complaints("descriptor", compile_addon(addon_of(text), BASE).descriptor) == []
