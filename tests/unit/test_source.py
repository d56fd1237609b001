"""`source`: what texts mean, where things stand in them, and what is said of those that mean nothing."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import pytest
import yaml

from hipgen.diagnostics import Diagnostic, Severity, Span
from hipgen.source import MAX_BYTES, MAX_DEPTH, SYNTAX_RULES, Explained, apply_ignores, parse

KNOWN = {"HG101", "HG201", "HG301", "HG310"}


@pytest.fixture(params=["libyaml", "python"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with libyaml and with PyYAML's own parser."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    return str(request.param)


def ids(text: bytes | str, name: str = "addon.yaml") -> list[str]:
    return [d.id for d in parse(text, name).diagnostics]


def only(text: bytes | str, name: str = "addon.yaml") -> Diagnostic:
    (diagnostic,) = parse(text, name).diagnostics
    return diagnostic


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.10", 1.1),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("on", "on"),
        ("Off", "Off"),
        ("yes", "yes"),
        ("no", "no"),
        ("y", "y"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2020-01-01", "2020-01-01"),
        ("0b11", "0b11"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("-", [None]),
        ("0o8", "0o8"),
        ("tRue", "tRue"),
        ("'true'", "true"),
        ('"7"', "7"),
        ("!!str 7", "7"),
        ("!!int 7", 7),
        ("!!float 7", 7.0),
        ("! 7", "7"),
        ("!!seq [1]", [1]),
        ("!!map {b: 1}", {"b": 1}),
        ("|\n  x\n  y\n", "x\ny\n"),
        (">-\n  x\n  y\n", "x y"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(written: str, value: Any, either_parser: str) -> None:
    text = f"a: {written}" if written != "-" else "a:\n-"
    document = parse(text, "addon.yaml")
    assert document.diagnostics == ()
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


JSON_TEXTS: list[tuple[str, Any]] = [
    ('{\n\t"a":\t"b\\/c"}', {"a": "b/c"}),
    ('{"a":"\\ud83d\\ude00"}', {"a": "😀"}),
    ('{"a":"\x7f\u2028\ufffe"}', {"a": "\x7f\u2028\ufffe"}),
    ('{"a":[],"b":{}, "c":[1,-2.5e3,true,null]}', {"a": [], "b": {}, "c": [1, -2500.0, True, None]}),
    ('{"":{"":1}}', {"": {"": 1}}),
]


@pytest.mark.parametrize("name", ["a.json", "addon.yaml"])
@pytest.mark.parametrize(("text", "data"), JSON_TEXTS)
def test_all_of_json_is_read(text: str, data: Any, name: str) -> None:
    document = parse(text, name)
    assert (document.data, document.diagnostics) == (data, ())
    assert document.spans[()].start == 0


SYNTAX: list[tuple[str, str, tuple[int, int], str]] = [
    ("a: b: c", "HG001", (1, 5), "a second `: ` on one line"),
    ("a: 1\n  b: 2\n", "HG001", (2, 3), "indented deeper"),
    ("a: 'x\nb: 1\n", "HG001", (1, 4), "never closed"),
    ('a:\n b: "x\n', "HG001", (2, 5), "never closed"),
    ("a: [1,2\nb: 3\n", "HG001", (1, 4), "not closed by `]`"),
    ("a:\n  b: 1\n c: 2\n", "HG001", (3, 2), "fits no line above"),
    ("a: @x\n", "HG001", (1, 4), "can't begin with `@`"),
    ("a: `x\n", "HG001", (1, 4), "can't begin with a backtick"),
    ("a: }", "HG001", (1, 4), "can't begin with `}`"),
    ("a: *\n", "HG001", (1, 4), "can't begin with `*`"),
    ("- a\nb: 1\n", "HG001", (2, 1), "must begin with `- `"),
    ("a: - b\n", "HG001", (1, 4), "a list can't begin here"),
    ("a: b\nc\nd: 1\n", "HG001", (2, 1), "no `: ` on this line"),
    ("a: b\nc:1\nd: 1\n", "HG001", (2, 1), "no space after the colon"),
    ("a: 'it's'", "HG001", (1, 8), "text after the closing quote"),
    ('a: "\\d"', "HG001", (1, 5), "`\\d` is not an escape"),
    ('a: "\\xZZ"', "HG001", (1, 5), "no character"),
    ("a: ? b\n", "HG001", (1, 4), "`?` can't stand here"),
    ("%x", "HG001", (1, 1), "directive"),
    ("{a: 1} x", "HG001", (1, 8), "nothing may follow"),
    ("a: >x\n b\n", "HG001", (1, 4), "nothing may follow it on this line"),
    ("a: 1\n\tb: 2\n", "HG009", (2, 1), "tab"),
    ("a:\n\tb: 2\n", "HG009", (2, 1), "tab"),
    ("a: 1\na: 2\n", "HG002", (2, 1), "`a` is given twice"),
    ("b:\n  - {a: 1, c: 2, a: 2}\n", "HG002", (2, 18), "`a` is given twice"),
    ("a: !!python/object/apply:os.system [ls]\n", "HG003", (1, 4), "`!!python/object/apply:os.system`"),
    ("a: !x y\n", "HG003", (1, 4), "`!x`"),
    ("a: !e!x y\n", "HG003", (1, 4), "`!e!x`"),
    ("a: !!int x\n", "HG003", (1, 4), "`!!int`"),
    ("1: a\n", "HG004", (1, 1), "a number"),
    ("on: 1\ntrue: 2\n", "HG004", (2, 1), "a boolean"),
    ("~: a\n", "HG004", (1, 1), "null"),
    ("? [a]\n: b\n", "HG004", (1, 3), "not a list"),
    ("a: &x 1\n*x : 2\n", "HG004", (2, 1), "an alias"),
    ("a: &x {b: 1}\nc: {<<: *x}\n", "HG005", (2, 5), "merge key"),
    ("a: *x\n", "HG006", (1, 4), "names no anchor"),
    ("a: &x [*x]\n", "HG006", (1, 8), "contains it"),
    ("a: 1\n---\nb: 2\n", "HG008", (2, 1), "second document"),
    ("a: x\x07\n", "HG011", (1, 5), "U+0007"),
    ("a: 1e999\n", "HG014", (1, 4), "`1e999`"),
    ("a: .nan\n", "HG014", (1, 4), "`.nan`"),
    ("", "HG012", (1, 1), "empty"),
    ("\n# only this\n", "HG012", (1, 1), "empty"),
    ("null", "HG013", (1, 1), "null"),
    ("- a\n- b\n", "HG013", (1, 1), "a list"),
    ("a:1\nb:2\n", "HG013", (1, 1), "a text"),
    ("é😀: 漢: x", "HG001", (1, 6), "a second"),
]


@pytest.mark.parametrize(("text", "id_", "place", "words"), SYNTAX)
def test_a_mistake_is_named_once_at_its_place(
    text: str, id_: str, place: tuple[int, int], words: str
) -> None:
    diagnostic = only(text)
    assert (diagnostic.id, (diagnostic.span.line, diagnostic.span.column)) == (id_, place)
    assert words in diagnostic.message
    assert diagnostic.severity is Severity.ERROR


@pytest.mark.parametrize("text", [case[0] for case in SYNTAX])
def test_pythons_own_parser_refuses_the_same(text: str, either_parser: str) -> None:
    assert re.fullmatch(r"HG0(0\d|1[0-4])", only(text).id)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a": 1,}', (1, 8), "a comma before `}`"),
        ("[1,]", (1, 3), "a comma before `]`"),
        ("{'a': 1}", (1, 2), "in double quotes"),
        ('{"a": 1 // x\n}', (1, 9), "no comments"),
        ('{"a": 1\n"b": 2}', (2, 1), "expected `,` or `}`"),
        ('{"a": tru}', (1, 7), "`tru` is not a value"),
        ('{"a": True}', (1, 7), "`True` is not JSON"),
        ('{"a": [1,2', (1, 7), "not closed by `]`"),
        ('{"a": "x', (1, 7), 'no closing `"`'),
        ('{"a": "\\q"}', (1, 8), "`\\q` is not an escape"),
        ('{"a": "x\ty"}', (1, 9), "control character"),
        ('{"a": 01}', (1, 7), "`01` is not a number"),
        ('{"a" 1}', (1, 6), "expected `:`"),
        ('{"a": }', (1, 7), "`}` is not a value"),
        ('{"a": 1} 2', (1, 10), "nothing may follow"),
        ('{"a":', (1, 6), "missing at the end"),
    ],
)
def test_a_json_file_is_json_and_nothing_else(text: str, place: tuple[int, int], words: str) -> None:
    diagnostic = only(text, "x.json")
    assert (diagnostic.id, diagnostic.span.line, diagnostic.span.column) == ("HG001", *place)
    assert words in diagnostic.message


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ('{"a":1,"a":2}', "HG002"),
        ('{"a":"\\ud83d"}', "HG011"),
        ('{"a":NaN}', "HG014"),
        ('{"a":1e999}', "HG014"),
        ('{"a":' + "1" * 5000 + "}", "HG014"),
        ("", "HG012"),
        ("[]", "HG013"),
        ('"x"', "HG013"),
    ],
)
def test_json_knows_the_same_limits(text: str, id_: str) -> None:
    assert ids(text, "x.json") == [id_]


def test_a_repeated_key_points_to_the_first() -> None:
    for text in ("a: 1\nb: 2\na: 3\n", '{"a": 1,\n "b": 2,\n "a": 3}'):
        diagnostic = only(text)
        assert diagnostic.related is not None
        assert diagnostic.related.label == "first"
        assert (diagnostic.span.line, diagnostic.related.span.line) == (3, 1)


def test_what_has_a_meaning_is_still_given_beside_the_mistakes() -> None:
    document = parse("404: x\na: &b {c: 1}\nd: {<<: *b, e: 2}\nf: !x y\n", "addon.yaml")
    assert [d.id for d in document.diagnostics] == ["HG004", "HG005", "HG003"]
    assert document.data == {"404": "x", "a": {"c": 1}, "d": {"c": 1, "e": 2}, "f": "y"}
    assert not document.ok


@pytest.mark.parametrize(
    ("data", "id_", "words"),
    [
        (b"\xff\xfea\0:\0 \0001\0", "HG010", "UTF-16"),
        (b"\xfe\xff\0a", "HG010", "UTF-16"),
        (b"\xff\xfe\0\0a\0\0\0", "HG010", "UTF-32"),
        ("a: 1".encode("utf-16-le"), "HG010", "UTF-16"),
        ("a: 1".encode("utf-32-be"), "HG010", "UTF-32"),
        ("a: é\nb: caf".encode() + b"\xe9\n", "HG010", "0xe9"),
        (b"a: 1\nb: \x00\x00", "HG011", "U+0000"),
        ("a: \ud800", "HG011", "U+D800"),
        (b"x" * (MAX_BYTES + 1), "HG007", "limit of 4 MiB"),
        ("é" * (MAX_BYTES // 2 + 1), "HG007", "limit of 4 MiB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes | str, id_: str, words: str) -> None:
    diagnostic = only(data)
    assert diagnostic.id == id_
    assert words in diagnostic.message
    assert parse(data, "x").data is None


def test_a_wrong_byte_has_its_line_and_column() -> None:
    span = only("a: é\nb: caf".encode() + b"\xe9\n").span
    assert (span.line, span.column) == (2, 7)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    document = parse(b"\xef\xbb\xbfa: 1\n", "addon.yaml")
    assert document.ok
    assert document.place(("a",), key=True).column == 1


def nested(depth: int, style: str) -> str:
    if style == "block":
        return "".join("  " * level + "a:\n" for level in range(depth))
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize("style", ["block", "flow"])
def test_depth_is_bounded(style: str) -> None:
    assert ids(nested(MAX_DEPTH, style)) == []
    assert ids(nested(MAX_DEPTH + 1, style)) == ["HG007"]
    assert ids('{"a":' + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "}", "x.json") == []
    assert ids('{"a":' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}", "x.json") == ["HG007"]


@pytest.mark.parametrize(
    "text", ["[" * 300_000, "{a: " * 200_000, "- " * 300_000, '{"a":' * 200_000, "? " * 300_000]
)
def test_a_tower_of_brackets_is_no_danger(text: str) -> None:
    assert ids(text) == ["HG007"]


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert ids("\n".join(lines)) == ["HG007"]


def test_aliases_do_not_get_below_the_depth() -> None:
    deep = "[" * 40 + "]" * 40
    assert ids(f"a: &a {deep}\nb: {'[' * 30}*a{']' * 30}\n") == ["HG007"]


def test_aliases_share_what_they_name_and_its_place() -> None:
    document = parse("a: &x {b: 1}\nc: *x\n", "addon.yaml")
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.place(("c", "b")).line == 1


PLACES = """\
# a comment
vendor: {name: "Exämple 😀", url: x}   # after
webhooks:
  - key: a
    event: room_message

  # between
  - key: &k b
    pattern: |
      one
      two

