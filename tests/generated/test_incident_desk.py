"""The incident desk in every framework: one add-on, one behaviour, in the words of its users.

The only tests of generated projects that know what an add-on is for.
"""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.generated import judge, page, wire
from tests.generated.host import Host, Installation
from tests.generated.listener import Canned
from tests.generated.matrix import cases
from tests.generated.project import RunningAddon, serving
from tests.generated.test_events import post_inbound, seal_of
from tests.generated.test_views import post_settings, settings_form, visible

NAME = "incident-desk"
TRACKER: dict[str, str | None] = {"tracker": "https://tracker.example.com"}
HOSTILE = '</script><b onmouseover="x">db</b> {{ 7 * 7 }} & "slow"'

desks = cases(lambda example: example.name == NAME)
pytestmark = [pytest.mark.generated, pytest.mark.parametrize("addon", desks, indirect=True)]


@dataclass(frozen=True, slots=True)
class Desk:
    """An incident desk in a room, and what one does with it."""

    addon: RunningAddon
    host: Host
    installation: Installation

    @property
    def room(self) -> int:
        return self.installation.room

    def hears(self, key: str, text: str = "") -> wire.Answer:
        hook = self.host.module(self.installation, "webhook", key)
        return self.host.webhook(self.installation, hook, text)

    def raised(self, text: str = "db is slow") -> dict[str, Any]:
        """Raise an incident by the slash command; answers the card."""
        answer = self.hears("incident-command", f"/incident {text}")
        assert answer.status == 200, answer
        assert judge.faults("notification", answer.json()) == []
        card = answer.json()["card"]
        assert isinstance(card, dict)
        return card

    def open_count(self) -> int:
        body = self.host.glance(self.installation, "open-incidents").json()
        assert judge.faults("glance-response", body) == []
        found = re.search(r"\d+", body["label"]["value"])
        assert found is not None, body
        assert body["metadata"]["open"] == int(found.group())
        return int(found.group())

    def sidebar(self) -> wire.Answer:
        answer = self.host.view(self.installation, "webPanel", "incidents")
        assert answer.status == 200, answer
        return answer

    def sends(self, kind: str, key: str, value: Any) -> wire.Answer:
        """What a view's own page posts back, with the token that the client gave it."""
        url = self.host.module(self.installation, kind, key)["url"]
        headers = {"Authorization": f"JWT {self.host.token(self.installation)}"}
        return wire.post_json(url, value, headers)

    def alerted(self, value: Any) -> wire.Answer:
        (item,) = self.addon.example.items("inbound")
        body = json.dumps(value).encode("utf-8")
        seal = seal_of(self.addon.example.secrets[item["secret"]], body)
        return post_inbound(self.addon, item, body, seal, installation=self.installation.oauth_id)

    def set(self, **values: str | None) -> wire.Answer:
        form = settings_form(self.host.configuration(self.installation))
        answer = post_settings(self.addon, form, form.filled(TRACKER | values))
        assert answer.status == 200, answer
        return answer

    def pushed_counts(self) -> list[int]:
        """The counts that the add-on pushed to the room's glance."""
        calls = self.host.calls("POST", f"/addon/ui/room/{self.room}")
        contents = [entry["content"] for call in calls for entry in call.json()["glance"]]
        return [content["metadata"]["open"] for content in contents]


@pytest.fixture
def desk(addon: RunningAddon, host: Host) -> Iterator[Desk]:
    """A desk in a room of its own; whatever the test did, the host had nothing to complain of."""
    made = Desk(addon, host, host.install(addon.descriptor_url))
    yield made
    assert [line for line in host.refusals() if not line.startswith("401")] == []


def card_text(card: dict[str, Any]) -> str:
    return json.dumps(card, ensure_ascii=False)


def identifier(card: dict[str, Any]) -> str:
    found = re.search(r"\bINC-\d+\b", card_text(card))
    assert found is not None, card
    return found.group()


def severity(card: dict[str, Any]) -> str:
    (found,) = (one["value"]["label"] for one in card["attributes"] if one.get("label") == "Severity")
    return str(found)


def test_the_command_answers_with_a_card(desk: Desk) -> None:
    card = desk.raised("db is slow")
    assert identifier(card) == "INC-1"
    assert "db is slow" in card["title"]
    assert card["metadata"]["kind"] == "incident", "the action `resolve` looks for it"
    assert card["style"] == "application"
    assert {one["label"] for one in card["attributes"]} == {"Service", "Severity", "Owner"}
    assert "Robin Vale" in card_text(card)


