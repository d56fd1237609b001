"""The page in a browser: two people in two windows; an add-on that answers, its glance, view and actions."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hipgen.testing import HipChat, hipchat, hipchat_host
from tests.generated.conftest import shelf
from tests.generated.matrix import cases
from tests.generated.project import RunningAddon, make, serving
from tests.generated.walking import chosen
from tests.host.browsing import Browser, Window, browsing

__all__ = ["hipchat", "hipchat_host", "shelf"]
pytestmark = [pytest.mark.generated, pytest.mark.slow]

ROOM = "Harbour"
ADMINISTRATOR = 1
AXE = "4.11.0"
GLANCE = "#glances .glance"


@pytest.fixture(scope="module")
def addon(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAddon]:
    """Incident desk, serving."""
    (first, *_others) = cases(lambda example: example.shipped and example.name == "incident-desk")
    place = tmp_path_factory.mktemp("desk")
    with serving(make(first.values[0], shelf), place, ADDON_ALLOWED_HOSTS="localhost") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, which finds what keeps people from using a page; skipped where npm has none."""
    place = tmp_path_factory.mktemp("axe")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm here")
    command = (
        npm,
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(place),
        f"axe-core@{AXE}",
    )
    if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip("axe-core can't be had here")
    return (place / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Room:
    """A room in a host, and a browser to look at it."""

    host: HipChat
    browser: Browser
    number: int
    bo: int

    def window(self, person: int = ADMINISTRATOR, **look: Any) -> Window:
        """A window of the page in the room, as somebody."""
        return self.browser.open(f"{self.host.url}/rooms/{self.number}?as={person}", **look)


@pytest.fixture
def room(hipchat: HipChat, browser: Browser) -> Iterator[Room]:
    """A new room; whatever the page reports as an error fails the test."""
    browser.problems.clear()
    number = hipchat.add_room(ROOM)
    yield Room(hipchat, browser, number, hipchat.add_person("Bo Lund", mention_name="bo"))
    browser.close_windows()
    assert browser.problems == []


def say(window: Window, text: str) -> None:
    """Type a message and send it."""
    window.click("#say")
    window.type(text)
    window.press("Enter")


def test_what_one_person_says_another_sees_in_a_second_window(room: Room) -> None:
    first, second = room.window(), room.window(room.bo)
    say(first, "hello @bo, <b>not bold</b>")
    second.sees("hello @bo, <b>not bold</b>", "#log")
    assert second.text("#log .mention.mine") == "@bo"
    say(second, "and back")
    first.sees("and back", "#log")
    assert first.text("#log .message:last-child .who") == "Bo Lund"
    assert [said["from"]["mention_name"] for said in room.host.messages(ROOM)][1:] == ["bo"]


def test_a_private_room_is_in_its_members_windows_only(room: Room) -> None:
    first, second = room.window(), room.window(room.bo)
    room.host.add_room("Cellar", privacy="private")
    first.sees("Cellar", "#room-list")
    room.host.add_room("Attic")
    second.sees("Attic", "#room-list")
    assert "Cellar" not in second.text("#room-list")


def test_an_addon_answers_with_a_card_and_its_glance_moves_and_opens(room: Room, addon: RunningAddon) -> None:
    window = room.window()
    room.host.install(addon.descriptor_url, room=ROOM)
    window.sees("0", GLANCE)
    say(window, "/incident the crane is stuck")
    window.sees("the crane is stuck", ".notice .card-title")
    window.sees("1", GLANCE)
    window.click(GLANCE)
    view = room.browser.frame(addon.descriptor_url.rpartition("/")[0])
    view.sees("the crane is stuck")
    window.click("#side-view button")
    window.until("document.querySelector('#side-view').hidden")


SLID_IN = "document.querySelector('#right').getBoundingClientRect().right <= innerWidth"
SLID_OUT = "document.querySelector('#right').getBoundingClientRect().left >= innerWidth"


def test_on_a_narrow_screen_the_sidebar_goes_with_the_view_that_brought_it(
    room: Room, addon: RunningAddon
) -> None:
    room.host.install(addon.descriptor_url, room=ROOM)
    window = room.window(width=360, height=720)
    window.sees("0", GLANCE)
    window.value(f"document.querySelector({json.dumps(GLANCE)}).click()")
    window.until(SLID_IN)
    window.click("#side-view button")
    window.until("document.querySelector('#side-view').hidden")
    window.until(SLID_OUT)
    window.click("#open-right")
    window.until(SLID_IN)
    window.click(GLANCE)
    window.until("!document.querySelector('#side-view').hidden")
    window.click("#side-view button")
    window.until("document.querySelector('#side-view').hidden")
    assert window.value("document.body.classList.contains('right-open')")


LATE_NEWS = """
const Stream = EventSource;
window.EventSource = function (url) {
  setTimeout(() => {
    const real = new Stream(url);
    for (const name of ['onopen', 'onmessage', 'onerror']) real[name] = (event) => this[name](event);
    this.close = () => real.close();
  }, 1500);
};
"""
LATE_READING = """
const read = fetch;
window.fetch = async (url, options) => {
  const answer = await read(url, options);
  if (String(url).includes('signed_request')) {
    await new Promise((done) => setTimeout(done, 3000));
    setTimeout(() => { window.isRead = true; }, 500);
  }
  return answer;
};
"""


def test_a_glance_that_moves_before_there_is_news_is_not_missed(room: Room, addon: RunningAddon) -> None:
    room.host.install(addon.descriptor_url, room=ROOM)
    window = room.window(before=LATE_NEWS)
    say(window, "/incident the crane is stuck")
    window.sees("1", GLANCE)


def test_what_was_pushed_stays_when_an_older_reading_of_the_glance_arrives(
    room: Room, addon: RunningAddon
) -> None:
    room.host.install(addon.descriptor_url, room=ROOM)
    window = room.window(before=LATE_READING)
    say(window, "/incident the crane is stuck")
    window.sees("1", GLANCE)
    window.until("window.isRead")
    assert "1" in window.text(GLANCE)


def test_actions_are_offered_where_their_conditions_hold(room: Room, addon: RunningAddon) -> None:
    room.host.install(addon.descriptor_url, room=ROOM)
    room.host.say(ROOM, "/incident the crane is stuck")
    window = room.window()
    window.click(".notice > .more")
    window.sees("Resolve", ".menu")
    window.press("Escape")
    window.until("document.querySelector('.menu') === null")
    window.click(".spoken > .more")
    window.sees("Copy its text", ".menu")
    assert "Resolve" not in window.text(".menu")


def test_a_dialog_opens_from_the_menu_beside_the_input_and_its_button_does_something(
    room: Room, addon: RunningAddon
) -> None:
    room.host.install(addon.descriptor_url, room=ROOM)
    window = room.window()
    window.click("#plus")
    window.press_button(".menu button", "Raise an incident")
    view = room.browser.frame(addon.descriptor_url.rpartition("/")[0])
    # The focus is there once the view was told what opened it, so it listens to buttons too by then.
    view.until("document.activeElement?.matches('textarea')")
    view.value("document.querySelector('textarea').value = 'the lift is stuck'")
    view.value("document.querySelector('input[type=radio]').click()")
    window.press_button(".connect-button-primary", "Raise")
    window.sees("the lift is stuck", "#log")
    window.until("document.querySelector('.connect-dialog') === null")


def test_the_inspector_shows_calls_as_they_are_made_and_makes_them_again(
    room: Room, addon: RunningAddon
) -> None:
    room.host.install(addon.descriptor_url, room=ROOM)
    window = room.browser.open(f"{room.host.url}/inspector")
    room.host.say(ROOM, "/incident the crane is stuck")
    window.sees("incident-command", "#rows")
    window.sees("the pattern does not match", "#rows")
    window.press_button("tr", "webhook · room_message")
    window.sees("Claims of the token", ".detail")
    assert "oauth_client_id" in window.text(".detail")
    window.press_button(".detail button", "Make it again")
    window.sees("401", "#rows")


def test_many_windows_of_one_person_hear_the_news_and_go_on_when_the_first_is_closed(room: Room) -> None:
    first, *others = [room.window() for _ in range(8)]  # a browser holds six connections to a host at once
    room.host.say(ROOM, "to all of you", by="bo")
    for window in (first, *others):
        window.sees("to all of you", "#log")
    first.close()
    room.host.say(ROOM, "are you still there?", by="bo")
    for window in others:
        window.sees("are you still there?", "#log")
    say(others[0], "yes")
    others[1].sees("yes", "#log .message:last-child")


NARROW = {"width": 360, "height": 720}
KEY = "com.example.incident-desk"
PAGES = {
    "room": ("/rooms/{room}", "the crane is stuck"),
    "talk": ("/talks/{bo}", "psst"),
    "inspector": ("/inspector?room={room}&message={said}", "it answered 200"),
    "catalogue": ("/catalogue?room=Harbour", "Incidents without leaving the room"),
    "install": (f"/addons/install?key={KEY}&room=Harbour", "Post notifications in rooms"),
    "an address": ("/addons/install", "Address of its descriptor"),
    "a wrong address": ("/addons/install?url=http://127.0.0.1:9/none", "could not be read"),
    "add-ons": ("/addons?room={room}", "Configure"),
    "add-ons of the group": ("/addons", "In single rooms"),
    "add-on": (f"/addons/{KEY}?room={{room}}", "Look for an update"),
    "update": (f"/addons/{KEY}?room={{room}}&update=true", "No update waits"),
    "account": ("/account", "Personal tokens"),
    "tokens of a room": ("/account/rooms/{room}", "Notification tokens"),
    "people": ("/people", "Who are you?"),
}
"""Every page, with a text that it shows when all of it is there."""


@pytest.fixture(scope="module")
def everywhere(hipchat_host: HipChat, addon: RunningAddon) -> dict[str, Any]:
    """A host with something on each of its pages; what their addresses name."""
    hipchat_host.reset()
    number, bo = hipchat_host.add_room(ROOM), hipchat_host.add_person("Bo Lund", mention_name="bo")
    words = {"tagline": "Incidents without leaving the room", "categories": ["Monitoring"]}
    hipchat_host.control("POST", "/listings", {"url": addon.descriptor_url, **words})
    hipchat_host.install(addon.descriptor_url, room=ROOM)
    said = hipchat_host.say(ROOM, "/incident the crane is stuck")
    hipchat_host.notify(ROOM, "A <a href='https://example.com'>link</a>", color="red")
    hipchat_host.tell("Ada", "psst", by="bo")
    return {"room": number, "bo": bo, "said": said}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [{}, NARROW], ids=["wide", "narrow"])
