"""The host's tokens, beside the test vector of the protocol."""

from __future__ import annotations

import jwt
import pytest

from hipgen.host.connect import tokens
from hipgen.host.wire import Json
from tests.host.addons import descriptor, installed
from tests.host.worlds import START, world_of_three

SECRET = "kettle0Secret1Kettle2Secret3Kettle4Secre"
CLAIMS: Json = {
    "iss": "5f1d0c3a-8a77-4b0e-9c1e-2f6a0b7d9e44",
    "sub": "41207",
    "prn": "41207",
    "iat": 1500000000,
    "exp": 1500003600,
    "jti": "Qw3rTy7UiOp9AsDfGh1J",
    "context": {"room_id": 730155, "user_tz": "Europe/Lisbon"},
}
VECTOR = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpc3MiOiI1ZjFkMGMzYS04YTc3LTRiMGUtOWMxZS0yZjZhMGI3ZDllNDQiLCJzdWIiOiI0MTIwNyIsInBybiI6IjQxMjA3Iiwi"
    "aWF0IjoxNTAwMDAwMDAwLCJleHAiOjE1MDAwMDM2MDAsImp0aSI6IlF3M3JUeTdVaU9wOUFzRGZHaDFKIiwiY29udGV4dCI6eyJy"
    "b29tX2lkIjo3MzAxNTUsInVzZXJfdHoiOiJFdXJvcGUvTGlzYm9uIn19."
    "41KUVmD5YJtuMYxn69nNfByrNEUs8u4xiW3XuxYYJoo"
)


def test_a_token_has_the_bytes_of_the_vector() -> None:
    assert tokens.encoded(CLAIMS, SECRET) == VECTOR


@pytest.mark.parametrize(
    ("room", "person", "lifetime", "expected"),
    [
        (1, 2, None, ("2", 3600, {"room_id": 1, "roomId": 1, "user_tz": "Europe/Lisbon"})),
        (None, 2, None, ("2", 3600, {"user_tz": "Europe/Lisbon"})),
        (1, None, 60, ("0", 60, {"room_id": 1, "roomId": 1, "user_tz": "UTC"})),
        (1, 1, -5, ("1", -5, {"room_id": 1, "roomId": 1, "user_tz": "UTC"})),
    ],
)
def test_claims_stand_in_the_documented_order(
    room: int | None, person: int | None, lifetime: int | None, expected: tuple[str, int, Json]
) -> None:
    world = world_of_three()
    who = None if person is None else world.chat.person(person)
    found = tokens.claims(world, "id", room, who, lifetime)
    assert list(found) == ["iss", "sub", "prn", "iat", "exp", "jti", "context"]
    subject, lasts, context = expected
    assert (found["sub"], found["prn"]) == (subject, subject)
    assert (found["iat"], found["exp"] - found["iat"]) == (int(START.timestamp()), lasts)
    assert found["context"] == context
    assert (len(found["jti"]), found["jti"].isalnum()) == (20, True)


def test_each_token_has_a_number_of_its_own_and_verifies_with_the_secret() -> None:
    world = world_of_three()
    made = installed(world, descriptor())
    one, other = (tokens.sign(world, made, 1, world.chat.person(1)) for _ in range(2))
    assert one != other
    options = {"verify_exp": False, "verify_iat": False}
    found = jwt.decode(one, made.secret, ["HS256"], options=options)  # type: ignore[arg-type]  # plain dict
    assert found["iss"] == made.oauth_id
    assert tokens.read(one) == found
    assert tokens.read("no.token.here") is None
