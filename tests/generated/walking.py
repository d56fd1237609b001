"""Steps of people at the host's page, to make stories of: what they say, choose, fill in and see.

A story is a tuple of steps; a step is a function of a `Walk`, which keeps the windows and notes what of the
add-on was used. Knows nothing of what any add-on is for.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hipgen.testing import HipChat
from tests.generated.project import RunningAddon
from tests.generated.test_events import post_inbound, seal_of
from tests.host.browsing import Browser, Window
from tests.host.test_examples import Published

ROOM = "Harbour"
SECTIONS = ("webhooks", "inbound", "glances", "sidebar", "dialogs", "actions", "pages")
FOUND = "[...document.querySelectorAll({selector})].findLast(e => e.textContent.includes({text}))"
STATIC = "document.body.dataset.ready = 'yes'"


@dataclass
class Walk:
    """Two people in a room, each in a window of their own, and an add-on that they meet."""

    host: HipChat
    browser: Browser
    addon: RunningAddon
    published: Published
    room: int
    ada: Window
    bo: Window
    office: Window
    used: set[str] = field(default_factory=set)

    def module(self, kind: str, key: str) -> Any:
        """A module of the add-on's descriptor."""
        found = self.addon.compiled()["capabilities"][kind]
        return next(one for one in found if one["key"] == key)

    def view(self, kind: str, key: str) -> Window:
        """The frame of a view that is open, once its script is there."""
        self.used.add(key)
        view = self.browser.frame(self.module(kind, key)["url"])
        view.until("document.readyState === 'complete'")
        return view

    def unused(self) -> set[str]:
        """Keys of the spec that no step has used."""
        spec = self.addon.example.spec
        keys = {item["key"] for section in SECTIONS for item in spec.get(section, ())}
        return (keys | ({"configuration"} if "configuration" in spec else set())) - self.used

    def address(self, path: str) -> str:
        return f"{self.host.url}{path}"


Step = Callable[[Walk], None]


def last(selector: str, text: str) -> str:
    """The last element that fits and has a text in it, in JavaScript."""
    return FOUND.format(selector=json.dumps(selector), text=json.dumps(text))


def chosen(window: Window, selector: str, text: str) -> None:
    """Press the last element that fits and has a text in it, once there is one."""
    window.until(last(selector, text))
    window.value(f"{last(selector, text)}.click()")


# ---- in the room


def says(text: str, *used: str) -> Step:
    """Ada types a message; `used` are the webhooks that hear of it."""

    def step(walk: Walk) -> None:
        walk.ada.click("#say")
        walk.ada.type(text)
        walk.ada.press("Enter")
        walk.used.update(used)

    return step


def both_see(text: str, where: str = "#log") -> Step:
    """A text comes up in both people's windows."""

    def step(walk: Walk) -> None:
        for window in (walk.ada, walk.bo):
            window.until(last(where, text))

    return step


def comes_in(*used: str) -> Step:
    """Bo leaves the room and comes into it again."""

    def step(walk: Walk) -> None:
        for entry, absent in (("Leave the room", True), ("Enter the room", False)):
            walk.bo.click("#room-menu")
            chosen(walk.bo, ".menu button", entry)
            me = last("#people .person", "(you)")
            walk.bo.until(f"{me}?.matches('.absent') === {json.dumps(absent)}")
        walk.used.update(used)

    return step


def glance(key: str, text: str) -> Step:
    """Both people see a glance that says something."""

    def step(walk: Walk) -> None:
        both_see(text, "#glances")(walk)
        walk.used.add(key)

    return step


def opens_glance(text: str, panel: str, sees: str) -> Step:
    """Ada chooses a glance; the view in the sidebar shows a text."""

    def step(walk: Walk) -> None:
        chosen(walk.ada, "#glances button.glance", text)
        walk.view("webPanel", panel).sees(sees)

    return step


def presses(panel: str, button: str) -> Step:
    """Ada presses a button in a view of the sidebar."""

    def step(walk: Walk) -> None:
        chosen(walk.view("webPanel", panel), "button", button)

    return step


def closes_sidebar(walk: Walk) -> None:
    """Back to the glances."""
    walk.ada.click("#side-view .side-head button.icon")
    walk.ada.until("document.querySelector('#side-view').hidden")


def chooses(entry: str, on: str, key: str) -> Step:
    """Ada chooses an action in the menu of the last message that has the text `on`."""

    def step(walk: Walk) -> None:
        where = last("#log .message", on)
        walk.ada.until(where)
        walk.ada.value(f"{where}.querySelector(':scope > .more').click()")
        chosen(walk.ada, ".menu button", entry)
        walk.used.add(key)

    return step


def chooses_beside_input(entry: str, key: str) -> Step:
    """Ada chooses an action in the menu beside the input."""

    def step(walk: Walk) -> None:
        walk.ada.click("#plus")
        chosen(walk.ada, ".menu button", entry)
        walk.used.add(key)

    return step


def dialog(key: str, button: str, **values: str) -> Step:
    """Ada fills in the form in a dialog, and presses the dialog's button; the dialog closes.

    The view takes the focus once it was told what opened it, so it listens to buttons by then.
    """

    def step(walk: Walk) -> None:
        walk.ada.bring_to_front()
        view = walk.view("dialog", key)
        view.until("document.activeElement?.matches('textarea, input')")
        fill(view, values)
        walk.ada.press_button(".connect-button-primary, .connect-dialog button", button)
        walk.ada.until("document.querySelector('.connect-dialog') === null")

    return step


