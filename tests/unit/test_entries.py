"""Merging manifests by entry: what each side did is there, in the person's layout."""

from __future__ import annotations

import json
import tomllib

import pytest

from hipgen.entries import merge_file
from hipgen.entries.combine import Side, combine
from hipgen.merge import Merged

TOML = """\
[project]
name = "sample"
dependencies = [
    "alpha>=1",
    "beta>=2",
    "gamma>=3",
]

[project.optional-dependencies]
dev = ["lint>=1", "types>=1"]

[tool.lint]
length = 100
strict = true
"""

JSON = """\
{
  "name": "sample",
  "engines": { "node": ">=20" },
  "scripts": {
    "start": "node app.js"
  },
  "dependencies": {
    "alpha": "^1",
    "beta": "^2"
  },
  "files": ["a", "b"]
}
"""


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def merged(name: str, base: str, mine: str, theirs: str) -> Merged:
    return merge_file(name, base.encode(), mine.encode(), theirs.encode())


CLEAN = {
    "each adds a requirement in one place": (
        "pyproject.toml",
        [('    "beta>=2",\n', '    "beta>=2",\n    "mine>=1",  # for jobs\n')],
        [('    "beta>=2",\n', '    "beta>=2",\n    "theirs>=1",\n')],
        ['    "mine>=1",  # for jobs\n', '    "theirs>=1",\n'],
    ),
    "one raises a requirement, the other the next": (
        "pyproject.toml",
        [('"alpha>=1"', '"alpha>=1.5"')],
        [('"beta>=2"', '"beta>=2.5"')],
        ['    "alpha>=1.5",\n    "beta>=2.5",\n'],
    ),
    "both raise one to the same": (
        "pyproject.toml",
        [('"alpha>=1"', '"alpha>=9"'), ("length = 100", "length = 80")],
        [('"alpha>=1"', '"alpha>=9"'), ("strict = true", "strict = false")],
        ['    "alpha>=9",\n', "length = 80\nstrict = false\n"],
    ),
    "one removes what the other leaves": (
        "pyproject.toml",
        [('    "alpha>=1",\n', "")],
        [('"beta>=2"', '"beta>=3"')],
        ['dependencies = [\n    "beta>=3",\n    "gamma>=3",\n]'],
    ),
    "neighbours in a list on one line": (
        "pyproject.toml",
        [('["lint>=1", "types>=1"]', '["lint>=1", "types>=1", "mine"]')],
        [('"types>=1"', '"types>=2"')],
        ['dev = ["lint>=1", "types>=2", "mine"]\n'],
    ),
    "both append a table": (
        "pyproject.toml",
        [("strict = true\n", "strict = true\n\n[tool.mine]  # kept\nx = 1\n")],
        [("strict = true\n", "strict = true\n\n[tool.theirs]\ny = 2\n")],
        ["[tool.mine]  # kept\nx = 1\n", "[tool.theirs]\ny = 2\n"],
    ),
    "a comment at an entry that the other changes": (
        "pyproject.toml",
        [("length = 100", "length = 100  # agreed")],
        [("length = 100", "length = 120")],
        ["length = 120  # agreed\n"],
    ),
    "each adds a member": (
        "package.json",
        [('    "beta": "^2"\n', '    "beta": "^2",\n    "mine": "1"\n')],
        [('    "beta": "^2"\n', '    "beta": "^2",\n    "theirs": "1"\n')],
        ['    "mine": "1"', '    "theirs": "1"'],
    ),
    "an object on one line stays so": (
        "package.json",
        [('">=20" }', '">=20", "npm": "1" }')],
        [('">=20"', '">=22"')],
        ['{ "node": ">=22", "npm": "1" }'],
    ),
    "the last member goes": (
        "package.json",
        [('"alpha": "^1"', '"alpha": "^9"')],
        [(',\n    "beta": "^2"', "")],
        ['  "dependencies": {\n    "alpha": "^9"\n  },\n'],
    ),
    "elements of a list": (
        "package.json",
        [('["a", "b"]', '["a", "b", "mine"]')],
        [('["a", "b"]', '["theirs", "a", "b"]')],
        ['"files": ["theirs", "a", "b", "mine"]'],
    ),
    "an object that both fill": (
        "package.json",
        [('"files": ["a", "b"]', '"files": ["a", "b"],\n  "x": {"mine": 1}')],
        [('"files": ["a", "b"]', '"files": ["a", "b"],\n  "x": {"theirs": [1, {}]}')],
        ['"mine": 1', '"theirs"'],
    ),
}
Edits = list[tuple[str, str]]


@pytest.mark.parametrize(("name", "mine", "theirs", "expected"), CLEAN.values(), ids=CLEAN.keys())
def test_the_changes_of_both_are_there(name: str, mine: Edits, theirs: Edits, expected: list[str]) -> None:
    base = TOML if name.endswith(".toml") else JSON
    found = merged(name, base, edited(base, *mine), edited(base, *theirs))
    text = found.data.decode()
    assert (found.conflicts, found.where) == (0, ())
    assert [part for part in expected if part not in text] == []
    assert text.endswith("}\n" if name.endswith(".json") else "\n")
    (json.loads if name.endswith(".json") else tomllib.loads)(text)


