"""The add-on as its descriptor tells of it: what it has, and so which checks apply.

Pure: reads a descriptor that was fetched. Knows nothing of what an add-on does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from hipgen.diagnostics import Json, Pointer
from hipgen.source import Document

VIEWS = ("webPanel", "dialog", "externalPage")
PAGES = ("configurable", "adminPage")
PICTURES = ("url", "url@2x")


@dataclass(frozen=True, slots=True)
class Subject:
    """An add-on: where its descriptor is, how that is written, and what it says.

    `troubles` is what HipChat has against the descriptor, with places; there is no descriptor to go by then.
    """

    url: str
    document: Document
    descriptor: Json
    troubles: tuple[tuple[Pointer, str], ...] = ()

    @property
    def capabilities(self) -> Json:
        """What it has, by HipChat's words."""
        return self.descriptor.get("capabilities") or {}

    @property
    def installable(self) -> Json:
        """How it is installed."""
        return self.capabilities.get("installable") or {}

    @property
    def for_rooms(self) -> bool:
        """Whether a room may have it: so unless it says otherwise."""
        return self.installable.get("allowRoom", True) is not False

    @property
    def for_groups(self) -> bool:
        """Whether a whole group may have it: so unless it says otherwise."""
        return self.installable.get("allowGlobal", True) is not False

    def is_own(self, address: object) -> bool:
        """Whether an address is the add-on's own, not somebody else's."""
        return isinstance(address, str) and origin(address) in {
            origin(self.url),
            origin(self.descriptor["links"]["self"]),
        }

    def modules(self, kind: str, member: str = "url") -> Iterator[tuple[Pointer, Json]]:
        """Its modules of a kind whose address is its own, each with its place."""
        found = self.capabilities.get(kind) or []
        for index, body in enumerate(found if isinstance(found, list) else [found]):
            at: Pointer = ("capabilities", kind, index) if isinstance(found, list) else ("capabilities", kind)
            if isinstance(body, dict) and self.is_own(body.get(member)):
                yield at, body

    def hooks(self, *, signed: bool | None = None) -> list[tuple[Pointer, Json]]:
        """Its webhooks; with `signed` those that are, or aren't."""
        every = self.modules("webhook")
        return [(at, body) for at, body in every if signed in (None, body.get("authentication") == "jwt")]

    def views(self, *, signed: bool | None = None) -> list[tuple[Pointer, str, Json]]:
        """Its pages of any kind, each with its place and kind; with `signed` those that are, or aren't."""
        return [
            (at, kind, body)
            for kind in (*VIEWS, *PAGES)
            for at, body in self.modules(kind)
            if signed in (None, body.get("authentication", "jwt") == "jwt")
        ]

    def glances(self) -> list[tuple[Pointer, Json]]:
        """Its glances that are asked for their content."""
        return list(self.modules("glance", "queryUrl"))

    @property
    def is_signed(self) -> bool:
        """Whether anything of it wants a token, by which it shows what it takes and what not."""
        return bool(self.hooks(signed=True) or self.views(signed=True) or self.glances())

    def pictures(self) -> Iterator[tuple[Pointer, str]]:
        """The addresses of its own pictures."""
        consumer = self.capabilities.get("hipchatApiConsumer") or {}
        yield from self._pictured(("capabilities", "hipchatApiConsumer", "avatar"), consumer.get("avatar"))
        for kind in ("glance", "webPanel"):
            for index, body in enumerate(self.capabilities.get(kind) or []):
                yield from self._pictured(("capabilities", kind, index, "icon"), body.get("icon"))

    def _pictured(self, at: Pointer, value: Json) -> Iterator[tuple[Pointer, str]]:
        if isinstance(value, str) and self.is_own(value):
            yield at, value
        if isinstance(value, dict):
            own = (name for name in PICTURES if self.is_own(value.get(name)))
            yield from (((*at, name), value[name]) for name in own)


@dataclass(frozen=True, slots=True)
class Need:
    """What an add-on must have for a check; `lacks` says so of one that hasn't."""

    lacks: str
    holds: Callable[[Subject], bool]


def origin(address: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port of an address."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, parts.hostname, port
    except ValueError:
        return address, None, None


INSTALLABLE = Need(
    "it isn't told of installations (`callbackUrl`)", lambda it: "callbackUrl" in it.installable
)
BROWSER_INSTALL = Need("it has no `installedUrl`", lambda it: "installedUrl" in it.installable)
BROWSER_REMOVAL = Need("it has no `uninstalledUrl`", lambda it: "uninstalledUrl" in it.installable)
UPDATES = Need("it has no `updateCallbackUrl`", lambda it: "updateCallbackUrl" in it.installable)
NO_UPDATES = Need("it has an `updateCallbackUrl`", lambda it: not UPDATES.holds(it))
ROOM = Need("it doesn't install in rooms", lambda it: it.for_rooms)
GROUP = Need("it doesn't install for a whole group", lambda it: it.for_groups)
ONE_LEVEL = Need("it installs in rooms and for the group", lambda it: not (it.for_rooms and it.for_groups))
HOOKS = Need("it has no webhooks", lambda it: bool(it.hooks()))
SIGNED_HOOKS = Need("it has no signed webhooks", lambda it: bool(it.hooks(signed=True)))
GLANCES = Need("it has no glance that is asked for its content", lambda it: bool(it.glances()))
VIEW = Need("it has no views", lambda it: bool(it.views()))
SIGNED_VIEWS = Need("it has no signed views", lambda it: bool(it.views(signed=True)))
SETTINGS = Need("it has no configuration page", lambda it: bool(list(it.modules("configurable"))))
API = Need("it uses no REST API (`hipchatApiConsumer`)", lambda it: "hipchatApiConsumer" in it.capabilities)
PICTURED = Need("it has no pictures of its own", lambda it: any(it.pictures()))
SIGNED = Need("nothing of it is signed", lambda it: it.is_signed)
