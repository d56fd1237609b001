"""The descriptor's schema: what it takes and refuses, and that the real host took and refused the same.

The host's own schema lies outside the project, in `shared`. Ours is built otherwise, from references, so the
two are compared by their verdicts: on real descriptors, and on those bent in every direction.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from tests.schemas.bending import bent, one_change
from tests.schemas.published import complaints, load, schema, validator
from tests.shared import SHARED, shared_files

MINIMAL, FULL = schema("descriptor")["examples"]
OURS = validator("descriptor")

TEXT = {"value": "Tides"}
ICON = {"url": "a.png", "url@2x": "b.png"}
PANEL = {"key": "p", "name": TEXT, "location": "hipchat.sidebar.right", "url": "u"}
GLANCE = {"key": "g", "name": TEXT, "icon": ICON}
DIALOG = {"key": "d", "title": TEXT, "url": "u"}
ACTION = {"key": "a", "name": TEXT, "location": "hipchat.input.action", "target": "d"}
LEAF = {"condition": "room_is_public"}


def nested(depth: int) -> dict[str, Any]:
    """Wrap a condition in groups."""
    return {"type": "and", "conditions": [nested(depth - 1)]} if depth else LEAF


def having(**capabilities: Any) -> dict[str, Any]:
    """Return a descriptor with these capabilities."""
    return {**MINIMAL, "capabilities": capabilities}


ACCEPTED: dict[str, dict[str, Any]] = {
    "unknown members": {**having(command=[], glance=[{**GLANCE, "x": 1}]), "icon": {}, "version": 1},
    "no scheme in a url": {**MINIMAL, "links": {"self": "here", "other": 1}},
    "the longest key": having(dialog=[{**DIALOG, "key": "k" * 40}]),
    "the longest text": having(dialog=[{**DIALOG, "title": {"value": "x" * 100, "i18n": "y" * 40}}]),
    "empty lists": having(webhook=[], glance=[], webPanel=[], dialog=[], externalPage=[], action=[]),
    "no scopes": having(hipchatApiConsumer={"scopes": []}),
    "an avatar as text": having(hipchatApiConsumer={"scopes": [], "avatar": ""}),
    "an avatar of one density": having(hipchatApiConsumer={"scopes": [], "avatar": {"url": "a"}}),
    "no conditions": having(glance=[{**GLANCE, "conditions": []}]),
    "an empty group": having(glance=[{**GLANCE, "conditions": [{"type": "OR", "conditions": []}]}]),
    "groups in groups": having(webPanel=[{**PANEL, "conditions": [nested(2)]}]),
    "no buttons": having(dialog=[{**DIALOG, "options": {"secondaryActions": []}}]),
    "a bare search box": having(dialog=[{**DIALOG, "options": {"filter": {"x": 1}}}]),
    "a button with any key": having(
        dialog=[{**DIALOG, "options": {"primaryAction": {"name": TEXT, "key": "a b", "x": 1}}}]
    ),
    "a size without units": having(dialog=[{**DIALOG, "options": {"size": {"width": "1", "height": ""}}}]),
    "a target that is no key": having(glance=[{**GLANCE, "target": "a b"}]),
    "a target with more": having(action=[{**ACTION, "target": {"key": "d", "options": {"x": 1}, "y": 2}}]),
    "a nameless page": having(externalPage=[{"key": "e", "url": "u"}]),
    "a nameless webhook": having(webhook=[{"event": "room_exit", "url": ""}]),
    "a negative weight": having(webPanel=[{**PANEL, "weight": -1}]),
    "nobody may install it": having(installable={"allowGlobal": False, "allowRoom": False}),
}

REFUSED: dict[str, Any] = {
    "a list": [],
    "no key": {name: value for name, value in MINIMAL.items() if name != "key"},
    "no links": {name: value for name, value in MINIMAL.items() if name != "links"},
    "links without self": {**MINIMAL, "links": {"homepage": "h"}},
    "a name as text object": {**MINIMAL, "name": TEXT},
    "a vendor without url": {**MINIMAL, "vendor": {"name": "n"}},
    "a vendor with more": {**MINIMAL, "vendor": {"name": "n", "url": "u", "email": "e"}},
    "one version": {**MINIMAL, "apiVersion": "1"},
    "an unknown scope": having(hipchatApiConsumer={"scopes": ["view_rooms"]}),
    "a consumer without scopes": having(hipchatApiConsumer={}),
    "an avatar without url": having(hipchatApiConsumer={"scopes": [], "avatar": {"url": ""}}),
    "a lone webhook": having(webhook={"event": "room_enter", "url": "u"}),
    "an unknown event": having(webhook=[{"event": "room_renamed", "url": "u"}]),
    "a webhook name as text object": having(webhook=[{"event": "room_enter", "url": "u", "name": TEXT}]),
    "an unknown authentication": having(
        webhook=[{"event": "room_enter", "url": "u", "authentication": "JWT"}]
    ),
    "a glance without icon": having(glance=[{"key": "g", "name": TEXT}]),
    "an avatar with an empty url": having(
        hipchatApiConsumer={"scopes": [], "avatar": {"url": "a", "url@2x": ""}}
    ),
    "an empty translation key": having(glance=[{**GLANCE, "name": {**TEXT, "i18n": ""}}]),
    "an action's condition in a glance's group": having(
        glance=[{**GLANCE, "conditions": [{"type": "or", "conditions": [{"condition": "card_matches"}]}]}]
    ),
    "an icon of one density": having(glance=[{**GLANCE, "icon": {"url": "a"}}]),
    "a name as text": having(glance=[{**GLANCE, "name": "Tides"}]),
    "an empty text": having(glance=[{**GLANCE, "name": {"value": ""}}]),
    "too long a text": having(glance=[{**GLANCE, "name": {"value": "x" * 101}}]),
    "too long a translation key": having(glance=[{**GLANCE, "name": {"value": "x", "i18n": "y" * 41}}]),
    "a text with more": having(glance=[{**GLANCE, "name": {**TEXT, "lang": "en"}}]),
    "too long a key": having(glance=[{**GLANCE, "key": "k" * 41}]),
    "a colon in a key": having(glance=[{**GLANCE, "key": "a:b"}]),
    "an empty key": having(glance=[{**GLANCE, "key": ""}]),
    "a weight as text": having(glance=[{**GLANCE, "weight": "1"}]),
    "a half weight": having(glance=[{**GLANCE, "weight": 1.5}]),
    "another place": having(webPanel=[{**PANEL, "location": "hipchat.sidebar.left"}]),
    "a target without key": having(action=[{**ACTION, "target": {"options": {}}}]),
    "an action without target": having(action=[{n: v for n, v in ACTION.items() if n != "target"}]),
    "unknown dialog options": having(dialog=[{**DIALOG, "options": {"modal": True}}]),
    "an unknown size": having(dialog=[{**DIALOG, "options": {"size": "huge"}}]),
    "a size of numbers": having(dialog=[{**DIALOG, "options": {"size": {"width": 1, "height": 2}}}]),
    "a hint as text": having(dialog=[{**DIALOG, "options": {"hint": "h"}}]),
    "a nameless button": having(dialog=[{**DIALOG, "options": {"secondaryActions": [{"key": "b"}]}}]),
    "a signed page": having(externalPage=[{"key": "e", "url": "u", "authentication": "jwt"}]),
    "groups too deep": having(webPanel=[{**PANEL, "conditions": [nested(3)]}]),
    "an inverted group": having(webPanel=[{**PANEL, "conditions": [{**nested(1), "invert": True}]}]),
    "a group of mixed letters": having(webPanel=[{**PANEL, "conditions": [{**nested(1), "type": "And"}]}]),
    "a group without type": having(webPanel=[{**PANEL, "conditions": [{"conditions": []}]}]),
    "both condition and group": having(webPanel=[{**PANEL, "conditions": [{**LEAF, **nested(1)}]}]),
    "a condition as text": having(webPanel=[{**PANEL, "conditions": ["room_is_public"]}]),
    "a glance's condition elsewhere": having(
        webPanel=[{**PANEL, "conditions": [{"type": "or", "conditions": [{"condition": "glance_matches"}]}]}]
    ),
    "an action's condition elsewhere": having(
        glance=[{**GLANCE, "conditions": [{"condition": "card_matches"}]}]
    ),
}

PANEL_CONDITIONS = {"room_is_public", "user_is_admin", "user_is_guest", "user_is_room_owner"}
MESSAGE_CONDITIONS = {
    "message_matches",
    "message_contains_link",
    "message_sent_by_current_user",
    "card_matches",
}
# Where a descriptor takes one of a few words, and which.
CHOICES: dict[str, tuple[Callable[[str], Any], set[str]]] = {
    "scope": (
        lambda word: having(hipchatApiConsumer={"scopes": [word]}),
        {"send_notification", "send_message", "view_room", "admin_room", "view_group"}
        | {"admin_group", "manage_rooms", "view_messages", "import_data"},
    ),
    "event": (
        lambda word: having(webhook=[{"event": word, "url": "u"}]),
        {"room_archived", "room_created", "room_deleted", "room_enter", "room_exit", "room_file_upload"}
        | {"room_message", "room_notification", "room_topic_change", "room_unarchived"},
    ),
    "authentication": (
        lambda word: having(configurable={"url": "u", "authentication": word}),
        {"jwt", "none"},
    ),
    "style of a dialog": (
        lambda word: having(dialog=[{**DIALOG, "options": {"style": word}}]),
        {"normal", "warning"},
    ),
    "size of a dialog": (
        lambda word: having(dialog=[{**DIALOG, "options": {"size": word}}]),
        {"small", "medium", "large", "xlarge"},
    ),
    "place of an action": (
        lambda word: having(action=[{**ACTION, "location": word}]),
        {"hipchat.message.action", "hipchat.input.action"},
    ),
    "place of a panel": (
        lambda word: having(webPanel=[{**PANEL, "location": word}]),
        {"hipchat.sidebar.right"},
    ),
    "type of a group": (
        lambda word: having(webPanel=[{**PANEL, "conditions": [{**nested(1), "type": word}]}]),
        {"and", "or", "AND", "OR"},
    ),
    "condition of a panel": (
        lambda word: having(webPanel=[{**PANEL, "conditions": [{"condition": word}]}]),
        PANEL_CONDITIONS,
    ),
    "condition of a glance": (
        lambda word: having(glance=[{**GLANCE, "conditions": [{"condition": word}]}]),
        PANEL_CONDITIONS | {"glance_matches"},
    ),
    "condition of an action": (
        lambda word: having(action=[{**ACTION, "conditions": [{"condition": word}]}]),
        PANEL_CONDITIONS | MESSAGE_CONDITIONS,
    ),
}
ALL_CHOICES = sorted(set().union(*(words for _, words in CHOICES.values())))


@pytest.mark.parametrize(("build", "words"), CHOICES.values(), ids=CHOICES)
def test_a_choice_is_among_just_these_words(build: Callable[[str], Any], words: set[str]) -> None:
    assert {word for word in ALL_CHOICES if OURS.is_valid(build(word))} == words


@pytest.mark.parametrize("descriptor", ACCEPTED.values(), ids=ACCEPTED)
def test_what_the_host_took_is_accepted(descriptor: object) -> None:
    assert complaints("descriptor", descriptor) == []


@pytest.mark.parametrize("descriptor", REFUSED.values(), ids=REFUSED)
def test_what_the_host_refused_is_refused(descriptor: object) -> None:
    assert complaints("descriptor", descriptor)


@dataclass(frozen=True, slots=True)
class Difference:
    """A descriptor on which we mean to judge otherwise than the host did."""

    host_accepts: bool
    reason: str


# By file name. Empty, and to stay so as long as nothing is known that speaks against the host's own schema.
DIFFERENCES: dict[str, Difference] = {}

FILES = shared_files("corpus/descriptors/*.json")
JUDGE = [
    Draft202012Validator(load(file))
    for file in shared_files("reference/captured-host-descriptor.schema.json")
]
SLICES = [having(**{kind: value}) for kind, value in FULL["capabilities"].items()]
SLICES.append({name: value for name, value in FULL.items() if name != "capabilities"})
SEEDS: list[Any] = [
    *(found for found in map(load, FILES) if OURS.is_valid(found)),
    *ACCEPTED.values(),
    MINIMAL,
    *SLICES * 4,  # they have every member there is, so most of the bending is done to them
]


OBJECTS: list[Any] = [TEXT, ICON, PANEL, GLANCE, DIALOG, ACTION, LEAF, nested(1), nested(2), nested(3)]


def host_accepts(descriptor: object) -> bool:
    """Ask the host's schema."""
    return all(judge.is_valid(descriptor) for judge in JUDGE)


