"""Specs out of the schemas: a strategy for every valid addon.yaml, with texts that want to break out.

Walks the assembled schema document, so that a new word or capability is covered by being written down there.
Names no capability and no word; knows hostile texts and awkward names, and which keywords of JSON Schema
there are: an unknown one is an error, lest a demand go unheeded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hipgen.diagnostics import Json
from hipgen.language import language

MARK, MARKED = "7919*7907", str(7919 * 7907)
"""A product that nobody writes down: where it turns up, a text of the spec has been evaluated."""

PIECES = (
    "a", "Wörter", "x y", " ", "  ", "\t", "\n", "\r", "\r\n", "\n\n", "\\", "\\\\", "\\n", "\\u0041",
    "\\x", "\\N{DASH}", '"', "'", "`", '"""', "'''", '\\"', "\\'", "“”", "''", '""', "{{ " + MARK + " }}",
    "{% raw %}", "{% endraw %}", "{#", "#}", "{%", "}}", "{{ cookiecutter }}", "{{", "{", "}",
    "${" + MARK + "}", "$((" + MARK + "))", "$(id)", "${x}", "$HOME", "#{" + MARK + "}",
    "f'{" + MARK + "}'", "<script>alert(1)</script>", "</script>", "<!--", "-->", "]]>", "<b>", "&amp;",
    "&", "<", ">", "*/", "/*", "//", "#", "%s", "%(a)s", "%", "!", "|", ">-", "- ", ": ", "? ", "*a", "&a",
    "!!int", "@", "[", "]", ",", "~", "=", ";", "--", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1a",
    "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u2028", "\u2029", "\u200b", "\u200d", "\u200f", "\u202e",
    "\u2066", "\u2069", "\ufeff", "\ufffe", "\ue000", "é", "ß", "İ", "ﬁ", "漢字", "😀", "👩‍👩‍👧", "𝒳",
    "\U000e0041", "\U0010ffff", "yes", "no", "on", "null", "~", "True", "1", "01", "1e3", "0x1f", "1_000",
    "12:30:45", "2026-11-22", ".inf", "-0", "=", "<<", "/", "/a", "/a/b?c=d&e", "//x", "/{room}/x", "/a b",
    "/ü", "/..", "/%2e%2e/", "?a=b", "static/a.png", "../a.png", "a.svg", "static/con.png",
    "https://example.com/", "http://", "javascript:alert(1)", "data:,", "file:///etc", r"(?P<id>INC-\d+)",
    r"\A\w+\Z", "(?i)a|b", "[\"'`/]+", r"^\s*/\*", "(", "*", r"\b", "$", "(?P<__proto__>x)", "*" * 50,
    "w" * 120, "long " * 900,
)  # fmt: skip
"""What breaks out of places where text lands: quotes, ends of comments, templates, lines, directions."""

AWKWARD = (
    "import", "class", "yield", "None", "await", "async", "def", "default", "new", "delete", "let",
    "static", "match", "type", "__init__", "__main__", "__proto__", "constructor", "prototype", "toString",
    "hasOwnProperty", "arguments", "eval", "self", "a.b-1", "a_b_1", "aB1", "a-b-1", "1", "1a", ".", "..",
    "...", "-", "_", "--", "CON", "con.txt", "nul", "com1", "A", "a", "view", "views", "test", "tests",
    "app", "index", "handlers", "handler", "event", "events", "items", "item", "title", "name", "data",
    "key", "id", "re", "json", "str", "print", "list", "field", "Field", "fields", "Settings", "dataclass",
    "settings", "stored", "values", "Card", "labelled", "content", "message", "registry", "conftest",
    "base", "host", "token", "PATH", "PORT", "_", "HOME", "ADDON_BASE_URL", "DATABASE_URL", "X1", "/a",
    "/A", "/*/", "/\"'`", "/{{" + MARK + "}}", "/%}", "/$(id)", "/a(b", "/\\", "/</script>", "/🙂", "", "/",
    "//", "/a/", "/a//b", "/.", "/..", "/../..", "/%2E%2e", "/%2F", "/a?b=c", "/a?b=c&b=d", "/a?b", "/a?",
    "/{p1}", "/{a}/{b}", "/a?t={message.body}", "/static/view.js", "/healthz", "/descriptor.json",
    "/hipchat/installed", "/webhooks/a", "/'", "/$&", "/{\"}", "/{'}", "/{\\}", "/{`}", "/{%}", "/{*}/",
)  # fmt: skip
"""Names that mean something already, are alike, or are no names; and paths of the same kind."""

REMARKS = frozenset(("$schema", "$id", "$ref", "title", "description", "examples", "default", "x-hipgen"))
DEMANDS = frozenset((
    "type", "const", "enum", "anyOf", "allOf", "not", "required", "properties", "additionalProperties",
    "items", "uniqueItems", "pattern", "minLength", "maxLength", "minItems", "minProperties", "maxProperties",
    "dependentRequired",
))  # fmt: skip

hostile = st.one_of(
    st.sampled_from(PIECES), st.lists(st.sampled_from(PIECES), max_size=4).map("".join), st.text(max_size=8)
).map(lambda text: text.encode("utf-8", "ignore").decode().replace("\0", ""))
"""Texts without NUL and lone surrogates: YAML can say neither."""

numbers = st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
names = st.sampled_from(["__proto__", "constructor", "version", ""]) | hostile.map("x-".__add__)
"""Names of members that the language leaves open: none that has a word."""
anything: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | numbers | hostile,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
mappings = st.dictionaries(names, anything, max_size=2)

