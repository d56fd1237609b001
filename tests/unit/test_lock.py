"""The lock as text."""

import json

import pytest
from jsonschema import Draft202012Validator

from hipgen.diagnostics import HipgenError, Json
from hipgen.lock import decode, encode
from hipgen.plan import Lock, LockedFile, LockedItem, Origin, Ownership, Retired
from hipgen.resources import folder

ONE, TWO, THREE, FOUR = (digit * 64 for digit in "1234")
SCHEMA = json.loads((folder("schemas") / "lock.schema.json").read_text("utf-8"))

NEWCOMER = LockedItem("webhooks:newcomer", "webhook", "newcomer", ONE, "newcomer", "newcomer")
LEFT = LockedItem("webhooks:left", "webhook", "left", TWO, "left", "left")
LOCK = Lock(
    Origin("0.1.0", "flask", THREE, FOUR),
    items=(LockedItem("glances:état", "glance", "état", THREE), NEWCOMER),
    files=(
        LockedFile("_generated/routes.py", Ownership.GENERATED, None, ONE),
        LockedFile("handlers/newcomer.py", Ownership.SEEDED, NEWCOMER.id, TWO),
        LockedFile("pyproject.toml", Ownership.MERGED, None, THREE, offered=ONE, proposal=TWO),
    ),
    retired=(
        Retired(LockedFile("handlers/left.py", Ownership.SEEDED, LEFT.id, FOUR), LEFT),
        Retired(LockedFile("static/old.css", Ownership.SEEDED, None, FOUR)),
    ),
)
EMPTY = Lock(Origin("0.1.0", "flask", THREE, FOUR))


@pytest.mark.parametrize("lock", [LOCK, EMPTY])
def test_what_is_encoded_decodes_to_the_same(lock: Lock) -> None:
    assert decode(encode(lock)) == lock


@pytest.mark.parametrize("lock", [LOCK, EMPTY])
def test_an_encoded_lock_is_as_its_schema_says(lock: Lock) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(encode(lock)))


def test_the_example_of_the_schema_is_a_lock() -> None:
    for example in SCHEMA["examples"]:
        Draft202012Validator(SCHEMA).validate(example)
        assert json.loads(encode(decode(json.dumps(example).encode()))) == example


def test_every_file_and_item_has_a_line_and_all_are_sorted() -> None:
    text = encode(LOCK).decode()
    assert text.endswith("}\n")
    data = json.loads(text)
    entries = [
        f'    {json.dumps(name, ensure_ascii=False)}: {{"'
        for key in ("files", "items", "retired")
        for name in data[key]
    ]
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("    ")] == [
        line for entry in entries for line in lines if line.startswith(entry)
    ]
    assert list(data) == sorted(data)
    assert all(list(data[key]) == sorted(data[key]) for key in ("files", "items", "retired"))


def test_the_handlers_of_retired_items_are_remembered() -> None:
    assert set(LOCK.remembered()) == {"glances:état", NEWCOMER.id, LEFT.id}


def edited(**members: Json) -> bytes:
    return json.dumps(json.loads(encode(LOCK)) | members).encode()


def with_file(path: str, **members: Json) -> bytes:
    return edited(files={path: {"class": "seeded", "sha256": ONE} | members})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged (it is not JSON)"),
        (b"\xff\xfe{}", "damaged (it is not JSON)"),
        (b"[" * 100_000, "damaged (it is not JSON)"),
        (b"[]", "damaged (it is not an object)"),
        (b"{}", "`lock` is not a version"),
        (edited(lock=True), "`lock` is not a version"),
        (edited(lock=2, hipgen="9.1"), "written by a newer hipgen (9.1)"),
        (edited(lock=2, hipgen="9\n"), "written by a newer hipgen (version unknown)"),
        (edited(files=[]), "`files` is not an object"),
        (edited(files={"a": 1}), "files: a is not an object"),
        (with_file("a", sha256="1"), "`sha256` is not a digest"),
        (with_file("a", sha256=None), "`sha256` is missing"),
        (with_file("a", **{"class": "theirs"}), "the class of a"),
        (with_file("../a"), "'../a' can't be a file of the project"),
        (with_file("/etc/passwd"), "it is absolute"),
        (
            edited(items={"x:y": {"kind": "x", "key": 3, "fingerprint": ONE}}),
            "`key` is missing, or not a text",
        ),
        (edited(templates=None), "`templates` is not an object"),
        (edited(spec="no"), "`spec` is not a digest"),
        (b'{"lock": 1, "lock": 1}', "a name is there twice"),
        (b"{\n<<<<<<< HEAD\n}\n", "marks of a merge conflict"),
        (encode(LOCK) + b"=======\r\n", "marks of a merge conflict"),
    ],
)
def test_a_lock_that_cannot_be_trusted_is_refused_with_a_way_out(data: bytes, said: str) -> None:
    with pytest.raises(HipgenError) as caught:
        decode(data)
    assert said in str(caught.value)
    assert ".hipgen/lock.json" in str(caught.value)
    assert caught.value.status == 2