def test_the_bare_command_answers_with_help(desk: Desk) -> None:
    answer = desk.hears("incident-command", "/incident")
    assert "/incident" in answer.json()["message"]
    assert "card" not in answer.json()
    assert desk.open_count() == 0


def test_the_glance_counts(desk: Desk, addon: RunningAddon, host: Host) -> None:
    other = Desk(addon, host, host.install(addon.descriptor_url))
    assert desk.open_count() == 0
    desk.raised()
    desk.raised("so is the cache")
    assert desk.open_count() == 2
    assert other.open_count() == 0, "an incident of one room showed in another"
    assert desk.pushed_counts() == [1, 2]


def test_the_sidebar_shows_what_is_open(desk: Desk) -> None:
    desk.raised("db is slow")
    text = page.read(desk.sidebar().text).text
    assert "INC-1" in text
    assert "db is slow" in text


def test_hostile_text_stays_text(desk: Desk) -> None:
    assert HOSTILE in desk.raised(HOSTILE)["title"]
    shown = desk.sidebar()
    assert HOSTILE in page.read(shown.text).text
    assert HOSTILE not in shown.text
    assert not page.read(shown.text).inline_scripts
    welcome = desk.hears("newcomer").json()
    assert welcome["message_format"] == "html"
    assert "<b onmouseover" not in welcome["message"]


def test_the_dialog_raises_one(desk: Desk) -> None:
    shown = desk.host.view(desk.installation, "dialog", "raise-incident")
    assert shown.status == 200
    answer = desk.sends(
        "dialog", "raise-incident", {"title": "checkout is down", "service": "Checkout", "severity": "high"}
    )
    assert answer.status == 200, answer
    assert answer.json()["id"] == "INC-1"
    (told,) = desk.host.notifications(desk.room)
    assert identifier(told["card"]) == "INC-1"
    assert severity(told["card"]) == "high"
    assert desk.open_count() == 1


def test_an_alert_from_outside_raises_one(desk: Desk) -> None:
    answer = desk.alerted({"title": "disk is full", "service": "Database", "severity": "high"})
    assert answer.status == 202
    assert answer.json()["delivered"] == 1
    (told,) = desk.host.notifications(desk.room)
    assert "disk is full" in card_text(told["card"])
    assert desk.open_count() == 1


def test_an_alert_reaches_only_the_room_it_names(desk: Desk, addon: RunningAddon, host: Host) -> None:
    other = host.install(addon.descriptor_url)
    desk.alerted({"title": "disk is full"})
    assert len(host.notifications(desk.room)) == 1
    assert host.notifications(other.room) == []


def test_a_resolved_one_is_gone(desk: Desk) -> None:
    first, second = desk.raised("db is slow"), desk.raised("cache is cold")
    answer = desk.sends("webPanel", "incidents", {"resolve": identifier(first)})
    assert answer.status == 200, answer
    assert desk.open_count() == 1
    assert desk.pushed_counts() == [1, 2, 1]
    text = page.read(desk.sidebar().text).text
    assert identifier(first) not in text
    assert identifier(second) in text
    (told,) = desk.host.notifications(desk.room)
    assert identifier(first) in told["message"]


def test_naming_one_shows_its_card(desk: Desk) -> None:
    desk.raised("db is slow")
    answer = desk.hears("incident-links", "what about INC-1 today?")
    assert answer.status == 200
    assert identifier(answer.json()["card"]) == "INC-1"
    assert answer.json()["attach_to"], "the card hangs below the message that names it"
    assert desk.hears("incident-links", "what about INC-99 today?").status == 204


def test_a_newcomer_is_told(desk: Desk) -> None:
    assert desk.hears("newcomer").status == 204
    desk.raised("db is slow")
    answer = desk.hears("newcomer")
    assert "INC-1" in answer.json()["message"]


def test_settings_take_effect(desk: Desk) -> None:
    assert severity(desk.raised()) == "low"
    desk.set(severity="high", token="tracker-token-1")
    card = desk.raised()
    assert severity(card) == "high"
    assert card["url"] == "https://tracker.example.com/INC-2"
    answer = desk.hears("incident-command", "/incident once more")
    assert answer.json()["notify"] is True