empty:
last: !!str
  'x'
"""


@pytest.mark.parametrize("text", [PLACES, PLACES.replace("\n", "\r\n")])
@pytest.mark.parametrize(
    ("pointer", "key", "written", "line", "column"),
    [
        (("vendor",), False, '{name: "Exämple 😀", url: x}', 2, 9),
        (("vendor", "name"), False, '"Exämple 😀"', 2, 16),
        (("vendor", "url"), False, "x", 2, 34),
        (("vendor", "url"), True, "url", 2, 29),
        (("webhooks", 0, "event"), False, "room_message", 5, 12),
        (("webhooks", 0), False, "key: a\n    event: room_message", 4, 5),
        (("webhooks", 1, "key"), False, "b", 8, 13),
        (("webhooks", 1, "pattern"), False, "|\n      one\n      two", 9, 14),
        (("empty",), False, "", 13, 7),
        (("last",), False, "'x'", 15, 3),
        (("webhooks", 0, "missing"), False, "key: a\n    event: room_message", 4, 5),
        (("webhooks", 7, "x"), True, None, 4, 3),
        (("nowhere", 1), False, None, 2, 1),
    ],
)
def test_every_value_has_its_place(
    text: str, pointer: tuple[str | int, ...], key: bool, written: str | None, line: int, column: int
) -> None:
    document = parse(text, "addon.yaml")
    span = document.place(pointer, key=key)
    assert (span.line, span.column) == (line, column)
    if written is not None:
        assert document.text[span.start : span.end].replace("\r\n", "\n") == written
    if pointer in document.spans and not key:
        assert document.spans[pointer] == span
    if key and pointer in document.key_spans:
        assert document.key_spans[pointer] == span


def test_the_words_of_a_value_are_kept() -> None:
    assert parse("a: 1.10\n", "addon.yaml").written(("a",)) == "1.10"


def test_an_unreadable_document_still_has_a_place() -> None:
    document = parse("a: [", "addon.yaml")
    assert document.place(("a", 0)) == Span(1, 1, 1, 1)
    assert (document.spans, document.key_spans, document.data) == ({}, {}, None)


IGNORES = """\
a: 1  # hipgen: ignore[HG201] the caller is ours
# hipgen: ignore[HG201, HG310] twice
# another comment

