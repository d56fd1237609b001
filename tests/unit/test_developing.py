"""The pure parts of `hipgen dev`: versions, variables, what has changed, what goes onto a line."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hipgen import frameworks
from hipgen.developing.events import Event, event_of, is_complete
from hipgen.developing.fitting import fitted, harmless, pieces, width_of, wrapped
from hipgen.developing.needs import Program, needs_of, older, seal
from hipgen.developing.screen import Screen
from hipgen.developing.variables import dotenv, variables, web_line
from hipgen.developing.watching import Rest, watched
from hipgen.host.wirelog import Entry

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROGRAM = Program("Kettle", "kettle --version", "3.11", "https://kettles.example.com")


@pytest.mark.parametrize(
    ("version", "least", "is_older"),
    [
        ("3.10", "3.11", True),
        ("3.9.18", "3.11", True),
        ("3.11", "3.11", False),
        ("3.11.0", "3.11", False),
        ("3.12.1", "3.11", False),
        ("20", "20.19", True),
        ("22", "20.19", False),
        ("20.19", "20.19.0", False),
    ],
)
def test_versions_are_compared_number_by_number(version: str, least: str, is_older: bool) -> None:
    assert older(version, least) is is_older


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("Kettle 3.11.7", None),
        ("v3.12.0\n", None),
        ("Kettle 3.9.2", "Kettle 3.9.2 is too old: this project needs 3.11 or newer"),
        ("boiling", "Kettle, which doesn't tell its version, is too old"),
        (None, "Kettle isn't installed: this project needs 3.11 or newer, from https://kettles.example.com"),
    ],
)
def test_a_program_that_will_not_do_is_named(printed: str | None, said: str | None) -> None:
    complaint = PROGRAM.complaint(printed)
    assert complaint == said if said is None else said in (complaint or "")


@pytest.mark.parametrize("name", frameworks.names())
def test_every_framework_says_how_its_projects_are_prepared(name: str) -> None:
    needs = needs_of(frameworks.framework(name))
    assert needs.install
    assert needs.described
    assert set(needs.described) <= set(needs.watch)
    assert {"Procfile", ".env", "views/*"} <= set(needs.watch)


def test_a_seal_is_another_for_another_place_command_or_text() -> None:
    seals = [
        seal("install", "/a", [b"x", None]),
        seal("install", "/b", [b"x", None]),
        seal("fetch", "/a", [b"x", None]),
        seal("install", "/a", [b"y", None]),
        seal("install", "/a", [None, b"x"]),
        seal("install", "/a", [b"x", b""]),
    ]
    assert len(set(seals)) == len(seals)
    assert seals[0] == seal("install", "/a", [b"x", None])


@pytest.mark.parametrize(
    ("procfile", "line"),
    [
        ("web: node app.js\n", "node app.js"),
        ("worker: sleep 1\nweb:  run --port ${PORT:-8000}  \n", "run --port ${PORT:-8000}"),
        ("worker: sleep 1\n", None),
        ("web:\n", None),
        ("", None),
    ],
)
def test_the_web_line_of_a_procfile(procfile: str, line: str | None) -> None:
    assert web_line(procfile) == line


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=1\nB = two words \n", {"A": "1", "B": "two words"}),
        ("export A=1", {"A": "1"}),
        ("# A=1\n\nnonsense\n=x\n1A=2", {}),
        ("A='x # y' # why\nB=\"\"\nC=", {"A": "x # y", "B": "", "C": ""}),
        ("A=x#y\nB=x #y", {"A": "x#y", "B": "x"}),
        ("A=a=b", {"A": "a=b"}),
    ],
)
def test_a_dotenv_file(text: str, found: dict[str, str]) -> None:
    assert dotenv(text) == found


def test_what_is_around_goes_over_the_file_and_where_it_runs_over_both() -> None:
    around = {"TOKEN": "outer", "PORT": "1"}
    file = {"TOKEN": "inner", "SECRET": "s", "EMPTY": "", "ADDON_BASE_URL": "https://away.example.com"}
    assert variables(around, file, {"QUIET": "1"}, "http://127.0.0.1:9", 9) == {
        "QUIET": "1",
        "TOKEN": "outer",
        "SECRET": "s",
        "PORT": "9",
        "ADDON_BASE_URL": "http://127.0.0.1:9",
        "ADDON_ALLOWED_HOSTS": "localhost,127.0.0.1",
    }


def test_hosts_that_are_allowed_already_stay_so() -> None:
    given = variables({}, {"ADDON_ALLOWED_HOSTS": "chat.internal"}, {}, "http://127.0.0.1:9", 9)
    assert given["ADDON_ALLOWED_HOSTS"] == "chat.internal,localhost,127.0.0.1"


A, B, C = (1, 1, 1), (2, 1, 1), (3, 1, 1)


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        ([{"x": A}], [()]),
        ([{"x": B}, {"x": B}, {"x": B}], [(), ("x",), ()]),
        ([{"x": B}, {"x": C}, {"x": C}], [(), (), ("x",)]),
        ([{}, {"x": B}, {"x": B}], [(), (), ("x",)]),
        ([{}, {"x": A}, {"x": A}], [(), (), ()]),
        ([{"x": A, "y": A}, {"x": A, "y": A}], [(), ("y",)]),
        ([{}, {}], [(), ("x",)]),
    ],
    ids=["nothing", "once", "still moving", "replaced", "put back", "new", "gone"],
)
def test_a_change_is_told_once_it_has_come_to_rest(looks: list[Any], told: list[Any]) -> None:
    rest = Rest({"x": A})
    assert [rest.look(now) for now in looks] == told


def test_what_was_written_by_ourselves_is_no_change() -> None:
    rest = Rest({"x": A, "y": A, "gone": A})
    rest.accept(["x", "gone"], {"x": B, "y": B})
    assert rest.look({"x": B, "y": A}) == ()
    assert rest.look({"x": B, "y": B}) == ()
    assert rest.look({"x": B, "y": B}) == ("y",)


@pytest.mark.parametrize(
    ("path", "is_watched"),
    [
        ("app.py", True),
        ("handlers/deep/x.py", True),
        ("views/a.html", True),
        ("notes.txt", False),
        ("a.pyc", False),
    ],
)
def test_patterns_say_what_is_watched(path: str, is_watched: bool) -> None:
    assert watched(path, ("*.py", "views/*")) is is_watched


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://a.example.com\x1b\\link", "link"),
        ("a\nb\tc\r", "a b c"),
        ("bell\x07 back\x08", "bell back"),
        ("turned \u202eround", "turned round"),
        ("\x9b31mred", "31mred"),
        ("\x1b", ""),
        ("漢字 é", "漢字 é"),
    ],
)
def test_a_text_of_others_moves_no_cursor(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab…"),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("abcdef", None, "abcdef"),
    ],
)
def test_a_text_is_cut_to_columns(text: str, columns: int | None, shown: str) -> None:
    assert fitted(text, columns) == shown


@pytest.mark.parametrize(
    ("text", "columns", "parts"),
    [
        ("abc", 5, ["abc"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("one two three", 8, ["one two ", "three"]),
        ("  indented line", 10, ["  indented", " line"]),
        ("漢字漢字", 3, ["漢", "字", "漢", "字"]),
        ("abcdef", None, ["abcdef"]),
        ("", 5, [""]),
    ],
)
def test_a_line_of_a_log_loses_nothing(text: str, columns: int | None, parts: list[str]) -> None:
    assert pieces(text, columns) == parts
    assert "".join(parts) == text


def test_a_text_is_wrapped_behind_its_number() -> None:
    assert wrapped("one two three four", 24, "  1. ", "     ") == ["  1. one two three four"]
    assert wrapped("one two three four five", 24, "  1. ", "     ") == [
        "  1. one two three four",
        "     five",
    ]
    assert wrapped("one two", None, "- ") == ["- one two"]
    assert wrapped("", 30) == [""]


def entry(**more: Any) -> Entry:
    return Entry(**{"id": 1, "at": NOON, "direction": "out", "kind": "webhook", "delivery": 4, **more})


def said(text: str, who: Any = None) -> str:
    sender = {"name": "Ada Quill"} if who is None else who
    return json.dumps({"event": "room_message", "item": {"message": {"message": text, "from": sender}}})


EVENTS = [
    (
        entry(body=said("/tea now"), status=204, seconds=0.038),
        ("Ada Quill: /tea now", "hook", "204", 0.038, True),
    ),
    (entry(body=said("done", "Kettle"), status=200, seconds=1.0), ("Kettle: done", "hook", "200", 1.0, True)),
    (
        entry(body=said("x"), status=500, seconds=0.1, note="answered 500: there is no second try"),
        ("Ada Quill: x", "hook", "500", 0.1, False),
    ),
    (
        entry(body=said("x"), seconds=0.1, note="nobody listens there"),
        ("Ada Quill: x", "hook", "nobody listens there", 0.1, False),
    ),
    (
        entry(event="room_enter", body='{"item": {"sender": {"name": "Tom"}}}', status=204, seconds=0.0),
        ("room_enter, Tom", "hook", "204", 0.0, True),
    ),
    (entry(event="room_exit", body="{…", status=204, seconds=0.0), ("room_exit", "hook", "204", 0.0, True)),
    (
        entry(kind="install", delivery=None, url="http://127.0.0.1/installed?a=b", status=204, seconds=0.2),
        ("installed", "/installed", "204", 0.2, True),
    ),
    (
        entry(kind="skipped", direction="none", delivery=None, webhook=3, event="room_exit", note="too many"),
        ("room_exit", "hook", "not called: too many", None, None),
    ),
    (
        entry(kind="skipped", direction="none", delivery=None, webhook=3, note="the pattern does not match"),
        None,
    ),
    (
        entry(
            kind="rest", direction="in", delivery=None, installation="i", method="POST", status=403,
            url="http://localhost/v2/room/1", answer='{"error": {"code": 403, "message": "No scope"}}',
        ),
        ("the add-on calls", "POST /v2/room/1", "403 No scope", None, False),
    ),
    (entry(kind="rest", direction="in", delivery=None, installation="i", status=204), None),
    (entry(kind="rest", direction="in", delivery=None, status=404), None),
]  # fmt: skip


@pytest.mark.parametrize(("logged", "shown"), EVENTS)
def test_an_entry_of_the_wire_log_is_a_line_or_none(logged: Entry, shown: Any) -> None:
    event = event_of(logged, lambda _entry: "hook")
    assert event == (None if shown is None else Event(NOON, *shown))


def test_a_call_is_complete_when_its_answer_or_its_failure_is_there() -> None:
    assert [
        is_complete(entry(**more)) for more in ({}, {"status": 204}, {"seconds": 1.0}, {"note": "gone"})
    ] == [
        False,
        True,
        True,
        True,
    ]
    assert is_complete(entry(direction="in"))


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


LONG = Event(NOON, "Ada Quill: " + "tea " * 40, "hook", "204", 0.038, True)
FAILED = Event(
    NOON, "Ada Quill: /tea", "a-hook-with-a-long-name-indeed", "connection refused " * 5, None, False
)


@pytest.mark.parametrize("columns", [40, 60, 120])
@pytest.mark.parametrize("event", [LONG, FAILED], ids=["long", "failed"])
def test_an_event_fits_on_one_line(monkeypatch: pytest.MonkeyPatch, columns: int, event: Event) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    stream = Terminal()
    Screen(stream, {"NO_COLOR": "1", "TERM": "xterm"}).event(event)
    (line,) = stream.getvalue().splitlines()
    assert width_of(line) <= columns
    assert " → " in line
    assert "Ada" in line


def test_nothing_is_cut_or_coloured_where_it_is_no_terminal() -> None:
    stream = io.StringIO()
    Screen(stream, {"TERM": "xterm"}).event(LONG)
    assert stream.getvalue().endswith("tea → hook  204  38 ms\n")
    assert stream.getvalue().count("tea") == 40


@pytest.mark.parametrize(
    ("environ", "is_coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(environ: dict[str, str], is_coloured: bool) -> None:
    stream = Terminal()
    screen = Screen(stream, environ)
    screen.event(LONG)
    screen.log("one")
    screen.trouble("two")
    assert ("\x1b[" in stream.getvalue()) is is_coloured
