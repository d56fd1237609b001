"""The pure parts of `hipgen dev`: versions, variables, what has changed, what goes onto a line."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.cells import cell_len
from rich.text import Text

from hipgen import frameworks
from hipgen.developing.events import Event, event_of, is_complete
from hipgen.developing.foreign import harmless
from hipgen.developing.needs import Program, needs_of, older, seal
from hipgen.developing.news import News
from hipgen.developing.screen import Screen
from hipgen.developing.variables import dotenv, variables, web_line
from hipgen.developing.watching import Rest, watched
from hipgen.host.chat.memory import MemoryChat
from hipgen.host.core import make_world
from hipgen.host.server.entropy import Entropy
from hipgen.host.state import State
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
        ("# A=1\n\nA\n", {"A": ""}),
        ("A='x # y' # why\nB=\"\"\nC=", {"A": "x # y", "B": "", "C": ""}),
        ("A=x#y\nB=x #y", {"A": "x#y", "B": "x"}),
        ("A=a=b", {"A": "a=b"}),
        ("A='one\ntwo'\nB=$A", {"A": "one\ntwo", "B": "$A"}),
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


def shown_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    show: Callable[[Screen], None],
    columns: int = 80,
    environ: Mapping[str, str] | None = None,
) -> str:
    """What a terminal of so many columns is sent."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", "COLUMNS": str(columns), **(environ or {})}.items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    show(Screen(stream))
    return stream.getvalue()


LONG = Event(NOON, "Ada Quill: " + "tea 漢字 " * 40, "hook", "204", 0.038, True)
FAILED = Event(
    NOON, "Ada Quill: /tea", "a-hook-with-a-long-name-indeed", "connection refused " * 5, None, False
)


@pytest.mark.parametrize("columns", [40, 60, 120])
@pytest.mark.parametrize("event", [LONG, FAILED], ids=["long", "failed"])
def test_an_event_fits_on_one_line(monkeypatch: pytest.MonkeyPatch, columns: int, event: Event) -> None:
    text = shown_on_a_terminal(monkeypatch, lambda screen: screen.event(event), columns)
    (line,) = Text.from_ansi(text).plain.splitlines()
    assert columns // 2 < cell_len(line) <= columns
    assert " → " in line
    assert "Ada" in line


def test_nothing_is_cut_or_coloured_where_it_is_no_terminal() -> None:
    stream = io.StringIO()
    Screen(stream).event(LONG)
    Screen(stream).log("word " * 100)
    event, log = stream.getvalue().splitlines()
    assert event.endswith("漢字 → hook  204  38 ms")
    assert (event.count("tea"), log.count("word"), log.count("\x1b")) == (40, 100, 0)


def test_a_line_of_a_log_loses_nothing_and_keeps_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    log = "  indented " + "long words of a log and a/very/long/path " * 3
    shown = shown_on_a_terminal(monkeypatch, lambda screen: screen.log(log), 40, {"NO_COLOR": "1"})
    lines = Text.from_ansi(shown).plain.splitlines()
    assert lines[0].startswith("│   indented long")
    assert all(line.startswith("│ ") and cell_len(line) <= 40 for line in lines)
    assert "".join(line[2:] for line in lines).replace(" ", "") == log.replace(" ", "")


def test_a_step_that_is_too_long_goes_on_behind_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [("Say: one two three four five six", "A card is there.")]
    shown = shown_on_a_terminal(monkeypatch, lambda screen: screen.guide("Try this:", steps), 30)
    assert Text.from_ansi(shown).plain.splitlines()[2:5] == [
        "  1. Say: one two three four",
        "     five six",
        "     A card is there.",
    ]


def test_an_address_is_left_whole_for_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "http://localhost:8080/" + "a" * 60
    shown = shown_on_a_terminal(monkeypatch, lambda screen: screen.table("T", [("HipChat", address)]), 40)
    assert address in shown


@pytest.mark.parametrize("text", ["red \x1b[31mtext", "[bold]text[/bold] :smile:", "\x1b]0;title\x07text"])
def test_what_others_say_is_no_command_to_the_terminal(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def show(screen: Screen) -> None:
        screen.log(text)
        screen.notice(text)
        screen.trouble(text)

    shown = shown_on_a_terminal(monkeypatch, show, environ={"NO_COLOR": "1"})
    assert shown.count(harmless(text)) == 3
    assert not re.search(r"\x1b(?!\[\d*m)", shown)


@pytest.mark.parametrize(
    ("environ", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], is_coloured: bool
) -> None:
    def show(screen: Screen) -> None:
        screen.event(LONG)
        screen.trouble("two")

    shown = shown_on_a_terminal(monkeypatch, show, environ=environ)
    assert bool(re.search(r"\x1b\[(\d+;)*3\dm", shown)) is is_coloured


@pytest.mark.parametrize(("term", "is_rewritten"), [("xterm", True), ("dumb", False)])
def test_progress_is_a_line_that_is_rewritten_or_one_before_and_one_after(
    monkeypatch: pytest.MonkeyPatch, term: str, is_rewritten: bool
) -> None:
    def show(screen: Screen) -> None:
        with screen.working("Preparing .env") as tell:
            tell("half way")
            screen.log("a line")
        with screen.waiting("Starting"):
            pass

    shown = shown_on_a_terminal(monkeypatch, show, environ={"TERM": term, "NO_COLOR": "1"})
    assert ("\x1b[2K" in shown, "Starting" in shown) == (is_rewritten, is_rewritten)
    plain = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown)
    assert re.search(r"[\r\n]✓ Preparing .env \d+ ms\n", plain)
    assert is_rewritten or plain.startswith("Preparing .env …\n│ a line\n✓")


def test_work_that_fails_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with pytest.raises(RuntimeError), Screen(stream).working("Preparing .env"):
        raise RuntimeError
    assert stream.getvalue().splitlines()[-1].startswith("✗ Preparing .env ")


class Gone(io.StringIO):
    """A stream whose reader has gone."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError

    def fileno(self) -> int:
        raise OSError


def test_a_screen_that_nobody_reads_falls_silent_and_says_so_once() -> None:
    told: list[str] = []
    screen = Screen(Gone())
    screen.when_gone(lambda: told.append("gone"))
    screen.say("one")
    screen.trouble("two")
    assert told == ["gone"]


def test_letters_that_a_terminal_does_not_have_are_replaced() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, "ascii")
    Screen(stream).log("naïve → ok")
    assert raw.getvalue() == b"? na?ve ? ok\n"


def test_an_event_is_told_once_when_its_answer_is_there() -> None:
    world = make_world(lambda: NOON, Entropy(), MemoryChat(), State())
    news = News(world)
    first = world.log.add(NOON, "out", "webhook", delivery=1, webhook=7, event="room_exit")
    world.log.add(NOON, "out", "webhook", delivery=2, webhook=7, event="room_enter", status=204)
    assert [event.what for event in news.fresh()] == ["room_enter"]
    assert news.fresh() == []
    world.log.complete(first, status=500, seconds=0.1)
    assert [(event.what, event.target, event.result) for event in news.fresh()] == [
        ("room_exit", "webhook 7", "500")
    ]
    assert news.fresh() == []
