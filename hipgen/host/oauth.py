"""OAuth 2: which grant gives which token, and how long it lives.

One function for each grant type of HipChat's API reference. Knows nothing of HTTP but that a client has an id
and a secret.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TypeAlias

from hipgen.host import people
from hipgen.host.api import find_person, find_room
from hipgen.host.chat import Person, Room
from hipgen.host.refusal import Refused
from hipgen.host.state import SCOPES, Code, Installation, Refresh, Token, TokenKind
from hipgen.host.wire import Json
from hipgen.host.world import World

ROOM_SCOPES = ("send_notification",)
"""What a room notification token may do, and nothing else, as documented."""
FOREVER = 431_999_999
"""Seconds that a token without an end is said to last: what the live host answered, nearly 14 years."""
TIDY = 256
"""At every so many tokens those that expired are forgotten."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a token: `id` and `secret` as they came by HTTP Basic (None: they didn't), and fields."""

    id: str | None
    secret: str | None
    fields: Mapping[str, str]

    def field(self, name: str) -> str:
        """A field's text, empty where it is absent. Numbers in JSON count as their digits."""
        value = self.fields.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Granted:
    """What a grant gives: a token, for users' grants with one to renew it."""

    token: Token
    refresh: str | None = None


Grant: TypeAlias = Callable[[World, Asked], Granted]


def grant(world: World, asked: Asked) -> Json:
    """The answer to a request for a token, as documented.

    Raises Refused: 401 for an unknown or uninstalled client or a wrong secret or password; 400 for an unknown
    grant type, a scope that the client hasn't, a code or refresh token that isn't good.
    """
    found = GRANTS.get(asked.field("grant_type"))
    if found is None:
        raise Refused(400, "Unknown grant_type")
    granted = found(world, asked)
    group, token = world.state.group, granted.token
    return {
        "access_token": token.token,
        "expires_in": lasts(world, token),
        "group_id": group.id,
        "group_name": group.name,
        "scope": " ".join(token.scopes),
        "token_type": "bearer",
        **({"refresh_token": granted.refresh} if granted.refresh else {}),
    }


def issue(
    world: World,
    kind: TokenKind,
    scopes: Iterable[str],
    *,
    installation: str | None = None,
    person: int | None = None,
    room: int | None = None,
    label: str | None = None,
) -> Token:
    """A new token of 40 characters, which lives as long as the settings say for its kind."""
    now, lifetime = world.now(), _lifetime(world, kind)
    if len(world.state.tokens) % TIDY == TIDY - 1:
        _tidy(world)
    token = Token(
        world.ids.secret(40),
        kind,
        tuple(scopes),
        now,
        None if lifetime is None else now + timedelta(seconds=lifetime),
        installation,
        person,
        room,
        label,
    )
    world.state.tokens[token.token] = token
    return token


def issue_code(
    world: World, installation: Installation, person: Person, scopes: tuple[str, ...], redirect_uri: str
) -> Code:
    """A code that says that a person consented; good once, for a few minutes."""
    now = world.now()
    for old in [code.code for code in world.state.codes.values() if code.expires <= now]:
        del world.state.codes[old]
    expires = now + timedelta(seconds=world.state.settings.code_lifetime)
    code = Code(world.ids.secret(40), installation.oauth_id, person.id, scopes, redirect_uri, expires)
    world.state.codes[code.code] = code
    return code


def withdraw(world: World, installation: str, person: int) -> None:
    """Take back a person's consent: the add-on's tokens for that person die."""
    state = world.state
    for table in (state.tokens, state.refreshes, state.codes):
        for key in [
            key
            for key, record in table.items()
            if record.installation == installation and record.person == person
        ]:
            del table[key]


def lasts(world: World, token: Token) -> int:
    """Seconds that a token still lasts: of a new one its whole lifetime, though a moment of it is over."""
    if token.expires is None:
        return FOREVER
    return max(0, ceil((token.expires - world.now()).total_seconds()))


