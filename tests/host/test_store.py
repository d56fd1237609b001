"""The state in a file: what was saved comes back equal and in order; foreign and newer files are refused."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.host.chat import AddonSender, Attachment, File, Message, Person, Presence, Room
from hipgen.host.chat.memory import MemoryChat
from hipgen.host.settings import Settings, ViewProxy
from hipgen.host.state import (
    Code,
    Emoticon,
    Extension,
    GlanceContent,
    Group,
    Installation,
    Listing,
    PassedOn,
    Password,
    Pending,
    Refresh,
    State,
    Token,
    TokenKind,
    Webhook,
)
from hipgen.host.store import VERSION, Nowhere, Store
from hipgen.host.table import Table

AT = datetime(2018, 3, 1, 9, 15, 1, 234567, tzinfo=UTC)
ELSEWHERE = datetime(2018, 3, 1, 9, 15, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
ODD: dict[str, Any] = {
    "null": None,
    "big": 2**70,
    "small": -0.5,
    "deep": [{"ü\u2028": ["\x00", "😀", True]}],
    "empty": {},
}

Tables = list[Table[Any, Any]]


def tables() -> Tables:
    chat, state = MemoryChat(), State()
    return [*chat.tables, *state.tables]


def named(found: Tables, name: str) -> Table[Any, Any]:
    return next(table for table in found if table.name == name)


RECORDS: list[tuple[str, Any, Any]] = [
    (
        "people",
        1,
        Person(1, "Ann Ø", "Ann", None, AT, presence=Presence(show="dnd", idle=3), auto_join=(1, 2)),
    ),
    ("rooms", 2, Room(2, "Harbour", 1, ELSEWHERE, members=(1, 2), delegate_admin_visibility=False)),
    ("messages", "room", Message("room", 2, AT, "message", "hi\n\u2028", 1, mentions=(1,))),
    ("messages", "private", Message("private", (1, 2), AT, "message", "hi", 2, parent="room")),
    (
        "messages",
        "card",
        Message(
            "card",
            2,
            AT,
            "notification",
            "<b>",
            label="Bot",
            card=ODD,
            links=({"url": "http://example.com"},),
            by=AddonSender("addon", "1", None),
            file=Attachment("f", "a.png", 3, True),
        ),
    ),
    ("files", "f", File("f", "a.png", "image/png", bytes(range(256)))),
    ("groups", 1, Group(1, "Works", AT)),
    ("settings", 0, Settings(rate_limits=True, view_proxy=ViewProxy.NEVER, clock_offset=1.5)),
    (
        "installations",
        "o",
        Installation("o", 1, "s", "k", None, ODD, "http://h", AT, 2, 1, Pending(ODD, ("a",), AT), AT),
    ),
    ("webhooks", 3, Webhook(3, "http://a", "room_message", AT, pattern=r"^/\d+", room=2)),
    ("extensions", ("o", None, "glance", "g"), Extension("o", None, "glance", "g", ODD)),
    ("extensions", ("o", 2, "glance", "g"), Extension("o", 2, "glance", "g", {})),
    ("glances", ("o", "g", None, 1), GlanceContent("o", "g", None, 1, ODD, AT)),
    ("tokens", "t", Token("t", TokenKind.ROOM, ("send_notification",), AT, AT, room=2)),
    ("refreshes", "r", Refresh("r", "o", 1, ())),
    ("codes", "c", Code("c", "o", 1, ("a", "b"), "http://x", AT)),
    ("emoticons", 1, Emoticon(1, "dog", "data:,x")),
    ("passed_on", "view-k-1", PassedOn("view-k-1", "o", "http://a", "/x names it", "/x")),
    ("passwords", 1, Password(1, "salt", "digest")),
    ("listings", "k", Listing("k", "http://a")),
    ("counters", "webhook", 2**40),
]


def test_every_table_comes_back_equal(tmp_path: Path) -> None:
    written, path = tables(), tmp_path / "state"
    store = Store(path, written)
    assert store.is_new
    for name, key, record in RECORDS:
        named(written, name)[key] = record
    store.save()
    store.close()
    read = tables()
    again = Store(path, read)
    assert not again.is_new
    again.load()
    again.close()
    for before, after in zip(written, read, strict=True):
        assert list(before.items()) == list(after.items())
        assert not after.changed
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_order_survives_changes_and_what_was_removed_is_gone(tmp_path: Path) -> None:
    written = tables()
    counters = named(written, "counters")
    store = Store(tmp_path / "state", written)
    counters.update({"one": 1, "two": 2, "three": 3, "four": 4})
    store.save()
    counters["one"] = 11
    del counters["two"]
    store.save()
    counters["five"] = 5
    del counters["five"]
    store.close()
    read = tables()
    again = Store(tmp_path / "state", read)
    again.load()
    again.close()
    assert list(named(read, "counters").items()) == [("one", 11), ("three", 3), ("four", 4)]


def test_half_a_surrogate_pair_is_kept_as_its_replacement(tmp_path: Path) -> None:
    written = tables()
    store = Store(tmp_path / "state", written)
    said = Message("m", 1, AT, "message", "a\ud800b", 1, card={"\udfff": 1})
    named(written, "messages")["m"] = said
    store.close()
    read = tables()
    again = Store(tmp_path / "state", read)
    again.load()
    again.close()
    assert named(read, "messages")["m"] == replace(said, text="a?b", card={"?": 1})


def test_a_record_that_cannot_be_written_spoils_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tables()
    store = Store(tmp_path / "state", written)
    cards = named(written, "messages")
    for id, card in (("bad", {"no": object()}), ("good", {})):
        cards[id] = Message(id, 1, AT, "message", "", 1, card=card)
    store.close()
    read = tables()
    again = Store(tmp_path / "state", read)
    again.load()
    again.close()
    assert list(named(read, "messages")) == ["good"]
    assert "messages 'bad' can't be kept in the file" in capsys.readouterr().err


def test_a_second_host_on_the_file_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "state", tables())
    with pytest.raises(HipgenError, match="in use by another host"):
        Store(tmp_path / "state", tables())
    store.close()
    Store(tmp_path / "state", tables()).close()


def test_files_that_are_no_state_are_refused_and_left_as_they_are(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to be looked at\n" * 40)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as made:
        made.execute("CREATE TABLE somebody (elses TEXT)")
    made.close()
    newer = tmp_path / "newer"
    Store(newer, tables()).close()
    with sqlite3.connect(newer) as made:
        made.execute(f"PRAGMA user_version = {VERSION + 1}")
    made.close()
    for path, why in (
        (text, "is not a host's state"),
        (other, "is a database of something else"),
        (newer, "was written by a newer hipgen"),
        (tmp_path / "no" / "folder", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(HipgenError, match=why):
            Store(path, tables())
        assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_record_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "state"
    Store(path, tables()).close()
    with sqlite3.connect(path) as made:
        made.execute("INSERT INTO record (name, key, value) VALUES ('rooms', '1', '{}')")
    made.close()
    store = Store(path, tables())
    with pytest.raises(HipgenError, match="cannot be read as a host's state"):
        store.load()
    store.close()


@pytest.mark.parametrize("damage", [lambda whole: whole[:-3000], lambda whole: whole[: len(whole) // 2]])
def test_a_file_that_lost_its_end_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path, written = tmp_path / "state", tables()
    store = Store(path, written)
    for number in range(400):
        named(written, "counters")[f"counter {number}"] = number
    store.close()
    path.write_bytes(damage(path.read_bytes()))

    def read() -> None:
        with closing(Store(path, tables())) as opened:
            opened.load()

    with pytest.raises(HipgenError, match="state is damaged"):
        read()


def test_what_could_not_be_written_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = tables()
    store = Store(tmp_path / "state", written)
    named(written, "counters")["one"] = 1

    def full(*_arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "_write", full)
        with pytest.raises(HipgenError, match="disk is full"):
            store.save()
    store.close()
    read = tables()
    again = Store(tmp_path / "state", read)
    again.load()
    again.close()
    assert named(read, "counters") == {"one": 1}


def test_without_a_file_nothing_piles_up() -> None:
    kept = tables()
    named(kept, "counters")["one"] = 1
    Nowhere(kept).save()
    assert not any(table.changed for table in kept)
