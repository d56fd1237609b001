"""Seeds: what a new host begins with, and what is said when a name in one leads nowhere."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import Any

import pytest
import yaml

from hipgen.host.chat import Presence
from hipgen.host.company import COMPANY
from hipgen.host.core import make_world
from hipgen.host.people import right_password
from hipgen.host.seed import check, plant
from hipgen.host.settings import Settings
from hipgen.host.state import SCOPES, TokenKind
from hipgen.host.world import World
from hipgen.resources import folder
from hipgen.validate import other_validator
from tests.host.worlds import START, Clock, Counting

SCHEMA = json.loads((folder("schemas") / "host-seed.schema.json").read_text(encoding="utf-8"))

FULL = yaml.safe_load("""
group: {id: 7, name: Harbour Works, subdomain: harbour, owner: AnnLee}
users:
  - {id: 5, name: Bob Smith, mention_name: Bob, email: bob@example.com, admin: true, password: s3cret}
  - {name: Ann Lee, presence: away, timezone: Europe/Lisbon, title: Pilot}
  - {name: Ann Lee, presence: {show: dnd, status: at sea, idle: 60}, guest: true}
  - {name: Cas Roe, presence: offline}
rooms:
  - {id: 3, name: Dev Room, owner: bob@example.com, topic: Tests, members: [Bob, "@AnnLee", 8]}
  - {name: Vault, privacy: private, members: [Bob, Bob], present: [], admins: [AnnLee], guest_access: true}
  - {name: Old, archived: true, members: [Bob]}
emoticons: [{shortcut: dog, url: "https://example.com/dog.png"}]
tokens:
  - {token: tok, user: Bob}
  - {room: Vault, label: Bell, lifetime: 60}
messages:
  - {room: Dev Room, from: Bob, text: hi @AnnLee}
  - {room: 3, type: notification, from: Bell, text: <b>ding</b>, color: red}
  - {to: AnnLee, from: Bob, text: psst, date: "2018-01-01T10:00:00+01:00"}