def test_an_unchecked_box_is_no(desk: Desk) -> None:
    assert "notify" in visible(desk.host.configuration(desk.installation)), "the default is yes"
    desk.set(notify=None)
    assert "notify" not in visible(desk.host.configuration(desk.installation))
    assert desk.hears("incident-command", "/incident quiet").json()["notify"] is False


def test_an_empty_secret_field_keeps_the_secret(desk: Desk) -> None:
    desk.set(token="tracker-token-2")
    before = page.read(desk.host.configuration(desk.installation).text).text
    desk.set(token="")
    after = page.read(desk.host.configuration(desk.installation).text).text
    assert after == before


def test_a_whole_group_keeps_rooms_apart(addon: RunningAddon, host: Host) -> None:
    """One installation for the group: each room counts for itself, the group's settings hold in all."""
    wide = host.install(addon.descriptor_url, everywhere=True)
    url = wide.capabilities["configurable"]["url"]
    group_token = host.token(wide, context={"user_tz": "Europe/Lisbon"})
    form = settings_form(wire.get(wire.with_query(url, signed_request=group_token, xdmhost=host.url)))
    assert post_settings(addon, form, form.filled(TRACKER | {"severity": "high"})).status == 200
    desk = Desk(addon, host, wide)
    assert severity(desk.raised()) == "high"
    assert desk.open_count() == 1
    elsewhere = host.token(wide, context={"room_id": 990002})
    glance = host.module(wide, "glance", "open-incidents")["queryUrl"]
    answer = wire.get(wire.with_query(glance, signed_request=elsewhere))
    assert answer.json()["metadata"]["open"] == 0
    assert host.refusals() == []


def test_simultaneous_incidents_get_ids_of_their_own(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as crowd:
        cards = list(crowd.map(lambda number: desk.raised(f"incident {number}"), range(24)))
    assert len({identifier(card) for card in cards}) == 24
    assert desk.open_count() == 24


def test_a_token_is_kept_while_it_is_good(desk: Desk) -> None:
    desk.alerted({"title": "one"})
    asked = len(desk.host.token_requests)
    desk.alerted({"title": "two"})
    assert len(desk.host.token_requests) == asked
    assert len(desk.host.notifications(desk.room)) == 2


def test_a_token_is_renewed_before_it_expires(addon: RunningAddon, host: Host) -> None:
    host.token_lifetime = 30
    desk = Desk(addon, host, host.install(addon.descriptor_url))
    desk.alerted({"title": "one"})
    asked = len(host.token_requests)
    desk.alerted({"title": "two"})
    assert len(host.token_requests) > asked, "thirty seconds are too near the end"
    assert host.refusals() == []
    assert len(host.notifications(desk.room)) == 2


def test_a_token_is_renewed_once_it_is_refused(desk: Desk) -> None:
    desk.alerted({"title": "one"})
    asked = len(desk.host.token_requests)
    desk.host.forget_tokens()
    assert desk.alerted({"title": "two"}).json()["delivered"] == 1
    refused = len(desk.host.refusals())
    assert refused >= 1
    assert len(desk.host.token_requests) - asked == refused
    assert len(desk.host.notifications(desk.room)) == 2


def test_a_host_that_refuses_every_token_is_not_pestered(desk: Desk) -> None:
    path = f"/v2/room/{desk.room}/notification"
    desk.host.canned[path] = Canned(401, b"{}", {"Content-Type": "application/json"})
    desk.alerted({"title": "one"})
    assert len(desk.host.calls("POST", path)) == 2
    assert desk.hears("incident-command", "/incident still here").status == 200


def test_everything_outlives_a_restart(addon: RunningAddon, host: Host, tmp_path: Path) -> None:
    with serving(addon.project, tmp_path, ADDON_KEY_SUFFIX=".dev") as first:
        descriptor = wire.get(f"{first.url}/descriptor.json").json()
        assert descriptor["key"] == first.compiled()["key"] + ".dev"
        installation = host.install(first.descriptor_url)
        before = Desk(first, host, installation)
        before.raised()
        before.set(severity="high")
        token = host.token(installation)
        hook = host.module(installation, "webhook", "newcomer")
        assert host.webhook(installation, hook, token=token).ok
    with serving(addon.project, tmp_path) as second:
        moved = replace(installation, descriptor=second.compiled())
        after = Desk(second, host, moved)
        assert after.open_count() == 1
        assert severity(after.raised()) == "high"
        hook = host.module(moved, "webhook", "newcomer")
        assert host.webhook(moved, hook, token=token).status == 401, "a token is good once, restart or not"