def subset(sent: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The scopes of a field, separated by spaces; all that are allowed when it is empty.

    Raises Refused (400) for any that isn't allowed.
    """
    names = tuple(dict.fromkeys(sent.split()))
    for name in names:
        if name not in allowed:
            raise Refused(400, f"Scope {name} is not one of: {', '.join(allowed) or 'none'}")
    return names or allowed


def own_scopes(person: Person) -> tuple[str, ...]:
    """What a person's own token may hold: importing is for add-ons, and only administrators administer.

    Inferred.
    """
    withheld = {"import_data"} if person.is_admin else {"import_data", "admin_group"}
    return tuple(scope for scope in SCOPES if scope not in withheld)


def client_of(world: World, asked: Asked) -> Installation:
    """The installation whose id and secret came. Raises Refused (401)."""
    found = world.state.installations.get(asked.id or "")
    secret = (asked.secret or "").encode("utf-8", "replace")
    if found is None or not hmac.compare_digest(secret, found.secret.encode("utf-8", "replace")):
        raise Refused(401, "Invalid OAuth client", (("WWW-Authenticate", 'Basic realm="HipChat"'),))
    return found


def _client_credentials(world: World, asked: Asked) -> Granted:
    """The add-on's own token; with `username` one to act for a person who has consented.

    That consent is needed is inferred: the reference says only that the field names whom to act for.
    """
    client = client_of(world, asked)
    username = asked.field("username")
    if not username:
        scopes = subset(asked.field("scope"), client.scopes)
        return Granted(issue(world, TokenKind.ADDON, scopes, installation=client.oauth_id))
    person = find_person(world, username)
    consents = world.state.refreshes.values()
    consent = next(
        (
            each
            for each in consents
            if person and (each.installation, each.person) == (client.oauth_id, person.id)
        ),
        None,
    )
    if person is None or consent is None:
        raise Refused(400, f"User {username} has not authorized this client")
    scopes = subset(asked.field("scope"), _still(client, consent.scopes))
    return Granted(_for_person(world, client, person.id, scopes))


def _authorization_code(world: World, asked: Asked) -> Granted:
    """The token of a person who consented in a browser, and one to renew it. A code is good once."""
    client = client_of(world, asked)
    code = world.state.codes.get(asked.field("code"))
    if code is None or code.installation != client.oauth_id or code.expires <= world.now():
        raise Refused(400, "Invalid authorization code")
    if asked.field("redirect_uri") != code.redirect_uri:
        raise Refused(400, "redirect_uri is not the one that the code was sent to")
    _fits(world, asked, code.person)
    scopes = subset(asked.field("scope"), _still(client, code.scopes))
    del world.state.codes[code.code]
    refresh = Refresh(world.ids.secret(40), client.oauth_id, code.person, scopes)
    world.state.refreshes[refresh.token] = refresh
    return Granted(_for_person(world, client, code.person, scopes), refresh.token)


def _refresh_token(world: World, asked: Asked) -> Granted:
    """The next token of a grant. The refresh token stays as it is: whether HipChat changed it is unknown, and
    so an add-on that keeps the first one works, and one that keeps the newest.
    """
    client = client_of(world, asked)
    refresh = world.state.refreshes.get(asked.field("refresh_token"))
    if refresh is None or refresh.installation != client.oauth_id:
        raise Refused(400, "Invalid refresh token")
    _fits(world, asked, refresh.person)
    scopes = subset(asked.field("scope"), _still(client, refresh.scopes))
    return Granted(_for_person(world, client, refresh.person, scopes), refresh.token)


def _password(world: World, asked: Asked) -> Granted:
    """A person's token for their name and password, through a client or, without HTTP Basic, through none.

    What a client without id may ask for is inferred.
    """
    client = None if asked.id is None else client_of(world, asked)
    person = _person(world, asked.field("username"), asked.field("password"))
    allowed = own_scopes(person) if client is None else client.scopes
    scopes = subset(asked.field("scope"), allowed)
    if client is not None:
        return Granted(_for_person(world, client, person.id, scopes))
    return Granted(issue(world, TokenKind.USER, scopes, person=person.id))


def _personal(world: World, asked: Asked) -> Granted:
    """A personal token, as the account page makes them. Inferred: HTTP Basic with e-mail and password."""
    person = _person(world, asked.id or "", asked.secret or "")
    scopes = subset(asked.field("scope"), own_scopes(person))
    label = asked.field("client_name") or None
    return Granted(issue(world, TokenKind.PERSONAL, scopes, person=person.id, label=label))


def _room_notification(world: World, asked: Asked) -> Granted:
    """A room's notification token, as the room's page makes them.

    Inferred: HTTP Basic with e-mail and password of somebody who administers the room, and the room in
    `room_id`, which no source names.
    """
    person = _person(world, asked.id or "", asked.secret or "")
    room = find_room(world, asked.field("room_id"))
    if room is None:
        raise Refused(400, "room_id must name a room")
    if not administers(person, room):
        raise Refused(403, "Only administrators of the room make its tokens")
    return Granted(issue_for_room(world, room, asked.field("client_name") or None))


def issue_for_room(world: World, room: Room, label: str | None) -> Token:
    """A room notification token: it sends notifications into that room, and nothing else."""
    return issue(world, TokenKind.ROOM, ROOM_SCOPES, room=room.id, label=label)


def administers(person: Person, room: Room) -> bool:
    """Whether somebody may change a room: its owner, its administrators, those of the group."""
    return person.is_admin or person.id == room.owner or person.id in room.admins


GRANTS: Mapping[str, Grant] = {
    "client_credentials": _client_credentials,
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
    "password": _password,
    "personal": _personal,
    "room_notification": _room_notification,
}


def _for_person(world: World, client: Installation, person: int, scopes: tuple[str, ...]) -> Token:
    return issue(world, TokenKind.USER, scopes, installation=client.oauth_id, person=person)


def _still(client: Installation, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Of what a person consented to, what the add-on's descriptor still asks for."""
    return tuple(scope for scope in scopes if scope in client.scopes)


def _person(world: World, username: str, password: str) -> Person:
    """The person of a name (or e-mail address) and password. Raises Refused (401)."""
    person = find_person(world, username) if username else None
    if person is None or not people.right_password(world, person, password):
        raise Refused(401, "Invalid username or password")
    return person


def _fits(world: World, asked: Asked, person: int) -> None:
    """`user_id` and `group_id` may be left out. Raises Refused (400) where they don't fit (inferred)."""
    for name, right in (("user_id", person), ("group_id", world.state.group.id)):
        if asked.field(name) not in ("", str(right)):
            raise Refused(400, f"{name} does not fit")


def _lifetime(world: World, kind: TokenKind) -> int | None:
    """In seconds. A room's notification token has no end (inferred)."""
    settings = world.state.settings
    match kind:
        case TokenKind.ADDON:
            return settings.addon_token_lifetime
        case TokenKind.USER:
            return settings.user_token_lifetime
        case TokenKind.PERSONAL:
            return settings.personal_token_lifetime
        case TokenKind.ROOM:
            return None


def _tidy(world: World) -> None:
    now = world.now()
    for token in tuple(world.state.tokens.values()):
        if token.expires is not None and token.expires <= now:
            del world.state.tokens[token.token]
