"""The schemas of HipChat's own formats, as published under `schemas/`.

Loads and resolves them with nothing of hipgen: what judges the generator must not lean on it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).resolve().parents[2] / "schemas"
BASE = "https://hipgen.invalid/"
EVENTS = (
    "room_archived",
    "room_created",
    "room_deleted",
    "room_enter",
    "room_exit",
    "room_file_upload",
    "room_message",
    "room_notification",
    "room_topic_change",
    "room_unarchived",
)
NAMES = (
    "card",
    "descriptor",
    "glance-response",
    "glance-update",
    "install",
    "notification",
    "payloads/shared",
    *(f"payloads/{event}" for event in EVENTS),
)


def path(name: str) -> Path:
    """Return the file of a schema."""
    return FOLDER / f"{name}.schema.json"


def load(file: Path) -> Any:
    """Read a JSON file."""
    return json.loads(file.read_text(encoding="utf-8"))


@cache
def schema(name: str) -> Any:
    """Return a published schema."""
    return load(path(name))


@cache
def registry() -> Registry[Any]:
    """Return all of them by `$id`; nothing is ever fetched."""
    return Registry[Any]().with_resources(
        (f"{BASE}{name}.schema.json", Resource.from_contents(schema(name))) for name in NAMES
    )


@cache
def validator(name: str, pointer: str = "") -> Draft202012Validator:
    """Return the validator of a schema, or of the part of it at a pointer."""
    return Draft202012Validator({"$ref": f"{BASE}{name}.schema.json#{pointer}"}, registry=registry())


def complaints(name: str, value: object) -> list[str]:
    """Say what a schema has against a value."""
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(value)]
