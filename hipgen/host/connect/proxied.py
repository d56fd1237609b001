"""Which views the host passes on, and how it finds out that an add-on's pages need it.

Pages written for HipChat's cloud load the JavaScript API from HipChat's own address, which is dead. The host
passes such views on, under an origin of their own, and leads that one address to itself (`passing`). A view
that speaks to the page around it has its script, and is never looked at: only one that stays silent is read
once more, as it is whenever somebody changes the theme, and then its scripts. Knows nothing of frames.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from hipgen.host.chat import Person
from hipgen.host.connect import tokens
from hipgen.host.connect.calls import complete, noted, with_query
from hipgen.host.connect.modules import Module
from hipgen.host.connect.origins import label, origin_of, view_origin
from hipgen.host.connect.rewriting import MARKUP, READ, SCRIPTS, dead_address
from hipgen.host.refusal import Refused
from hipgen.host.settings import ViewProxy
from hipgen.host.state import Installation, PassedOn
from hipgen.host.wire import Answer, Call, Failure, Flow
from hipgen.host.world import World

TIMEOUT = 10.0
READS = 2_000_000
"""As many bytes of a page or a script are looked through."""
SCRIPTS_READ = 10
"""As many scripts of a page are looked through."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
STEPS = 5
ACCEPT = ("Accept", "text/html, */*")
SOURCE = re.compile(rb"""<script\b[^>]{0,2000}?\ssrc\s*=\s*["']?([^"'\s>]{1,2000})""", re.IGNORECASE)
ALWAYS = "the setting view_proxy is always"
NOTHING = "neither the page nor its scripts name HipChat's own address"
NOWHERE = (
    "but only for browsers that open the host as localhost: below other names there is none for the view"
)


@dataclass(frozen=True, slots=True)
class Viewing:
    """A view as a browser is about to show it: at its own `address`, in a room, for a person. `base` is where
    the browser reached the host.

    Raises Refused (400) for an address that isn't the module's.
    """

    module: Module
    address: str
    room: int | None
    person: Person
    base: str

    @property
    def installation(self) -> Installation:
        return self.module.installation

    def __post_init__(self) -> None:
        if not self.origin or self.origin != origin_of(str(self.module.body.get("url"))):
            raise Refused(400, f"That is no address of {self.module.key}")

    @property
    def origin(self) -> str:
        """The view's own origin."""
        return origin_of(self.address)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read at an address, and the number of its entry in the wire log."""

    address: str
    answer: Answer | Failure
    entry: int

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def names(self) -> str:
        """HipChat's own address, if a page or a script names it."""
        match self.answer:
            case Answer() if self.answer.fine and self.answer.content_type in READ:
                return dead_address(self.answer.body)
            case _:
                return ""


def framed(world: World, viewing: Viewing) -> tuple[str, str]:
    """The address at which a frame shows a view, and why it isn't the view's own, else nothing."""
    setting, origin = world.state.settings.view_proxy, viewing.origin
    mark = _mark(world, viewing)
    because = ALWAYS if setting == ViewProxy.ALWAYS else mark.because if mark else ""
    if setting == ViewProxy.NEVER or not because:
        return viewing.address, ""
    found = view_origin(viewing.base, (mark or _marked(world, viewing)).label)
    return (viewing.address, "") if found is None else (found + _after(viewing.address, origin), because)


def was_looked_at(world: World, viewing: Viewing) -> bool:
    """Whether it is known if views of that installation and origin need to be passed on."""
    return _mark(world, viewing) is not None


def look(world: World, viewing: Viewing, why: str) -> Flow[None]:
    """Read a view, with a token of its own, and if need be its scripts: whether one names HipChat's address.

    If one does, views of that origin are passed on from now on. Nothing is read where the setting
    `view_proxy` decides. `why` tells the wire log what gave rise to it.
    """
    if world.state.settings.view_proxy != ViewProxy.AUTO:
        return
    page = yield from _read(world, viewing, _signed_anew(world, viewing))
    found = page
    for source in _sources(page) if not page.names else ():
        found = yield from _read(world, viewing, source)
        if found.names:
            break
    if viewing.installation.oauth_id not in world.state.installations:
        return
    if found.names:
        _marked(world, viewing, f"{found.path} names {found.names}, which is dead", found.path)
    elif not was_looked_at(world, viewing):
        _marked(world, viewing)
    made_of = _made_of(world, viewing, page.answer, bool(found.names))
    complete(world, page.entry, page.answer, f"read because {why}: {made_of}")


