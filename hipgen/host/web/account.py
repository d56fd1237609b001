"""Tokens that people make by hand: personal ones, those of rooms, and what they allowed add-ons.

A token is shown once, when it is made; afterwards it is named by a digest.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from hipgen.host import oauth
from hipgen.host.chat import Person, Room
from hipgen.host.refusal import Refused
from hipgen.host.state import Token, TokenKind
from hipgen.host.web import Visit, page, people
from hipgen.host.web.authorize import scopes_in_words
from hipgen.host.wire import Json, Reply, redirect, whole

LONGEST_LABEL = 50


@page("GET", "/account")
def account(visit: Visit) -> Reply:
    """The tokens of the person of this browser."""
    return _guarded(visit, lambda: _account(visit))


@page("POST", "/account/tokens")
def make_token(visit: Visit) -> Reply:
    """Make a personal token and show it."""

    def make() -> Reply:
        fields, person = people.checked_form(visit), people.browser_person(visit)
        chosen = tuple(scope for scope in oauth.own_scopes(person) if f"scope.{scope}" in fields)
        if not chosen:
            raise Refused(400, "Choose at least one scope.")
        label = _label(fields)
        made = oauth.issue(visit.world, TokenKind.PERSONAL, chosen, person=person.id, label=label)
        return _account(visit, made)

    return _guarded(visit, make)


@page("POST", "/account/revoke")
def revoke_token(visit: Visit) -> Reply:
    """Revoke a personal token of one's own."""

    def revoke() -> Reply:
        fields = people.checked_form(visit)
        _revoke(visit, _own(visit, people.browser_person(visit)), fields.get("token", ""))
        return redirect("/account")

    return _guarded(visit, revoke)


@page("POST", "/account/withdraw")
def withdraw_consent(visit: Visit) -> Reply:
    """Let an add-on act no longer: its tokens for this person die."""

    def withdraw() -> Reply:
        fields = people.checked_form(visit)
        oauth.withdraw(visit.world, fields.get("client", ""), people.browser_person(visit).id)
        return redirect("/account")

    return _guarded(visit, withdraw)


@page("GET", "/account/rooms/{room}")
def room_tokens(visit: Visit) -> Reply:
    """The notification tokens of a room."""
    return _guarded(visit, lambda: _room_tokens(visit, _room(visit)))


@page("POST", "/account/rooms/{room}")
def make_room_token(visit: Visit) -> Reply:
    """Make a notification token of a room and show it."""

    def make() -> Reply:
        fields, room = people.checked_form(visit), _room(visit)
        return _room_tokens(visit, room, oauth.issue_for_room(visit.world, room, _label(fields)))

    return _guarded(visit, make)


@page("POST", "/account/rooms/{room}/revoke")
def revoke_room_token(visit: Visit) -> Reply:
    """Revoke a notification token of a room."""

    def revoke() -> Reply:
        fields, room = people.checked_form(visit), _room(visit)
        _revoke(visit, _of_room(visit, room), fields.get("token", ""))
        return redirect(f"/account/rooms/{room.id}")

    return _guarded(visit, revoke)


def named(token: Token) -> str:
    """What a page calls a token, so that it need not show it again."""
    return sha256(token.token.encode()).hexdigest()[:16]


def _guarded(visit: Visit, run: Callable[[], Reply]) -> Reply:
    try:
        return run()
    except Refused as refusal:
        return people.show_refusal(visit, refusal)


def _account(visit: Visit, made: Token | None = None) -> Reply:
    world, person = visit.world, people.browser_person(visit)
    return people.show(
        visit,
        "account.html",
        title="Account",
        made=made,
        tokens=_listed(_own(visit, person)),
        scopes=scopes_in_words(oauth.own_scopes(person)),
        grants=_grants(visit, person),
        rooms=[room for room in world.chat.rooms() if oauth.administers(person, room)],
    )


def _room_tokens(visit: Visit, room: Room, made: Token | None = None) -> Reply:
    tokens = _listed(_of_room(visit, room))
    return people.show(visit, "room_tokens.html", title=room.name, room=room, made=made, tokens=tokens)


def _own(visit: Visit, person: Person) -> list[Token]:
    return _alive(visit, lambda token: token.kind is TokenKind.PERSONAL and token.person == person.id)


def _of_room(visit: Visit, room: Room) -> list[Token]:
    return _alive(visit, lambda token: token.kind is TokenKind.ROOM and token.room == room.id)


def _alive(visit: Visit, fits: Callable[[Token], bool]) -> list[Token]:
    now = visit.world.now()
    tokens = visit.world.state.tokens.values()
    return [token for token in tokens if fits(token) and (token.expires is None or token.expires > now)]


def _listed(tokens: list[Token]) -> list[Json]:
    return [{"id": named(token), "token": token} for token in tokens]


def _revoke(visit: Visit, tokens: list[Token], name: str) -> None:
    """Revoke one of these tokens. Raises Refused (404) if none has the name."""
    for token in tokens:
        if named(token) == name:
            del visit.world.state.tokens[token.token]
            return
    raise Refused(404, "This token is gone already.")


def _grants(visit: Visit, person: Person) -> list[Json]:
    """The add-ons that may act for a person, each once."""
    state = visit.world.state
    found: dict[str, Json] = {}
    for refresh in state.refreshes.values():
        client = state.installations.get(refresh.installation)
        if refresh.person == person.id and client is not None:
            found[client.oauth_id] = {"id": client.oauth_id, "name": client.name, "scopes": refresh.scopes}
    return list(found.values())


def _room(visit: Visit) -> Room:
    """The room that the path names. Raises Refused: 404, 403 for somebody who doesn't administer it."""
    room = visit.world.chat.room(whole(visit.path["room"]) or 0)
    if room is None:
        raise Refused(404, "There is no such room.")
    if not oauth.administers(people.browser_person(visit), room):
        raise Refused(403, "Only administrators of the room see its tokens.")
    return room


def _label(fields: dict[str, str]) -> str | None:
    return fields.get("label", "").strip()[:LONGEST_LABEL] or None
