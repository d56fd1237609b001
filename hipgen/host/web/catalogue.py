"""The catalogue: add-ons to find, each with what its descriptor and its listing say of it, and where it is
installed.

A descriptor is read when somebody first looks at its listing, and again when asked to. Knows nothing of
installing.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from hipgen.host import cards
from hipgen.host.chat import Room
from hipgen.host.connect import installations
from hipgen.host.connect.install import fetch
from hipgen.host.refusal import Refused
from hipgen.host.state import Listing
from hipgen.host.web import Visit, page, people
from hipgen.host.web.addons import room_named
from hipgen.host.web.install import PAGE as INSTALL
from hipgen.host.web.install import address_of, picture_of
from hipgen.host.wire import Flow, Json, Reply, redirect
from hipgen.host.world import World

PAGE = "/catalogue"
AT_ONCE = 20
"""As many descriptors are read for one look at the page: each may take a while."""


@page("GET", PAGE)
def look(visit: Visit) -> Flow[Reply]:
    """The catalogue, for a room with `room`; `find` leaves those that have all of its words."""
    try:
        room = room_named(visit.world, visit.request.asked("room"))
        unread = [
            one for one in visit.world.state.listings.values() if one.descriptor is None and not one.wrong
        ]
        for listing in unread[:AT_ONCE]:
            yield from _read(visit.world, listing)
        return _page(visit, room, (visit.request.asked("find") or "").strip())
    except Refused as refusal:
        return people.show_refusal(visit, refusal)


@page("POST", f"{PAGE}/read")
def read_again(visit: Visit) -> Flow[Reply]:
    """Read the descriptors of all listings anew, and show the catalogue."""
    try:
        fields = people.checked_form(visit)
        room = room_named(visit.world, fields.get("room"))
        for listing in tuple(visit.world.state.listings.values()):
            yield from _read(visit.world, listing)
        return redirect(address(room))
    except Refused as refusal:
        return people.show_refusal(visit, refusal)


def address(room: Room | None) -> str:
    """The catalogue for a room, or for the group."""
    return PAGE if room is None else f"{PAGE}?{urlencode({'room': room.name})}"


def _read(world: World, listing: Listing) -> Flow[None]:
    """Read a listing's descriptor; one that can't be had leaves what was read before."""
    try:
        fetched = yield from fetch(world, listing.url)
    except Refused as refusal:
        read = replace(listing, wrong=refusal.message)
    else:
        read = replace(listing, descriptor=fetched.descriptor, wrong="")
    if listing.key in world.state.listings:
        world.state.listings[listing.key] = read


def _page(visit: Visit, room: Room | None, find: str) -> Reply:
    everything = [_shown(visit, one, room) for one in visit.world.state.listings.values()]
    words = find.casefold().split()
    found = [one for one in everything if all(word in _text(one) for word in words)]
    return people.show(
        visit,
        "catalogue.html",
        title=f"Catalogue for {room.name}" if room else "Catalogue",
        room=room,
        find=find,
        found=sorted(found, key=lambda one: one["name"].casefold()),
        count=len(everything),
        install=INSTALL,
        may=installations.administers(people.browser_person(visit), room),
    )


def _shown(visit: Visit, listing: Listing, room: Room | None) -> Json:
    """A listing for people: what isn't known is empty."""
    told, words = listing.descriptor or {}, listing.words
    vendor = told.get("vendor") or {}
    return {
        "key": listing.key,
        "url": listing.url,
        "name": told.get("name") or listing.key,
        "vendor": vendor.get("name", ""),
        "vendor_url": cards.web_address(vendor.get("url")),
        "tagline": words.get("tagline", ""),
        "description": words.get("summary") or told.get("description", ""),
        "categories": words.get("categories", []),
        "icon": cards.icon(words.get("logo")) or picture_of(told),
        "screenshots": [found for url in words.get("screenshots", ()) if (found := cards.web_address(url))],
        "links": _links(told, words),
        "wrong": listing.wrong,
        "installed": _installed(visit.world, listing.key, room),
        "ask": urlencode({"key": listing.key, **({"room": room.name} if room else {})}),
    }


def _links(told: Json, words: Json) -> list[tuple[str, str]]:
    """Where people may read more: those of these addresses that a person may be led to."""
    known = (
        ("Home page", told.get("links", {}).get("homepage")),
        ("Documentation", words.get("documentation_url")),
        ("Support", words.get("support_url")),
        ("Privacy", words.get("privacy_url")),
        ("Terms", words.get("terms_url")),
    )
    return [(label, found) for label, url in known if (found := cards.web_address(url))]


def _installed(world: World, key: str, room: Room | None) -> list[Json]:
    """Where an add-on is installed, as far as it matters here: this room and the group, or everywhere."""
    places = []
    for one in world.state.installations.values():
        if one.key == key and (room is None or one.room in (None, room.id)):
            there = world.chat.room(one.room) if one.room is not None else None
            places.append({"place": there.name if there else "every room", "address": address_of(one)})
    return places


def _text(one: Json) -> str:
    parts = (one["name"], one["key"], one["vendor"], one["tagline"], one["description"], *one["categories"])
    return " ".join(parts).casefold()