def fill(view: Window, values: dict[str, str]) -> None:
    """Fill in fields by their names; radio buttons by the value to choose, boxes by on and off."""
    for name, value in values.items():
        view.value(
            """((name, value) => {
              const named = document.querySelectorAll(`[name="${name}"]`);
              const all = [...named].filter((e) => e.type !== 'hidden');
              const [one] = all;
              if (one.type === 'radio') all.find((e) => e.value === value).click();
              else if (one.type === 'checkbox') { if (one.checked !== (value === 'on')) one.click(); }
              else one.value = value;
            })"""
            f"({json.dumps(name)}, {json.dumps(value)})"
        )


def opens_page(name: str, key: str, sees: str) -> Step:
    """Ada opens an external page from the sidebar: it comes up in a tab of its own."""

    def step(walk: Walk) -> None:
        chosen(walk.ada, "#pages button", name)
        page = walk.browser.frame(walk.module("externalPage", key)["url"], "page")
        page.sees(sees)
        walk.used.add(key)

    return step


def alerted(key: str, told: Any) -> Step:
    """Something outside posts to an inbound route, signed."""

    def step(walk: Walk) -> None:
        item = next(one for one in walk.addon.example.items("inbound") if one["key"] == key)
        body = json.dumps(told).encode("utf-8")
        seal = seal_of(walk.addon.example.secrets[item["secret"]], body)
        (installed,) = walk.host.installations()
        assert post_inbound(walk.addon, item, body, seal, installation=installed.oauth_id).ok
        walk.used.add(key)

    return step


# ---- in the administration


def installs(*scopes: str) -> Step:
    """Ada finds the add-on in the catalogue, reads what it may do, and lets it in."""

    def step(walk: Walk) -> None:
        office, name = walk.office, walk.addon.compiled()["name"]
        walk.host.control("POST", "/listings", {"url": walk.published.url})
        office.go(walk.address(f"/catalogue?room={ROOM}"))
        office.sees(name, ".listing h2")
        office.leave(f"{last('.listing', name)}.querySelector('a.button').click()")
        for words in scopes:
            office.sees(words, ".scopes")
        office.leave(f"{last('button', 'Approve and install')}.click()")
        office.sees(name, "h1" if "configuration" in walk.addon.example.spec else ".rows")

    return step


def sets(**settings: str) -> Step:
    """Ada changes settings on the add-on's configuration page."""

    def step(walk: Walk) -> None:
        key = walk.addon.compiled()["key"]
        walk.office.go(walk.address(f"/addons/{key}?room={walk.room}"))
        view = walk.browser.frame(walk.addon.compiled()["capabilities"]["configurable"]["url"])
        view.until("document.readyState === 'complete' && document.forms.length")
        fill(view, settings)
        chosen(view, "form button", "")
        view.until("document.body?.innerText.toLowerCase().includes('saved')")
        walk.used.add("configuration")

    return step


def inspects(*kinds: str) -> Step:
    """Ada sees all of it in the inspector: what was called, with claims, answers and why not."""

    def step(walk: Walk) -> None:
        window = walk.browser.open(walk.address("/inspector"))
        for kind in kinds:
            window.sees(kind, "#rows")
        if "webhook" in kinds:
            chosen(window, "#rows .opener", "webhook")
            window.sees("Claims of the token", ".detail")
            window.sees("oauth_client_id", ".detail")

    return step


def asks_why(message: str, *answers: str) -> Step:
    """Ada asks of a message why add-ons answered, or not: the inspector opens and says so."""

    def step(walk: Walk) -> None:
        chosen_menu = last("#log .message", message)
        walk.ada.value(f"{chosen_menu}.querySelector(':scope > .more').click()")
        chosen(walk.ada, ".menu button", "Why add-ons answered")
        window = walk.browser.frame(walk.address("/inspector?"), "page")
        window.until("document.body?.dataset.ready")
        for answer in answers:
            window.sees(answer, "#why-webhooks")

    return step


def updates(walk: Walk) -> None:
    """A new version asks for more: it waits until Ada has read what, and approves."""
    key, office = walk.addon.compiled()["key"], walk.office
    walk.published.scopes.append("view_messages")
    office.go(walk.address(f"/addons/{key}?room={walk.room}"))
    office.leave(f"{last('button', 'Look for an update')}.click()")
    office.sees("Read what was said", ".scopes")
    (held,) = walk.host.installations()
    assert held.pending == ("view_messages",)
    office.leave(f"{last('button', 'Approve and update')}.click()")
    (updated,) = walk.host.installations()
    assert "view_messages" in updated.scopes


def uninstalls(walk: Walk) -> None:
    """Ada removes the add-on: nothing of it is left in anybody's window."""
    key = walk.addon.compiled()["key"]
    walk.office.go(walk.address(f"/addons/{key}?room={walk.room}"))
    walk.office.leave(f"{last('button', 'Remove')}.click()")
    walk.office.sees("None is installed", "main")
    both_see("No glances in this room.", "#glances")(walk)
    assert walk.host.installations() == []
