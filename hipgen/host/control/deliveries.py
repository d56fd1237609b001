"""Webhook calls that were made: listed, made again byte for byte, made again forged.

Knows nothing of who listens to what.
"""

from __future__ import annotations

import json

from hipgen.host.connect.webhooks import Forgery, deliver, delivered, deliveries, replay
from hipgen.host.control import ANYTHING, NAME, TEXT, WHOLE, Order, control
from hipgen.host.control.named import logged_client
from hipgen.host.refusal import Refused
from hipgen.host.wire import Flow, Json, Reply, json_reply, whole
from hipgen.host.wirelog import Entry
from hipgen.host.world import Delivery, World

ALGORITHMS = {"enum": ["HS256", "HS384", "HS512", "none"]}


@control("GET", "/control/deliveries", query={"webhook": WHOLE, "installation": NAME})
def list_deliveries(order: Order) -> Reply:
    """Webhook calls, oldest first, of one webhook or one installation if asked."""
    oauth_id = logged_client(order)
    found = deliveries(order.world, order.said("webhook"), oauth_id)
    return json_reply(200, {"items": [shown_delivery(order.world, entry) for entry in found]})


@control("POST", "/control/deliveries/{delivery}/replay")
def make_again(order: Order) -> Flow[Reply]:
    """Make a delivery again as it was, with the very same token; answers what came back."""
    return (yield from _made(order, replay(order.world, _number(order))))


@control(
    "POST",
    "/control/deliveries/{delivery}/forge",
    body={
        "secret": TEXT,
        "alg": ALGORITHMS,
        "claims": ANYTHING,
        "unsigned": {"const": True},
        "body": ANYTHING,
    },
)
def make_forged(order: Order) -> Flow[Reply]:
    """Make a delivery again with a fresh token that is wrong as told, or without one; answers what came back.

    A claim that is null is left out of the token. Nothing told: a good token.
    """
    body = order.body
    forgery = Forgery(
        secret=body.get("secret"),
        algorithm=body.get("alg", "HS256"),
        claims=body.get("claims"),
        unsigned=body.get("unsigned", False),
        body=body.get("body"),
    )
    return (yield from _made(order, replay(order.world, _number(order), forgery)))


def shown_delivery(world: World, entry: Entry) -> Json:
    """A delivery as JSON: what was sent, what came back, and in `why` what was made of it."""
    known = world.deliveries.get(entry.delivery or 0)
    shown = {
        "id": entry.delivery,
        "webhook": entry.webhook,
        "event": entry.event,
        "room": entry.room,
        "installation": entry.installation,
        "url": entry.url,
        "at": entry.at.isoformat(),
        "status": entry.status,
        "seconds": entry.seconds,
        "claims": entry.claims,
        "body": _payload(known, entry),
        "answer": None if entry.status is None else {"status": entry.status, "body": entry.answer},
    }
    return {**shown, "why": entry.note} if entry.note else shown


def _payload(known: Delivery | None, entry: Entry) -> Json:
    """The payload: whole while the delivery is kept, afterwards what the wire log has of it."""
    try:
        return json.loads(entry.body if known is None else known.body)
    except ValueError:
        return entry.body


def _made(order: Order, delivery: Delivery) -> Flow[Reply]:
    yield from deliver(order.world, delivery)
    entry = delivered(order.world, delivery.id)
    if entry is None:
        raise Refused(409, "the wire log was cleared while the delivery was under way")
    return json_reply(200, shown_delivery(order.world, entry))


def _number(order: Order) -> int:
    """The number of the delivery in the path. Raises Refused (404)."""
    text = order.path["delivery"]
    number = whole(text)
    if number is None:
        raise Refused(404, f"there is no delivery {text!r}")
    return number
