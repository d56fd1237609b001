"""The schemas of what add-ons send: cards, notifications, glances; their limits, case by case."""

from typing import Any

import pytest

from tests.schemas.published import complaints, load
from tests.shared import SHARED, shared_files

CARD = {"style": "application", "id": "1", "title": "Tide"}
ATTRIBUTE = {"label": "Level", "value": {"label": "5.4 m"}}
GLANCE = {"label": {"type": "html", "value": "Tide"}}
LOZENGE = {"type": "lozenge", "value": {"type": "new", "label": "RISING"}}
ICON = {"type": "icon", "value": {"url": "a", "url@2x": "b"}}


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an object without a member."""
    return {other: part for other, part in value.items() if other != name}


def lozenge(**changes: Any) -> dict[str, Any]:
    """Return glance data with a changed lozenge."""
    return {**GLANCE, "status": {**LOZENGE, "value": {**LOZENGE["value"], **changes}}}  # type: ignore[dict-item] # the table's value is an object


ACCEPTED: dict[str, tuple[str, Any]] = {
    "a bare card": ("card", CARD),
    "unknown members": ("card", {**CARD, "html": "x", "date": 1453867674631, "images": {}}),
    "the longest title": ("card", {**CARD, "title": "x" * 500}),
    "the longest description": ("card", {**CARD, "description": "x" * 1000}),
    "a link into the client": ("card", {**CARD, "url": "hipchat://room/7"}),
    "an icon as text": ("card", {**CARD, "icon": "i.png"}),
    "an icon of one density": ("card", {**CARD, "icon": {"url": "i.png"}}),
    "an attribute without label": ("card", {**CARD, "attributes": [without(ATTRIBUTE, "label")]}),
    "no attributes": ("card", {**CARD, "attributes": []}),
    "a thumbnail of half pixels": ("card", {**CARD, "thumbnail": {"url": "t", "width": 1.5}}),
    "a bare notification": ("notification", {"message": "m"}),
    "the longest message": ("notification", {"message": "x" * 10_000}),
    "the longest label": ("notification", {"message": "m", "from": "x" * 64}),
    "no label": ("notification", {"message": "m", "from": "", "attach_to": ""}),
    "any colour": ("notification", {"message": "m", "color": "random"}),
    "a bare glance": ("glance-response", GLANCE),
    "a lozenge": ("glance-response", {**GLANCE, "status": LOZENGE}),
    "an icon": ("glance-response", {**GLANCE, "status": ICON}),
    "the longest lozenge": ("glance-response", lozenge(label="x" * 20)),
    "more than asked for": ("glance-response", {**GLANCE, "status": {**ICON, "x": 1}, "error": None}),
    "an update of nothing": ("glance-update", {"glance": []}),
    "an update of two": ("glance-update", {"glance": [{"key": key, "content": GLANCE} for key in "ab"]}),
}

REFUSED: dict[str, tuple[str, Any]] = {
    "a card without style": ("card", without(CARD, "style")),
    "a card without id": ("card", without(CARD, "id")),
    "a card without title": ("card", without(CARD, "title")),
    "an unknown style": ("card", {**CARD, "style": "video"}),
    "an id as number": ("card", {**CARD, "id": 1}),
    "an empty id": ("card", {**CARD, "id": ""}),
    "an empty title": ("card", {**CARD, "title": ""}),
    "too long a title": ("card", {**CARD, "title": "x" * 501}),
    "an empty url": ("card", {**CARD, "url": ""}),
    "no url": ("card", {**CARD, "url": None}),
    "too long a description": ("card", {**CARD, "description": "x" * 1001}),
    "a description of no format": ("card", {**CARD, "description": {"value": "x"}}),
    "too long a formatted description": (
        "card",
        {**CARD, "description": {"value": "x" * 1001, "format": "text"}},
    ),
    "an unknown layout": ("card", {**CARD, "format": "large"}),
    "an icon without url": ("card", {**CARD, "icon": {"url@2x": "i"}}),
    "a thumbnail as text": ("card", {**CARD, "thumbnail": "t"}),
    "too long a thumbnail": ("card", {**CARD, "thumbnail": {"url": "x" * 251}}),
    "an activity without html": ("card", {**CARD, "activity": {"icon": "i"}}),
    "an activity with more": ("card", {**CARD, "activity": {"html": "h", "text": "t"}}),
    "an attribute without value": ("card", {**CARD, "attributes": [{"label": "l"}]}),
    "an attribute value as text": ("card", {**CARD, "attributes": [{"label": "l", "value": "v"}]}),
    "too long an attribute label": ("card", {**CARD, "attributes": [{**ATTRIBUTE, "label": "x" * 51}]}),
    "a glance's lozenge": (
        "card",
        {**CARD, "attributes": [{"value": {"label": "l", "style": "lozenge-new"}}]},
    ),
    "metadata as list": ("card", {**CARD, "metadata": []}),
    "no message": ("notification", {"card": CARD}),
    "an empty message": ("notification", {"message": ""}),
    "too long a message": ("notification", {"message": "x" * 10_001}),
    "too long a label": ("notification", {"message": "m", "from": "x" * 65}),
    "too long an id": ("notification", {"message": "m", "attach_to": "x" * 37}),
    "an unknown colour": ("notification", {"message": "m", "color": "grey"}),
    "an unknown format": ("notification", {"message": "m", "message_format": "markdown"}),
    "a flag as text": ("notification", {"message": "m", "notify": "true"}),
    "a bad card": ("notification", {"message": "m", "card": {**CARD, "id": 1}}),
    "a card as text": ("notification", {"message": "m", "card": "{}"}),
    "a glance without label": ("glance-response", {"status": LOZENGE}),
    "a label as text": ("glance-response", {"label": "Tide"}),
    "a label of text": ("glance-response", {"label": {"type": "text", "value": "Tide"}}),
    "an empty label": ("glance-response", {"label": {"type": "html", "value": ""}}),
    "too long a glance label": ("glance-response", {"label": {"type": "html", "value": "x" * 1001}}),
    "no status": ("glance-response", {**GLANCE, "status": None}),
    "an empty status": ("glance-response", {**GLANCE, "status": {}}),
    "a status of text": ("glance-response", {**GLANCE, "status": {"type": "text", "value": "x"}}),
    "a lozenge without value": ("glance-response", {**GLANCE, "status": {"type": "lozenge"}}),
    "an icon called lozenge": ("glance-response", {**GLANCE, "status": {**ICON, "type": "lozenge"}}),
    "a glance's icon of one density": (
        "glance-response",
        {**GLANCE, "status": {**ICON, "value": {"url": "a"}}},
    ),
    "the lozenge that breaks a glance": ("glance-response", lozenge(type="complete")),
    "too long a lozenge": ("glance-response", lozenge(label="x" * 21)),
    "glance metadata as list": ("glance-response", {**GLANCE, "metadata": []}),
    "an update without list": ("glance-update", {}),
    "an update of one object": ("glance-update", {"glance": {"key": "a", "content": GLANCE}}),
    "an update without content": ("glance-update", {"glance": [{"key": "a"}]}),
    "an update of a full key": ("glance-update", {"glance": [{"key": "addon:a", "content": GLANCE}]}),
    "an update with bad content": ("glance-update", {"glance": [{"key": "a", "content": {}}]}),
}


@pytest.mark.parametrize(("name", "message"), ACCEPTED.values(), ids=ACCEPTED)
def test_a_good_message_is_accepted(name: str, message: object) -> None:
    assert complaints(name, message) == []


@pytest.mark.parametrize(("name", "message"), REFUSED.values(), ids=REFUSED)
def test_a_bad_message_is_refused(name: str, message: object) -> None:
    assert complaints(name, message)


FILES = [
    (kind, file)
    for prefix, kind in (
        ("card", "card"),
        ("glance_response", "glance-response"),
        ("glance_update", "glance-update"),
    )
    for file in shared_files(f"corpus/payloads/{prefix}_*.json")
]


class TestMessagesOfRealAddOns:
    """What add-ons really sent is accepted, by itself and as part of what carries it.

    That holds for the card whose URL is `http://`, too: the host asked for one character, no more. Whether a
    URL leads somewhere is a matter for rules.
    """

    __test__ = SHARED is not None

    def test_the_messages_are_there(self) -> None:
        assert len(FILES) >= 13

    @pytest.mark.parametrize(("name", "file"), FILES, ids=[file.stem for _, file in FILES])
    def test_a_real_message_is_accepted(self, name: str, file: Any) -> None:
        assert complaints(name, load(file)) == []

    @pytest.mark.parametrize(
        "file", [file for name, file in FILES if name == "card"], ids=lambda file: file.stem
    )
    def test_a_real_card_is_accepted_in_a_notification(self, file: Any) -> None:
        assert complaints("notification", {"message": "m", "card": load(file)}) == []
