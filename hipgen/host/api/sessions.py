"""OAuth sessions: getting a token, reading what it is, withdrawing it."""

from __future__ import annotations

import base64
import binascii

from hipgen.host import oauth, paging, shapes
from hipgen.host.access import BAD_SESSION
from hipgen.host.api import Visit, answers
from hipgen.host.refusal import Refused
from hipgen.host.state import Token
from hipgen.host.wire import Json, Reply, Request, json_reply


@answers("generate_token")
def generate_token(visit: Visit) -> Reply:
    """A token for a grant. Fields come in a form, in JSON, or in the query, as one client sends them."""
    id, secret = _basic(visit.request) or (None, None)
    answer = oauth.grant(visit.world, oauth.Asked(id, secret, visit.body))
    return json_reply(200, answer, ("Cache-Control", "no-store"))


@answers("get_session")
def get_session(visit: Visit) -> Reply:
    """What a token is. Clients ask with the token itself; that another one may ask too is inferred."""
    token = _token(visit)
    person = shapes.somebody(visit.world, token.person, visit.base)
    session = {
        "access_token": token.token,
        "expires_in": oauth.lasts(visit.world, token),
        "scopes": list(token.scopes),
        "owner_type": "client" if person is None else "user",
        "owner": person,
        "client": _client(visit, token),
        "links": {"self": f"{visit.base}/v2/oauth/token/{token.token}"},
    }
    return json_reply(200, paging.expanded(visit.world, visit.request, session))


@answers("delete_session")
def delete_session(visit: Visit) -> Reply:
    """Withdraw a token: it is dead at once. Any caller may, as documented."""
    del visit.world.state.tokens[_token(visit).token]
    return Reply(204)


def _token(visit: Visit) -> Token:
    """The token that the path names. Raises Refused (404) for an unknown or expired one (inferred)."""
    token = visit.world.state.tokens.get(visit.path["access_token"])
    if token is None or (token.expires is not None and token.expires <= visit.world.now()):
        raise Refused(404, BAD_SESSION)
    return token


def _client(visit: Visit, token: Token) -> Json:
    """The OAuth client of a token; for one that a person made by hand what the page called it."""
    installation = visit.world.state.installations.get(token.installation or "")
    if installation is not None:
        return shapes.client_ref(visit.world, installation, visit.base)
    room = visit.world.chat.room(token.room) if token.room is not None else None
    return {
        "name": token.label,
        "allowed_scopes": list(token.scopes),
        "room": shapes.room_ref(room, visit.base) if room else None,
    }


def _basic(request: Request) -> tuple[str, str] | None:
    """Name and password of HTTP Basic, or None without. Raises Refused (401) for one that can't be read."""
    scheme, _space, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise Refused(401, "Invalid Basic authorization") from error
    return (name, password) if colon else (name, "")