b: "# hipgen: ignore[HG201] in a text"
c: |
  # hipgen: ignore[HG201] in a block
#hipgen:ignore[HG301]
d: x#hipgen:ignore[HG201]
"""


def test_comments_are_found_where_yaml_has_comments() -> None:
    document = parse(IGNORES, "addon.yaml")
    assert document.ok
    assert [(i.ids, i.reason, i.line, i.span.line) for i in document.ignores] == [
        (("HG201",), "the caller is ours", 1, 1),
        (("HG201", "HG310"), "twice", 5, 2),
        (("HG301",), "", 9, 8),
    ]


def finding(id_: str, line: int) -> Diagnostic:
    return Diagnostic("addon.yaml", id_, Severity.ERROR, "wrong", Span(line, 1, line, 2))


def settle(text: str, *found: Diagnostic, checked: set[str] | None = None) -> tuple[list[str], list[str]]:
    document = parse(text, "addon.yaml")
    settled = apply_ignores(
        [*document.diagnostics, *found], document.ignores, file="addon.yaml", known=KNOWN, checked=checked
    )
    return [d.id for d in settled.diagnostics], [d.id for d in settled.ignored]


@pytest.mark.parametrize(
    ("comment", "found", "kept", "ignored"),
    [
        ("ignore[HG201] ours", ["HG201"], [], ["HG201"]),
        ("ignore[HG201] ours", ["HG201", "HG301"], ["HG301"], ["HG201"]),
        ("ignore[HG201,HG301] ours", ["HG201", "HG301", "HG201"], [], ["HG201", "HG201", "HG301"]),
        ("ignore[HG201]", ["HG201"], ["HG090"], ["HG201"]),
        ("ignore[HG201] ours", [], ["HG091"], []),
        ("ignore[HG2O1] ours", ["HG201"], ["HG201", "HG092"], []),
        ("ignore[HG002] ours", [], ["HG093"], []),
        ("ignore HG201", ["HG201"], ["HG201", "HG093"], []),
        ("ignore[]", [], ["HG093"], []),
    ],
)
def test_a_comment_takes_findings_of_its_line_out(
    comment: str, found: list[str], kept: list[str], ignored: list[str]
) -> None:
    text = f"a: 1\nb: 2  # hipgen: {comment}\n"
    assert settle(text, *(finding(id_, 2) for id_ in found)) == (kept, ignored)


def test_a_comment_says_nothing_of_other_lines_and_files() -> None:
    text = "a: 1  # hipgen: ignore[HG201] ours\nb: 2\n"
    assert settle(text, finding("HG201", 2)) == (["HG091", "HG201"], [])


def test_an_ignore_of_what_was_not_checked_is_not_unused() -> None:
    assert settle("a: 1  # hipgen: ignore[HG201] ours\n", checked={"HG301"}) == ([], [])


def test_what_cannot_be_read_cannot_be_ignored() -> None:
    assert settle("a: 1\na: 2  # hipgen: ignore[HG002] ours\n")[0] == ["HG002", "HG093"]


def test_an_unknown_id_is_guessed() -> None:
    document = parse("a: 1  # hipgen: ignore[HG2O1] ours\n", "addon.yaml")
    (said,) = apply_ignores([], document.ignores, file="addon.yaml", known=KNOWN).diagnostics
    assert "HG201" in said.label
    assert said.severity is Severity.WARNING


def example(rule: Explained, word: str) -> str:
    found = re.search(rf"^{word}:\n\n((?:    .*\n|\n)+)", rule.text, re.MULTILINE)
    return dedent(found.group(1)) if found else ""


@pytest.mark.parametrize("rule", SYNTAX_RULES, ids=lambda rule: rule.id)
def test_the_explanations_are_true(rule: Explained) -> None:
    bad, good = example(rule, "Bad"), example(rule, "Good")
    assert bool(bad) == bool(good)
    assert rule.title.endswith(".")
    if bad:
        found = [finding("HG301", 1)] if rule.id == "HG090" else []
        assert [id_ for id_ in settle(bad, *found)[0] if id_ != "HG301"] == [rule.id]
    if good:
        found = [finding("HG301", 1)] if rule.id.startswith("HG09") and rule.id != "HG091" else []
        assert settle(good, *found)[0] == []


def test_every_id_is_explained_once() -> None:
    assert (
        len({rule.id for rule in SYNTAX_RULES})
        == len({rule.name for rule in SYNTAX_RULES})
        == len(SYNTAX_RULES)
    )


def test_the_reader_works_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = parse(PLACES, "addon.yaml")
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    slow = parse(PLACES, "addon.yaml")
    assert (fast.data, fast.spans, fast.key_spans) == (slow.data, slow.spans, slow.key_spans)
