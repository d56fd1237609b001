"""Tokens that people make by hand: shown once, listed without themselves, dead when revoked."""

from __future__ import annotations

import re

import pytest

from hipgen.host import oauth
from hipgen.host.state import TokenKind
from hipgen.host.world import World
from tests.host.browsers import Browser, Forms
from tests.host.grants import BACK, client, logged
from tests.host.worlds import ask, world_of_three


@pytest.fixture
def world() -> World:
    made = world_of_three()
    for token in tuple(made.state.tokens):
        del made.state.tokens[token]
    return made


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world)


def shown_secret(browser: Browser) -> str:
    found = re.search(r'class="secret">([^<]*)<', browser.page)
    assert found is not None
    return found[1]


def test_a_personal_token_is_shown_once_and_works(world: World, browser: Browser) -> None:
    browser.be(2)
    browser.go("/account")
    fields = {"label": "  my <shell>  ", "scope.view_group": "on", "scope.send_message": "on"}
    assert browser.send(browser.form("/account/tokens"), **fields).status == 200
    token = shown_secret(browser)
    assert len(token) == 40
    assert ask(world, "GET", "/v2/user", token=token).status == 200
    session = ask(world, "GET", f"/v2/oauth/token/{token}", token=token).json()
    assert session["owner"]["id"] == 2
    assert set(session["scopes"]) == {"view_group", "send_message"}
    assert session["expires_in"] == 31_536_000
    assert session["client"]["name"] == "my <shell>"
    browser.go("/account")
    assert token not in browser.page
    assert "my &lt;shell&gt;" in browser.page
    assert "2019-03-01 09:15 UTC" in browser.page
    assert token not in logged(world)


def test_revoking_a_token_kills_it(world: World, browser: Browser) -> None:
    tokens = [oauth.issue(world, TokenKind.PERSONAL, ("view_group",), person=1).token for _ in range(2)]
    browser.go("/account")
    form = browser.form("/account/revoke")
    assert browser.send(form, **dict(form.buttons)).status == 302
    assert [ask(world, "GET", "/v2/user", token=token).status for token in tokens] == [401, 200]
    assert browser.send(form, **dict(form.buttons)).status == 404


def test_nobody_revokes_anothers_token(world: World, browser: Browser) -> None:
    token = oauth.issue(world, TokenKind.PERSONAL, ("view_group",), person=1).token
    browser.go("/account")
    name = dict(browser.form("/account/revoke").buttons)["token"]
    browser.be(2)
    browser.go("/account")
    assert "/account/revoke" not in [form.action for form in Forms(browser.page).found]
    form = browser.form("/account/tokens")
    form.action = "/account/revoke"
    assert browser.send(form, token=name).status == 404
    assert ask(world, "GET", "/v2/user", token=token).status == 200


def test_a_token_needs_a_scope_that_the_person_may_have(world: World, browser: Browser) -> None:
    browser.be(2)
    browser.go("/account")
    form = browser.form("/account/tokens")
    assert "scope.admin_group" not in form.names
    assert browser.send(form, label="x").status == 400
    assert browser.send(form, **{"scope.admin_group": "on"}).status == 400
    assert len(world.state.tokens) == 0
    browser.be(1)
    browser.go("/account")
    assert "scope.admin_group" in browser.form("/account/tokens").names


def test_consent_is_listed_and_can_be_withdrawn(world: World, browser: Browser) -> None:
    client(world)
    person = world.chat.person(1)
    assert person is not None
    code = oauth.issue_code(world, world.state.installations["tides"], person, ("view_group",), BACK)
    fields = {"grant_type": "authorization_code", "code": code.code, "redirect_uri": BACK}
    token = oauth.grant(world, oauth.Asked("tides", "k" * 40, fields))["access_token"]
    browser.go("/account")
    assert "Tides &lt;&amp;&gt;" in browser.page
    form = browser.form("/account/withdraw")
    assert browser.send(form, **dict(form.buttons)).status == 302
    assert ask(world, "GET", "/v2/user", token=token).status == 401
    browser.go("/account")
    assert "Tides" not in browser.page


def test_a_rooms_token_notifies_in_that_room_only(world: World, browser: Browser) -> None:
    browser.go("/account/rooms/1")
    browser.send(browser.form("/account/rooms/1"), label="Bell")
    token = shown_secret(browser)
    known = world.state.tokens[token]
    assert (known.kind, known.scopes, known.room) == ("room_notification", ("send_notification",), 1)
    assert (known.label, known.expires) == ("Bell", None)
    browser.go("/account/rooms/1")
    assert token not in browser.page
    form = browser.form("/account/rooms/1/revoke")
    reply = browser.send(form, **dict(form.buttons))
    assert (reply.status, reply.header("Location")) == (302, "/account/rooms/1")
    assert token not in world.state.tokens


ROOMS = [(1, "/account/rooms/1", 200), (2, "/account/rooms/1", 403), (1, "/account/rooms/9", 404)]


@pytest.mark.parametrize(("person", "path", "status"), [*ROOMS, (1, "/account/rooms/x", 404)])
def test_a_rooms_tokens_are_for_its_administrators(
    world: World, browser: Browser, person: int, path: str, status: int
) -> None:
    browser.be(person)
    assert browser.go(path).status == status
    browser.go("/account")
    form = browser.form("/account/tokens")
    form.action = path
    assert browser.send(form, label="x").status == status
    assert len(world.state.tokens) == (1 if status == 200 else 0)


ACTIONS = [
    "/account/tokens",
    "/account/revoke",
    "/account/withdraw",
    "/account/rooms/1",
    "/account/rooms/1/revoke",
]


@pytest.mark.parametrize("action", ACTIONS)
def test_every_form_needs_the_token_of_its_page(world: World, browser: Browser, action: str) -> None:
    browser.go("/account")
    form = browser.form("/account/tokens")
    form.action = action
    fields = {"form_token": "x", "scope.view_group": "on"}
    assert browser.send(form, **fields).status == 403
    assert len(world.state.tokens) == 0


def test_every_input_has_a_label(browser: Browser) -> None:
    for path in ("/account", "/account/rooms/1"):
        browser.go(path)
        ids = re.findall(r'<input type="text" id="([^"]*)"', browser.page)
        assert ids
        assert set(ids) <= set(re.findall(r'<label for="([^"]*)"', browser.page))
        boxes = re.findall(r"<label[^>]*><input type=\"checkbox\"", browser.page)
        assert len(boxes) == browser.page.count('type="checkbox"')
