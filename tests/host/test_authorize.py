"""A person lets an add-on act for them: the consent page, what it leads to, and what it never leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from hipgen.host.wire import Reply
from hipgen.host.world import World
from tests.host.browsers import Browser, Forms
from tests.host.grants import BACK, ask_token, client, logged
from tests.host.worlds import ask, world_of_three

PAGE = "/users/authorize"
GOOD = {
    "response_type": "code",
    "client_id": "tides",
    "redirect_uri": BACK,
    "scope": "view_room view_group",
    "state": "s&=1 é",
}


@pytest.fixture
def browser() -> Browser:
    world = world_of_three()
    client(world)
    return Browser(world)


def visit(browser: Browser, **changed: str | None) -> Reply:
    fields = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return browser.go(f"{PAGE}?{urlencode(fields)}")


def led(reply: Reply) -> tuple[str, dict[str, str]]:
    """Where a reply leads, without the query, and the query."""
    assert reply.status == 302
    parts = urlsplit(reply.header("Location") or "")
    return f"{parts.scheme}://{parts.netloc}{parts.path}", dict(parse_qsl(parts.query))


def test_the_whole_way_from_consent_to_a_call_as_the_person(browser: Browser) -> None:
    browser.be(2)
    assert visit(browser).status == 200
    address, query = led(browser.send(browser.form(PAGE), answer="approve"))
    assert address == BACK
    assert query == {"code": query["code"], "state": GOOD["state"]}
    world = browser.world
    fields = {"grant_type": "authorization_code", "code": query["code"], "redirect_uri": BACK}
    token = ask_token(world, **fields).json()
    assert token["scope"] == "view_room view_group"
    session = ask(world, "GET", f"/v2/oauth/token/{token['access_token']}", token=token["access_token"])
    assert session.json()["owner"]["mention_name"] == "Bo"
    assert ask(world, "GET", "/v2/user", token=token["access_token"]).status == 200
    assert ask(world, "DELETE", "/v2/user/3", token=token["access_token"]).status == 403
    renewed = ask_token(world, grant_type="refresh_token", refresh_token=token["refresh_token"]).json()
    assert ask(world, "GET", "/v2/user", token=renewed["access_token"]).status == 200
    secrets = (query["code"], token["access_token"], token["refresh_token"], renewed["access_token"])
    assert [secret for secret in secrets if secret in logged(world)] == []


def test_the_page_says_who_asks_for_what_and_runs_nothing(browser: Browser) -> None:
    reply = visit(browser)
    for words in (
        "Tides &lt;&amp;&gt;",
        "View Room",
        "View Group",
        "See a room and who is in it",
        "Ann Park",
        BACK,
    ):
        assert words in browser.page
    assert "Send Notification" not in browser.page
    assert "<&>" not in browser.page
    assert Forms(browser.page).scripts == 0
    policy = reply.header("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.header("Cache-Control") == "no-store"


def test_without_scope_it_asks_for_all_that_the_descriptor_has(browser: Browser) -> None:
    visit(browser, scope=None)
    assert "Send Notification" in browser.page


def test_the_page_names_the_room_of_a_rooms_installation(browser: Browser) -> None:
    client(browser.world, "roomy", room=1)
    visit(browser, client_id="roomy")
    assert "Harbour" in browser.page


def test_no_is_an_answer(browser: Browser) -> None:
    visit(browser)
    address, query = led(browser.send(browser.form(PAGE), answer="deny"))
    assert (address, query) == (BACK, {"error": "access_denied", "state": GOOD["state"]})
    assert len(browser.world.state.codes) == 0


def test_the_query_of_an_address_stays(browser: Browser) -> None:
    visit(browser, redirect_uri="https://tides.example.com/other?page=1", state=None)
    reply = browser.send(browser.form(PAGE), answer="approve")
    address, query = led(reply)
    assert address == "https://tides.example.com/other"
    assert query == {"page": "1", "code": query["code"]}


UNTRUSTED: list[dict[str, str | None]] = [
    {"client_id": "nobody"},
    {"client_id": None},
    {"redirect_uri": None},
    {"redirect_uri": ""},
    {"redirect_uri": "https://evil.example.com/"},
    {"redirect_uri": BACK + "/more"},
    {"redirect_uri": BACK + "?x=1"},
    {"redirect_uri": "https://tides.example.com/other"},
    {"redirect_uri": "javascript:alert(1)"},
]


@pytest.mark.parametrize("changed", UNTRUSTED, ids=str)
def test_what_is_not_registered_is_told_on_a_page(browser: Browser, changed: dict[str, Any]) -> None:
    for extra in ({}, {"response_type": "token"}, {"scope": "everything"}):
        reply = visit(browser, **{**changed, **extra})
        assert reply.status == 400
        assert reply.header("Location") is None
        assert "This did not work" in browser.page
        assert PAGE not in [form.action for form in Forms(browser.page).found]


@pytest.mark.parametrize("changed", UNTRUSTED, ids=str)
def test_a_changed_form_leads_nowhere_either(browser: Browser, changed: dict[str, Any]) -> None:
    visit(browser)
    form = browser.form(PAGE)
    form.hidden.update({name: value or "" for name, value in changed.items()})
    reply = browser.send(form, answer="approve")
    assert (reply.status, reply.header("Location")) == (400, None)
    assert len(browser.world.state.codes) == 0


LED_BACK = [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": None}, "unsupported_response_type"),
    ({"scope": "admin_group"}, "invalid_scope"),
    ({"scope": "view_room everything"}, "invalid_scope"),
]


@pytest.mark.parametrize(("changed", "error"), LED_BACK, ids=str)
def test_the_addons_own_mistakes_are_led_back(browser: Browser, changed: dict[str, Any], error: str) -> None:
    address, query = led(visit(browser, **changed))
    assert (address, query) == (BACK, {"error": error, "state": GOOD["state"]})


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "/here", "https://a\r\nX-Evil: 1/"]
)
def test_what_is_no_web_address_leads_nowhere_though_it_is_registered(address: str) -> None:
    world = world_of_three()
    consumer = {"oauth2Consumer": {"redirectionUrls": [address]}}
    installed = client(world)
    world.state.installations[installed.oauth_id] = replace(
        installed, descriptor={**installed.descriptor, "capabilities": consumer}
    )
    reply = visit(Browser(world), redirect_uri=address, scope="", response_type="token")
    assert (reply.status, reply.header("Location")) == (400, None)


def test_an_addon_without_redirection_urls_cannot_ask(browser: Browser) -> None:
    made = client(browser.world, "plain")
    del made.descriptor["capabilities"]["oauth2Consumer"]
    assert visit(browser, client_id="plain").status == 400


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_neither_yes_nor_no_is_400(browser: Browser, answer: str) -> None:
    visit(browser)
    assert browser.send(browser.form(PAGE), answer=answer).status == 400


class TestForgery:
    """No other site makes a browser consent."""

    def consent(self, browser: Browser, headers: dict[str, str] | None = None, **fields: str) -> int:
        visit(browser)
        status = browser.send(browser.form(PAGE), headers, answer="approve", **fields).status
        assert (status == 302) == (len(browser.world.state.codes) == 1)
        return status

    def test_a_form_of_this_host_is_taken(self, browser: Browser) -> None:
        assert self.consent(browser) == 302

    @pytest.mark.parametrize("token", ["", "0" * 64, "é", "a" * 100_000])
    def test_a_wrong_token_is_403(self, browser: Browser, token: str) -> None:
        assert self.consent(browser, form_token=token) == 403

    @pytest.mark.parametrize("origin", ["https://evil.example.com", "null", "https://chat.example.com:444"])
    def test_another_origin_is_403(self, browser: Browser, origin: str) -> None:
        assert self.consent(browser, {"origin": origin}) == 403

    def test_the_token_of_another_browser_is_403(self, browser: Browser) -> None:
        other = Browser(browser.world)
        visit(other)
        assert self.consent(browser, form_token=other.form(PAGE).hidden["form_token"]) == 403

    def test_a_browser_without_cookies_is_403(self, browser: Browser) -> None:
        visit(browser)
        form = browser.form(PAGE)
        browser.cookies.clear()
        assert browser.send(form, answer="approve").status == 403

    def test_being_somebody_else_meanwhile_is_403(self, browser: Browser) -> None:
        visit(browser)
        form = browser.form(PAGE)
        browser.be(2)
        assert browser.send(form, answer="approve").status == 403

    def test_another_content_type_is_400(self, browser: Browser) -> None:
        assert self.consent(browser, {"content-type": "text/plain"}) == 400


def test_the_wire_log_tells_of_the_visit(browser: Browser) -> None:
    visit(browser)
    browser.send(browser.form(PAGE), answer="approve")
    (asked, answered) = [entry for entry in browser.world.log if entry.kind == "page"]
    assert (asked.method, asked.status) == ("GET", 200)
    assert (answered.method, answered.status) == ("POST", 302)
    assert answered.note == f"led to {BACK}?code=***&state=s%26%3D1+%C3%A9"


def test_the_secret_behind_forms_is_kept_and_never_shown() -> None:
    world: World = world_of_three()
    browser = Browser(world)
    browser.go("/people")
    assert len(world.state.secrets["forms"]) == 40
    assert world.state.secrets["forms"] not in browser.page
