"""HipChat's JSON Web Tokens, true and forged.

The true one carries the claims that the real host was seen to send (HipChat Connect, "Understanding JWT for
apps"); each forgery differs from it in one thing. What an add-on answers is not known here.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

USER = 41207


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one installation's tokens are made from."""

    oauth_id: str
    secret: str
    room_id: int | None


def claims(signer: Credentials, room_id: int | None, **changes: Any) -> dict[str, Any]:
    """The claims of one fresh token; a change to None takes the claim out."""
    now = int(time.time())
    context: dict[str, Any] = {"user_tz": "Europe/Lisbon"}
    if room_id is not None:
        context |= {"room_id": room_id, "roomId": room_id}
    told = {
        "iss": signer.oauth_id,
        "sub": str(USER),
        "prn": str(USER),
        "iat": now,
        "exp": now + 3600,
        "jti": secrets.token_hex(10),
        "context": context,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def sign(signer: Credentials, room_id: int | None, **changes: Any) -> str:
    return jwt.encode(claims(signer, room_id, **changes), signer.secret, algorithm="HS256")


def _hs512(signer: Credentials, room_id: int | None) -> str:
    """Signed with the right secret by another algorithm; by hand, as PyJWT warns of the key's length."""
    parts = ({"alg": "HS512", "typ": "JWT"}, claims(signer, room_id))
    text = ".".join(_base64(json.dumps(part).encode("ascii")) for part in parts)
    seal = hmac.new(signer.secret.encode("ascii"), text.encode("ascii"), hashlib.sha512).digest()
    return f"{text}.{_base64(seal)}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _tampered(signer: Credentials, room_id: int | None) -> str:
    """A true signature under claims that were changed afterwards."""
    head, _, seal = sign(signer, room_id).split(".")
    body = _base64(json.dumps(claims(signer, room_id, sub="1")).encode("ascii"))
    return f"{head}.{body}.{seal}"


def _now(seconds: int) -> int:
    return int(time.time()) + seconds


Forger = Callable[[Credentials, int | None], str | None]

FORGERIES: dict[str, Forger] = {
    "unsigned": lambda signer, room: None,
    "not-a-token": lambda signer, room: "not.a.token",
    "empty": lambda signer, room: "",
    "wrong-secret": lambda signer, room: jwt.encode(claims(signer, room), "0" * 40, algorithm="HS256"),
    "tampered": _tampered,
    "alg-none": lambda signer, room: jwt.encode(claims(signer, room), "", algorithm="none"),
    "other-algorithm": _hs512,
    "unknown-issuer": lambda signer, room: sign(signer, room, iss="00000000-0000-4000-8000-000000000000"),
    "no-issuer": lambda signer, room: sign(signer, room, iss=None),
    "expired": lambda signer, room: sign(signer, room, iat=_now(-7200), exp=_now(-3600)),
    # What a header calls critical must be understood, or the token refused (RFC 7515).
    "critical": lambda signer, room: jwt.encode(
        claims(signer, room), signer.secret, algorithm="HS256", headers={"crit": ["x"], "x": 1}
    ),
    "no-expiry": lambda signer, room: sign(signer, room, exp=None),
    "not-yet-valid": lambda signer, room: sign(signer, room, nbf=_now(3600)),
    "issued-in-future": lambda signer, room: sign(signer, room, iat=_now(1800)),
    # The real host never sent an audience: a token with one is the add-on's own, from its settings page.
    "with-audience": lambda signer, room: sign(signer, room, aud="settings"),
}