listings: [{key: com.example.standup, url: "http://localhost:3000/addon.json"}]
settings: {addon_token_lifetime: 5, rate_limits: true}
""")


def world_of(seed: Any) -> World:
    world = make_world(Clock(), Counting())
    plant(world, seed)
    return world


def test_people_are_who_the_seed_says() -> None:
    world = world_of(FULL)
    shown = [
        (person.id, person.mention_name, person.roles, person.is_admin, person.presence)
        for person in world.chat.people()
    ]
    assert shown == [
        (5, "Bob", ("admin",), True, Presence()),
        (6, "AnnLee", ("owner",), True, Presence(show="away")),
        (7, "AnnLee2", ("user",), False, Presence(show="dnd", status="at sea", idle=60)),
        (8, "CasRoe", ("user",), False, None),
    ]
    bob = world.chat.person(5)
    assert bob is not None
    assert right_password(world, bob, "s3cret")
    assert (world.state.group.id, world.state.group.owner) == (7, 6)
    assert len(world.state.groups) == 1


def test_rooms_have_their_people() -> None:
    world = world_of(FULL)
    shown = [
        (room.id, room.name, room.owner, room.members, room.present, room.admins, room.is_archived)
        for room in world.chat.rooms()
    ]
    assert shown == [
        (3, "Dev Room", 5, (5, 6, 8), (5, 6), (), False),
        (4, "Vault", 6, (5,), (), (6,), False),
        (5, "Old", 6, (5,), (), (), True),
    ]
    assert [bool(room.guest_key) for room in world.chat.rooms()] == [False, True, False]


def test_tokens_messages_and_the_rest_are_there() -> None:
    world = world_of(FULL)
    personal, bell = world.state.tokens.values()
    assert (personal.token, personal.person, personal.scopes, personal.expires) == (
        "tok",
        5,
        tuple(SCOPES),
        None,
    )
    assert (bell.kind, bell.room, bell.scopes, bell.label) == (
        TokenKind.ROOM,
        4,
        ("send_notification",),
        "Bell",
    )
    assert bell.expires is not None
    assert (bell.expires - START).seconds == 60
    said, rung = world.chat.history(3)
    assert (said.text, said.sender, said.mentions) == ("hi @AnnLee", 5, (6,))
    assert (rung.label, rung.color, rung.format, rung.sender) == ("Bell", "red", "html", None)
    assert said.date < rung.date < START
    (whispered,) = world.chat.history((5, 6))
    assert whispered.date.isoformat() == "2018-01-01T09:00:00+00:00"
    assert [each.shortcut for each in world.state.emoticons.values()] == ["dog"]
    assert world.state.listings["com.example.standup"].url == "http://localhost:3000/addon.json"
    assert world.state.settings == Settings(addon_token_lifetime=5, rate_limits=True)
    assert not world.effects


def test_ids_go_on_above_those_given() -> None:
    world = world_of(FULL)
    assert [world.state.next_number(kind) for kind in ("user", "room", "emoticon")] == [9, 6, 2]


WRONG: list[tuple[dict[str, Any], tuple[str | int, ...], str]] = [
    ({"rooms": [{"name": "X", "owner": "Bo"}]}, ("rooms", 0, "owner"),
     "`Bo` is nobody's mention name, e-mail address or id; did you mean `Bob`?"),
    ({"rooms": [{"name": "X", "members": ["Bob", 9]}]}, ("rooms", 0, "members", 1),
     "`9` is nobody's mention name, e-mail address or id"),
    ({"rooms": [{"name": "X"}, {"name": "x"}]}, ("rooms", 1, "name"), "room name `x` is given twice"),
    ({"rooms": [{"id": 1, "name": "X"}, {"id": 1, "name": "Y"}]}, ("rooms", 1, "id"),
     "room id `1` is given twice"),
    ({"tokens": [{"token": "t", "user": "Eve"}]}, ("tokens", 0, "user"),
     "`Eve` is nobody's mention name, e-mail address or id"),
    ({"tokens": [{"token": "t", "room": "Y"}]}, ("tokens", 0, "room"), "`Y` is no room's name or id"),
    ({"users": [{"name": "B"}]}, ("users",), "nobody is an administrator; give one of them `admin: true`"),
    ({"users": [{"name": "B", "mention_name": "all", "admin": True}]}, ("users", 0, "mention_name"),
     "`all` reaches everybody in a room and is nobody's name"),
    ({"users": [{"name": "B", "admin": True, "timezone": "Europe/Lisboa"}]}, ("users", 0, "timezone"),
     "`Europe/Lisboa` is no time zone; did you mean `Europe/Lisbon`?"),
    ({"messages": [{"to": "Bob", "text": "x"}]}, ("messages", 0, "text"), "nobody says this; give `from`"),
    ({"messages": [{"to": "Bob", "from": "Bob", "type": "notification", "text": "x"}]},
     ("messages", 0, "type"),
     "a notification goes into a room"),
    ({"messages": [{"room": "Lobby", "from": "Bob", "text": "x"}]}, ("messages", 0, "room"),
     "`Lobby` is no room's name or id"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "at", "message"), WRONG)
def test_what_leads_nowhere_is_told_where_it_stands(more: Any, at: Any, message: str) -> None:
    seed = {"users": [{"name": "Bob Smith", "mention_name": "Bob", "admin": True}], **more}
    assert not list(other_validator("host-seed").iter_errors(seed))
    assert [(finding.at, finding.message) for finding in check(seed)] == [(at, message)]
    with pytest.raises(ValueError, match=re.escape(message)):
        plant(make_world(Clock(), Counting()), seed)


@pytest.mark.parametrize("seed", [COMPANY, FULL, *SCHEMA["examples"]], ids=["own", "full", "example"])
def test_good_seeds_please_the_schema_and_the_check(seed: Any) -> None:
    assert not list(other_validator("host-seed").iter_errors(seed))
    assert check(seed) == ()


def test_the_schema_names_every_setting_with_its_default() -> None:
    settings = SCHEMA["$defs"]["settings"]["properties"]
    assert {name: each["default"] for name, each in settings.items()} == {
        each.name: each.default for each in fields(Settings)
    }
    assert set(SCHEMA["$defs"]["token"]["properties"]["scopes"]["items"]["enum"]) == set(SCOPES)
