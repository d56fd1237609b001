"""Access tokens: make one of any kind without a page, end one before its time.

Knows nothing of the grants by which add-ons get theirs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hipgen.host import oauth, shapes
from hipgen.host.control import NAME, SCOPE_LIST, TEXT, Order, control
from hipgen.host.control.named import installation_named, person_named, room_named, the_installation
from hipgen.host.refusal import Refused
from hipgen.host.state import SCOPES, Token, TokenKind
from hipgen.host.wire import Reply, json_reply
from hipgen.nearest import similar

Owner = tuple[TokenKind, tuple[str, ...], dict[str, Any]]
"""A token's kind, the scopes that it may have, and whose it is, as `oauth.issue` takes it."""


def _personal(order: Order) -> Owner:
    return TokenKind.PERSONAL, tuple(SCOPES), {"person": person_named(order.world, order.body["as"]).id}


def _of_a_room(order: Order) -> Owner:
    return TokenKind.ROOM, oauth.ROOM_SCOPES, {"room": room_named(order.world, order.body["room"]).id}


def _of_an_addon(order: Order) -> Owner:
    found = installation_named(order.world, order.body["installation"])
    return TokenKind.ADDON, found.scopes, {"installation": found.oauth_id}


OWNERS = {"as": _personal, "room": _of_a_room, "installation": _of_an_addon}


@control(
    "POST",
    "/control/tokens",
    body={
        "as": NAME,
        "room": NAME,
        "installation": NAME,
        "scopes": SCOPE_LIST,
        "lifetime": {"type": "number", "minimum": 0, "maximum": 3_153_600_000},
        "label": TEXT,
    },
)
def make_token(order: Order) -> Reply:
    """A personal token (`as`), a room's notification token (`room`) or an add-on's token (`installation`).

    Without scopes it has all that its kind may have; without a lifetime it ends when HipChat's would have.
    """
    world, body = order.world, order.body
    kind, most, owner = OWNERS[_only(order)](order)
    scopes = _within(body["scopes"], most) if "scopes" in body else most
    token = oauth.issue(world, kind, scopes, label=body.get("label"), **owner)
    if "lifetime" in body:
        token = replace(token, expires=world.now() + timedelta(seconds=body["lifetime"]))
        world.state.tokens[token.token] = token
    shown = {"token": token.token, "scopes": list(token.scopes), "expires": shapes.seconds(token.expires)}
    return json_reply(201, shown)


@control(
    "POST",
    "/control/tokens/expire",
    body={"token": TEXT, "installation": NAME, "all": {"const": True}},
)
def expire_tokens(order: Order) -> Reply:
    """End tokens now: one, those of an installation, or those of `all` installations."""
    world = order.world
    ended = _meant(order)
    for token in ended:
        world.state.tokens[token.token] = replace(token, expires=world.now())
    return json_reply(200, {"expired": len(ended)})


def _only(order: Order) -> str:
    """The one owner that a request names. Raises Refused (400)."""
    named = [name for name in OWNERS if name in order.body]
    if len(named) != 1:
        raise Refused(400, "name one of 'as', 'room' and 'installation'")
    return named[0]


def _within(asked: list[str], most: tuple[str, ...]) -> tuple[str, ...]:
    """Scopes that are among those that may be had. Raises Refused (400)."""
    for scope in asked:
        if scope not in most:
            meant = similar(scope, most)
            why = f"; did you mean {meant!r}?" if meant else f"; there is {', '.join(most) or 'none'}"
            raise Refused(400, f"the scope {scope!r} can't be had{why}")
    return tuple(dict.fromkeys(asked))


def _meant(order: Order) -> tuple[Token, ...]:
    """The tokens that are to end and haven't. Raises Refused: 400, 404."""
    known, body = order.world.state.tokens, order.body
    if len(body) != 1:
        raise Refused(400, "name one of 'token', 'installation' and 'all'")
    if "token" in body and body["token"] not in known:
        raise Refused(404, "there is no such token")
    if "token" in body:
        chosen = [known[body["token"]]]
    elif "installation" in body:
        oauth_id = the_installation(order).oauth_id
        chosen = [token for token in known.values() if token.installation == oauth_id]
    else:
        chosen = [token for token in known.values() if token.installation is not None]
    now = order.world.now()
    return tuple(token for token in chosen if token.expires is None or token.expires > now)