def test_pages_are_usable_by_everybody_and_never_wider_than_their_window(
    hipchat_host: HipChat,
    everywhere: dict[str, Any],
    browser: Browser,
    axe: str,
    size: dict[str, int],
    dark: bool,
) -> None:
    window = browser.blank("Page", "Runtime")
    window.look(**size, dark=dark)
    grave: list[tuple[str, str, Any]] = []
    for name, (path, text) in PAGES.items():
        window.go(f"{hipchat_host.url}{path.format(**everywhere)}")
        window.sees(text)
        if window.value("document.documentElement.scrollWidth > innerWidth"):
            grave.append(
                (name, "wider than its window", window.value("document.documentElement.scrollWidth"))
            )
        window.value(f"{axe};0")
        found = window.value(
            "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(r => r.violations)"
        )
        serious = [one for one in found if one["impact"] in {"serious", "critical"}]
        grave += [(name, one["id"], one["nodes"][0]["target"]) for one in serious]
    browser.close_windows()
    assert grave == []


def test_two_people_talk_one_to_one_and_others_hear_nothing(room: Room) -> None:
    ada, bo, others = room.window(), room.window(room.bo), room.window(2)
    chosen(ada, "#people button", "Bo Lund")
    chosen(ada, ".menu button", "Talk one to one")
    ada.sees("Nobody has said anything", "#log")
    say(ada, "psst, @bo")
    bo.sees("1", "#talk-list .count")
    bo.click("#talk-list a")
    bo.sees("psst, @bo", "#log")
    assert bo.text(".new-mark") == "1 new"
    assert bo.value("location.pathname") == "/talks/1"
    say(bo, "what is it?")
    ada.sees("what is it?", "#log")
    bo.until("document.querySelector('#talk-list .count') === null")
    ada.click("#room-list a[aria-current], #room-list a")
    ada.until("location.pathname.startsWith('/rooms/')")
    assert others.value("document.querySelectorAll('#talk-list li').length") == 0


