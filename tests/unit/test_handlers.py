"""Handlers read by their syntax trees: what serves an item is let alone, and what doesn't is placed.

The wrong ones, with the lines that a person sees, are in tests/corpus/handlers.
"""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipgen import frameworks
from hipgen.context import event_types
from hipgen.diagnostics import Diagnostic
from hipgen.handlers import Wanted, check_handler, is_read, unreached, unreached_finding

WANTED = Wanted("webhook `hello`", "hello", "RoomMessage")
LANGUAGES = ("Python", "JavaScript")

FINE_PYTHON = (
    "def hello(event): ...",
    "async def hello(event, /): ...",
    "def hello(*anything): ...",
    "def hello(event, room=None, *, loud=False, **rest): ...",
    "hello = lambda event: None",
    "def greet(event): ...\nhello = greet",
    "from handlers.greetings import hello",
    "from handlers.greetings import *",
    "import functools\nhello = functools.partial(print, 1)",
    "@injected\ndef hello(event, room): ...",
    "if True:\n    def hello(event): ...\nelse:\n    hello = None\n    def hello(event): ...",
    "try:\n    from fast import hello\nexcept ImportError:\n    def hello(event): ...",
    "with open('x') as f:\n    hello = f.read",
    "for hello in (print,):\n    pass",
    "hello, bye = make()",
    "def __getattr__(name): ...",
    "globals()['hello'] = print",
    "def start():\n    global hello\n    hello = print",
    "match 1:\n    case _:\n        def hello(event): ...",
    "def hello(event: int): ...",
    "def hello(event: 'not a (type'): ...",
    "from _generated.events import RoomMessage\ndef hello(event: RoomMessage): ...",
    "from _generated.events import Event\nasync def hello(event: Event[str]): ...",
    "from _generated.events import RoomEnter, RoomMessage\ndef hello(event: RoomEnter | RoomMessage): ...",
    "class RoomEnter: ...\ndef hello(event: RoomEnter): ...",
    "from mine import RoomEnter\ndef hello(event: RoomEnter): ...",
    "from _generated.events import RoomMessage as RoomEnter\ndef hello(event: RoomEnter): ...",
    "\ufeffdef hello(event): return '\\d'",
)
FINE_JAVASCRIPT = (
    "export function hello(event) {}",
    "export function hello() {}",
    "export async function hello({ text, room }, ...rest) {}",
    "export function hello(event, room = null) {}",
    "export const hello = async (event) => {};",
    "export const hello = event => event.help, other = 1;",
    "export let hello = function (event) {};",
    "function greet(event) {}\nexport { greet as hello };",
    "export { hello } from './greetings.js';",
    "export * from './greetings.js';",
    "import { hello } from './greetings.js';\nexport { hello };",
    "import * as greetings from './greetings.js';\nexport const { hello } = greetings;",
    "export const hello = wrapped((event) => {});",
    "export const hello = /** @type {any} */ ((event) => {});",
    "/** @param {string} event */\nexport function hello(event) {}",
    '/** @param {import("../_generated/events.js").RoomMessage} event */\nexport function hello(event) {}',
    '/** @import { RoomEnter as E, RoomMessage as M } from "../_generated/events.js" */\n'
    "/** @param {E | M} event */\nexport function hello(event) {}",
    '/** @import { RoomEnter } from "./mine.js" */\n'
    "/** @param {RoomEnter} event */\nexport function hello(event) {}",
    "/** @typedef {{ a: 1 }} RoomEnter */\n/** @param {RoomEnter} event */\nexport function hello(event) {}",
    "/* @param {RoomEnter} event */\nexport function hello(event) {}",
    "/** @param {RoomEnter} event */\nfunction other(event) {}\nexport function hello(event) {}",
    "#!/usr/bin/env node\n\ufeffexport function hello(event) { return `${event.text}`; }",
)
FINE = [("Python", text) for text in FINE_PYTHON] + [("JavaScript", text) for text in FINE_JAVASCRIPT]

