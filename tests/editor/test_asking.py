"""What an editor is told: `|` marks the cursor in a spec that is whole but for that place."""

from __future__ import annotations

import pytest

from hipgen.diagnostics import Json
from hipgen.editor import asking
from hipgen.editor.places import Position, ends, found_at, offset, position
from hipgen.source import Document, parse
from hipgen.validate import check

SPEC = """\
hipgen: 1
key: com.example.sample
name: Sample
description: Says what it is for.
base_url: https://addon.example.com
scopes: [auto]
webhooks:
  - key: hello
    event: room_enter
  - {key: x, event: room_exit}
sidebar:
  - {key: builds, name: Builds}
dialogs:
  - {key: ask, title: Ask}
glances:
  - key: g
    name: G
    opens: builds
actions:
  - key: a
    name: A
    location: message
    when: {any: [message_contains_link]}
    opens: ask
"""
KNOWN: asking.Known = {("framework",): ("one", "other")}


def marked(old: str, new: str) -> tuple[Document, int]:
    """The spec with one place changed, and the offset of the mark there."""
    assert SPEC.count(old) == 1, old
    text = SPEC.replace(old, new)
    where = text.index("|")
    return parse(text.replace("|", "", 1), "addon.yaml"), where


EVENTS = ["room_archived", "room_enter", "room_message"]
WEBHOOK = ["name: ", "event: ", "pattern: ", "command: "]
SUGGESTED: dict[str, tuple[str, str, list[str]]] = {
    "a word of an item": ("    event: room_enter\n", "    ev|\n", WEBHOOK),
    "a word before others": ("    event: room_enter", "    |event: room_enter", WEBHOOK),
    "a word in braces": ("event: room_exit}", "event: room_exit, pa|}", ["pattern: ", "help: "]),
    "a word of a new item": ("  - key: hello", "  - |\n  - key: hello", ["key: ", "event: "]),
    "a word of the frame": ("sidebar:", "ins|\nsidebar:", ["install: ", "vendor: ", "pages: "]),
    "a word below a new one": ("sidebar:", "install:\n  |\nsidebar:", ["room: ", "global: ", "callback: "]),
    "a word in empty braces": ("sidebar:", "install: {|}\nsidebar:", ["room: ", "global: "]),
    "a value of a list": ("event: room_enter", "event: room_|", EVENTS),
    "a value where none is": ("location: message", "location: |", ["message", "input"]),
    "a value in the middle": ("location: message", "location: mess|age", ["message", "input"]),
    "a truth": ("sidebar:", "install: {room: |}\nsidebar:", ["true", "false"]),
    "one more of a list": ("[auto]", "[auto, vi|]", ["view_room", "view_messages"]),
    "a condition": ("[message_contains_link]", "[message_|]", ["message_contains_link", "card_matches"]),
    "a condition with parameters": ("[message_contains_link]", "[|]", ["user_is_guest", "message_matches: "]),
    "what can be opened": ("opens: builds", "opens: |", ["builds", "ask", "g"]),
    "a value that no schema names": ("sidebar:", "framework: |\nsidebar:", ["one", "other"]),
}


@pytest.mark.parametrize(("old", "new", "expected"), SUGGESTED.values(), ids=SUGGESTED.keys())
def test_what_may_stand_at_the_cursor_is_suggested(old: str, new: str, expected: list[str]) -> None:
    texts = [each.text for each in asking.suggested(*marked(old, new), KNOWN)]
    assert [text for text in expected if text not in texts] == []
    assert len(texts) == len(set(texts))


def test_a_word_that_is_there_is_not_suggested_again() -> None:
    texts = [
        each.text
        for each in asking.suggested(*marked("    event: room_enter", "    event: room_enter\n    |"))
    ]
    assert "pattern: " in texts
    assert not {"key: ", "event: "} & set(texts)


@pytest.mark.parametrize(("old", "new"), [("name: Sample", "name: Sam|ple"), ("hipgen: 1", "hipgen: [1|")])
def test_nothing_is_suggested_where_anything_may_stand_or_nothing_can_be_read(old: str, new: str) -> None:
    assert asking.suggested(*marked(old, new)) == []


TOLD = {
    "a section": ("sidebar:", "side|bar:", "sidebar:"),
    "a word of an item": ("event: room_enter", "ev|ent: room_enter", "webhooks.event:"),
    "a value": ("event: room_enter", "event: room|_enter", "webhooks.event:"),
    "a leaf of a formula": (
        "{any: [message_contains_link]}",
        "{an|y: [message_contains_link]}",
        "actions.when.any:",
    ),
    "inside a list": ("[message_contains_link]", "[message_con|tains_link]", "actions.when.any:"),
}


@pytest.mark.parametrize(("old", "new", "begins"), TOLD.values(), ids=TOLD.keys())
def test_a_word_is_explained_as_explain_does(old: str, new: str, begins: str) -> None:
    told = asking.told(*marked(old, new))
    assert told is not None
    assert told.text.startswith(begins)


def test_a_mistake_is_mended_at_its_place() -> None:
    document = parse(SPEC.replace("event: room_enter", "evnt: room_enter"), "addon.yaml")
    where = document.text.index("evnt")
    (mend,) = asking.mends(check(document).diagnostics, where, where)
    assert (mend.title, mend.text) == ("rename `evnt` to `event`", "event")
    assert document.text[mend.span.start : mend.span.end] == "evnt"
    assert asking.mends(check(document).diagnostics, 0, 3) == []


LEADS = {
    "from a glance to its view": ("opens: builds", "opens: bui|lds", ("sidebar", 0, "key")),
    "from an action to its dialog": ("opens: ask", "opens: |ask", ("dialogs", 0, "key")),
    "from elsewhere nowhere": ("name: G\n", "name: |G\n", None),
}


@pytest.mark.parametrize(("old", "new", "expected"), LEADS.values(), ids=LEADS.keys())
def test_what_is_opened_is_found(old: str, new: str, expected: Json) -> None:
    document, where = marked(old, new)
    addon = check(document).addon
    assert addon is not None
    assert asking.opened(addon, document, where) == expected


def test_an_offset_is_in_an_item() -> None:
    document, where = marked("name: G\n", "name: |G\n")
    addon = check(document).addon
    assert addon is not None
    item = asking.item_at(addon, document, where)
    assert item is not None
    assert item.id == "glances:g"
    assert asking.item_at(addon, document, 0) is None


def test_positions_count_units_of_utf_16() -> None:
    document = parse("name: '😀é' # x\r\nkey: a\n", "addon.yaml")
    for where in range(len(document.text)):
        if document.text[where] != "\n":
            assert offset(document, position(document.table, where)) == where
    assert position(document.table, document.text.index("é")) == Position(0, 9)
    assert ends(document.table, document.place(("key",))) == (Position(1, 5), Position(1, 6))
    assert offset(document, Position(0, 99)) == document.text.index("\r")
    assert offset(document, Position(99, 0)) == len(document.text)


def test_the_innermost_value_is_found() -> None:
    document = parse("a: {b: [c, d]}\n", "addon.yaml")
    found = [found_at(document, where) for where in (0, 4, 8, 11)]
    assert [(each.at, each.key) for each in found if each] == [
        (("a",), True),
        (("a", "b"), True),
        (("a", "b", 0), False),
        (("a", "b", 1), False),
    ]
