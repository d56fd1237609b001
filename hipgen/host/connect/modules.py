"""Modules: what add-ons show in a room, in order, and the addresses of their views.

A view's address is built as the web client and the host did it. Conditions are not looked at here: they are
no access control, and what is hidden can be opened. Knows nothing of pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from hipgen.host.chat import Person
from hipgen.host.connect import tokens
from hipgen.host.connect.calls import with_query
from hipgen.host.refusal import Refused
from hipgen.host.state import Installation
from hipgen.host.wire import Json
from hipgen.host.world import World

KINDS = ("webPanel", "dialog", "externalPage", "glance", "action")
"""In the order in which a key is looked for, where modules of two kinds share it (the order is inferred)."""
SETTINGS = ("configurable", "adminPage")
CLIENT_VERSION = "1"
WEIGHT = 100
UNRESERVED = "-_.!~*'()"
"""What JavaScript's encodeURIComponent leaves besides letters and digits."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of an installation. `kind` is the descriptor's word (`webPanel`, `configurable`); `room` is
    the id of the only room that it is in, None if it is in every room.
    """

    installation: Installation
    kind: str
    key: str
    body: Json
    room: int | None = None

    @property
    def full_key(self) -> str:
        """`add-on:module`, as clients address it."""
        return f"{self.installation.key}:{self.key}"

    @property
    def name(self) -> str:
        """What people see: the text of `name` or `title`, else the key. Nobody ever saw a translation."""
        text = self.body.get("name") or self.body.get("title") or {}
        return (text.get("value") if isinstance(text, dict) else str(text)) or self.key

    @property
    def weight(self) -> int:
        """A missing or zero weight counts as 100, as the web client had it."""
        return int(self.body.get("weight") or WEIGHT)

    @property
    def signed(self) -> bool:
        """Whether its address carries a token: external and admin pages and glances always do, views unless
        they say `none`.
        """
        return bool(self.body.get("authentication", "jwt") != "none")

    @property
    def target(self) -> str | None:
        """The key of what a glance or an action opens, in whichever form it was written."""
        target = self.body.get("target")
        return target.get("key") if isinstance(target, dict) else target


def modules(world: World, room_id: int) -> tuple[Module, ...]:
    """What there is in a room: of descriptors and made over REST; of two with one key the latter.

    Ordered as the web client did: add-ons by key; within one the heaviest first, or the lightest, as the
    schema's text has it, with the setting `ascending_weight`. An add-on that is installed in the room hides
    its installation for the group (inferred: clients address modules by the add-on's key).
    """
    here = (*world.state.installations.of("room", None), *world.state.installations.of("room", room_id))
    in_room = {one.key for one in here if one.room is not None}
    found = [
        module
        for one in here
        if one.room is not None or one.key not in in_room
        for module in of_installation(world, one, room_id)
    ]
    sign = 1 if world.state.settings.ascending_weight else -1
    return tuple(sorted(found, key=lambda module: (module.installation.key, sign * module.weight)))


def of_installation(world: World, installation: Installation, room_id: int | None) -> tuple[Module, ...]:
    """The modules of one installation in a room, or with None those that it has in every room."""
    found: dict[tuple[str, str], Module] = {}
    for kind, key, body in _declared(installation):
        found[kind, key] = Module(installation, kind, key, body, installation.room)
    for made in world.state.extensions.values():
        if made.installation == installation.oauth_id and made.room in (None, room_id):
            found[made.kind, made.key] = Module(installation, made.kind, made.key, made.body, made.room)
    return tuple(found.values())


def _declared(installation: Installation) -> Iterator[tuple[str, str, Json]]:
    for kind in KINDS:
        for body in installation.capabilities.get(kind, ()):
            yield kind, body["key"], body


def find(
    world: World, installation: Installation, key: str, room_id: int | None, kind: str | None = None
) -> Module:
    """A module by its key, or by its full one; of one kind if asked. Raises Refused (404)."""
    key = key.removeprefix(f"{installation.key}:")
    if room_id is not None and installation.room not in (None, room_id):
        raise Refused(404, f"{installation.name} is not installed in that room")
    for module in of_installation(world, installation, room_id):
        if module.key == key and kind in (None, module.kind):
            return module
    raise Refused(404, f"{installation.name} has no {kind or 'module'} {key}")


def settings_page(installation: Installation, kind: str = "configurable") -> Module:
    """The configuration page, or the admin page (`adminPage`), as a module. Raises Refused (404)."""
    body = installation.capabilities.get(kind)
    if kind not in SETTINGS or not isinstance(body, dict):
        raise Refused(404, f"{installation.name} has no {kind}")
    return Module(installation, kind, kind, body, installation.room)


def opened(world: World, module: Module, room_id: int | None) -> Module:
    """The view that a glance or an action opens; a view opens itself. A glance is followed to its own target.

    Only modules of the same add-on can be named. Raises Refused: 404 for a target that isn't there, 409 for a
    module without one, for a glance whose target is an object, which the web client didn't open, and for
    glances in a circle.
    """
    for _step in range(len(KINDS)):
        if module.kind not in {"glance", "action"}:
            return module
        if module.target is None:
            raise Refused(409, f"{module.key} has no target: it opens nothing")
        if module.kind == "glance" and not isinstance(module.body["target"], str):
            raise Refused(409, f"The target of {module.key} is an object, which the web client did not open")
        module = find(world, module.installation, module.target, room_id)
    raise Refused(409, f"The target of {module.key} leads in a circle")


def view_url(
    world: World,
    module: Module,
    room_id: int | None,
    person: Person | None,
    theme: str = "light",
    values: Json = None,
    origin: str | None = None,
) -> str:
    """The address of a view: a panel, dialog, external page, configuration or admin page.

    `{message.body}` and the like are filled from `values`; then a token and what the client adds. `origin` is
    that of the page around a configuration page, else the address the add-on was told. An address that begins
    with `data:` is left as it is, as the web client left it. A room's installation is always about its room.

    Raises Refused (409) for a module that has no address of a view.
    """
    address = module.body.get("url")
    if not isinstance(address, str):
        raise Refused(409, f"{module.key} is a {module.kind}, which has no view")
    if address[:5].lower() == "data:":
        return address
    added: dict[str, str] = {}
    if module.signed:
        room = module.installation.room if room_id is None else room_id
        added["signed_request"] = tokens.sign(world, module.installation, room, person)
    if module.kind in {"webPanel", "dialog"}:
        added |= {"connect_client_api_version": CLIENT_VERSION, "theme": theme}
    if module.kind in SETTINGS:
        added["xdmhost"] = module.installation.base if origin is None else origin
    return with_query(filled(address, values, once=not module.signed), added)


def filled(address: str, values: Json, once: bool = False) -> str:
    """An address with its `{path}` variables filled, each value encoded; a missing one is empty.

    `once`: of a repeated variable only the first is filled, as the web client did where the host didn't sign.
    """
    done: set[str] = set()

    def value(match: re.Match[str]) -> str:
        path = match[1]
        if once and path in done:
            return match[0]
        done.add(path)
        return quote(_text(_at(values, path)), safe=UNRESERVED, errors="replace")

    return re.sub(r"\{([^{}]+)\}", value, address)


def _at(values: Json, path: str) -> Json:
    for step in path.split("."):
        if isinstance(values, Mapping):
            values = values.get(step)
        elif isinstance(values, list) and step.isascii() and step.isdigit() and int(step[:9]) < len(values):
            values = values[int(step)]
        else:
            return None
    return values


def _text(value: Json) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