@pytest.mark.parametrize(("name", "mine", "theirs", "expected"), CLEAN.values(), ids=CLEAN.keys())
def test_line_ends_of_the_person_stay(name: str, mine: Edits, theirs: Edits, expected: list[str]) -> None:
    base = TOML if name.endswith(".toml") else JSON
    found = merged(name, base, edited(base, *mine).replace("\n", "\r\n"), edited(base, *theirs))
    text = found.data.decode()
    assert found.conflicts == 0
    assert text.count("\n") == text.count("\r\n")
    plain = text.replace("\r\n", "\n")
    assert [part for part in expected if part not in plain] == []


CLASHES = {
    "one requirement, two ways": (
        "pyproject.toml",
        [('"alpha>=1"', '"alpha>=1.1"'), ("length = 100", "length = 80")],
        [('"alpha>=1"', '"Alpha[all]>=2"')],
        ("project.dependencies.alpha",),
    ),
    "changed here, removed there": (
        "pyproject.toml",
        [('"beta>=2"', '"beta>=4"')],
        [('    "beta>=2",\n', "")],
        ("project.dependencies.beta",),
    ),
    "removed here, changed there": (
        "pyproject.toml",
        [("length = 100\n", "")],
        [("length = 100\n", "length = 101\n")],
        ("tool.lint.length",),
    ),
    "a truth is no number": (
        "pyproject.toml",
        [("strict = true", "strict = 1")],
        [("strict = true", "strict = false")],
        ("tool.lint.strict",),
    ),
    "both add one member": (
        "package.json",
        [('"alpha": "^1"', '"alpha": "^1",\n    "new": "1"')],
        [('"beta": "^2"', '"beta": "^2",\n    "new": "2"')],
        ("dependencies.new",),
    ),
    "a text against a table": (
        "package.json",
        [('{ "node": ">=20" }', '"any"')],
        [('">=20"', '">=22"')],
        ("engines",),
    ),
}


@pytest.mark.parametrize(("name", "mine", "theirs", "where"), CLASHES.values(), ids=CLASHES.keys())
def test_only_the_entry_that_both_changed_is_marked(
    name: str, mine: Edits, theirs: Edits, where: tuple[str, ...]
) -> None:
    base = TOML if name.endswith(".toml") else JSON
    found = merged(name, base, edited(base, *mine), edited(base, *theirs))
    assert (found.conflicts, found.where) == (1, where)
    assert found.data.count(b"<<<<<<< yours\n") == found.data.count(b">>>>>>> generated\n") == 1
    for _, new in mine:
        assert all(line.strip(" ,").encode() in found.data for line in new.splitlines())


def test_a_comment_of_the_person_at_an_entry_that_goes_is_a_conflict() -> None:
    mine = TOML.replace('"beta>=2",', '"beta>=2",  # pinned: see the wiki')
    found = merged("pyproject.toml", TOML, mine, TOML.replace('    "beta>=2",\n', ""))
    assert found.conflicts
    assert b"# pinned: see the wiki" in found.data


@pytest.mark.parametrize(
    ("name", "mine"),
    [
        ("pyproject.toml", TOML + "not = [toml\n"),
        ("package.json", "// a comment\n" + JSON),
        ("package.json", JSON.replace('"name"', '"name": 1, "name"')),
        ("Procfile", TOML + "mine\n"),
        ("pyproject.toml", TOML + "name = \udcff\n"),
    ],
)
def test_what_cannot_be_read_is_merged_by_lines(name: str, mine: str) -> None:
    base, own = ((TOML if "toml" in mine or name != "package.json" else JSON), mine)
    theirs = "new = 1\n" + base
    found = merge_file(name, base.encode(), own.encode("utf-8", "surrogateescape"), theirs.encode())
    own_lines = own.encode("utf-8", "surrogateescape").splitlines()
    assert [line for line in own_lines if line not in found.data] == []


def test_two_versions_of_one_name_by_lines_are_one_by_entry() -> None:
    """By lines both additions would be taken: the manifest would hold one name twice."""
    mine = edited(TOML, ('    "alpha>=1",\n', '    "new>=1",\n    "alpha>=1",\n'))
    theirs = edited(TOML, ('    "gamma>=3",\n', '    "gamma>=3",\n    "new>=1",\n'))
    found = merged("pyproject.toml", TOML, mine, theirs)
    assert found.conflicts == 0
    assert found.data.count(b'"new>=1"') == 1


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "data", "clashes"),
    [
        ([1, 2], [1, 2, 3], [0, 1, 2], [0, 1, 2, 3], ()),
        ([1, 1], [1, 1, 2], [1, 1, 3], [1, 1, 2], ("",)),  # entries that can't be told apart
        ([{"name": "a", "x": 1}], [{"name": "a", "x": 2}], [{"name": "a", "x": 1, "y": 1}],
         [{"name": "a", "x": 2, "y": 1}], ()),
        ({"a": {}}, {}, {"a": {"b": 1}}, {}, ("a",)),
        ({}, {"a": {"x": 1}}, {"a": {"y": 1}}, {"a": {"x": 1, "y": 1}}, ()),
        ({"a": 1}, {"a": True}, {"a": 1.0}, {"a": True}, ("a",)),
    ],
)  # fmt: skip
def test_plain_data(
    base: object, mine: object, theirs: object, data: object, clashes: tuple[str, ...]
) -> None:
    found, where = combine(base, mine, theirs)
    assert (repr(found), where) == (repr(data), clashes)
    assert combine(base, mine, theirs, Side.THEIRS)[1] == clashes


