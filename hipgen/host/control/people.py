"""People: make and list them, say whether they are there.

Knows nothing of rooms.
"""

from __future__ import annotations

from dataclasses import replace

from hipgen.host import shapes
from hipgen.host.chat import Presence
from hipgen.host.control import FLAG, TEXT, Order, control
from hipgen.host.control.named import needed, person_named
from hipgen.host.people import Account, add, revise
from hipgen.host.wire import Reply, json_reply

SHOWN = {"enum": ["chat", "away", "xa", "dnd"]}
"""What `show` of a presence may be, as in HipChat's API reference."""


@control("GET", "/control/people")
def list_people(order: Order) -> Reply:
    """All people, deleted ones too, in the full form of the REST API."""
    people = order.world.chat.people()
    return json_reply(200, {"items": [shapes.person_full(order.world, one, order.base) for one in people]})


@control(
    "POST",
    "/control/people",
    body={
        "name": TEXT,
        "mention_name": TEXT,
        "email": TEXT,
        "title": TEXT,
        "admin": FLAG,
        "guest": FLAG,
        "timezone": TEXT,
    },
    required=("name",),
)
def make_person(order: Order) -> Reply:
    """Add somebody, online. Without a mention name one is made of the name."""
    body = order.body
    account = Account(
        body["name"],
        body.get("email"),
        body.get("mention_name"),
        title=body.get("title", ""),
        timezone=body.get("timezone", "UTC"),
        roles=("admin", "user") if body.get("admin") else None,
        is_admin=body.get("admin", False),
        is_guest=body.get("guest", False),
        presence=Presence(),
    )
    person = add(order.world, account)
    return json_reply(201, {"id": person.id})


@control(
    "POST",
    "/control/people/{person}/presence",
    body={"online": FLAG, "show": SHOWN, "status": TEXT, "idle": {"type": "integer", "minimum": 0}},
)
def set_presence(order: Order) -> Reply:
    """Whether somebody is there, and what they say of it; online unless said otherwise."""
    world, body = order.world, order.body
    person = person_named(world, needed(order, "person"))
    presence = Presence(body.get("online", True), body.get("show"), body.get("status"), body.get("idle"))
    revise(world, person, replace(person, presence=presence, last_active=world.now()))
    return json_reply(200, {})