WRONG = (
    ("Python", "", "HG511", 1, 1),
    ("Python", "def greet(a): ...\ndef bye(b): ...", "HG511", 1, 1),
    ("Python", "def hello(event): ...\ndel hello", "HG511", 1, 1),
    ("Python", "hello = None", "HG512", 1, 1),
    ("Python", "é = 1; hello = {}", "HG512", 1, 8),
    ("Python", "class hello: ...", "HG512", 1, 7),
    ("Python", "async  def hello(): ...", "HG513", 1, 12),
    ("Python", "hello = lambda: None", "HG513", 1, 1),
    ("Python", "def greet(a, b): ...\nhello = greet", "HG513", 1, 5),
    ("Python", "def hello(é, *, b): ...", "HG513", 1, 5),
    ("Python", "from _generated.events import *\ndef hello(event: RoomEnter): ...", "HG514", 2, 18),
    ("Python", "def hello(event: RoomEnter): ...", "HG514", 1, 18),
    ("Python", "import _generated.events\ndef hello(event: ViewRequest): ...", "HG514", 2, 18),
    ("Python", "# é\n\thello = 1", "HG510", 2, 1),
    ("Python", "def hello(event): ...\n\0", "HG510", 1, 1),
    ("JavaScript", "", "HG511", 1, 1),
    ("JavaScript", "export default function hello(event) {}", "HG511", 1, 25),
    ("JavaScript", "const hello = 1;", "HG511", 1, 7),
    ("JavaScript", "export const é = 1, hello = [];", "HG512", 1, 21),
    ("JavaScript", "const hello = `x`;\nexport { hello };", "HG512", 1, 7),
    ("JavaScript", "export function hello({ a }, b) {}", "HG513", 1, 17),
    ("JavaScript", "export function hello(/** @type {RoomEnter} */ event) {}", "HG514", 1, 34),
    ("JavaScript", "/* é */ /** @param {RoomEnter} e */\nexport function hello(e) {}", "HG514", 1, 21),
    ("JavaScript", "export function hello(event) {\n  return 1 +;\n}", "HG510", 2, 13),
    ("JavaScript", "'é'; exprt function hello(e) {}", "HG510", 1, 11),
)


def found(language: str, text: str | bytes) -> tuple[Diagnostic, ...]:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return check_handler("hello", data, WANTED, language=language, types=event_types())


@pytest.mark.parametrize(("language", "text"), FINE)
def test_a_handler_that_serves_its_item_is_let_alone(language: str, text: str) -> None:
    assert [each.message for each in found(language, text)] == []


