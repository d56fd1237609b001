"""Judge what an add-on sends against the schemas that ship with hipgen.

The schemas were written from HipChat's documentation; no template and no generated code has a say here.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@cache
def _registry() -> Registry[Any]:
    files = sorted(SCHEMAS.rglob("*.schema.json"))
    contents = [json.loads(file.read_text("utf-8")) for file in files]
    resources = [Resource.from_contents(schema, DRAFT202012) for schema in contents]
    return Registry[Any]().with_resources(
        (schema["$id"], resource) for schema, resource in zip(contents, resources, strict=True)
    )


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return Draft202012Validator(schema, registry=_registry())


def faults(name: str, value: Any) -> list[str]:
    """What is wrong with a value, as lines; none if the schema of this name accepts it."""
    return [
        f"/{'/'.join(str(step) for step in error.absolute_path)}: {error.message}"
        for error in _validator(name).iter_errors(value)
    ]
