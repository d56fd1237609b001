"""What is done in the chat changes it, and is told to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hipgen.host import acts
from hipgen.host.acts import Notification
from hipgen.host.chat import Message, Person, Room, between
from hipgen.host.chat.memory import MemoryChat
from hipgen.host.world import Happened, World
from tests.host.worlds import BASE, START, world_of_three


def listening() -> tuple[World, list[Happened]]:
    world, heard = world_of_three(), list[Happened]()
    world.listeners = [lambda _world, happened: heard.append(happened)]
    return world, heard


def room(world: World, id: int = 1) -> Room:
    found = world.chat.room(id)
    assert found
    return found


def person(world: World, id: int = 2) -> Person:
    found = world.chat.person(id)
    assert found
    return found


Act = Callable[[World], object]

ACTS: list[tuple[str, Act, list[tuple[str, int | None, str | None]], set[str]]] = [
    (
        "say",
        lambda w: acts.say(w, room(w), person(w), "ahoy"),
        [("room_message", 2, "ahoy")],
        {"message", "room"},
    ),
    (
        "upload",
        lambda w: acts.say(
            w, room(w), person(w), "see", file=acts.keep_file(w, "a.png", "image/png", b"png")
        ),
        [("room_file_upload", 2, None), ("room_message", 2, "see")],
        {"file", "room", "sender"},
    ),
    (
        "notify",
        lambda w: acts.notify(w, room(w), Notification("<b>8</b> bells", label="Bell")),
        [("room_notification", None, "<b>8</b> bells")],
        {"message", "room"},
    ),
    (
        "topic",
        lambda w: acts.change_topic(w, room(w), "Low tide", person(w)),
        [("room_topic_change", 2, None)],
        {"room", "sender", "topic"},
    ),
    ("enter", lambda w: acts.enter(w, room(w, 2), person(w)), [("room_enter", 2, None)], {"room", "sender"}),
    ("enter again", lambda w: acts.enter(w, room(w), person(w)), [], set()),
    ("leave", lambda w: acts.leave(w, room(w), person(w)), [("room_exit", 2, None)], {"room", "sender"}),
    ("leave again", lambda w: acts.leave(w, room(w, 2), person(w)), [], set()),
    (
        "open",
        lambda w: acts.open_room(w, Room(9, "Wharf", 1, START), person(w)),
        [("room_created", 2, None)],
        {"room", "sender"},
    ),
    (
        "archive",
        lambda w: acts.archive(w, room(w), True, person(w)),
        [("room_archived", 2, None)],
        {"room", "sender"},
    ),
    ("archive again", lambda w: acts.archive(w, room(w), False, person(w)), [], set()),
    (
        "delete",
        lambda w: acts.delete_room(w, room(w), person(w)),
        [("room_deleted", 2, None)],
        {"room", "sender"},
    ),
    ("tell", lambda w: acts.tell(w, person(w), person(w, 1), "psst"), [], set()),
]


@pytest.mark.parametrize(
    ("act", "events", "members"), [row[1:] for row in ACTS], ids=[row[0] for row in ACTS]
)
def test_an_act_says_what_happened(
    act: Act, events: list[tuple[str, int | None, str | None]], members: set[str]
) -> None:
    world, heard = listening()
    act(world)
    assert [(each.event, each.actor, each.text) for each in heard] == events
    assert set(heard[0].item(BASE) if heard else ()) == members


def test_what_was_said_is_in_the_history_with_its_mentions() -> None:
    world = world_of_three()
    said = acts.say(world, room(world), person(world), "ahoy @ann and @Gus, not @all or a@b")
    assert list(world.chat.history(1)) == [said]
    assert said.mentions == (1, 3)
    assert (room(world).messages_sent, room(world).last_active) == (1, START)


def test_the_topic_leaves_a_line_in_the_history() -> None:
    world = world_of_three()
    acts.change_topic(world, room(world), "Low tide", person(world))
    assert room(world).topic == "Low tide"
    assert [(line.type, line.text, line.sender) for line in world.chat.history(1)] == [
        ("topic", "Low tide", 2)
    ]


def test_mentions_count_in_text_notifications_only() -> None:
    world = world_of_three()
    html = acts.notify(world, room(world), Notification("hi @Bo"))
    text = acts.notify(world, room(world), Notification("hi @Bo", format="text"))
    assert (html.mentions, text.mentions) == ((), (2,))


def test_html_that_is_not_allowed_is_neither_kept_nor_told() -> None:
    world, events = listening()
    html, text = (
        acts.notify(world, room(world), Notification("<b>8</b><script>x</script>", format=format))
        for format in ("html", "text")
    )
    assert (html.text, text.text) == ("<b>8</b>", "<b>8</b><script>x</script>")
    assert [(each.text, each.item(BASE)["message"]["message"]) for each in events] == [
        (html.text, html.text),
        (text.text, text.text),
    ]


def test_archiving_empties_the_room_and_deleting_takes_its_history() -> None:
    world = world_of_three()
    said = acts.say(world, room(world), person(world), "ahoy")
    archived = acts.archive(world, room(world), True, None)
    assert (archived.is_archived, archived.present) == (True, ())
    acts.delete_room(world, archived, None)
    assert (world.chat.room(1), world.chat.room_called("harbour"), world.chat.message(said.id)) == (
        None,
        None,
        None,
    )


def test_a_change_of_a_room_shows_in_its_revision() -> None:
    world = world_of_three()
    assert acts.change_room(world, room(world), topic="Boats") == room(world)
    assert acts.change_room(world, room(world), topic="Ropes").revision == 1


class TestMemory:
    def test_names_are_found_in_any_letter_case_until_they_change(self) -> None:
        world = world_of_three()
        ann = person(world, 1)
        world.chat.put_person(Person(1, "Ann", "Annie", "annie@example.com", START))
        found = (
            world.chat.person_called("ANN"),
            world.chat.person_called("annie"),
            world.chat.person_at(ann.email or ""),
        )
        assert [each.id if each else None for each in found] == [None, 1, None]
        world.chat.put_room(Room(1, "Quay", 1, START))
        assert world.chat.room_called("Harbour") is None
        assert world.chat.room_called("quay") == room(world)

    def test_the_deleted_are_not_called_any_more(self) -> None:
        world = world_of_three()
        world.chat.put_person(Person(2, "Bo Lund", "Bo", "bo@example.com", START, is_deleted=True))
        assert (world.chat.person_called("Bo"), world.chat.person_at("bo@example.com")) == (None, None)
        assert [each.id for each in world.chat.people()] == [1, 2, 3]

    def test_what_is_dated_back_finds_its_place(self) -> None:
        chat = MemoryChat()
        for minutes in (3, 1, 2):
            chat.post(Message(str(minutes), 1, START + timedelta(minutes=minutes), "message", "x"))
        assert [said.id for said in chat.history(1)] == ["1", "2", "3"]
        assert chat.history(between(2, 1)) == ()

    def test_the_indexes_can_be_made_of_the_tables_alone(self) -> None:
        world = world_of_three()
        acts.say(world, room(world), person(world), "ahoy")
        acts.tell(world, person(world), person(world, 1), "psst")
        first: Any = world.chat
        second = MemoryChat()
        pairs: Any = zip(first.tables, second.tables, strict=True)
        for old, new in pairs:
            for key, value in old.items():
                new.restore(key, value)
        second.index()
        for place in (1, between(1, 2)):
            assert list(second.history(place)) == list(first.history(place))
        assert second.person_called("bo") == first.person_called("bo")
        assert second.room_called("vault") == first.room_called("vault")
        assert [table.drain() for table in second.tables] == [(), (), (), ()]