_referred: dict[str, st.SearchStrategy[Json]] = {}


def valid(schema: Json) -> st.SearchStrategy[Json]:
    """Everything that a schema of the language takes."""
    unknown = schema.keys() - REMARKS - DEMANDS
    assert not unknown, f"specs.py doesn't know {unknown}"
    if "$ref" in schema:
        assert not schema.keys() & DEMANDS, "specs.py reads nothing beside a reference"
        return _of_reference(schema["$ref"])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema and "properties" not in schema:
        return _with_examples(st.one_of([valid(each) for each in schema["anyOf"]]), schema)
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    return st.one_of([TYPES[name](schema) for name in types])


def _of_reference(reference: str) -> st.SearchStrategy[Json]:
    """The strategy of a definition: deferred, as definitions may refer to themselves."""
    if reference not in _referred:
        name = reference.removeprefix("#/$defs/")
        _referred[reference] = st.deferred(lambda: valid(language().document["$defs"][name]))
    return _referred[reference]


def _with_examples(strategy: st.SearchStrategy[Json], schema: Json) -> st.SearchStrategy[Json]:
    examples = schema.get("examples")
    return st.one_of(strategy, strategy, st.sampled_from(examples)) if examples else strategy


def _texts(schema: Json) -> st.SearchStrategy[Json]:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" in schema:
        pattern = re.compile(schema["pattern"])
        alphabet = st.characters(codec="utf-8", exclude_characters="\0")
        awkward = st.sampled_from([name for name in AWKWARD if pattern.search(name)] or schema["examples"])
        texts = st.one_of(awkward, awkward, st.from_regex(pattern, alphabet=alphabet))
    else:
        texts = hostile.map(lambda text: text[:most])
    return _with_examples(texts.filter(lambda text: least <= len(text) <= (most or len(text))), schema)


def _lists(schema: Json) -> st.SearchStrategy[Json]:
    members = valid(schema["items"]) if "items" in schema else anything
    unique = json.dumps if schema.get("uniqueItems") else None
    least = schema.get("minItems", 0)
    # By size, as lists of their own accord are mostly empty.
    sizes = [st.lists(members, min_size=n, max_size=n, unique_by=unique) for n in range(least, 4)]
    return st.one_of([*sizes, *sizes[1:]])


def _objects(schema: Json) -> st.SearchStrategy[Json]:
    if "properties" not in schema:
        return mappings
    members = {name: valid(each) for name, each in schema["properties"].items()}
    refused = [Draft202012Validator(each["not"]) for each in schema.get("allOf", ()) if not _excluded(each)]
    return _object(schema, members).filter(lambda value: not any(each.is_valid(value) for each in refused))


def _excluded(clause: Json) -> list[str]:
    """The members that exclude each other; none when it takes more than their names to tell."""
    assert clause.keys() <= {"not", "x-hipgen"}, f"specs.py doesn't know {clause}"
    return list(clause["not"]["required"]) if clause["not"].keys() == {"required"} else []


@st.composite
def _object(draw: st.DrawFn, schema: Json, members: dict[str, st.SearchStrategy[Json]]) -> Json:
    chosen = _chosen(draw, schema)
    result = {name: draw(member) for name, member in members.items() if name in chosen}
    more = draw(mappings) if schema.get("additionalProperties") is True else {}
    return {**more, **result}


def _chosen(draw: st.DrawFn, schema: Json) -> set[str]:
    """Which members an object has, so that none is missing and none is one too many."""
    if schema.get("maxProperties") == 1:
        return {draw(st.sampled_from(list(schema["properties"])))}
    required = schema.get("required", [])
    optional = [name for name in schema["properties"] if name not in required]
    wanted = [name for name in optional if draw(st.booleans())]
    groups = [each["required"] for each in schema.get("anyOf", ())]
    if groups and not any(set(group) <= {*required, *wanted} for group in groups):
        wanted = [*draw(st.sampled_from(groups)), *wanted]
    exclusions = [set(names) for each in schema.get("allOf", ()) if (names := _excluded(each))]
    chosen: set[str] = set(required)
    for name in wanted:
        if not any(names <= {*chosen, name} for names in exclusions):
            chosen.add(name)
    if groups and not any(set(group) <= chosen for group in groups):
        return _chosen(draw, schema)
    needed = [n for name, more in schema.get("dependentRequired", {}).items() if name in chosen for n in more]
    return chosen | set(needed)


TYPES: Mapping[str, Callable[[Json], st.SearchStrategy[Json]]] = {
    "string": _texts,
    "array": _lists,
    "object": _objects,
    "boolean": lambda schema: st.booleans(),
    "integer": lambda schema: st.integers(-(2**63), 2**63),
    "number": lambda schema: numbers,
}


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """Specs whose shape is right; what rules think of them is left open. Half of what they open is there."""
    spec: dict[str, Any] = draw(_of_root())
    sections = {kind.section: kind for kind in language().kinds if kind.many and kind.section in spec}
    keys = [item["key"] for section, kind in sections.items() if kind.target for item in spec[section]]
    for section, kind in sections.items():
        opening = [word.name for word in kind.shape.fields.values() if word.kind == "opens"]
        for item in spec[section]:
            for word in opening:
                if keys and word in item and draw(st.booleans()):
                    item[word] = draw(st.sampled_from(keys))
    return spec


@cache
def _of_root() -> st.SearchStrategy[Json]:
    return valid({name: value for name, value in language().document.items() if name != "$defs"})
