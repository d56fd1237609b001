"""Where the page frames views of add-ons: at their own addresses, or passed on where their pages need it.

Knows nothing of frames, and nothing of why a view would have to be passed on.
"""

from __future__ import annotations

from hipgen.host.connect import proxied
from hipgen.host.connect.installations import existing
from hipgen.host.connect.modules import find
from hipgen.host.connect.proxied import Viewing
from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page
from hipgen.host.web.page_api import NOT_KEPT, does
from hipgen.host.web.window import Window, acting
from hipgen.host.wire import Flow, Json, Reply, json_reply
from hipgen.host.world import World

ADDRESS = 100_000
"""Characters of a view's address: a message may stand in it."""
KEY = 1_000
SILENT = "the view said nothing to the page around it"


@does("POST", "/page/rooms/{room}/frame")
def tell_frame(window: Window) -> Json:
    """Where a frame shows a view: `{addon, kind, key, address}`; `{address, because}`, the latter empty where
    the address is the view's own.
    """
    return _framed(window.world, _viewing(window))


@page("POST", "/page/rooms/{room}/silent")
def look_at_silent(visit: Visit) -> Flow[Reply]:
    """A view said nothing to the page around it: the host looks why. As `frame` otherwise."""
    viewing = _viewing(acting(visit))
    if not proxied.framed(visit.world, viewing)[1]:
        yield from proxied.look(visit.world, viewing, SILENT)
    return json_reply(200, _framed(visit.world, viewing), NOT_KEPT)


def _framed(world: World, viewing: Viewing) -> Json:
    address, because = proxied.framed(world, viewing)
    return {"address": address, "because": because}


def _viewing(window: Window) -> Viewing:
    """The view that the body names, as this window shows it. Raises Refused (404, 400)."""
    room, key = window.room(), window.text("addon", KEY)
    installation = existing(window.world, key, room.id) or existing(window.world, key, None)
    if installation is None:
        raise Refused(404, f"{key} is not installed in that room")
    module = find(window.world, installation, window.text("key", KEY), room.id, window.text("kind", KEY))
    return Viewing(module, window.text("address", ADDRESS), room.id, window.person, window.base)
