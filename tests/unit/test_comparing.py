"""What changed between two add-ons, and what that means: tables of short specs, the texts' examples."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

import pytest

from hipgen.comparing import COMPARING_RULES, RULES, Class, Comparison, Step, Subject, compare, portraits
from hipgen.comparing.deltas import FRAME, Delta, What
from hipgen.comparing.table import ROWS, matches
from hipgen.descriptor import compile_addon
from hipgen.diagnostics import Explained
from tests.specs import BASE, addon_of, checked, framed

BLOCK = re.compile(r"^(Bad|Good|Example):\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def subject(block: str) -> Subject:
    """A block of words in a frame, or a descriptor, which begins with a brace."""
    if block.lstrip().startswith("{"):
        return Subject(json.loads(block))
    text = framed(textwrap.dedent(block))
    return Subject(checked(text).document.data, addon_of(text))


def compared(old: str, new: str) -> Comparison:
    return compare(*portraits(subject(old), subject(new)))


def said(old: str, new: str) -> list[str]:
    return [f"{change.rule.id} {change.message}" for change in compared(old, new).changes]


def descriptor(block: str) -> str:
    return json.dumps(compile_addon(addon_of(framed(block)), BASE).descriptor)


def examples() -> list[tuple[Explained, str, str, str]]:
    found = []
    for rule in COMPARING_RULES:
        for name, body in BLOCK.findall(rule.text + "\n"):
            old, _, new = textwrap.dedent(body).partition("---\n")
            found.append((rule, name, old, new))
    return found


@pytest.mark.parametrize(("rule", "name", "old", "new"), examples(), ids=lambda each: getattr(each, "id", ""))
def test_an_example_is_what_it_says(rule: Explained, name: str, old: str, new: str) -> None:
    ids = {change.rule.id for change in compared(old, new).changes}
    assert (rule.id in ids) == (name != "Good")
    assert ids


@pytest.mark.parametrize("rule", COMPARING_RULES, ids=lambda rule: rule.id)
def test_every_id_has_an_example_of_its_kind(rule: Explained) -> None:
    names = [name for found, name, _, _ in examples() if found is rule]
    safe = RULES[rule.id].weight is Class.SAFE
    assert names == (["Example"] if safe else ["Bad", "Good"])


CHANGES = [
    ("name: A", "name: B", ["HG655 the add-on: `name` changed"]),
    ("", "base_url: https://b.example.com", ["HG621 the add-on: `base_url` changed"]),
    (
        "sidebar: [{key: a, name: A, url: 'https://addon.example.com/views/a'}]",
        "base_url: https://b.example.com\nsidebar: [{key: a, name: A, url: 'https://addon.example.com/views/a'}]",
        ["HG621 the add-on: `base_url` changed"],
    ),
    ("scopes: none", "scopes: []", ["HG650 the add-on: `scopes` changed"]),
    ("scopes: none", "scopes: [view_room]", ["HG640 the add-on asks for access to HipChat's API"]),
    (
        "scopes: [view_room, send_message]",
        "scopes: [admin_room, send_message]",
        [
            "HG640 the add-on asks for the scope `admin_room`",
            "HG651 the add-on no longer asks for the scope `view_room`",
        ],
    ),
    ("scopes: [view_room, send_message]", "scopes: [send_message, view_room]",
     ["HG656 the add-on: `scopes` stands in another order"]),
    ("api_version: '1:2'", "api_version: '2:1'", ["HG636 the add-on: `api_version` changed"]),
    ("install: none", "", ["HG650 installation is new"]),
    ("", "install: none", ["HG631 installation is gone"]),
    ("", "install: {callback: false}", ["HG623 installation: `callback` is gone"]),
    ("install: {callback: false}", "", ["HG652 installation: `callback` changed"]),
    (
        "webhooks: [{key: a, command: /a}]",
        "webhooks: [{key: a, event: room_message, pattern: '^/a(?:\\s|$)'}]",
        [],
    ),
    (
        "webhooks: [{key: a, command: /a}]",
        "webhooks: [{key: a, event: room_message, pattern: '^/a\\b'}]",
        ["HG653 webhook `a`: `pattern` changed"],
    ),
    (
        "webhooks: [{key: a, event: room_message}]",
        "webhooks: [{key: a, command: /a}]",
        ["HG630 webhook `a`: `pattern` added"],
    ),
    ("webhooks: [{key: a, event: room_enter}]", "webhooks: [{key: a, event: room_enter, auth: none}]",
     ["HG652 webhook `a`: `auth` changed"]),
    (
        "webhooks: [{key: a, event: room_enter, path: /x}]",
        "webhooks: [{key: b, event: room_enter, path: /x}]",
        ["HG654 webhook `b` has another key"],
    ),
    (
        "sidebar: [{key: a, name: A}]",
        "sidebar: [{key: b, was: a, name: A, path: /views/a}]",
        ["HG632 sidebar view `b` has another key"],
    ),
    (
        "glances: [{key: g, name: G, when: {all: [user_is_admin]}}]",
        "glances: [{key: g, name: G, when: user_is_admin}]",
        [],
    ),
    (
        "dialogs: [{key: d, title: D, primary: {name: Go}, secondary: [{key: x, name: X}]}]",
        "dialogs: [{key: d, title: D, primary: {name: On}, secondary: [{key: y, name: X}]}]",
        [
            "HG652 dialog `d`: `primary.name` changed",
            "HG652 dialog `d`: `secondary.y` added",
            "HG652 dialog `d`: `secondary.x` removed",
        ],
    ),
    (
        "actions: [{key: a, name: A, location: message, opens: p}]\npages: [{key: p}]",
        "actions: [{key: a, name: A, location: input, opens: p}]\npages: [{key: p}]",
        ["HG652 action `a`: `location` changed"],
    ),
    (
        "configuration: {settings: [{key: a, label: A}]}",
        "configuration: {settings: [{key: a, label: A, type: text, required: false}]}",
        [],
    ),
    (
        "configuration: {settings: [{key: a, label: A}]}",
        "configuration: {settings: [{key: b, label: B, required: true}, {key: a, label: A, type: integer}]}",
        ["HG629 setting `b` is new and required", "HG629 setting `a` has another type"],
    ),
    ("configuration: {}", "configuration: {settings: [{key: a, label: A}]}", ["HG650 setting `a` is new"]),
    (
        "configuration: {room_admins: true}",
        "configuration: {}",
        ["HG626 configuration: `room_admins` changed"],
    ),
    ("configuration: {settings: [{key: a, label: A}]}", "", ["HG626 configuration is gone"]),
    ("oauth: {redirects: [/a]}", "", ["HG635 user authorisation is gone"]),
    ("oauth_provider: {token: /a}", "oauth_provider: {token: /b}", ["HG635 OAuth provider: `token` changed"]),
    ("cards: [{key: c}]", "cards: [{key: c, title: C}]", ["HG657 card `c`: `title` added"]),
    ("marketplace: {tagline: A}", "", ["HG657 marketplace listing is gone"]),
    ("extra: {version: '1'}", "", ["HG657 the add-on: `extra.version` removed"]),
    ("extra: {version: '1'}", "extra: {version: '2'}", ["HG657 the add-on: `extra.version` changed"]),
    (
        "extra: {capabilities: {odd: {a: 1}}}",
        "extra: {capabilities: {odd: {a: true}}}",
        ["HG639 the add-on: `extra.capabilities.odd.a` changed"],
    ),
    (
        "sidebar: [{key: a, name: A, extra: {odd: 1}}]",
        "sidebar: [{key: a, name: A}]",
        ["HG639 sidebar view `a`: `extra.odd` removed"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES)
def test_a_change_is_said_in_the_words_of_the_add_on(old: str, new: str, expected: list[str]) -> None:
    assert said(old, new) == expected


BEFORE = "webhooks: [{key: a, command: /a}]\nconfiguration: {settings: [{key: s, label: S}]}\n"
AFTER = "webhooks: [{key: a, command: /b}]\nconfiguration: {settings: []}\n"


@pytest.mark.parametrize(("old", "new"), [(descriptor(BEFORE), AFTER), (BEFORE, descriptor(AFTER))])
def test_a_spec_and_a_descriptor_are_compared_by_what_the_host_reads(old: str, new: str) -> None:
    assert said(old, new) == ["HG630 webhook `a`: `command` changed"]


def test_a_descriptor_of_a_spec_is_no_change() -> None:
    assert said(descriptor(BEFORE), BEFORE) == said(BEFORE, descriptor(BEFORE)) == []


def unkeyed(*webhooks: dict[str, Any]) -> str:
    return json.dumps({**json.loads(descriptor("")), "capabilities": {"webhook": list(webhooks)}})


HELLO = {"event": "room_message", "pattern": "^/hello", "url": f"{BASE}/hello", "name": "Hello"}
ENTER = {"event": "room_enter", "url": f"{BASE}/enter"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([HELLO, ENTER], [HELLO, ENTER], []),
        ([HELLO, ENTER], [ENTER, HELLO], ["HG656 webhooks stand in another order"]),
        ([HELLO, ENTER], [HELLO], ["HG625 webhook `room-enter` is gone"]),
        ([HELLO], [{**HELLO, "key": "hello"}], ["HG654 webhook `hello`: `key` added"]),
        ([HELLO, ENTER], [ENTER, {**HELLO, "name": "Hi"}],
         ["HG655 webhook `Hi`: `name` changed", "HG656 webhooks stand in another order"]),
    ],
)  # fmt: skip
def test_webhooks_without_keys_are_told_apart_by_likeness(
    old: list[Any], new: list[Any], expected: list[str]
) -> None:
    assert said(unkeyed(*old), unkeyed(*new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "step", "weight"),
    [
        ("", "", Step.NONE, None),
        ("name: A", "name: B", Step.PATCH, Class.SAFE),
        ("name: A", "name: B\nwebhooks: [{key: a, command: /a}]\nscopes: []", Step.MINOR, Class.SAFE),
        ("scopes: []", "scopes: [view_room]", Step.MINOR, Class.NEEDS_APPROVAL),
        ("scopes: []", "scopes: [view_room]\ninstall: none", Step.MAJOR, Class.BREAKING),
    ],
)
def test_the_heaviest_change_decides(old: str, new: str, step: Step, weight: Class | None) -> None:
    frame = "scopes: []\n" if "scopes" not in old and "scopes" in new else ""
    found = compared(frame + old + "\n", new)
    assert (found.step, found.weight) == (step, weight)


def test_places_are_those_of_the_documents() -> None:
    spec = "webhooks:\n  - {key: a, command: /a}\n"
    (change,) = compared(spec, "webhooks:\n  - {key: a, command: /b}\n").changes
    assert (change.delta.old_at, change.delta.new_at) == (
        ("webhooks", 0, "command"),
        ("webhooks", 0, "command"),
    )
    (change,) = compared(descriptor(spec), "webhooks:\n  - {key: a, command: /b}\n").changes
    assert change.delta.old_at == ("capabilities", "webhook", 0, "pattern")
    change = compared(spec, "webhooks: []\n").changes[0]
    assert (change.delta.old_at, change.delta.new_at) == (("webhooks", 0), None)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("", (), True),
        ("", ("a",), False),
        ("a", ("a",), True),
        ("a/*", ("a", "b"), True),
        ("a/*", ("a",), False),
        ("a/**", ("a",), True),
        ("a/**", ("a", "b", "c"), True),
        ("a/**", ("b",), False),
        ("**", (), True),
    ],
)
def test_a_pattern_of_the_table_takes_paths(pattern: str, path: tuple[str, ...], expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_every_row_names_an_id_and_every_id_has_a_row() -> None:
    assert RULES.keys() == {row.id for row in ROWS}


def test_no_row_stands_behind_one_that_takes_all_it_could() -> None:
    """Rows of the same place, with the wider first, are never reached."""
    for number, row in enumerate(ROWS):
        if row.test is None and row.section != "*" and "*" not in row.word:
            path = tuple(row.word.split("/")) if row.word else ()
            for what in row.whats:
                delta = Delta(what, None, "", FRAME, path, None, None, (), ())
                before = [
                    other
                    for other in ROWS[:number]
                    if other.section == row.section and other.test is None
                    and what in other.whats and matches(other.word, path)
                ]  # fmt: skip
                wholly = [other for other in before if set(other.whats) >= set(row.whats)]
                assert wholly == [], (row, delta.what)


def test_what_reached_nobody_is_reached_by_the_fallback() -> None:
    change = compared(
        "webhooks: [{key: a, command: /a, extra: {odd: 1}}]",
        "webhooks: [{key: a, command: /a, extra: {odd: 2}}]",
    ).changes[0]
    assert change.rule.weight is Class.BREAKING
    assert change.delta.what is What.CHANGED
