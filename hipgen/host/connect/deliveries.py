"""Webhook calls as values: made, kept by number, looked up in the wire log, made again true or forged.

Knows nothing of who listens to what.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace

import jwt

from hipgen.host.chat import Person
from hipgen.host.connect import tokens
from hipgen.host.connect.calls import JSON, dumped, with_query
from hipgen.host.refusal import Refused
from hipgen.host.state import Webhook
from hipgen.host.wire import Call, Json, whole
from hipgen.host.wirelog import Entry
from hipgen.host.world import Delivery, Happened, World

KEPT = 1000
"""As many deliveries are kept to be made again."""
SCHEME = "JWT"
PARAMETER = "signed_request"


@dataclass(frozen=True, slots=True)
class Forgery:
    """How a delivery made again departs from the true one: for tests of what an add-on lets through.

    `secret` signs instead of the installation's. `algorithm` is HS256, another HMAC of PyJWT's, or none.
    `claims` are put over those of a fresh token; None takes one away. `unsigned` leaves the token out. `body`
    takes the place of the whole payload.
    """

    secret: str | None = None
    algorithm: str = tokens.ALGORITHM
    claims: Mapping[str, Json] | None = None
    unsigned: bool = False
    body: Json = None


def make(world: World, hook: Webhook, happened: Happened, item: Json) -> Delivery:
    """A delivery of an event to a webhook, with a number of its own.

    The payload is as captured: `oauth_client_id` for an add-on's webhook only. With `authentication` jwt a
    token about the person who acted goes in the header, as the API reference has it.
    """
    client = {"oauth_client_id": hook.installation} if hook.installation else {}
    payload = {"event": hook.event, "webhook_id": hook.id, **client, "item": item}
    installation = world.state.installations.get(hook.installation or "")
    url = hook.url
    headers: tuple[tuple[str, str], ...] = (JSON,)
    if hook.authentication == "jwt" and installation is not None:
        person = world.chat.person(happened.actor) if happened.actor is not None else None
        url, headers = _signed(world, url, tokens.sign(world, installation, happened.room, person))
    return _kept(
        world,
        Delivery(
            world.state.next_number("delivery"),
            hook.id,
            hook.event,
            happened.room,
            url,
            headers,
            dumped(payload),
            happened.depth,
            hook.installation,
        ),
    )


def called(world: World, delivery: Delivery) -> tuple[Call, Mapping[str, Json]]:
    """The call of a delivery, and what the wire log says of it besides."""
    settings = world.state.settings
    call = Call("POST", delivery.url, delivery.headers, delivery.body, settings.delivery_timeout)
    token = _token(delivery)
    return call, {
        "claims": None if token is None else tokens.read(token),
        "installation": delivery.installation,
        "webhook": delivery.webhook,
        "event": delivery.event,
        "room": delivery.room,
        "delivery": delivery.id,
    }


def deliveries(
    world: World, webhook: int | None = None, installation: str | None = None
) -> tuple[Entry, ...]:
    """The entries of the wire log for deliveries, oldest first; of one webhook or installation if asked."""
    return tuple(
        entry
        for entry in world.log
        if entry.delivery is not None
        and webhook in (None, entry.webhook)
        and installation in (None, entry.installation)
    )


def delivered(world: World, number: int) -> Entry | None:
    """The entry of the wire log for one delivery: None before it was made, or when it was long ago."""
    return next((entry for entry in deliveries(world) if entry.delivery == number), None)


def replay(world: World, delivery_id: int, forge: Forgery | None = None) -> Delivery:
    """A delivery once more, under a new number, to be made by `webhooks.deliver`.

    Without `forge` it is byte for byte what went out, its token included. Otherwise it gets a fresh token,
    for a webhook without one too, and departs from the truth as `forge` says.

    Raises Refused: 404 for a delivery that isn't known any more; 400 for an algorithm that isn't known; 409
    when a token is to be signed for an installation that is gone.
    """
    known = world.deliveries.get(delivery_id)
    if known is None:
        raise Refused(404, f"There is no delivery {delivery_id}")
    again = replace(known, id=world.state.next_number("delivery"))
    return _kept(world, again if forge is None else _forged(world, again, forge))


def _forged(world: World, delivery: Delivery, forge: Forgery) -> Delivery:
    body = delivery.body if forge.body is None else dumped(forge.body)
    url = _unsigned(delivery.url)
    if forge.unsigned:
        return replace(delivery, url=url, headers=(JSON,), body=body)
    url, headers = _signed(world, url, _forged_token(world, delivery, forge))
    return replace(delivery, url=url, headers=headers, body=body)


def _forged_token(world: World, delivery: Delivery, forge: Forgery) -> str:
    installation = world.state.installations.get(delivery.installation or "")
    if installation is None and forge.secret is None and forge.algorithm != "none":
        raise Refused(409, "There is no installation whose secret could sign this delivery")
    token = _token(delivery)
    before = None if token is None else tokens.read(token)
    person = _subject(world, before)
    fresh = tokens.claims(world, delivery.installation or "", delivery.room, person)
    overlaid = {**fresh, **(forge.claims or {})}
    claims = {name: value for name, value in overlaid.items() if value is not None}
    secret = forge.secret if forge.secret is not None or installation is None else installation.secret
    key = None if forge.algorithm == "none" else (secret or "").encode()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a forged secret may well be a weak one
            return jwt.encode(claims, key, forge.algorithm)  # type: ignore[arg-type]  # None: for `none`
    except (NotImplementedError, jwt.PyJWTError, TypeError, ValueError) as error:
        raise Refused(400, f"That can't be signed: {error}") from error


def _subject(world: World, claims: Json) -> Person | None:
    """The person of a token's `sub`: None where it says something else, as in forgeries."""
    subject = str(claims.get("sub")) if isinstance(claims, dict) else ""
    return world.chat.person(whole(subject) or 0)


def _signed(world: World, url: str, token: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Where a token goes: in the header, and in the query too if the settings say so. One page of the
    documentation has it there, the API reference and add-ons that read nothing else have the header.
    """
    if world.state.settings.webhook_token_in_query:
        url = with_query(url, {PARAMETER: token})
    return url, (JSON, ("Authorization", f"{SCHEME} {token}"))


def _unsigned(url: str) -> str:
    path, question, query = url.partition("?")
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] != PARAMETER]
    return f"{path}{question}{'&'.join(kept)}" if kept and question else path


def _token(delivery: Delivery) -> str | None:
    value = dict(delivery.headers).get("Authorization", "")
    return value.removeprefix(f"{SCHEME} ") if value else None


def _kept(world: World, delivery: Delivery) -> Delivery:
    world.deliveries[delivery.id] = delivery
    while len(world.deliveries) > KEPT:
        del world.deliveries[next(iter(world.deliveries))]
    return delivery
