"""Add-ons: list them in the catalogue, install, update, approve and remove them, as an administrator does.

The calls to the add-on are made before the answer goes out. Knows nothing of modules.
"""

from __future__ import annotations

from hipgen.host import shapes
from hipgen.host.chat import Person
from hipgen.host.connect import install as connect
from hipgen.host.connect.descriptors import check
from hipgen.host.connect.modules import settings_page, view_url
from hipgen.host.control import ANYTHING, FLAG, NAME, TEXT, Order, control
from hipgen.host.control.named import room_named, the_installation, the_person
from hipgen.host.refusal import Refused
from hipgen.host.state import LISTING_LISTS, LISTING_WORDS, Installation, Listing
from hipgen.host.wire import Flow, Json, Reply, json_reply

SOURCES = ("url", "descriptor", "key")
TEXTS = {"type": "array", "items": TEXT}


@control(
    "POST",
    "/control/listings",
    body={
        "url": TEXT,
        "key": TEXT,
        **{word: TEXTS if word in LISTING_LISTS else TEXT for word in LISTING_WORDS},
    },
    required=("url",),
)
def list_addon(order: Order) -> Flow[Reply]:
    """Put an add-on into the catalogue; without its key the descriptor is read for it."""
    key, url, descriptor = order.body.get("key"), order.body["url"], None
    if key is None:
        descriptor = (yield from connect.fetch(order.world, url)).descriptor
        key = descriptor["key"]
    words = {name: value for name, value in order.body.items() if name in LISTING_WORDS}
    order.world.state.listings[key] = Listing(key, url, words, descriptor)
    return json_reply(201, {"key": key, "url": url})


@control("GET", "/control/listings")
def read_listings(order: Order) -> Reply:
    """The add-ons in the catalogue."""
    listings = order.world.state.listings.values()
    return json_reply(200, {"items": [{"key": one.key, "url": one.url} for one in listings]})


@control(
    "POST",
    "/control/install",
    body={"url": TEXT, "descriptor": ANYTHING, "key": TEXT, "room": NAME, "as": NAME, "relay_state": TEXT},
)
def install(order: Order) -> Flow[Reply]:
    """Install an add-on by address, descriptor or key, into a room, or into the group without one.

    Its scopes count as approved. When the add-on doesn't agree, the refusal says why and nothing stays.
    """
    world, body = order.world, order.body
    room = room_named(world, body["room"]) if "room" in body else None
    by = the_person(order)
    fetched = yield from _fetched(order)
    made = yield from connect.install(world, fetched, room, by, order.base)
    redirect = connect.browser_steps(world, made, order.base, body.get("relay_state"))
    configure = _settings(order, made, by)
    shown = {"installation": shown_installation(made, fetched.notes)}
    return json_reply(201, {**shown, "redirect": redirect, "configure": configure})


@control("GET", "/control/installations")
def list_installations(order: Order) -> Reply:
    """All installations, in the order in which they were made."""
    installations = order.world.state.installations.values()
    return json_reply(200, {"items": [shown_installation(one) for one in installations]})


@control("GET", "/control/installations/{installation}")
def read_installation(order: Order) -> Reply:
    """One installation, with the descriptor that is in force."""
    installation = the_installation(order)
    return json_reply(200, {**shown_installation(installation), "descriptor": installation.descriptor})


@control("POST", "/control/installations/{installation}/update", body={"approve": FLAG})
def update(order: Order) -> Flow[Reply]:
    """Read the descriptor anew. Scopes that it adds wait for approval, unless it is given with it."""
    approved = order.body.get("approve", False)
    changed = yield from connect.update(order.world, the_installation(order), approved)
    return json_reply(200, shown_installation(changed))


@control("POST", "/control/installations/{installation}/approve")
def approve(order: Order) -> Flow[Reply]:
    """Approve the scopes that an update adds, and carry the update out."""
    installation = the_installation(order)
    if installation.pending is None:
        raise Refused(409, f"nothing of {installation.name} waits for approval")
    changed = yield from connect.update(order.world, installation, approved=True)
    return json_reply(200, shown_installation(changed))


@control("POST", "/control/installations/{installation}/reinstall")
def reinstall(order: Order) -> Flow[Reply]:
    """Install an add-on once more where it is: with new credentials, unless it has an update callback."""
    changed = yield from connect.reinstall(order.world, the_installation(order))
    return json_reply(200, shown_installation(changed))


@control("DELETE", "/control/installations/{installation}")
def uninstall(order: Order) -> Flow[Reply]:
    """Remove an add-on. It is told once all of it is dead; what it answers doesn't matter."""
    yield from connect.uninstall(order.world, the_installation(order))
    return json_reply(200, {})


def shown_installation(installation: Installation, notes: tuple[str, ...] = ()) -> Json:
    """An installation as JSON, without its secret. `pending` lists the scopes that wait for approval."""
    return {
        "oauth_id": installation.oauth_id,
        "key": installation.key,
        "name": installation.name,
        "room": installation.room,
        "scopes": list(installation.scopes),
        "created": shapes.seconds(installation.created),
        "pending": list(installation.pending.added_scopes) if installation.pending else [],
        "notes": list(notes),
    }


def _settings(order: Order, installation: Installation, by: Person) -> str | None:
    """The signed address of the settings page, which HipChat opened after an installation."""
    if "configurable" not in installation.capabilities:
        return None
    page = settings_page(installation)
    return view_url(order.world, page, installation.room, by, origin=order.base)


def _fetched(order: Order) -> Flow[connect.Fetched]:
    """The descriptor that a request means. Raises Refused: 400 unless it names one, else as `fetch`."""
    named = [name for name in SOURCES if name in order.body]
    match named:
        case ["url"]:
            return (yield from connect.fetch(order.world, order.body["url"]))
        case ["key"]:
            address = connect.by_key(order.world, order.body["key"])
            return (yield from connect.fetch(order.world, address))
        case ["descriptor"]:
            return connect.Fetched(*_checked(order.body["descriptor"]))
        case _:
            raise Refused(400, "name one of 'url', 'descriptor' and 'key'")


def _checked(descriptor: Json) -> tuple[Json, None, tuple[str, ...]]:
    checked, notes = check(descriptor)
    return checked, None, notes
