"""`hipgen demo` and its guide: every step is taken in a browser, and what it promises is seen there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hipgen import examples
from hipgen.testing.client import HipChat
from tests.generated.developing import Developing, copy, developing, furnish
from tests.generated.matrix import Case, cases
from tests.generated.project import generate
from tests.host.browsing import Browser, Window, browsing

pytestmark = [pytest.mark.generated, pytest.mark.slow]
EXAMPLE = "incident-desk"
CASES = [case for case in cases() if case.values[0].example.name == EXAMPLE]
GLANCE = "#glances .glance"
PAGE = "#pages .glance"


@dataclass
class Demo:
    """A demo that runs, and a browser's window in its room."""

    folder: Path
    running: Developing
    address: str
    addon: str
    browser: Browser
    window: Window

    def say(self, text: str) -> None:
        """Type a message into the window and send it."""
        self.window.click("#say")
        self.window.type(text)
        self.window.press("Enter")

    def opened(self) -> Window:
        """The view of the add-on that is open."""
        return self.browser.frame(self.addon)

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a text of the project, and wait until the add-on runs again."""
        file = self.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        self.running.expect(r"the add-on runs again")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


@pytest.fixture
def demo(request: pytest.FixtureRequest, browser: Browser, shelf: Path, tmp_path: Path) -> Iterator[Demo]:
    """A demo of a framework whose environment is there already."""
    case: Case = request.param
    folder = copy(generate(case, shelf), tmp_path / "demo")
    furnish(folder, case.framework.name)
    (folder / ".env").write_text("ALERT_SECRET=only-for-this-test\n", "utf-8")
    browser.problems.clear()
    with developing(folder, "--framework", case.framework.name, command="demo") as running:
        address = running.expect(r"^  HipChat +(http://\S+)")
        addon = running.expect(r"^  add-on +(http://\S+)")
        running.expect(r"Ctrl-C stops everything")
        yield Demo(folder, running, address, addon, browser, browser.open(address))
        browser.close_windows()


def raise_one(demo: Demo) -> None:
    demo.say("/incident db is slow")
    demo.window.sees("db is slow", ".notice .card-title")
    demo.window.sees("1", GLANCE)


def open_the_sidebar(demo: Demo) -> None:
    assert "Open incidents" in demo.window.text(GLANCE)
    demo.window.click(GLANCE)
    view = demo.opened()
    view.sees("db is slow")
    assert view.text("#incidents [data-id] button") == "Resolve"
    demo.window.click("#side-view button")


def open_the_dialog(demo: Demo) -> None:
    demo.say("https://status.example.com is down")
    demo.window.sees("status.example.com", "#log > .message:last-child")
    demo.window.click("#log > .message:last-child > .more")
    demo.window.press_button(".menu button", "Raise an incident from this message")
    view = demo.opened()
    view.until("document.querySelector('textarea')?.value.includes('status.example.com is down')")
    demo.window.press_button(".connect-dialog button", "Not now")
    demo.window.until("document.querySelector('.connect-dialog') === null")


def name_it(demo: Demo) -> None:
    demo.say("what about INC-1?")
    demo.window.sees("what about INC-1?", "#log > .message:last-child")
    demo.window.sees("db is slow", "#log > .message:last-child .attached .card-title")


def inspect(demo: Demo) -> None:
    inspector = demo.browser.open(f"{demo.address.partition('/rooms')[0]}/inspector")
    inspector.press_button("tr", "webhook · room_message")
    inspector.sees("Claims of the token", ".detail")
    inspector.sees("Answer", ".detail")
    demo.window.ask("Page.bringToFront")  # what lies behind another window is drawn seldom


def edit_a_view(demo: Demo) -> None:
    demo.edit("views/incidents.html", ">Resolve<", ">Done<")
    demo.window.click(GLANCE)
    view = demo.opened()
    view.until("document.querySelector('#incidents [data-id] button')?.textContent === 'Done'")
    demo.window.click("#side-view button")


def edit_the_spec(demo: Demo) -> None:
    demo.window.sees("Runbook", PAGE)
    demo.edit("addon.yaml", "name: Runbook", "name: Playbook")
    demo.running.expect(r"installation updated")
    demo.window.sees("Playbook", PAGE)


STEPS: dict[str, Callable[[Demo], None]] = {
    "Say: /incident": raise_one,
    "Choose the glance": open_the_sidebar,
    "Say: https": open_the_dialog,
    "Say: what about": name_it,
    "Open the inspector": inspect,
    "In views/incidents.html": edit_a_view,
    "In addon.yaml": edit_the_spec,
}
"""What is done at a step of the guide, by how it begins."""


@pytest.mark.parametrize("demo", CASES, indirect=True)
def test_every_step_of_the_guide_shows_what_it_promises(demo: Demo) -> None:
    guide = examples.guide(EXAMPLE)
    assert len(guide) == len(STEPS)
    for (do, _see), (beginning, take) in zip(guide, STEPS.items(), strict=True):
        assert do.startswith(beginning)
        take(demo)
    # Views that have gone may still have been asking.
    assert [one for one in demo.browser.problems if "ERR_ABORTED" not in one] == []
    assert re.search(r"Ada Quill: /incident db is slow → incident-command  20\d", demo.running.text)
    assert HipChat(demo.address.partition("/rooms")[0]).installations()[0].key == "com.example.incident-desk"
