"""The page on which a person lets an add-on act for them, the first half of the authorization-code grant.

Parameters follow OAuth 2: HipChat's API reference names the grant, and no recording of the page was found.
What can't be trusted to lead back to the add-on is told on a page and never redirected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_letters, digits, punctuation
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from hipgen.host import oauth
from hipgen.host.api.capabilities import DESCRIPTIONS
from hipgen.host.connect.calls import callable_url
from hipgen.host.refusal import Refused
from hipgen.host.state import SCOPES, Installation
from hipgen.host.web import Visit, page, people
from hipgen.host.wire import Json, Reply, redirect
from hipgen.host.wirelog import masked_url

NAMES = ("response_type", "client_id", "redirect_uri", "scope", "state")
PAGE = "/users/authorize"
ASCII = ascii_letters + digits + punctuation


@dataclass(frozen=True, slots=True)
class Wish:
    """What an add-on wants: to act with `scopes`, and the answer at `redirect_uri` with `state`."""

    client: Installation
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None


class LedBack(Exception):  # noqa: N818  (an answer to the add-on, not an error of the host)
    """An error of OAuth 2 that the add-on hears of at its own address."""

    def __init__(self, error: str, redirect_uri: str, state: str | None) -> None:
        super().__init__(error)
        self.address = led_to(redirect_uri, error=error, state=state)


@page("GET", PAGE)
def ask(visit: Visit) -> Reply:
    """Ask the person of this browser."""
    fields = {name: value for name in NAMES if (value := visit.request.asked(name)) is not None}
    try:
        wish = _wish(visit, fields)
        reply = _consent(visit, wish, fields)
    except LedBack as error:
        reply = redirect(error.address)
    except Refused as refusal:
        reply = people.show_refusal(visit, refusal)
    return _noted(visit, reply)


@page("POST", PAGE)
def answer(visit: Visit) -> Reply:
    """Lead back to the add-on, with a code or with `access_denied`."""
    try:
        fields = people.checked_form(visit)
        reply = redirect(_answered(visit, _wish(visit, fields), fields.get("answer", "")))
    except LedBack as error:
        reply = redirect(error.address)
    except Refused as refusal:
        reply = people.show_refusal(visit, refusal)
    return _noted(visit, reply)


def led_to(address: str, **parameters: str | None) -> str:
    """An address with parameters added to its query; those that are None are left out.

    Headers are ASCII: what isn't is percent-encoded, as browsers do.
    """
    parts = urlsplit(quote(address, safe=ASCII))
    added = urlencode({name: value for name, value in parameters.items() if value is not None})
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))


def _wish(visit: Visit, fields: Mapping[str, str]) -> Wish:
    """What is asked for. Raises Refused where the add-on or its address isn't known, else LedBack."""
    client = visit.world.state.installations.get(fields.get("client_id", ""))
    if client is None:
        raise Refused(400, "No add-on with this client_id is installed here.")
    address, state = fields.get("redirect_uri", ""), fields.get("state")
    if address not in redirection_urls(client):
        raise Refused(
            400, f"redirect_uri is not one of the redirectionUrls of {client.name}: {address or 'none'}"
        )
    if not callable_url(address):
        raise Refused(400, f"redirect_uri is not an http or https address: {address}")
    if fields.get("response_type") != "code":
        raise LedBack("unsupported_response_type", address, state)
    try:
        scopes = oauth.subset(fields.get("scope", ""), client.scopes)
    except Refused as refusal:
        raise LedBack("invalid_scope", address, state) from refusal
    return Wish(client, address, scopes, state)


def redirection_urls(client: Installation) -> tuple[str, ...]:
    """Where an add-on may be answered: `oauth2Consumer.redirectionUrls` of its descriptor."""
    found = client.capabilities.get("oauth2Consumer", {}).get("redirectionUrls", ())
    return tuple(url for url in found if isinstance(url, str) and url)


def _consent(visit: Visit, wish: Wish, fields: Mapping[str, str]) -> Reply:
    room = visit.world.chat.room(wish.client.room) if wish.client.room is not None else None
    return people.show(
        visit,
        "authorize.html",
        title=f"Authorize {wish.client.name}",
        person=people.browser_person(visit),
        addon=wish.client,
        room=room,
        scopes=scopes_in_words(wish.scopes),
        request=dict(fields),
    )


def scopes_in_words(scopes: tuple[str, ...]) -> list[Json]:
    """Scopes with their names and what they allow."""
    return [{"id": id, "name": SCOPES.get(id, id), "description": DESCRIPTIONS.get(id, "")} for id in scopes]


def _answered(visit: Visit, wish: Wish, answer: str) -> str:
    """Where the browser goes on. Raises Refused (400) for neither yes nor no."""
    match answer:
        case "approve":
            person = people.browser_person(visit)
            code = oauth.issue_code(visit.world, wish.client, person, wish.scopes, wish.redirect_uri)
            return led_to(wish.redirect_uri, code=code.code, state=wish.state)
        case "deny":
            return led_to(wish.redirect_uri, error="access_denied", state=wish.state)
        case _:
            raise Refused(400, "Neither approved nor denied.")


def _noted(visit: Visit, reply: Reply) -> Reply:
    """Note in the wire log that a browser came by and where it was led, without code and form."""
    request = visit.request
    question = f"?{request.query_string}" if request.query_string else ""
    location = reply.header("location")
    visit.world.log.add(
        visit.world.now(),
        "in",
        "page",
        method=request.method,
        url=masked_url(f"{request.base}{request.path}{question}"),
        status=reply.status,
        note=f"led to {masked_url(location)}" if location else "",
    )
    return reply
