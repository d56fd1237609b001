"""The page on which people talk, and the inspector: the documents that the page's scripts fill.

Knows nothing of rooms and nothing of what goes over the wire.
"""

from __future__ import annotations

from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page, pages, people
from hipgen.host.wire import Reply

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self' http: https:",  # glances are read by the browser, from the add-on's origin
        "img-src * data:",
        "media-src * data:",
        "frame-src http: https: data:",  # views, each on its own origin
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What the page may load and run: scripts and styles of this host only, none of them inline."""


@page("GET", "/")
def show_rooms(visit: Visit) -> Reply:
    """The page, in the room that was open last."""
    return _shell(visit, "room.html", "Rooms")


@page("GET", "/rooms/{room}")
def show_room(visit: Visit) -> Reply:
    """The page, in a room."""
    return _shell(visit, "room.html", "Rooms")


@page("GET", "/talks/{person}")
def show_talk(visit: Visit) -> Reply:
    """The page, in a talk with one person."""
    return _shell(visit, "room.html", "Rooms")


@page("GET", "/inspector")
def show_inspector(visit: Visit) -> Reply:
    """What goes over the wire between the host and add-ons."""
    return _shell(visit, "inspector.html", "Inspector")


def _shell(visit: Visit, template: str, title: str) -> Reply:
    try:
        people.browser_person(visit)
    except Refused as refusal:
        return people.show_refusal(visit, refusal)
    html = pages.render(template, title=title, group=visit.world.state.group, theme=people.theme(visit))
    fixed = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", POLICY),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        people.NOT_KEPT,
    )
    return Reply(200, (*fixed, *people.browser_cookie(visit)), html.encode("utf-8", "replace"))
