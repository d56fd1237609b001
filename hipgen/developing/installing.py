"""The add-on's installation in the local HipChat: made, brought up to date, made anew where that can't be.

Speaks to the host by its control interface, without a socket between. Knows nothing of processes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from hipgen.descriptor import compile_addon
from hipgen.diagnostics import HipgenError, Json
from hipgen.host.server.inside import asked
from hipgen.listing import listing
from hipgen.model import Addon

if TYPE_CHECKING:
    from hipgen.host.server.running import Running


@dataclass(frozen=True, slots=True)
class Told:
    """What HipChat is told of an add-on: key, descriptor and where that is; whether rooms may have it; what
    the catalogue says of it.
    """

    key: str
    descriptor: Json
    address: str
    for_rooms: bool
    listing: Json


def told(addon: Addon, base_url: str, key_suffix: str = "") -> Told:
    """What HipChat is told of an add-on that answers at a base URL; the suffix is that of its environment."""
    descriptor = compile_addon(addon, base_url, key_suffix=key_suffix).descriptor
    installable = descriptor.get("capabilities", {}).get("installable") or {}
    return Told(
        descriptor["key"],
        descriptor,
        descriptor["links"]["self"],
        installable.get("allowRoom", True),
        listing(addon, descriptor, base_url),
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A room by number and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation and its scopes. `added` are those that were granted since the last time; `finish` is
    where a browser goes when the add-on wants to be told there.
    """

    oauth_id: str
    key: str
    scopes: tuple[str, ...]
    added: tuple[str, ...] = ()
    finish: str | None = None


class HostError(HipgenError):
    """The host said no; the message is its own."""


class Control:
    """The control interface of a host that runs in this process."""

    def __init__(self, host: Running) -> None:
        self._host = host

    async def ask(self, method: str, path: str, body: Json = None) -> Json:
        """The answer to a request below /control. Raises HostError."""
        reply = await asked(self._host, method, f"/control{path}", body)
        answer = json.loads(reply.body or b"{}")
        if reply.status >= 400:
            raise HostError(str(answer["error"]["message"]), status=1)
        return answer

    async def room(self, name: str | None) -> Room:
        """The room of that name, made if there is none; without a name the first one."""
        rooms = (await self.ask("GET", "/rooms"))["items"]
        for found in rooms:
            if not found["is_archived"] and name in (None, found["name"]):
                return Room(found["id"], found["name"])
        made = await self.ask("POST", "/rooms", {"name": name or "Lobby"})
        return Room(made["id"], name or "Lobby")

    async def install(self, wanted: Told, room: Room | None, before: Installed | None = None) -> Installed:
        """Install an add-on, or bring up to date the installation that there was before, or one that is
        left in the host's state. What somebody has removed is made anew. The catalogue has it, too.
        """
        await self.ask("POST", "/listings", wanted.listing)
        mine = before.oauth_id if before else None
        place = room.id if room else None
        for one in (await self.ask("GET", "/installations"))["items"]:
            is_same = (one["key"], one["room"]) == (wanted.key, place)
            if one["oauth_id"] == mine or (mine is None and is_same):
                found = Installed(one["oauth_id"], one["key"], tuple(one["scopes"]))
                return await self._update(found, wanted, room)
        return await self._install(wanted, room)

    async def _update(self, before: Installed, wanted: Told, room: Room | None) -> Installed:
        """Have the host read the descriptor again, and approve the scopes that it adds. One that has another
        key now, or can't be read where it was, is installed anew.
        """
        path = f"/installations/{quote(before.oauth_id, safe='')}"
        if before.key == wanted.key:
            try:
                changed = await self.ask("POST", f"{path}/update", {})
                if changed["pending"]:
                    changed = await self.ask("POST", f"{path}/approve", {})
            except HostError:
                descriptor = (await self.ask("GET", path))["descriptor"]
                if descriptor["links"]["self"] == wanted.address:
                    raise
            else:
                scopes = tuple(changed["scopes"])
                return Installed(before.oauth_id, before.key, scopes, _added(before.scopes, scopes))
        await self.ask("DELETE", path)
        return await self._install(wanted, room)

    async def _install(self, wanted: Told, room: Room | None) -> Installed:
        where = {"room": room.id} if room else {}
        made = await self.ask("POST", "/install", {"url": wanted.address, **where})
        one = made["installation"]
        return Installed(one["oauth_id"], one["key"], tuple(one["scopes"]), finish=made["redirect"])


def _added(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(scope for scope in after if scope not in before)
