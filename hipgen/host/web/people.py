"""Who a browser is, and whether a form came from a page of this host.

The person is a choice kept in a cookie, not a sign-in: the host runs for development, and whoever reaches its
pages may be anybody. What is guarded is that no other site makes a browser act. Knows nothing of what the
forms are for.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from urllib.parse import urlsplit

from hipgen.host.chat import Person
from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page, pages
from hipgen.host.wire import Json, Reply, page_reply, redirect

PERSON = "hipgen_person"
WINDOW = "hipgen-person"
"""The header in which a window of the page says who it is, since two windows share their cookies; the page's
stream of news, which can send no header, says it in the query parameter `as`.
"""
BROWSER = "hipgen_browser"
THEME = "hipgen_theme"
FIELD = "form_token"
COOKIE = "Path=/; HttpOnly; SameSite=Lax"
FORM = "application/x-www-form-urlencoded"


def browser_person(visit: Visit) -> Person:
    """The person a window or its browser chose to be, else the first administrator, else the first person.

    Raises Refused (404) where there is nobody at all.
    """
    chosen = visit.request.headers.get(WINDOW) or visit.request.cookies().get(PERSON, "")
    here = [person for person in visit.world.chat.people() if not person.is_deleted]
    for person in here:
        if str(person.id) == chosen:
            return person
    found = next((person for person in here if person.is_admin), here[0] if here else None)
    if found is None:
        raise Refused(404, "There is nobody in this group yet")
    return found


def form_token(visit: Visit) -> str:
    """What a form of this browser carries as `form_token`: bound to the browser, the person and the world."""
    return _token(visit, _browser(visit))


def checked_form(visit: Visit) -> dict[str, str]:
    """The fields of a form that a page of this host sent.

    Raises Refused: 403 for one from another site or without the right token, 400 for a body that is no form.
    """
    origin = visit.request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != urlsplit(visit.base).netloc:
        raise Refused(403, "This form was sent from another site")
    if visit.request.content_type != FORM:
        raise Refused(400, "This is not a form")
    fields = visit.request.form()
    sent = fields.pop(FIELD, "").encode("utf-8", "replace")
    if BROWSER not in visit.request.cookies() or not hmac.compare_digest(sent, form_token(visit).encode()):
        raise Refused(403, "This form is out of date: load its page again")
    return fields


def show(visit: Visit, template: str, status: int = 200, **context: Json) -> Reply:
    """A page of the host for this browser. `context` must hold `title` and what the template itself names."""
    browser = _browser(visit)
    question = f"?{visit.request.query_string}" if visit.request.query_string else ""
    try:
        person = browser_person(visit)
    except Refused:
        person = None
    shared = {
        "group": visit.world.state.group,
        "theme": theme(visit),
        "person": person,
        "here": visit.request.path + question if visit.request.method == "GET" else "/",
        FIELD: _token(visit, browser),
    }
    html = pages.render(template, **{**shared, **context})
    if BROWSER in visit.request.cookies():
        return page_reply(status, html, NOT_KEPT)
    return page_reply(status, html, NOT_KEPT, ("Set-Cookie", f"{BROWSER}={browser}; {COOKIE}"))


def theme(visit: Visit) -> str | None:
    """What the browser was switched to, `light` or `dark`; None where it goes by the system."""
    chosen = visit.request.cookies().get(THEME)
    return chosen if chosen in {"light", "dark"} else None


def browser_cookie(visit: Visit) -> tuple[tuple[str, str], ...]:
    """The header that gives a browser its text; none for a browser that has one."""
    if BROWSER in visit.request.cookies():
        return ()
    return (("Set-Cookie", f"{BROWSER}={_browser(visit)}; {COOKIE}"),)


NOT_KEPT = ("Cache-Control", "no-store")
"""Pages show who somebody is, and now and then a secret once."""


def show_refusal(visit: Visit, refusal: Refused) -> Reply:
    """A refusal as a page, for browsers."""
    return show(visit, "message.html", refusal.status, title="This did not work", lines=[refusal.message])


def local(address: str) -> str:
    """An address to go on to if it lies on this host, as a path in ASCII; else `/`."""
    fits = re.fullmatch(r"/([!-.0-\[\]-~][!-~]*)?", address)
    return address if fits else "/"


@page("GET", "/people")
def choose(visit: Visit) -> Reply:
    """Who is in the group, each with a button to be them."""
    people = [person for person in visit.world.chat.people() if not person.is_deleted]
    following = local(visit.request.asked("next") or "/people")
    return show(visit, "people.html", title="Who are you?", people=people, next=following)


@page("POST", "/people")
def be(visit: Visit) -> Reply:
    """Be somebody else from now on, and go back to where one came from."""
    try:
        fields = checked_form(visit)
        person = _numbered(visit, fields.get("person", ""))
    except Refused as refusal:
        return show_refusal(visit, refusal)
    cookie = ("Set-Cookie", f"{PERSON}={person.id}; {COOKIE}")
    return redirect(local(fields.get("next") or "/people"), cookie)


def _numbered(visit: Visit, number: str) -> Person:
    for person in visit.world.chat.people():
        if str(person.id) == number and not person.is_deleted:
            return person
    raise Refused(404, "There is no such person")


def _browser(visit: Visit) -> str:
    """What tells one browser from another: a random text in a cookie, new for one that has none."""
    return visit.request.cookies().get(BROWSER) or visit.world.ids.secret(20)


def _token(visit: Visit, browser: str) -> str:
    secrets = visit.world.state.secrets
    if "forms" not in secrets:
        secrets["forms"] = visit.world.ids.secret(40)
    person = visit.request.cookies().get(PERSON, "")
    return hmac.new(secrets["forms"].encode(), f"{browser}/{person}".encode(), sha256).hexdigest()