def test_what_came_meanwhile_is_counted_and_marked_as_new(room: Room) -> None:
    room.host.add_room("Quay")
    room.host.say("Quay", "before")
    window = room.window()
    window.sees("Quay", "#room-list")  # what is there by then isn't new
    room.host.say("Quay", "one", by="bo")
    room.host.say("Quay", "two, @Ada", by="bo")
    window.sees("2", "#room-list .count.at-me")
    window.until("document.title.startsWith('(2)')")
    chosen(window, "#room-list a", "Quay")
    window.until("document.querySelector('.new-mark')?.textContent === '2 new'")
    assert window.text(".first-new .text") == "one"
    window.until("!document.querySelector('#room-list .count')")


def test_the_page_is_worked_with_keys_alone(room: Room) -> None:
    room.host.say(ROOM, "first", by="bo")
    room.host.say(ROOM, "second", by="bo")
    window = room.window()
    window.sees("second", "#log")
    window.press("m", alt=True)
    window.until("document.activeElement.textContent.includes('second')")
    window.press("ArrowUp")
    window.until("document.activeElement.textContent.includes('first')")
    window.press("m")
    window.until("document.activeElement.matches('.menu button')")
    window.press("Escape")
    window.until("document.activeElement.matches('.more')")
    window.press("ArrowDown", alt=True)
    window.until(f"!location.pathname.endsWith('/{room.number}')")
    window.until("document.activeElement.id === 'say'")
    window.value("document.activeElement.blur()")
    window.press("?")
    window.sees("to the messages", "dialog")


def test_a_room_opens_at_its_end_and_is_read_on_upwards(room: Room) -> None:
    for number in range(120):
        room.host.say(ROOM, f"message {number}")
    window = room.window()
    window.sees("message 119", "#log")
    assert window.value("document.querySelectorAll('#log .message').length") < 120
    window.value("document.querySelector('#messages').scrollTop = 0")
    window.sees("message 20", "#log")
    window.until("document.querySelector('#messages').scrollTop > 0")
    window.value("document.querySelector('#messages').scrollTop = 0")
    window.until(
        "[...document.querySelectorAll('#log .text')].some(text => text.textContent === 'message 0')"
    )
