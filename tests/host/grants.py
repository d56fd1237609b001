"""An add-on that asks for tokens: an installation with redirects, and the ways to ask."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

from hipgen.host.state import Installation
from hipgen.host.wire import Json, Reply
from hipgen.host.world import World
from tests.host.worlds import BASE, START, ask

FORM = "application/x-www-form-urlencoded"
SCOPES = ("send_notification", "view_group", "view_room")
BACK = "https://tides.example.com/back"
SECRET = "k" * 40


def client(
    world: World, oauth_id: str = "tides", room: int | None = None, scopes: tuple[str, ...] = SCOPES
) -> Installation:
    """Put an installed add-on into a world."""
    descriptor: Json = {
        "key": "com.example.tides",
        "name": "Tides <&>",
        "description": "Says when the water comes.",
        "links": {"self": "https://tides.example.com/descriptor"},
        "capabilities": {
            "hipchatApiConsumer": {"scopes": list(scopes)},
            "oauth2Consumer": {"redirectionUrls": [BACK, "https://tides.example.com/other?page=1"]},
        },
    }
    made = Installation(oauth_id, 7, SECRET, "com.example.tides", None, descriptor, BASE, START, room, 1)
    world.state.installations[oauth_id] = made
    return made


def basic(name: str = "tides", password: str = SECRET) -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def ask_token(world: World, headers: dict[str, str] | None = None, /, **fields: str) -> Reply:
    """Ask for a token with a form, as the add-on `tides` unless other headers are given."""
    sent = {**(basic() if headers is None else headers), "content-type": FORM}
    return ask(world, "POST", "/v2/oauth/token", token=None, headers=sent, raw=urlencode(fields).encode())


def logged(world: World) -> str:
    """All that the wire log holds, as one text to search for secrets."""
    return "\n".join(map(str, world.log))
