"""The schemas of what the host sends: webhook payloads and the installation."""

import copy
from typing import Any

import pytest

from tests.schemas.published import EVENTS, complaints, load, schema
from tests.shared import SHARED, shared_files

INSTALL = schema("install")["examples"][0]


def example(event: str) -> Any:
    """Return the first example payload of an event."""
    return copy.deepcopy(schema(f"payloads/{event}")["examples"][0])


def changed(value: Any, path: str, part: Any = None) -> Any:
    """Return a copy with a member, named by a dotted path, replaced; or dropped, for None."""
    *way, last = path.split(".")
    copied = here = copy.deepcopy(value)
    for step in way:
        here = here[step]
    if part is None:
        del here[last]
    else:
        here[last] = part
    return copied


NEEDED = {
    "room_message": ("message", "room", "message.id", "message.date", "message.from", "message.mentions"),
    "room_notification": ("message", "room", "message.from", "message.color", "message.message_format"),
    "room_enter": ("room", "sender", "sender.id", "sender.name", "sender.mention_name", "sender.links"),
    "room_exit": ("room", "sender", "room.id", "room.name", "room.links", "room.links.self"),
    "room_topic_change": ("room", "sender", "topic"),
    "room_file_upload": ("room", "file", "file.name", "file.size", "file.url"),
    "room_created": ("room",),
    "room_deleted": ("room",),
    "room_archived": ("room",),
    "room_unarchived": ("room",),
}
SPARED = {
    "room_message": (
        "message.type",
        "room.privacy",
        "room.is_archived",
        "room.version",
        "message.from.version",
    ),
    "room_notification": ("message.type", "message.notification_sender", "message.card"),
    "room_file_upload": ("sender", "file.thumb_url"),
    "room_created": ("sender",),
    "room_deleted": ("sender",),
    "room_archived": ("sender",),
    "room_unarchived": ("sender",),
}
OTHERWISE: list[tuple[str, str, Any, bool]] = [
    ("room_message", "message.from", "Tides", False),
    ("room_message", "message.type", "guest_access", True),
    ("room_message", "message.type", "notification", False),
    ("room_message", "message.id", 2, False),
    ("room_message", "message.mentions", [{"id": 1}], False),
    ("room_message", "message.file", {"name": "a", "size": -1, "url": "u"}, False),
    ("room_message", "message.message_links", [{"type": "link", "url": "u", "link": {"title": 1}}], False),
    ("room_message", "message.message_links", [{"type": "link", "url": "u", "link": {"x": 1}}], True),
    ("room_message", "room.privacy", "secret", False),
    ("room_message", "room.links.members", "m", True),
    ("room_message", "room.id", "East quay", False),
    ("room_notification", "message.from", {"id": 1}, False),
    ("room_notification", "message.color", "random", False),
    ("room_notification", "message.card", {"style": "link"}, False),
    ("room_enter", "sender", "Ines", False),
    ("room_topic_change", "sender", "Ines", True),
    ("room_topic_change", "sender", {"name": "Tides"}, False),
    ("room_topic_change", "topic", 1, False),
    ("room_archived", "sender", "Ines", True),
]


@pytest.mark.parametrize("event", EVENTS)
def test_the_envelope_is_needed(event: str) -> None:
    payload = example(event)
    for name in ("event", "item", "webhook_id"):
        assert complaints(f"payloads/{event}", changed(payload, name)), name
    assert complaints(f"payloads/{event}", {**payload, "webhook_id": "7001"})
    assert complaints(f"payloads/{event}", {**payload, "oauth_client_id": 1})
    assert complaints(f"payloads/{event}", changed(payload, "oauth_client_id")) == []
    assert (
        complaints(f"payloads/{event}", {**payload, "later": True, "item": {**payload["item"], "more": 1}})
        == []
    )


@pytest.mark.parametrize("event", EVENTS)
def test_a_payload_is_of_one_event_only(event: str) -> None:
    payload = example(event)
    assert complaints("payloads/shared", payload) == []
    assert [other for other in EVENTS if not complaints(f"payloads/{other}", payload)] == [event]


@pytest.mark.parametrize(("event", "path"), [(event, path) for event in NEEDED for path in NEEDED[event]])
def test_what_a_payload_has_to_have(event: str, path: str) -> None:
    assert complaints(f"payloads/{event}", changed(example(event), f"item.{path}"))


@pytest.mark.parametrize(("event", "path"), [(event, path) for event in SPARED for path in SPARED[event]])
def test_what_a_payload_may_lack(event: str, path: str) -> None:
    assert complaints(f"payloads/{event}", changed(example(event), f"item.{path}")) == []


@pytest.mark.parametrize(("event", "path", "part", "fine"), OTHERWISE)
def test_what_a_payload_may_hold(event: str, path: str, part: Any, fine: bool) -> None:
    payload = changed({**example(event)}, f"item.{path}", part)
    assert (complaints(f"payloads/{event}", payload) == []) == fine


def test_nobody_may_have_written_a_message() -> None:
    for event in ("room_message", "room_notification"):
        payload = example(event)
        payload["item"]["message"]["from"] = None
        assert complaints(f"payloads/{event}", payload) == []


@pytest.mark.parametrize("name", ["capabilitiesUrl", "oauthId", "oauthSecret", "groupId"])
def test_an_installation_has_credentials_and_a_group(name: str) -> None:
    assert complaints("install", changed(INSTALL, name))
    assert complaints("install", changed(INSTALL, name, []))


def test_an_installation_may_be_for_a_group_and_may_say_more() -> None:
    assert complaints("install", {**changed(INSTALL, "roomId"), "later": 1}) == []
    assert complaints("install", {**INSTALL, "roomId": "4207"})


MINIMAL = "a framework's unit test, cut down to the members that the framework reads; never sent by a host"
DIFFERENCES = {
    "webhook_room_enter__ac-node-hipchat_minimal.json": MINIMAL,
    "webhook_room_exit__ac-node-hipchat_minimal.json": MINIMAL,
    "webhook_room_notification__ac-node-hipchat_minimal.json": MINIMAL,
    "webhook_room_topic_change__ac-node-hipchat_minimal.json": MINIMAL,
}
# Captured documents that no schema here describes, by the part of the file's name before two underscores.
UNDESCRIBED = (
    "configure_query",
    "host_capabilities",
    "jwt_claims",
    "oauth_token_response",
    "webhook_resource",
)
ELSEWHERE = ("card_", "glance_")  # in test_messages

KINDS = {"install_post": "install"} | {f"webhook_{event}": f"payloads/{event}" for event in EVENTS}
FILES = {file.name: file for file in shared_files("corpus/payloads/*.json")}
JUDGED = [name for name in FILES if name.split("__")[0] in KINDS]


class TestCapturedPayloads:
    """What the host really sent is accepted."""

    __test__ = SHARED is not None

    @pytest.mark.parametrize("name", JUDGED)
    def test_a_captured_payload_is_accepted(self, name: str) -> None:
        found = complaints(KINDS[name.split("__")[0]], load(FILES[name]))
        if name in DIFFERENCES:
            assert found, f"stale difference: {DIFFERENCES[name]}"
        else:
            assert found == []

    def test_no_captured_file_is_forgotten(self) -> None:
        rest = [name for name in FILES if name not in JUDGED and not name.startswith(ELSEWHERE)]
        assert [name for name in rest if name.split("__")[0] not in UNDESCRIBED] == []
        assert len(JUDGED) >= 12
        assert set(DIFFERENCES) <= set(JUDGED)
