"""Who a browser is: a choice, kept in a cookie."""

from __future__ import annotations

import pytest

from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, people
from hipgen.host.wire import Request
from hipgen.host.world import World
from tests.host.browsers import Browser
from tests.host.worlds import BASE, ask, world_of_three


def visit(world: World, cookie: str = "") -> Visit:
    return Visit(world, Request("GET", "/", headers={"cookie": cookie}, base=BASE), {})


CHOICES = [
    ("", "Ann"),
    ("hipgen_person=2", "Bo"),
    ("a=b; hipgen_person=3; c=d", "Gus"),
    ("hipgen_person=99", "Ann"),
    ("hipgen_person=", "Ann"),
    ("hipgen_person=02", "Ann"),
    ("hipgen_person=²", "Ann"),
    ("nonsense", "Ann"),
]


@pytest.mark.parametrize(("cookie", "name"), CHOICES)
def test_a_browser_is_who_it_chose_to_be_or_the_administrator(cookie: str, name: str) -> None:
    assert people.browser_person(visit(world_of_three(), cookie)).mention_name == name


def test_a_deleted_person_is_nobody() -> None:
    world = world_of_three()
    assert ask(world, "DELETE", "/v2/user/2").status == 204
    assert people.browser_person(visit(world, "hipgen_person=2")).mention_name == "Ann"
    browser = Browser(world)
    browser.go("/people")
    assert "Be Gus Hay" in browser.page
    assert "Bo Lund" not in browser.page


def test_with_nobody_there_it_is_refused_and_pages_still_show() -> None:
    world = world_of_three()
    world.chat = type(world.chat)()
    with pytest.raises(Refused) as caught:
        people.browser_person(visit(world))
    assert caught.value.status == 404
    assert Browser(world).go("/people").status == 200
    assert Browser(world).go("/account").status == 404


def test_choosing_is_kept_and_leads_back() -> None:
    browser = Browser(world_of_three())
    browser.go("/people?next=%2Faccount%3Fa%3D1")
    reply = browser.send(browser.form("/people"), person="2")
    assert (reply.status, reply.header("Location")) == (302, "/account?a=1")
    assert "HttpOnly; SameSite=Lax" in (reply.header("Set-Cookie") or "")
    browser.go("/account")
    assert "Account of Bo Lund" in browser.page


ELSEWHERE = [
    ("/account", "/account"),
    ("/", "/"),
    ("", "/"),
    ("https://evil.example.com/", "/"),
    ("//evil.example.com/", "/"),
    ("/\\evil.example.com", "/"),
    ("javascript:alert(1)", "/"),
    ("/a\r\nX-Y: z", "/"),
    ("/ü", "/"),
    ("/a b", "/"),
]


@pytest.mark.parametrize(("address", "taken"), ELSEWHERE)
def test_it_leads_nowhere_but_to_this_host(address: str, taken: str) -> None:
    assert people.local(address) == taken


@pytest.mark.parametrize("person", ["", "99", "x", "1 "])
def test_nobody_cannot_be_chosen(person: str) -> None:
    browser = Browser(world_of_three())
    browser.go("/people")
    assert browser.send(browser.form("/people"), person=person).status == 404


def test_names_are_shown_as_text() -> None:
    world = world_of_three()
    browser = Browser(world)
    ask(world, "POST", "/v2/user", {"name": "<script>x</script>", "email": "x@example.com"})
    browser.go("/people")
    assert "<script" not in browser.page
    assert "&lt;script&gt;x" in browser.page


@pytest.mark.parametrize("next_", ['"><script>', "/x?'\"<b>"])
def test_what_comes_in_the_address_is_shown_as_text(next_: str) -> None:
    browser = Browser(world_of_three())
    browser.go(f"/people?next={next_}")
    assert "<script" not in browser.page
    assert "<b>" not in browser.page
