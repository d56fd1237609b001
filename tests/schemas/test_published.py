"""What every published schema has to have, whatever it describes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.schemas import published
from tests.schemas.published import BASE, FOLDER, NAMES, schema

SCHEMAS = ("items", "if", "then", "else", "not")
LISTS = ("allOf", "anyOf", "oneOf")
MAPS = ("properties", "$defs", "patternProperties", "dependentSchemas")
WIDTH = 110


def parts(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield a schema and every schema inside it, with pointers."""
    yield pointer, node
    if not isinstance(node, dict):
        return
    for keyword in SCHEMAS:
        if keyword in node:
            yield from parts(node[keyword], f"{pointer}/{keyword}")
    for keyword in LISTS:
        for index, part in enumerate(node.get(keyword, ())):
            yield from parts(part, f"{pointer}/{keyword}/{index}")
    for keyword in MAPS:
        for name, part in node.get(keyword, {}).items():
            yield from parts(part, f"{pointer}/{keyword}/{name}")


def layout(value: Any, depth: int = 0, lead: int = 0) -> str:
    """Write JSON with two spaces to a level, and on one line whatever fits on one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or 2 * depth + lead + len(line) < WIDTH:
        return line
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        rows = [
            name + layout(part, depth + 1, len(name))
            for name, part in zip(names, value.values(), strict=True)
        ]
    else:
        rows = [layout(part, depth + 1) for part in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    inner, outer = "  " * (depth + 1), "  " * depth
    return f"{start}\n{inner}" + f",\n{inner}".join(rows) + f"\n{outer}{end}"


EXAMPLES = [
    (name, pointer, index, example)
    for name in NAMES
    for pointer, part in parts(schema(name))
    if isinstance(part, dict)
    for index, example in enumerate(part.get("examples", ()))
]


def test_every_payload_schema_is_looked_at() -> None:
    found = {f"payloads/{file.name.removesuffix('.schema.json')}" for file in (FOLDER / "payloads").iterdir()}
    assert found == {name for name in NAMES if name.startswith("payloads/")}


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_says_what_it_is(name: str) -> None:
    root = schema(name)
    Draft202012Validator.check_schema(root)
    assert root["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert root["$id"] == f"{BASE}{name}.schema.json"
    assert root["title"]
    assert root["description"]
    assert root["examples"]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_laid_out_in_the_one_way(name: str) -> None:
    assert published.path(name).read_text(encoding="utf-8") == layout(schema(name)) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_property_is_described(name: str) -> None:
    bare = [
        f"{pointer}/properties/{member}"
        for pointer, part in parts(schema(name))
        if isinstance(part, dict) and not pointer.endswith("/if")
        for member, value in part.get("properties", {}).items()
        if "description" not in value
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_is_used_and_has_a_description(name: str) -> None:
    everything = "".join(published.path(other).read_text(encoding="utf-8") for other in NAMES)
    for word, part in schema(name).get("$defs", {}).items():
        assert part["description"], word
        assert f'#/$defs/{word}"' in everything, word


@pytest.mark.parametrize("name", NAMES)
def test_references_are_relative_and_lead_somewhere(name: str) -> None:
    resolver = published.registry().resolver(f"{BASE}{name}.schema.json")
    references = [
        part["$ref"] for _, part in parts(schema(name)) if isinstance(part, dict) and "$ref" in part
    ]
    for reference in references:
        assert "://" not in reference
        assert resolver.lookup(reference).contents


@pytest.mark.parametrize(
    ("name", "pointer", "example"),
    [(name, pointer, example) for name, pointer, _, example in EXAMPLES],
    ids=[f"{name}#{pointer}/{index}" for name, pointer, index, _ in EXAMPLES],
)
def test_an_example_satisfies_its_schema(name: str, pointer: str, example: object) -> None:
    assert [error.message for error in published.validator(name, pointer).iter_errors(example)] == []