COMPOSE = """\
# Runs the add-on and what it needs.
services:
  addon:
    build: .
    command: ["flask", "run"]  # in the open
    ports:
      - "8000:8000"
    environment:
      - LOG_LEVEL=info
      - BASE_URL=https://addon.example.com
  database:
    image: 'postgres:16'  # as in production

volumes:
  data: {}
"""
CACHE = '  cache:\n    image: "redis:7"  # small\n'
QUEUE = "  queue:\n    image: rabbitmq:3\n"
YAML_CLEAN = {
    "each adds a service in one place": (
        [("\nvolumes:", f"{CACHE}\nvolumes:")],
        [("\nvolumes:", f"{QUEUE}\nvolumes:")],
        [CACHE, QUEUE, "# as in production", "# Runs the add-on"],
    ),
    "one adds a port where the other adds another": (
        [('      - "8000:8000"\n', '      - "8000:8000"\n      - "9000:9000"  # mine\n')],
        [('      - "8000:8000"\n', '      - "8000:8000"\n      - "8443:8443"\n')],
        ['- "9000:9000"  # mine', "8443:8443"],
    ),
    "of two neighbours in a list one is each side's": (
        [("LOG_LEVEL=info", "LOG_LEVEL=debug")],
        [("https://addon.example.com", "https://other.example.com")],
        ["- LOG_LEVEL=debug", "- BASE_URL=https://other.example.com"],
    ),
    "a service the generator drops goes, the person's beside it stays": (
        [("  database:\n", f"{CACHE}  database:\n")],
        [("  database:\n    image: 'postgres:16'  # as in production\n", "")],
        [CACHE, "# in the open"],
    ),
}


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("name", YAML_CLEAN)
def test_services_are_merged_by_entry(name: str, windows: bool) -> None:
    mine, theirs, expected = YAML_CLEAN[name]
    text = edited(COMPOSE, *mine)
    found = merged(
        "compose.yaml", COMPOSE, text.replace("\n", "\r\n") if windows else text, edited(COMPOSE, *theirs)
    )
    assert found.conflicts == 0
    data = found.data.decode()
    assert data.count("\r\n") == (data.count("\n") if windows else 0)
    assert [line for line in expected if line not in data.replace("\r\n", "\n")] == []


YAML_CLASH = {
    "one image, two versions": ("postgres:16", "postgres:17", "postgres:15", "services.database.image"),
    "one variable, two values": ("LOG_LEVEL=info", "LOG_LEVEL=debug", "LOG_LEVEL=warn", "log-level"),
    "a command is one thing": (
        '["flask", "run"]',
        '["gunicorn", "app"]',
        '["flask", "run", "-h"]',
        "command",
    ),
}


@pytest.mark.parametrize("name", YAML_CLASH)
def test_what_both_changed_in_a_service_is_a_clash_with_its_place(name: str) -> None:
    old, mine, theirs, place = YAML_CLASH[name]
    found = merged("compose.yaml", COMPOSE, edited(COMPOSE, (old, mine)), edited(COMPOSE, (old, theirs)))
    assert found.conflicts == 1
    assert place in found.where[0]
    assert mine.encode() in found.data
    assert theirs.encode() in found.data


YAML_BY_LINES = {
    "two documents": "a: 1\n---\nb: 2\n",
    "a layout that the editor would change": "a:   [1,2]\nb:\n        c: 1\n",
    "no table": "- a\n- b\n",
    "numbers as names": "1: a\n2: b\n",
    "a name twice": "a: 1\na: 2\n",
    "a tag of its own": "a: !mine x\nb: 1\n",
    "no YAML": "a: [\n",
}


@pytest.mark.parametrize("name", YAML_BY_LINES)
def test_a_yaml_that_cannot_be_edited_is_merged_by_lines(name: str) -> None:
    base = YAML_BY_LINES[name] + "# one\n# two\n# three\n"
    mine, theirs = base.replace("# one", "# mine"), base.replace("# three", "# theirs")
    assert merged("compose.yml", base, mine, theirs).data.decode() == mine.replace("# three", "# theirs")


def test_an_anchor_that_a_change_would_reach_twice_is_left_to_lines() -> None:
    base = "x: &x\n  a: 1\n  b: 1\ny: *x\nz: 1\n"
    mine, theirs = base.replace("  a: 1", "  a: 2"), base.replace("  b: 1", "  b: 2")
    found = merged("compose.yaml", base, mine, theirs)
    assert found.conflicts or found.data.decode() == mine.replace("  b: 1", "  b: 2")
    assert b"a: 2" in found.data
