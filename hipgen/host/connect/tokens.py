"""The host's JSON Web Tokens: signed with the secret of an installation, claims as captured.

Knows nothing of what the tokens are for.
"""

from __future__ import annotations

import jwt

from hipgen.host.chat import Person
from hipgen.host.state import Installation
from hipgen.host.wire import Json
from hipgen.host.world import World

ALGORITHM = "HS256"
NOBODY = "0"
"""`sub` where no person caused what happened: inferred, no capture has one."""


def claims(
    world: World, oauth_id: str, room_id: int | None, person: Person | None, lifetime: int | None = None
) -> dict[str, Json]:
    """The claims, in the order of the captures: `prn` repeats `sub`, `roomId` repeats `room_id`.

    `lifetime` is in seconds; else the settings' (an hour, as seen in a framework's comment). No room, no
    `room_id`: so it is on the configuration page of a global installation.
    """
    issued = int(world.now().timestamp())
    lasts = world.state.settings.jwt_lifetime if lifetime is None else lifetime
    subject = NOBODY if person is None else str(person.id)
    room = {} if room_id is None else {"room_id": room_id, "roomId": room_id}
    return {
        "iss": oauth_id,
        "sub": subject,
        "prn": subject,
        "iat": issued,
        "exp": issued + lasts,
        "jti": world.ids.secret(20),
        "context": {**room, "user_tz": "UTC" if person is None else person.timezone},
    }


def encoded(claims: Json, secret: str) -> str:
    """Claims as a token: HS256, the key the bytes of the secret."""
    return jwt.encode(claims, secret.encode(), ALGORITHM)


def sign(
    world: World,
    installation: Installation,
    room_id: int | None,
    person: Person | None,
    lifetime: int | None = None,
) -> str:
    """A token of the host for an installation, about a person (None: nobody) in a room (None: in none)."""
    return encoded(claims(world, installation.oauth_id, room_id, person, lifetime), installation.secret)


def read(token: str) -> Json:
    """The claims of a token, unverified, for the wire log; None for what isn't one."""
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return None
