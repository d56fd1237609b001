"""What HipChat holds besides the chat: the group, installations, webhooks, tokens, glances, links, limits.

Every record is frozen and every collection a `Table`. Knows nothing of requests, sockets or files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from hipgen.host.settings import Settings
from hipgen.host.table import Table
from hipgen.host.wire import Json

SCOPES = {
    "admin_group": "Administer Group",
    "admin_room": "Administer Room",
    "import_data": "Import Data",
    "manage_rooms": "Manage Rooms",
    "send_message": "Send Message",
    "send_notification": "Send Notification",
    "view_group": "View Group",
    "view_messages": "View Messages",
    "view_room": "View Room",
}
"""Every scope with its display name, as HipChat's capabilities document listed them."""


@dataclass(frozen=True, slots=True)
class Group:
    """The one group of this host."""

    id: int
    name: str
    created: datetime
    owner: int | None = None
    subdomain: str = "local"
    domain: str | None = None
    avatar: str | None = None


class TokenKind(StrEnum):
    """How a token was made, which says as whom it acts."""

    ADDON = "addon"
    USER = "user"
    PERSONAL = "personal"
    ROOM = "room_notification"


@dataclass(frozen=True, slots=True)
class Token:
    """An access token. `installation` is an OAuth id; `expires` None means never."""

    token: str
    kind: TokenKind
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime | None = None
    installation: str | None = None
    person: int | None = None
    room: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token of a user's grant: `redirect_uri` and `scopes` are those of the grant."""

    token: str
    installation: str
    person: int
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, good once, until `expires`."""

    code: str
    installation: str
    person: int
    scopes: tuple[str, ...]
    redirect_uri: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that waits for a person to approve the scopes it adds."""

    descriptor: Json
    added_scopes: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """An OAuth client: one add-on in one room, or once for the group (`room` None).

    `descriptor` is the accepted one, `url` where it came from (None for a `data:` URL), `base` the host's
    address that the add-on was told. `number` is the numeric id of the add-on on this host.
    """

    oauth_id: str
    number: int
    secret: str
    key: str
    url: str | None
    descriptor: Json
    base: str
    created: datetime
    room: int | None = None
    installed_by: int | None = None
    pending: Pending | None = None
    updated: datetime | None = None

    @property
    def capabilities(self) -> Json:
        found = self.descriptor.get("capabilities")
        return found if isinstance(found, dict) else {}

    @property
    def name(self) -> str:
        return str(self.descriptor["name"])

    @property
    def scopes(self) -> tuple[str, ...]:
        """The upper bound of every token: empty without `hipchatApiConsumer`."""
        return tuple(self.capabilities.get("hipchatApiConsumer", {}).get("scopes", ()))

    @property
    def from_name(self) -> str:
        """The sender of its notifications: `fromName`, else its name."""
        return self.capabilities.get("hipchatApiConsumer", {}).get("fromName") or self.name


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook. `room` None means every room; `installation` None means that a person's token made it.

    `declared` says that it stands in the descriptor, so that an update of the descriptor replaces it. `base`
    is what links begin with where no installation says: where the person's token made it.
    """

    id: int
    url: str
    event: str
    created: datetime
    name: str | None = None
    pattern: str | None = None
    key: str | None = None
    authentication: str = "none"
    room: int | None = None
    installation: str | None = None
    creator: int | None = None
    declared: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """A module made over REST, beside those of the descriptor: `kind` is the descriptor's word (webPanel)."""

    installation: str
    room: int | None
    kind: str
    key: str
    body: Json


@dataclass(frozen=True, slots=True)
class GlanceContent:
    """Glance content that an add-on pushed; `room` and `person` None mean all of them."""

    installation: str
    key: str
    room: int | None
    person: int | None
    content: Json
    at: datetime


@dataclass(frozen=True, slots=True)
class Installable:
    """An installation document waiting for its one reading."""

    token: str
    number: int
    key: str
    document: Json


@dataclass(frozen=True, slots=True)
class Link:
    """An integration link: who follows it before `expires` is led to `target`."""

    token: str
    installation: str
    target: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Emoticon:
    """An emoticon; `shortcut` is without the parentheses, sizes are in pixels."""

    id: int
    shortcut: str
    url: str
    width: int = 30
    height: int = 30
    type: str = "global"
    creator: int | None = None
    audio_path: str | None = None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Views of an installation, of one origin, that the host can pass on under the name `label`.

    `because` says why it does, empty where it has no reason to; `path` is that of the page or script the
    reason was found in.
    """

    label: str
    installation: str
    origin: str
    because: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Password:
    """A person's password, salted and stretched; both in hexadecimal."""

    person: int
    salt: str
    digest: str


