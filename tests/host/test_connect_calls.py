"""Every call of HipChat's JavaScript API, as its reference tells of them, made in a view in a real browser.

Each is a row: what is called, what its callback hears, what the page around is asked for, what is on the
screen then. Rows take turns in how the call is reached. All are played with the script from this host, and
from HipChat's own address.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import cycle

import jwt
import pytest

from hipgen.host.wire import Json
from tests.host.browsing import Browser
from tests.host.kettle import WAYS, Set, browser, played

__all__ = ["browser"]

pytestmark = [pytest.mark.slow]

STYLES = (
    "HipChat.{mod}.{fn}({args})",
    "AP.{mod}.{fn}({args})",
    "AP.require('{mod}', (it) => it.{fn}({args}))",
)
"""The ways to a call that are attested."""
END = "that was it"
PICTURE = "data:image/png;base64,iVBORw0KGgo="
FILE = {"type": "image", "name": "kettle.png", "url": "https://files.example.com/kettle.png"}
OTHER = {"type": "unknown", "name": "tea.txt", "url": "https://files.example.com/tea.txt"}
NO_DIALOG = "!document.querySelector('dialog')"
TITLE = "document.querySelector('dialog h2').textContent"
BUTTON = "document.querySelector('dialog .connect-button-primary')"
PANEL = "stage.shown.at(-1)"
OPEN = "{ key: 'kettle.brew', options: { title: 'Order', options: { hint: 'Free refills' } } }"


@dataclass(frozen=True, slots=True)
class Row:
    """A call. `callback` is what it hears, None for a call without one; `asked` what the page around is asked
    for; `seen` what is true of it then.
    """

    mod: str
    fn: str
    args: str = ""
    callback: list[Json] | None = None
    asked: tuple[list[Json], ...] = ()
    seen: str = "true"


def appended(text: str) -> list[Json]:
    return ["appendMessage", text]


CHAT = (
    Row("chat", "appendMessage", "'Anyone for tea?'", asked=(appended("Anyone for tea?"),)),
    Row("chat", "appendMessage", "{ not: 'a text' }", asked=(appended(""),)),
    Row("chat", "appendMessage", "7", asked=(appended(""),)),
    Row("chat", "appendMessage", "", asked=(appended(""),)),
    Row("chat", "focus", asked=(["focusInput"],)),
    Row(
        "chat", "addFileForUploadWithBase64", f"'{PICTURE}', 'k.png'", asked=(["addFile", PICTURE, "k.png"],)
    ),
)
ROOM = (
    Row(
        "room",
        "getRoomDetails",
        callback=[None, {"id": 1, "name": "Dev Room", "privacy": "public", "topic": ""}],
    ),
    Row(
        "room",
        "getParticipants",
        callback=[None, {"members": [{"id": 1, "name": "Bob Smith"}], "guests": []}],
    ),
    Row("room", "open", "{ roomId: 1 }", asked=(["openRoom", {"roomId": 1}],)),
    Row("room", "open", "{ roomName: 'Dev Room' }", asked=(["openRoom", {"roomName": "Dev Room"}],)),
    Row("room", "open", "{ userId: 2 }", asked=(["openPerson", {"userId": 2}],)),
    Row("room", "open", "{ userMentionName: 'Ann' }", asked=(["openPerson", {"userMentionName": "Ann"}],)),
    Row(
        "room",
        "open",
        "{ roomName: 'Nowhere', message: 'Hi' }",
        asked=(["openRoom", {"roomName": "Nowhere"}], appended("Hi")),
    ),
    Row("room", "open", "{ message: 'Hi' }", asked=(appended("Hi"),)),
    Row("room", "create", asked=(["createRoom", {"name": "", "topic": "", "privacy": "public"}],)),
    Row(
        "room",
        "create",
        "'Tea', 'Leaves', 'private'",
        asked=(["createRoom", {"name": "Tea", "topic": "Leaves", "privacy": "private"}],),
    ),
    Row("room", "invite", "2", asked=(["invite", [2]],)),
    Row(
        "room",
        "invite",
        "[2, 'Ann', '1_2@chat.example.com']",
        asked=(["invite", [2, "Ann", "1_2@chat.example.com"]],),
    ),
)
USER = (
    Row("user", "getCurrentUser", callback=[None, {"id": 1, "name": "Bob Smith"}]),
    Row("user", "open", "{ userId: 2 }", asked=(["openPerson", {"userId": 2}],)),
    Row(
        "user",
        "open",
        "{ userMentionName: 'Ann', message: 'Tea?' }",
        asked=(["openPerson", {"userMentionName": "Ann"}], appended("Tea?")),
    ),
    Row("file", "openInFileViewer", json.dumps(FILE), asked=(["viewFile", FILE, [FILE]],)),
    Row(
        "file",
        "openInFileViewer",
        json.dumps([FILE, [FILE, OTHER]])[1:-1],
        asked=(["viewFile", FILE, [FILE, OTHER]],),
    ),
)
DIALOG = (
    Row("dialog", "update", "{ title: 'There is none' }", seen=NO_DIALOG),
    Row("dialog", "close", seen=NO_DIALOG),
    Row("dialog", "open", "{}", seen=NO_DIALOG),
    Row("dialog", "open", "", seen=NO_DIALOG),
    Row("dialog", "open", "{ key: 'kettle.nothing' }", seen=NO_DIALOG),
    Row("dialog", "open", "{ key: 'kettle.panel' }", seen=NO_DIALOG),
    Row(
        "dialog",
        "open",
        OPEN,
        seen=f"{TITLE} === 'Order' && document.body.textContent.includes('Free refills')",
    ),
    Row("dialog", "update", "{ title: 'Brewing' }", seen=f"{TITLE} === 'Brewing'"),
    Row(
        "dialog", "update", "{ options: { hint: 'Soon' } }", seen="document.body.textContent.includes('Soon')"
    ),
    Row("dialog", "updatePrimaryAction", "{ enabled: false }", seen=f"{BUTTON}.disabled"),
    Row("dialog", "updatePrimaryAction", "{ name: 'Pour' }", seen=f"{BUTTON}.textContent === 'Pour'"),
    Row("dialog", "updatePrimaryAction", "'no object'", seen=f"{BUTTON}.textContent === 'Pour'"),
    Row("dialog", "open", "{ key: 'kettle.brew' }", seen=f"{TITLE} === 'Brew'"),
    Row("dialog", "close", seen=NO_DIALOG),
)
SIDEBAR = (
    Row("sidebar", "openView", "{}", seen=f"{PANEL} === 'kettle.bare'"),
    Row("sidebar", "openView", "{ key: 'kettle.brew' }", seen=f"{PANEL} === 'kettle.bare' && {NO_DIALOG}"),
)
LAST: tuple[tuple[str, Json], ...] = (
    ("{ key: 'kettle.quiet' }", {"count": 1}),
    (
        "{ key: 'kettle.quiet', parameters: { blend: 'assam' } }",
        {"count": 1, "parameters": {"blend": "assam"}},
    ),
    ("{ key: 'kettle.glance', parameters: 'assam' }", {"count": 1, "parameters": "assam"}),
)
"""Calls of sidebar.openView that put another view in the place of the caller's, and what it is told."""
ANSWERS = (("", True), ("null", True), ("'false'", True), ("false", False))
"""What a view says to a pressed button, and whether its dialog closes: all but the literal false close it."""


