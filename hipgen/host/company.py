"""The group that a host begins with when nobody says what: three invented people and two rooms.

A seed, in the words of `schemas/host-seed.schema.json`. Pictures are drawn here, so that nothing is fetched.
"""

from __future__ import annotations

from urllib.parse import quote

from hipgen.diagnostics import Json


def _drawn(shapes: str) -> str:
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30" width="30" height="30">{shapes}</svg>'
    )
    return f"data:image/svg+xml,{quote(picture)}"


LANTERN = (
    '<path d="M11 7a4 4 0 0 1 8 0" fill="none" stroke="#444" stroke-width="2"/><rect x="9" y="7" width="12" '
    'height="3" fill="#444"/><rect x="10" y="10" width="10" height="13" fill="#fc3"/><rect x="8" y="23" '
    'width="14" height="3" fill="#444"/>'
)
TEA = (
    '<path d="M6 12h14v7a5 5 0 0 1-5 5h-4a5 5 0 0 1-5-5z" fill="#7a5"/><path d="M20 14h3v5h-3" fill="none" '
    'stroke="#7a5" stroke-width="2"/><path d="M10 9q2-2 0-4m5 4q2-2 0-4" fill="none" stroke="#999"/>'
)
SHIP = (
    '<path d="M4 18h22l-4 7H8z" fill="#247"/><path d="M14 4v13M15 5l8 11h-8z" fill="#c44" stroke="#444"/>'
    '<path d="M13 7v9H6z" fill="#c44"/>'
)
TICK = (
    '<circle cx="15" cy="15" r="12" fill="#2a5"/>'
    '<path d="M9 15l4 5 8-10" fill="none" stroke="#fff" stroke-width="3"/>'
)
BEETLE = (
    '<ellipse cx="15" cy="17" rx="8" ry="9" fill="#832"/><circle cx="15" cy="7" r="4" fill="#333"/>'
    '<path d="M15 9v17M7 13l-4-3m20 3l4-3M7 18H3m20 0h4M8 23l-4 3m18-3l4 3" stroke="#333"/>'
)

COMPANY: Json = {
    "group": {"name": "Lantern Works"},
    "users": [
        {
            "name": "Ada Quill",
            "mention_name": "Ada",
            "email": "ada@example.com",
            "admin": True,
            "title": "Keeper",
        },
        {"name": "Tom Berry", "mention_name": "Tom", "email": "tom@example.com", "title": "Glazier"},
        {"name": "Mia Stone", "mention_name": "Mia", "email": "mia@example.com", "title": "Wick maker"},
    ],
    "rooms": [
        {"name": "Lobby", "owner": "Ada", "topic": "Everybody is here", "members": ["Ada", "Tom", "Mia"]},
        {
            "name": "Workshop",
            "owner": "Ada",
            "topic": "Lamps in the making",
            "privacy": "private",
            "members": ["Ada", "Tom"],
        },
    ],
    "emoticons": [
        {"shortcut": "lantern", "url": _drawn(LANTERN)},
        {"shortcut": "tea", "url": _drawn(TEA)},
        {"shortcut": "ship", "url": _drawn(SHIP)},
        {"shortcut": "done", "url": _drawn(TICK)},
        {"shortcut": "beetle", "url": _drawn(BEETLE)},
    ],
    "messages": [
        {"room": "Lobby", "from": "Ada", "text": "Good morning, and welcome (tea)"},
        {"room": "Lobby", "from": "Tom", "text": "@Ada the new lamps are ready (lantern)"},
    ],
}