@pytest.mark.parametrize(("language", "text", "id_", "line", "column"), WRONG)
def test_a_handler_that_does_not_is_placed(
    language: str, text: str, id_: str, line: int, column: int
) -> None:
    (each,) = found(language, text)
    assert (each.id, each.span.line, each.span.column) == (id_, line, column)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_text_is_one_finding(language: str) -> None:
    assert [each.id for each in found(language, b"\xff\xfe\x00")] == ["HG510"]


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    text=st.text(max_size=60) | st.text("()[]{}=,:;.*\n export def function hello event'\"`/", max_size=60)
)
def test_no_text_ends_in_more_than_findings(language: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for each in found(language, text):
            assert 1 <= each.span.line <= each.span.end_line
            assert (each.span.line, each.span.column) <= (each.span.end_line, each.span.end_column)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deep_text_is_borne(language: str) -> None:
    deep = "(" * 5000 + ")" * 5000
    assert len(found(language, f"hello = {deep}")) <= 1


def test_every_framework_s_handlers_are_read() -> None:
    assert {name for name in frameworks.names() if not is_read(frameworks.framework(name).language)} == set()


def test_a_language_that_nobody_reads_is_not_checked() -> None:
    assert not is_read("Fortran")
    assert check_handler("hello", b"", WANTED, language="Fortran", types=()) == ()
    assert unreached({"handlers/a.f": b""}, ["handlers/a.f"], language="Fortran") == ()


def test_every_shipped_event_type_is_known() -> None:
    assert {"RoomMessage", "RoomEnter", "ViewRequest", "GlanceRequest", "Inbound"} <= event_types()


REACHED = (
    ("Python", "handlers/store.py", "from handlers import store", ()),
    ("Python", "handlers/store.py", "from handlers.store import find", ()),
    ("Python", "handlers/store.py", "def hello(event):\n    import handlers.store", ()),
    ("Python", "handlers/store.py", "from . import store", ()),
    ("Python", "handlers/store.py", "store = 1", ("handlers/store.py",)),
    ("Python", "handlers/_store.py", "", ()),
    ("Python", "handlers/__init__.py", "", ()),
    ("Python", "handlers/test_hello.py", "", ()),
    ("JavaScript", "handlers/the-store.js", "import * as store from './the-store.js'", ()),
    ("JavaScript", "handlers/the-store.js", "export { a } from '../handlers/the-store.js'", ()),
    ("JavaScript", "handlers/the-store.js", "const s = await import('./the-store.js')", ()),
    ("JavaScript", "handlers/the-store.js", "const s = require('./the-store')", ()),
    ("JavaScript", "handlers/the-store.js", "const s = './the-store.js'", ("handlers/the-store.js",)),
    ("JavaScript", "handlers/hello.test.js", "", ()),
)


@pytest.mark.parametrize(("language", "path", "hello", "loose"), REACHED)
def test_a_file_is_reached_by_an_import(language: str, path: str, hello: str, loose: tuple[str, ...]) -> None:
    files = {"handlers/hello": hello.encode(), path: b""}
    assert unreached(files, [path], language=language) == loose


IGNORES: tuple[tuple[str, str, list[str]], ...] = (
    ("Python", "def hello():  # hipgen: ignore[HG513] called by a wrapper\n    ...\n", []),
    ("Python", "# hipgen: ignore[HG513] called by a wrapper\n\ndef hello(): ...\n", []),
    ("JavaScript", "export function hello(a, b) {} // hipgen: ignore[HG513] wrapped\n", []),
    ("JavaScript", "/* hipgen: ignore[HG513] wrapped */\nexport function hello(a, b) {}\n", []),
    ("JavaScript", "export function hello(a, b) {} /* hipgen: ignore[HG513] */\n", ["HG090"]),
    ("Python", "def hello(): ...  # hipgen: ignore[HG513]\n", ["HG090"]),
    ("Python", "def hello(event): ...  # hipgen: ignore[HG513] long gone\n", ["HG091"]),
    ("Python", "def hello(event): ...  # hipgen: ignore[HG599] unheard of\n", ["HG092"]),
    ("Python", "def hello(event): ...  # hipgen: ignore[HG515] of another file\n", []),
)


@pytest.mark.parametrize(("language", "text", "ids"), IGNORES)
def test_a_comment_lets_a_finding_stand(language: str, text: str, ids: list[str]) -> None:
    assert [each.id for each in found(language, text)] == ids


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", [("HG515", 1)]),
        ("\n\nx = 1\n", [("HG515", 3)]),
        ("", [("HG515", 1)]),
        ("# hipgen: ignore[HG515] run by a timer\nx = 1\n", []),
        ("# hipgen: ignore[HG515] run by a timer\n", []),
        ("x = 1  # hipgen: ignore[HG515] run by a timer\n", []),
        ("# hipgen: ignore[HG515]\nx = 1\n", [("HG090", 1)]),
    ],
)
def test_a_comment_lets_an_unreached_file_stand(text: str, said: list[tuple[str, int]]) -> None:
    assert [(each.id, each.span.line) for each in unreached_finding("a.py", text.encode())] == said


def test_files_that_only_reach_one_another_are_unreached() -> None:
    files = {
        "a.py": b"import b",
        "b.py": b"import a",
        "c.py": b"import d",
        "d.py": b"",
        "hello.py": b"import c",
    }
    assert unreached(files, ["a.py", "b.py", "c.py", "d.py"], language="Python") == ("a.py", "b.py")