def seen(world: World, mark: PassedOn, path: str, kind: str, body: bytes) -> bool:
    """Take notice of what was passed on: whether what gave the reason names HipChat's address no more.

    Views that are open stay as they are; the next one is framed at its own address.
    """
    is_it = bool(mark.because) and path == mark.path and kind in MARKUP | SCRIPTS
    is_mended = is_it and not dead_address(body)
    if is_mended:
        world.state.passed_on[mark.label] = replace(mark, because="", path="")
    return is_mended


def _mark(world: World, viewing: Viewing) -> PassedOn | None:
    return world.state.passed_on.get(label(viewing.installation, viewing.origin))


def _marked(world: World, viewing: Viewing, because: str = "", path: str = "") -> PassedOn:
    installation, origin = viewing.installation, viewing.origin
    made = PassedOn(label(installation, origin), installation.oauth_id, origin, because, path)
    world.state.passed_on[made.label] = made
    return made


def _after(address: str, origin: str) -> str:
    """What follows the origin in an address: its path, query and fragment."""
    rest = address.partition("://")[2][len(urlsplit(address).netloc) :]
    return rest if rest.startswith("/") else f"/{rest}"


def _signed_anew(world: World, viewing: Viewing) -> str:
    """The address with a fresh token, where it has one: an add-on may take each only once."""
    if "signed_request" not in dict(parse_qsl(urlsplit(viewing.address).query)):
        return viewing.address
    token = tokens.sign(world, viewing.installation, viewing.room, viewing.person)
    return with_query(viewing.address, {"signed_request": token})


def _made_of(world: World, viewing: Viewing, read: Answer | Failure, is_needed: bool) -> str:
    if isinstance(read, Failure):
        return read.reason
    mark = _mark(world, viewing)
    if not is_needed or mark is None:
        return NOTHING
    led = f"{mark.because}; from now on this host passes views at {mark.origin} on"
    return led if view_origin(viewing.base, mark.label) else f"{led}, {NOWHERE}"


def _read(world: World, viewing: Viewing, address: str) -> Flow[Read]:
    """Read something of the add-on's, and what it leads on to at its own origin."""
    place = {"installation": viewing.installation.oauth_id, "room": viewing.room}
    for _step in range(STEPS):
        call = Call("GET", address, (ACCEPT,), timeout=TIMEOUT, limit=READS, follows=False)
        entry = noted(world, "view", call, **place)
        answer = yield call
        complete(world, entry, answer)
        onward = _onward(answer, address)
        if onward is None:
            break
        address = onward
    return Read(address, answer, entry)


def _onward(answer: Answer | Failure, address: str) -> str | None:
    """Where a redirect leads, if not to another origin."""
    if isinstance(answer, Failure) or answer.status not in REDIRECTS or "location" not in answer.headers:
        return None
    return _beside(address, answer.headers["location"])


def _beside(address: str, said: str) -> str | None:
    """What an address on a page stands for, if it is of the same origin."""
    try:
        found = urljoin(address, said)
    except ValueError:
        return None
    return found if origin_of(found) == origin_of(address) else None


def _sources(page: Read) -> Iterator[str]:
    """The scripts of a page that its own origin serves."""
    if not isinstance(page.answer, Answer) or page.answer.content_type not in MARKUP:
        return
    named = (unescape(one.decode("utf-8", "replace")) for one in SOURCE.findall(page.answer.body))
    known = dict.fromkeys(_beside(page.address, one) for one in named)
    yield from [one for one in known if one is not None][:SCRIPTS_READ]
