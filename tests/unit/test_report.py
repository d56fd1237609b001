"""`report`: what a person sees, and what programs read."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from jsonschema import Draft202012Validator

from hipgen.diagnostics import Diagnostic, Placed, Replacement, Severity, Span
from hipgen.report import STYLES, render
from hipgen.resources import folder
from hipgen.source import SYNTAX_RULES, Lines, parse

TEXT = """\
hipgen: 1
webhooks:
  - key: on-message
    evnt: room_message
  - key: on-message
glances:
  - key: builds
    opens: no-such-view
"""


def diagnostic(
    id_: str, message: str, text: str, word: str, *, nth: int = 0, file: str = "addon.yaml", **more: Any
) -> Diagnostic:
    """A diagnostic at the nth occurrence of a word."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(word, start + 1)
    span = Lines(text).span(start, start + len(word))
    return Diagnostic(file, id_, more.pop("severity", Severity.ERROR), message, span, **more)


def three() -> list[Diagnostic]:
    key = diagnostic("HG101", "", TEXT, "evnt").span
    first = diagnostic("HG201", "", TEXT, "on-message").span
    return [
        diagnostic(
            "HG101", "unknown key `evnt` in webhook `on-message`", TEXT, "evnt",
            label="did you mean `event`?",
            fix="rename `evnt` to `event`", replacement=Replacement(key, "event"),
            pointer=("webhooks", 0, "evnt"),
        ),
        diagnostic(
            "HG201", "two webhooks have the key `on-message`", TEXT, "on-message", nth=1, label="second",
            related=Placed(first, "first"), pointer=("webhooks", 1, "key"),
        ),
        diagnostic(
            "HG210", "glance `builds` opens view `no-such-view`, which isn't defined", TEXT, "no-such-view",
            severity=Severity.WARNING, label="views defined: none", fix="add a view, or drop `opens`",
        ),
    ]  # fmt: skip


def shown(style: str, found: list[Diagnostic] | None = None, **options: Any) -> str:
    options.setdefault("rules", lambda: SYNTAX_RULES)
    return render(three() if found is None else found, {"addon.yaml": TEXT}, style, **options)


def test_the_styles_are_the_files_of_the_package() -> None:
    assert set(STYLES) == {"text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit"}
    with pytest.raises(ValueError, match="no such style"):
        render([], {}, "_report")


def test_text_shows_place_reason_and_way_out() -> None:
    assert shown("text") == (
        """\
addon.yaml:4:5: error[HG101]: unknown key `evnt` in webhook `on-message`
  |
3 |   - key: on-message
4 |     evnt: room_message
  |     ^^^^ did you mean `event`?
  = fix: rename `evnt` to `event`  (hipgen validate --fix)
  = see: hipgen explain HG101

addon.yaml:5:10: error[HG201]: two webhooks have the key `on-message`
  |
5 |   - key: on-message
  |          ^^^^^^^^^^ second
  |
3 |   - key: on-message
  |          ---------- first
  = see: hipgen explain HG201

addon.yaml:8:12: warning[HG210]: glance `builds` opens view `no-such-view`, which isn't defined
  |
7 |   - key: builds
8 |     opens: no-such-view
  |            ^^^^^^^^^^^^ views defined: none
  = fix: add a view, or drop `opens`
  = see: hipgen explain HG210

addon.yaml: 2 errors, 1 warning (1 can be fixed by --fix)
"""
    )


def test_concise_is_one_line_each() -> None:
    assert shown("concise") == (
        """\
addon.yaml:4:5: error[HG101]: unknown key `evnt` in webhook `on-message` (fix: rename `evnt` to `event`)
addon.yaml:5:10: error[HG201]: two webhooks have the key `on-message`
addon.yaml:8:12: warning[HG210]: glance `builds` opens view `no-such-view`, which isn't defined"""
        " (fix: add a view, or drop `opens`)\n"
    )


@pytest.mark.parametrize(
    ("sources", "last"),
    [
        ({"addon.yaml": TEXT}, "addon.yaml: no mistakes found"),
        ({f"{n}.yaml": "" for n in range(1200)}, "1,200 files: no mistakes found"),
    ],
)
def test_a_good_file_is_said_to_be_good(sources: dict[str, str], last: str) -> None:
    assert render([], sources, "text") == last + "\n"
    assert render([], sources, "concise") == ""
    assert render([], sources, "jsonl") == ""
    assert json.loads(render([], sources, "gitlab")) == []


