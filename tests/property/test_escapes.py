"""Whatever the text: each filter writes it so that its place reads just that value, and nothing ends early.

The places' own readers judge: Python, Node, PyYAML, tomllib, a shell, an HTML parser.
"""

from __future__ import annotations

import ast
import html
import json
import re
import subprocess
import tomllib
import unicodedata
import warnings
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipgen import escapes
from hipgen.source import parse
from tests.property.node import Node
from tests.property.specs import hostile, names, numbers

pytestmark = pytest.mark.slow

BOUNDED = settings(
    max_examples=150, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
ROUGH = settings(BOUNDED, max_examples=40)
"""For what asks another process: several texts at once."""

texts = hostile | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
scalars = st.booleans() | numbers | texts
values: st.SearchStrategy[Any] = st.recursive(
    scalars | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | texts, inner, max_size=3),
    max_leaves=6,
)
without_none = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | texts, inner, max_size=3),
    max_leaves=6,
)


def strict(value: Any) -> str:
    """A value so written that 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)


def seen(text: str) -> bool:
    """Whether a reader of the source sees all of it: no controls, no marks of direction, one line."""
    return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text)


@BOUNDED
@given(values)
def test_python_reads_the_value(value: Any) -> None:
    written = escapes.py(value)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert strict(ast.literal_eval(written)) == strict(value)
    assert seen(written)


@ROUGH
@given(st.lists(values, min_size=1, max_size=20))
def test_javascript_reads_the_value(node: Node, given_values: list[Any]) -> None:
    written = [escapes.js(value) for value in given_values]
    for source, value, read in zip(written, given_values, node.evaluate(written), strict=True):
        assert rounded(read) == rounded(value)
        assert seen(source)
        assert "</" not in source
        assert "<!--" not in source


def rounded(value: Any) -> Any:
    """A value as JavaScript has it: all numbers are doubles."""
    match value:
        case bool() | None | str():
            return (type(value).__name__, value)
        case int() | float():
            return float(value)
        case list():
            return list(map(rounded, value))
        case _:
            return {name: rounded(member) for name, member in value.items()}


@BOUNDED
@given(values, st.none() | st.integers(0, 4))
def test_json_reads_the_value(value: Any, indent: int | None) -> None:
    written = escapes.json(value, indent)
    assert strict(json.loads(written)) == strict(value)
    assert all(map(seen, written.split("\n")))


@BOUNDED
@given(without_none)
def test_toml_reads_the_value(value: Any) -> None:
    written = escapes.toml(value)
    assert strict(tomllib.loads(f"value = {written}")["value"]) == strict(value)
    assert seen(written)


@BOUNDED
@given(values)
def test_yaml_reads_the_value(value: Any) -> None:
    written = escapes.yaml(value)
    assert strict(parse(f"value: {written}\n", "a.yaml").data["value"]) == strict(value)
    assert strict(yaml.safe_load(f"value: {written}\n")["value"]) == strict(value)
    assert seen(written)


@ROUGH
@given(st.lists(texts, min_size=1, max_size=20))
def test_a_shell_reads_the_word(words: list[str]) -> None:
    script = "printf '%s\\0' " + " ".join(map(escapes.sh, words))
    said = subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout
    assert said.decode() == "".join(word + "\0" for word in words)


class Elements(HTMLParser):
    """What an HTML parser makes of a page: tags with attributes, texts, comments."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Any]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/" + tag, None))

    def handle_data(self, data: str) -> None:
        self.found.append(("text", data))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))


@BOUNDED
@given(texts)
def test_html_shows_the_text(text: str) -> None:
    written = escapes.html(text)
    shown = "".join("�" if unicodedata.category(c) == "Cc" and c not in "\n\t" else c for c in text)
    assert html.unescape(written) == shown
    found = Elements(f"<p title=\"{written}\" lang='{written}'>{written}</p>").found
    assert found[0] == ("p", [("title", shown), ("lang", shown)])
    assert "".join(data for name, data in found[1:-1] if name == "text") == shown
    assert {name for name, _ in found[1:-1]} <= {"text"}


@BOUNDED
@given(texts)
def test_a_comment_ends_where_it_should(text: str) -> None:
    written = escapes.comment(text)
    assert seen(written)
    assert len(written) <= escapes.COMMENT_LENGTH
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = ast.literal_eval(f'["""{written}""", """A {written}."""]  # {written}\n')
    assert read == [written, f"A {written}."]
    assert Elements(f"<!-- {written} --><p>").found == [("comment", f" {written} "), ("p", [])]


@ROUGH
@given(st.lists(texts, min_size=1, max_size=20))
def test_a_comment_hides_nothing_of_javascript(node: Node, many: list[str]) -> None:
    written = list(map(escapes.comment, many))
    assert node.evaluate([f"/* {text} */ 1 // {text}\n" for text in written]) == [1] * len(written)


@BOUNDED
@given(texts)
def test_markdown_is_one_line_without_markup_of_its_own(text: str) -> None:
    written = escapes.md(text)
    assert not re.search(r"[\n\r\v\f\x00-\x1f]", written)
    assert not re.search(r"[<>]", written)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]|~]", written)
    assert not re.match(r"[-+#]|\d+[.)]", written)
