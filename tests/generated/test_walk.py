"""Every example in every framework, as two people meet it in browsers: found, let in, used, set, watched,
updated and removed.

Each example has its story; a story that leaves something of its spec out fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hipgen.testing import HipChat, hipchat, hipchat_host
from tests.generated.matrix import Case, cases
from tests.generated.project import RunningAddon, make, serving
from tests.generated.walking import (
    ROOM,
    Step,
    Walk,
    alerted,
    asks_why,
    both_see,
    chooses,
    chooses_beside_input,
    closes_sidebar,
    comes_in,
    dialog,
    glance,
    inspects,
    installs,
    opens_glance,
    opens_page,
    presses,
    says,
    sets,
    uninstalls,
    updates,
)
from tests.host.browsing import Browser, browsing
from tests.host.test_examples import republished

__all__ = ["hipchat", "hipchat_host"]
pytestmark = [pytest.mark.generated, pytest.mark.slow]

NOTIFIES = "Post notifications in rooms"
STORIES: dict[str, tuple[Step, ...]] = {
    "incident-desk": (
        installs(NOTIFIES, "See a room and who is in it, not what was said"),
        glance("open-incidents", "0"),
        says("/incident db is slow", "incident-command"),
        both_see("INC-1 db is slow", ".notice .card-title"),
        glance("open-incidents", "1"),
        opens_glance("Open incidents", "incidents", "db is slow"),
        closes_sidebar,
        says("outage: https://status.example.com is down"),
        chooses("Raise an incident from this message", "outage", "raise-from-message"),
        dialog("raise-incident", "Raise", severity="high", service="Database"),
        both_see("INC-2 outage"),
        glance("open-incidents", "2"),
        chooses_beside_input("Raise an incident", "raise-from-input"),
        dialog("raise-incident", "Not now", title="never mind"),
        says("is it INC-2 again?", "incident-links"),
        both_see("INC-2 outage", ".attached .card-title"),
        chooses("Resolve", "INC-1 db is slow", "resolve"),
        presses("incidents", "Resolve"),
        both_see("is resolved"),
        glance("open-incidents", "1"),
        closes_sidebar,
        comes_in("newcomer"),
        both_see("Welcome, Bo Lund"),
        sets(severity="high", tracker="https://tracker.example.com", token="not for others"),
        both_see("Incidents here are of high severity"),
        opens_page("Runbook", "runbook", "Runbook"),
        alerted("alert", {"title": "Disk is full", "service": "Database"}),
        both_see("Disk is full"),
        inspects("descriptor", "install", "webhook", "glance", "rest", "the pattern does not match"),
        asks_why("is it INC-2 again?", "it answered 200", "the pattern does not match"),
        updates,
        uninstalls,
    ),
    "link-unfurl": (
        installs(NOTIFIES),
        sets(tracker="https://tracker.example.com"),
        both_see("Links to https://tracker.example.com are shown as cards"),
        says("see https://tracker.example.com/browse/NET-7", "issue-link"),
        both_see("NET-7", ".attached .card-title"),
        chooses("Describe this link", "see https://", "describe-link"),
        dialog("describe", "Post card", title="Torn nets", description="Who mends them?"),
        both_see("Torn nets", ".attached"),
        inspects("webhook", "rest"),
        updates,
        uninstalls,
    ),
    "minimal": (
        installs(NOTIFIES),
        says("/hello", "hello"),
        both_see("Hello", ".notice"),
        inspects("webhook", "install"),
        asks_why("/hello", "called", "it answered 200"),
        updates,
        uninstalls,
    ),
    "standup": (
        installs(NOTIFIES),
        sets(people="2", question="What are you at?"),
        glance("reports", "Standup: 0"),
        says("/standup", "standup"),
        both_see("What are you at?"),
        says("/standup mended the nets"),
        both_see("Noted, Ada Quill."),
        glance("reports", "Standup: 1"),
        opens_glance("Standup", "today", "mended the nets"),
        presses("today", "Post to the room"),
        both_see("Standup of"),
        closes_sidebar,
        inspects("webhook", "glance", "rest"),
        updates,
        uninstalls,
    ),
}


@pytest.fixture(scope="module")
def addon(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAddon]:
    """The generated project of a case, serving, and willing to call a host on this machine."""
    case: Case = request.param
    place = tmp_path_factory.mktemp(str(case))
    with serving(make(case, shelf), place, ADDON_ALLOWED_HOSTS="localhost") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


@pytest.fixture
def walk(hipchat: HipChat, browser: Browser, addon: RunningAddon) -> Iterator[Walk]:
    """Two people in a new room, and Ada in the administration; whatever a page reports as an error fails."""
    browser.problems.clear()
    room = hipchat.add_room(ROOM, owner="Ada")
    bo = hipchat.add_person("Bo Lund", mention_name="bo")
    for person in ("Ada", "bo"):
        hipchat.enter(ROOM, by=person)
    with republished(addon) as published:
        address = f"{hipchat.url}/rooms/{room}"
        yield Walk(
            hipchat,
            browser,
            addon,
            published,
            room,
            browser.open(f"{address}?as=1"),
            browser.open(f"{address}?as={bo}"),
            browser.blank("Page", "Runtime", "Log"),
        )
    browser.close_windows()
    assert browser.problems == []


@pytest.mark.parametrize("addon", cases(lambda example: example.shipped), indirect=True)
def test_two_people_meet_an_addon_and_use_all_of_it(walk: Walk) -> None:
    for step in STORIES[walk.addon.example.name]:
        step(walk)
    assert walk.unused() == set()
