"""One word set in a spec's text, and fixes put into one: everything else stays as it was."""

from __future__ import annotations

import pytest

from hipgen.diagnostics import Json
from hipgen.editing import with_word
from hipgen.fixing import fixed
from hipgen.source import parse
from tests.specs import checked, framed

SPEC = (
    "# mine\nhipgen: 1   # one\nkey: a.b\nname: N\ndescription: >\n  folded\n  text\n\nwebhooks: []  # none\n"
)

SET: dict[str, tuple[str, Json, str]] = {
    "a new word below the frame's words": (
        SPEC,
        "f",
        SPEC.replace("\n\nwebhooks", "\nframework: f\n\nwebhooks"),
    ),
    "a word in its place": ("framework: a  # why\nkey: k\n", "b", "framework: b  # why\nkey: k\n"),
    "a word in quotes": ("framework: 'a' # why\nkey: k\n", "b", "framework: b # why\nkey: k\n"),
    "a word with the same value": ("framework: 'a'\nkey: k\n", "a", "framework: 'a'\nkey: k\n"),
    "a text that needs quotes": ("framework: a\nkey: k\n", "x: #y", "framework: 'x: #y'\nkey: k\n"),
    "no line break at the end": ("key: k", "b", "key: k\nframework: b\n"),
    "JSON": ('{"key": "k"}', "b", '{"framework": "b", "key": "k"}'),
    "JSON, in its place": ('{"framework": "a", "key": "k"}', 'b"c', '{"framework": "b\\"c", "key": "k"}'),
    "JSON over lines": ('{\n  "key": "k"\n}\n', "b", '{"framework": "b", \n  "key": "k"\n}\n'),
}


@pytest.mark.parametrize(("text", "value", "expected"), SET.values(), ids=SET.keys())
def test_a_word_is_set(text: str, value: Json, expected: str) -> None:
    result = with_word(parse(text, "addon.yaml"), "framework", value)
    assert parse(result, "addon.yaml").data["framework"] == value
    assert result == expected


EMPTIED = {
    "empty": "framework:\nkey: k\n",
    "null": "framework: null\nkey: k\n",
    "folded": "framework: >-\n  a\n  b\nkey: k\n",
}


@pytest.mark.parametrize("text", EMPTIED.values(), ids=EMPTIED.keys())
def test_whatever_the_word_held_is_replaced(text: str) -> None:
    result = with_word(parse(text, "addon.yaml"), "framework", "b")
    assert parse(result, "addon.yaml").data == {"framework": "b", "key": "k"}


FIXES = {
    "a misspelt key": (
        "webhooks: [{key: a, evnt: room_enter}]\n",
        "webhooks: [{key: a, event: room_enter}]\n",
    ),
    "a misspelt word": ("scopes: [send_notifcation]\n", "scopes: [send_notification]\n"),
    "a quoted number": (
        'sidebar: [{key: s, name: S, weight: "7"}]\n',
        "sidebar: [{key: s, name: S, weight: 7}]\n",
    ),
    "a quoted word keeps its quotes": ("scopes: ['send_notifcation']\n", "scopes: ['send_notification']\n"),
    "yes": ("install: {room: yes}\n", "install: {room: true}\n"),
    "several": (
        "scopes: [send_notifcation, view_rom] # two\ninstall: {global: off}\n",
        "scopes: [send_notification, view_room] # two\ninstall: {global: false}\n",
    ),
    "nothing to fix": ("sidebar: [{key: s, name: ''}]\n", "sidebar: [{key: s, name: ''}]\n"),
}


@pytest.mark.parametrize(("block", "expected"), FIXES.values(), ids=FIXES.keys())
def test_fixes_are_put_in(block: str, expected: str) -> None:
    text = framed(block)
    result = fixed(text, checked(text).diagnostics)
    assert result == framed(expected)
    assert fixed(result, checked(result).diagnostics) == result