def test_several_files_are_counted_each_and_together() -> None:
    other = Diagnostic("other.yaml", "HG012", Severity.ERROR, "the file is empty", Span(1, 1, 1, 1))
    text = render([*three(), other], {"addon.yaml": TEXT, "other.yaml": "", "third.yaml": "a: 1"}, "text")
    assert text.splitlines()[-3:] == [
        "addon.yaml: 2 errors, 1 warning (1 can be fixed by --fix)",
        "other.yaml: 1 error",
        "3 files: 3 errors, 1 warning (1 can be fixed by --fix)",
    ]


def columns(text: str) -> int:
    """An independent measure of how wide a terminal shows a text."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


LONG = "x: " + "lorem ipsum " * 20 + "HERE" + " dolor sit" * 20


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize(
    ("text", "word", "seen"),
    [
        ("name: 漢字😀 here\n", "here", "here"),
        ("name: 漢字😀 here\n", "字😀", "字😀"),
        ("name:\ta\t\there\n", "here", "here"),
        ("name: e\u0301e\u0301 here\n", "here", "here"),
        ("name: \x1b[31m here\n", "here", "here"),
        ("name: \u202e\u2066 here\n", "here", "here"),
        ("name: \u2764\ufe0f here\n", "here", "here"),
        ("name: \xa0here\n", "\xa0", "\\xa0"),
        (LONG, "HERE", "HERE"),
        (LONG.replace("o", "漢"), "HERE", "HERE"),
        (LONG, "x:", "x:"),
        (LONG.rstrip(), "sit", "sit"),
    ],
)
def test_carets_stand_below_the_word(text: str, word: str, seen: str, width: int) -> None:
    found = diagnostic("HG999", "wrong", text, word, label="this is wrong, and here is why")
    lines = render([found], {"addon.yaml": text}, "text", width=width).splitlines()
    above = next(line for line in lines if line.startswith("1 | "))
    marks = lines[lines.index(above) + 1]
    start = marks.index("^")
    length = marks.count("^")
    assert columns(above) <= width
    assert all(columns(line) <= width for line in lines[1:])
    cut = _columns_of(above, start, start + length)
    assert cut == seen


def _columns_of(line: str, start: int, end: int) -> str:
    text, column = "", 0
    for char in line:
        if start <= column < end:
            text += char
        column += columns(char)
    return text


def test_nothing_of_a_spec_acts_on_the_terminal() -> None:
    text = "name: \x1b]0;evil\x07 \u202e \x9b31m\n"
    found = diagnostic(
        "HG999", "wrong \x1b[31m\n::error::", text, "name", label="\x1b[1m", fix="\x07", file="a\x1b.yaml"
    )
    for style in ("text", "concise", "github"):
        out = render([found], {"a\x1b.yaml": text}, style)
        assert all(c.isprintable() or c in "\n" for c in out if not (style == "github" and c == "\x1b")), (
            style
        )
        assert out.count("\n::error::") == 0


@pytest.mark.parametrize(
    ("span", "first"),
    [
        (Span(1, 1, 3, 1), "  | ^^^^^^^^^"),
        (Span(8, 25, 8, 25), "  |                        ^"),
        (Span(9, 1, 9, 1), "  | ^"),
    ],
)
def test_odd_places_are_marked_as_far_as_they_go(span: Span, first: str) -> None:
    out = shown("text", [Diagnostic("addon.yaml", "HG999", Severity.NOTE, "odd", span)])
    assert first in out.splitlines()


def test_a_file_without_a_text_has_no_snippet() -> None:
    found = Diagnostic(
        "gone.yaml", "HG007", Severity.ERROR, "too large", Span(1, 1, 1, 1), fix="another file"
    )
    assert render([found], {"gone.yaml": ""}, "text").splitlines() == [
        "gone.yaml:1:1: error[HG007]: too large",
        "  = fix: another file",
        "  = see: hipgen explain HG007",
        "",
        "gone.yaml: 1 error",
    ]


def test_colour_is_used_when_asked_for_and_changes_no_text() -> None:
    colored = shown("text", color=True)
    assert "\x1b[" not in shown("text")
    plain = ""
    for part in colored.split("\x1b["):
        plain += part.partition("m")[2] if plain else part
    assert plain == shown("text")


def test_json_is_as_its_schema_says() -> None:
    schema = json.loads((folder("schemas") / "report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    data = json.loads(shown("json"))
    Draft202012Validator(schema).validate(data)
    assert data["summary"] == {"files": 1, "errors": 2, "warnings": 1, "notes": 0, "fixable": 1}
    first = data["diagnostics"][0]
    assert first["pointer"] == "/webhooks/0/evnt"
    start, end = (
        first["replacement"]["range"]["start"]["offset"],
        first["replacement"]["range"]["end"]["offset"],
    )
    assert parse(TEXT[:start] + first["replacement"]["text"] + TEXT[end:], "a").data["webhooks"][0]["event"]
    assert [json.loads(line) for line in shown("jsonl").splitlines()] == data["diagnostics"]


def test_sarif_declares_every_rule_and_points_into_it() -> None:
    run = json.loads(shown("sarif", version="1.2.3"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert {rule["id"] for rule in rules} == {r.id for r in SYNTAX_RULES} | {"HG101", "HG201", "HG210"}
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    first, second, third = run["results"]
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "event"}
    assert second["relatedLocations"][0]["message"] == {"text": "first"}
    assert third["level"] == "warning"
    region = first["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (4, 5, 9)


def test_sarif_writes_file_names_as_uris() -> None:
    found = Diagnostic("a b/ü#.yaml", "HG012", Severity.ERROR, "the file is empty", Span(1, 1, 1, 1))
    run = json.loads(render([found], {}, "sarif"))["runs"][0]
    assert run["artifacts"][0]["location"]["uri"] == "a%20b/%C3%BC%23.yaml"


def prints(style: str, found: list[Diagnostic], text: str) -> list[str]:
    out = json.loads(render(found, {"addon.yaml": text}, style))
    if style == "gitlab":
        return [issue["fingerprint"] for issue in out]
    return [result["partialFingerprints"]["hipgen/v1"] for result in out["runs"][0]["results"]]


@pytest.mark.parametrize("style", ["sarif", "gitlab"])
def test_fingerprints_survive_edits_elsewhere(style: str) -> None:
    later = "# new first line\n" + TEXT
    before = prints(
        style, [diagnostic("HG101", "x", TEXT, "evnt"), diagnostic("HG201", "y", TEXT, "key")], TEXT
    )
    after = prints(
        style, [diagnostic("HG101", "x", later, "evnt"), diagnostic("HG201", "y", later, "key")], later
    )
    assert before == after
    twice = [diagnostic("HG101", "x", TEXT, "evnt")] * 2
    assert len(set(prints(style, twice, TEXT))) == 2


def test_github_gets_errors_first_and_nothing_escapes() -> None:
    odd = diagnostic("HG011", "100%\r\nsure", TEXT, "hipgen", severity=Severity.NOTE, file="a,b:c.yaml")
    lines = shown("github", [odd, *three()]).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "::error",
        "::error",
        "::warning",
        "::notice",
        "hipgen:",
    ]
    assert lines[0] == (
        "::error file=addon.yaml,line=4,endLine=4,col=5,endColumn=9,title=HG101::unknown key `evnt`"
        " in webhook `on-message` (did you mean `event`?)%0Afix: rename `evnt` to `event`"
    )
    assert "file=a%2Cb%3Ac.yaml" in lines[3]
    assert "title=HG011 control-character::100%25" in lines[3]
    assert lines[4] == "hipgen: 2 errors, 1 warning, 1 note (1 can be fixed by --fix)"


def test_github_gets_no_columns_over_several_lines() -> None:
    out = shown("github", [Diagnostic("addon.yaml", "HG999", Severity.ERROR, "odd", Span(1, 1, 3, 1))])
    assert "line=1,endLine=3,title" in out


def test_gitlab_gets_a_list_of_issues() -> None:
    issues = json.loads(shown("gitlab"))
    assert [issue["severity"] for issue in issues] == ["major", "major", "minor"]
    assert issues[0]["location"] == {"path": "addon.yaml", "lines": {"begin": 4, "end": 4}}
    assert issues[0]["check_name"] == "HG101"


def test_junit_counts_errors_as_failures() -> None:
    odd = diagnostic("HG011", "a \x00 <b> & \ufffe", TEXT, "hipgen")
    root = Xml.fromstring(
        render([*three(), odd], {"addon.yaml": TEXT, "good.yaml": "a: 1"}, "junit").partition("\n")[2]
    )
    assert (root.get("tests"), root.get("failures")) == ("5", "3")
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in root] == [
        ("addon.yaml", "4", "3"),
        ("good.yaml", "1", "0"),
    ]
    assert len(root.findall(".//failure")) == 3
    assert "\\x00 <b> & \\ufffe" in root.findall(".//failure")[2].attrib["message"]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_says_the_same_twice_and_ends_in_a_line_break(style: str) -> None:
    out = shown(style)
    assert out == shown(style)
    assert out.endswith("\n")
    assert not out.endswith("\n\n")