LISTING_LISTS = ("categories", "screenshots")
LISTING_WORDS = (
    *("tagline", "summary", *LISTING_LISTS, "logo"),
    *("support_url", "privacy_url", "terms_url", "documentation_url"),
)
"""What a listing says besides its descriptor, as marketplaces asked for; some of it in lists of texts."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An add-on that the catalogue knows by key, and where its descriptor is.

    `words` are some of LISTING_WORDS, for people. `descriptor` is what was read there last, None before;
    `wrong` says why it could not be read.
    """

    key: str
    url: str
    words: Json = field(default_factory=dict)
    descriptor: Json = None
    wrong: str = ""


ExtensionKey = tuple[str, int | None, str, str]
GlanceKey = tuple[str, str, int | None, int | None]


@dataclass
class State:
    """All of it. Collections that outlive a restart are in `tables`; the wire log and the limits do not."""

    groups: Table[int, Group] = field(default_factory=lambda: Table("groups", int, Group))
    options: Table[int, Settings] = field(default_factory=lambda: Table("settings", int, Settings))
    installations: Table[str, Installation] = field(
        default_factory=lambda: Table("installations", str, Installation, "key", "room")
    )
    webhooks: Table[int, Webhook] = field(
        default_factory=lambda: Table("webhooks", int, Webhook, "installation", "room")
    )
    extensions: Table[ExtensionKey, Extension] = field(
        default_factory=lambda: Table("extensions", ExtensionKey, Extension, "installation")
    )
    glances: Table[GlanceKey, GlanceContent] = field(
        default_factory=lambda: Table("glances", GlanceKey, GlanceContent, "installation")
    )
    tokens: Table[str, Token] = field(default_factory=lambda: Table("tokens", str, Token, "installation"))
    refreshes: Table[str, Refresh] = field(
        default_factory=lambda: Table("refreshes", str, Refresh, "installation")
    )
    codes: Table[str, Code] = field(default_factory=lambda: Table("codes", str, Code, "installation"))
    installables: Table[str, Installable] = field(
        default_factory=lambda: Table("installables", str, Installable)
    )
    links: Table[str, Link] = field(default_factory=lambda: Table("links", str, Link, "installation"))
    emoticons: Table[int, Emoticon] = field(default_factory=lambda: Table("emoticons", int, Emoticon))
    passed_on: Table[str, PassedOn] = field(
        default_factory=lambda: Table("passed_on", str, PassedOn, "installation")
    )
    passwords: Table[int, Password] = field(default_factory=lambda: Table("passwords", int, Password))
    listings: Table[str, Listing] = field(default_factory=lambda: Table("listings", str, Listing))
    counters: Table[str, int] = field(default_factory=lambda: Table("counters", str, int))
    secrets: Table[str, str] = field(default_factory=lambda: Table("secrets", str, str))
    spent: dict[str, deque[float]] = field(default_factory=dict)

    @property
    def tables(self) -> Iterator[Table[object, object]]:
        """Every table, for whoever keeps them."""
        return (value for value in vars(self).values() if isinstance(value, Table))

    @property
    def group(self) -> Group:
        """The group. There is always one once a world was made."""
        return next(iter(self.groups.values()))

    @group.setter
    def group(self, group: Group) -> None:
        for id in tuple(self.groups):
            if id != group.id:
                del self.groups[id]
        self.groups[group.id] = group

    @property
    def settings(self) -> Settings:
        return self.options.get(0) or Settings()

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self.options[0] = settings

    def configure(self, **changes: object) -> None:
        """Change some settings. Raises TypeError for one that doesn't exist."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # names are checked by replace

    def is_secret(self, text: str) -> bool:
        """Whether a text opens something now: a token, a code, a one-time address, a client's secret."""
        tables = (self.tokens, self.refreshes, self.codes, self.installables, self.links)
        held = any(text in table for table in tables)
        return held or any(one.secret == text for one in self.installations.values())

    def next_number(self, kind: str, at_least: int = 1) -> int:
        """The next id of a kind: counts up, above every id that was given in a seed."""
        number = max(self.counters.get(kind, 0) + 1, at_least)
        self.counters[kind] = number
        return number