class TestAgainstTheHost:
    """Both schemas judge alike."""

    __test__ = SHARED is not None

    def test_the_host_s_schema_and_the_corpus_are_there(self) -> None:
        assert len(JUDGE) == 1
        assert len(FILES) >= 53

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_a_real_descriptor_gets_the_host_s_verdict(self, file: Any) -> None:
        descriptor = load(file)
        known = DIFFERENCES.get(file.name)
        if known:
            assert host_accepts(descriptor) == known.host_accepts
            assert OURS.is_valid(descriptor) != known.host_accepts, f"stale difference: {known.reason}"
        else:
            assert OURS.is_valid(descriptor) == host_accepts(descriptor), complaints("descriptor", descriptor)

    def test_a_difference_names_a_file_and_a_reason(self) -> None:
        assert set(DIFFERENCES) <= {file.name for file in FILES}
        assert all(difference.reason for difference in DIFFERENCES.values())

    @pytest.mark.parametrize("name", [*ACCEPTED, *REFUSED])
    def test_our_own_cases_get_the_host_s_verdict(self, name: str) -> None:
        assert host_accepts({**ACCEPTED, **REFUSED}[name]) == (name in ACCEPTED)

    @pytest.mark.parametrize(("build", "words"), CHOICES.values(), ids=CHOICES)
    def test_the_host_s_choice_is_among_the_same_words(
        self, build: Callable[[str], Any], words: set[str]
    ) -> None:
        assert {word for word in ALL_CHOICES if host_accepts(build(word))} == words

    def test_one_change_anywhere_gets_the_host_s_verdict(self) -> None:
        verdicts = {True: 0, False: 0}
        for whole in SLICES:
            for descriptor in one_change(whole):
                accepted = host_accepts(descriptor)
                verdicts[accepted] += 1
                assert OURS.is_valid(descriptor) == accepted, json.dumps(descriptor)
        assert min(verdicts.values()) > 200

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=500,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(bent(SEEDS, OBJECTS))
    def test_any_change_gets_the_host_s_verdict(self, descriptor: Any) -> None:
        assert OURS.is_valid(descriptor) == host_accepts(descriptor)