def code(row: Row, style: str) -> str:
    """A call, as a promise of what it answered and what its callback heard."""
    hears = row.callback is not None
    args = ", ".join(filter(None, (row.args, "(...heard) => done(heard)" if hears else "")))
    call = style.format(mod=row.mod, fn=row.fn, args=args)
    return f"new Promise((done) => {{ {call}; {'' if hears else 'done(null)'} }})"


def calls(scene: Set, rows: tuple[Row, ...], turn: int) -> None:
    """Make the calls, one after the other, and see that each does what its row says and nothing else."""
    view, tab = scene.view, scene.tab
    view.until("window.HipChat")
    styles = cycle(STYLES)
    for _each in range(turn):
        next(styles)
    for row, style in zip(rows, styles, strict=False):
        tab.value("stage.asked.length = 0")
        assert view.value(code(row, style)) == row.callback, row
        view.value(f"HipChat.chat.appendMessage('{END}')")
        tab.until(f"stage.asked.at(-1)?.[1] === '{END}'")
        assert tab.value("stage.asked.slice(0, -1)") == list(row.asked), row
        tab.until(row.seen)


@pytest.mark.parametrize(("turn", "way"), list(enumerate(WAYS)))
def test_every_call_does_what_the_reference_says(browser: Browser, turn: int, way: str) -> None:
    def play(scene: Set) -> None:
        tab = scene.tab
        scene.show("kettle.bare")
        view = scene.view
        view.until("window.HipChat")
        tab.value("stage.fails = true")
        with_token = "new Promise((done) => HipChat.auth.withToken((...heard) => done(heard)))"
        assert view.value(with_token) == [{"message": "Unable to create token"}]
        tab.value("stage.fails = false")
        error, token = view.value(with_token)
        assert error is None
        assert jwt.decode(token, scene.secret, ["HS256"])["context"]["room_id"] == 1
        calls(scene, (*CHAT, *ROOM, *USER, *DIALOG, *SIDEBAR), turn)
        for count, (said, told) in enumerate(LAST, 1):
            scene.view.value(f"HipChat.sidebar.openView({said})")
            assert scene.kettle.said("receive-parameters", count)["said"] == told
            assert tab.value(PANEL) == "kettle.quiet"
            scene.show("kettle.bare")
            scene.view.until("document.title === 'Bare' && window.HipChat")
        scene.view.value("HipChat.sidebar.closeView()")
        tab.until(f"{PANEL} === null")

    played(browser, play, way=way)


def test_a_dialog_closes_unless_its_view_says_the_literal_false(browser: Browser) -> None:
    def play(scene: Set) -> None:
        tab = scene.tab
        told = "{ name: 'receive-parameters', event: {} }"
        for answer, closes in ANSWERS:
            scene.open(
                f"show({{ module: stage.module('kettle.brew'), head: null, values: {{}}, event: {told} }})"
            )
            tab.until(f"{TITLE} === 'Brewing'")  # it has said what it listens for by now
            listen = f"'dialog-button-click': (...heard) => {{ window.heard = heard; heard[1]({answer}); }}"
            scene.view.value(f"HipChat.register({{ {listen} }})")
            scene.pressed("Back")
            if closes:
                tab.until(NO_DIALOG)
                continue
            scene.view.until("window.heard")
            assert scene.view.value("heard.length === 2 && heard[0]") == {"action": None}
            tab.value("new Promise((done) => setTimeout(done, 200))")
            assert not tab.value(NO_DIALOG)

    played(browser, play)
