"""A client of the control interface: everything that a person or an administrator does, as methods.

Speaks HTTP by itself and knows nothing of how the host was started.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from hipgen.testing.answers import Delivered, Glance, HipChatError, Installed, Module, Opened, read, refusal

PATIENCE = 30.0
"""Seconds that a start, a wait and a request may take."""
TOO_LONG = 504
OPENER = build_opener(ProxyHandler({}))
"""Opens addresses without a proxy: what tests talk to is on this machine."""


class HipChat:
    """A running host, and everything that a person or an administrator does in it.

    People are named by id, mention name or e-mail address, rooms by id or name, installations by OAuth id,
    by key or by what `install` gave. Who acts (`by`) is the first administrator unless said otherwise. What
    makes webhooks fire waits until the host is quiet again, so that a test sees the add-on's answers at
    once; `settles=False` turns that off. Raises HipChatError for what the host refuses.
    """

    def __init__(
        self, url: str, https_url: str = "", ca_file: str = "", token: str = "", settles: bool = True
    ) -> None:
        self.url = url
        self.https_url = https_url
        self.ca_file = ca_file
        self.token = token
        self.settles = settles

    # People and rooms

    def add_room(self, name: str, **more: Any) -> int:
        """Make a room; `more`: privacy, owner, members, topic. Its id."""
        return int(self._act("POST", "/rooms", {"name": name, **more})["id"])

    def add_person(self, name: str, **more: Any) -> int:
        """Make a person; `more`: mention_name, email, title, admin, guest, timezone. The id."""
        return int(self.control("POST", "/people", {"name": name, **more})["id"])

    def say(
        self,
        room: str | int,
        text: str,
        by: str | int | None = None,
        *,
        file: tuple[str, str, bytes] | None = None,
        reply_to: str | None = None,
    ) -> str:
        """Say something in a room; `file` is its name, media type and bytes. The message's id."""
        sent = None
        if file is not None:
            name, content_type, content = file
            encoded = base64.b64encode(content).decode("ascii")
            sent = {"name": name, "content_type": content_type, "base64": encoded}
        body = {"room": room, "as": by, "text": text, "file": sent, "reply_to": reply_to}
        return str(self._act("POST", "/say", body)["id"])

    def tell(self, to: str | int, text: str, by: str | int | None = None) -> str:
        """Say something to one person. The message's id."""
        return str(self._act("POST", "/tell", {"to": to, "text": text, "as": by})["id"])

    def notify(self, room: str | int, text: str, **more: Any) -> None:
        """Send a notification with a token of the room; `more` is as in the REST API: color, card."""
        token = self.make_token(room=room)
        body = json.dumps({"message": text, "message_format": "text", **more}).encode("utf-8")
        address = f"{self.url}/v2/room/{segment(room)}/notification?auth_token={token}"
        _ask("POST", address, body)
        if self.settles:
            self.settle()

    def enter(self, room: str | int, by: str | int | None = None) -> None:
        """Come into a room."""
        self._act("POST", "/enter", {"room": room, "as": by})

    def exit(self, room: str | int, by: str | int | None = None) -> None:
        """Go out of a room."""
        self._act("POST", "/exit", {"room": room, "as": by})

    def topic(self, room: str | int, topic: str, by: str | int | None = None) -> None:
        """Set the topic of a room."""
        self._act("POST", "/topic", {"room": room, "topic": topic, "as": by})

    def archive(self, room: str | int, by: str | int | None = None) -> None:
        """Archive a room."""
        self._act("POST", "/archive", {"room": room, "as": by})

    def unarchive(self, room: str | int, by: str | int | None = None) -> None:
        """Bring an archived room back."""
        self._act("POST", "/unarchive", {"room": room, "as": by})

    def delete_room(self, room: str | int, by: str | int | None = None) -> None:
        """Delete a room with all that was said in it."""
        self._act("DELETE", f"/rooms/{segment(room)}", None, {"as": by})

    def messages(self, room: str | int, type: str | None = None) -> list[dict[str, Any]]:  # noqa: A002  (HipChat's word)
        """What was said in a room, oldest first, as the REST API shows it."""
        found = self.control("GET", f"/rooms/{segment(room)}/messages", None, {"type": type})
        return cast(list[dict[str, Any]], found["items"])

    def notifications(self, room: str | int) -> list[dict[str, Any]]:
        """The notifications in a room, oldest first."""
        return self.messages(room, "notification")

    # Add-ons

    def install(
        self,
        url: str | None = None,
        *,
        descriptor: Any = None,
        key: str | None = None,
        room: str | int | None = None,
        by: str | int | None = None,
    ) -> Installed:
        """Install an add-on into a room, or into the group without one: by its descriptor's address, from a
        descriptor, or by the key of one that the catalogue lists.
        """
        body = {"url": url, "descriptor": descriptor, "key": key, "room": room, "as": by}
        told = self._act("POST", "/install", body)
        opened = {"redirect": told.get("redirect"), "configure": told.get("configure")}
        return read(Installed, {**told["installation"], **opened})

    def installations(self) -> list[Installed]:
        """All installations."""
        return [read(Installed, one) for one in self.control("GET", "/installations")["items"]]

    def update(self, installation: Installed | str, approve: bool = False) -> Installed:
        """Read the descriptor again; added scopes wait for approval."""
        return self._installation(installation, "update", {"approve": approve})

    def approve(self, installation: Installed | str) -> Installed:
        """Approve the scopes that an update adds."""
        return self._installation(installation, "approve")

    def reinstall(self, installation: Installed | str) -> Installed:
        """Install again what is installed, as an administrator could."""
        return self._installation(installation, "reinstall")

    def uninstall(self, installation: Installed | str) -> None:
        """Uninstall an add-on; it hears of it, and its answer doesn't matter."""
        self._act("DELETE", f"/installations/{segment(id_of(installation))}")

    def modules(
        self, room: str | int, by: str | int | None = None, *, message: str | None = None
    ) -> list[Module]:
        """Modules in a room, in the order of the client, each with whether that person sees it; with a
        message, its actions are judged by it.
        """
        told = self.control("GET", "/modules", None, {"room": room, "as": by, "message": message})
        return [read(Module, one) for one in told["items"]]

    def view(
        self,
        installation: Installed | str,
        key: str | None = None,
        *,
        kind: str | None = None,
        room: str | int | None = None,
        by: str | int | None = None,
        theme: str | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> str:
        """The signed address of a view, dialog or page; of the settings with `kind="configurable"`."""
        named = {"installation": id_of(installation), "key": key, "kind": kind, "room": room, "as": by}
        return str(self.control("POST", "/view", {**named, "theme": theme, "values": values})["url"])

    def glance(
        self,
        installation: Installed | str,
        key: str,
        room: str | int,
        by: str | int | None = None,
        *,
        origin: str | None = None,
    ) -> Glance:
        """Fetch a glance as the web client did, with CORS and the form of the answer enforced."""
        body = {"installation": id_of(installation), "key": key, "room": room, "as": by, "origin": origin}
        return read(Glance, self.control("POST", "/glance", body))

    def glances(self, room: str | int, by: str | int | None = None) -> list[dict[str, Any]]:
        """The glance contents that add-ons pushed."""
        told = self.control("GET", "/glances", None, {"room": room, "as": by})
        return cast(list[dict[str, Any]], told["items"])

    def action(
        self,
        installation: Installed | str,
        key: str,
        room: str | int,
        by: str | int | None = None,
        *,
        message: str | None = None,
    ) -> Opened:
        """Choose an action in the menu of a message or of the chat input: what opens."""
        body = {"installation": id_of(installation), "key": key, "room": room, "as": by, "message": message}
        return read(Opened, self.control("POST", "/action", body))

    def link(self, message: str, target: str, options: Any = None, by: str | int | None = None) -> Opened:
        """Follow a link of a notification that opens a module (`data-target`)."""
        body = {"message": message, "target": target, "options": options, "as": by}
        return read(Opened, self.control("POST", "/link", body))

    # What went over the wire

    def deliveries(
        self, installation: Installed | str | None = None, *, webhook: int | None = None
    ) -> list[Delivered]:
        """Webhook calls, oldest first."""
        asked = {"webhook": webhook, "installation": id_of(installation)}
        return [read(Delivered, one) for one in self.control("GET", "/deliveries", None, asked)["items"]]

    def replay(self, delivery: Delivered | int) -> Delivered:
        """Make a webhook call again, byte for byte, with the same token."""
        return read(Delivered, self._act("POST", f"/deliveries/{number_of(delivery)}/replay", {}))

    def forge(self, delivery: Delivered | int, **changes: Any) -> Delivered:
        """Make a webhook call again with something wrong: `secret`, `alg`, `claims`, `unsigned`, `body`."""
        return read(Delivered, self._act("POST", f"/deliveries/{number_of(delivery)}/forge", changes))

    def wire(self, since: int = 0, *, kind: str | None = None) -> list[dict[str, Any]]:
        """Entries of the wire log after a number, without secrets."""
        told = self.control("GET", "/wire", None, {"since": since, "kind": kind})
        return cast(list[dict[str, Any]], told["entries"])

    def settle(self, timeout: float = PATIENCE / 2) -> None:
        """Wait until no webhook and no other call is under way. Raises TimeoutError."""
        try:
            self.control("POST", "/settle", {"timeout": timeout})
        except HipChatError as error:
            if error.status == TOO_LONG:
                raise TimeoutError(error.message) from None
            raise

    # Time, tokens, settings

    def advance(self, seconds: float) -> None:
        """Move the host's clock on."""
        self.control("POST", "/clock", {"advance": seconds})

    def make_token(
        self,
        *,
        by: str | int | None = None,
        room: str | int | None = None,
        installation: Installed | str | None = None,
        scopes: Sequence[str] | None = None,
        lifetime: float | None = None,
    ) -> str:
        """An access token: somebody's own, a room's for notifications, or an installation's."""
        named = {"as": by, "room": room, "installation": id_of(installation)}
        asked = {"scopes": None if scopes is None else list(scopes), "lifetime": lifetime}
        return str(self.control("POST", "/tokens", {**named, **asked})["token"])

    def expire_tokens(self, installation: Installed | str | None = None, token: str | None = None) -> int:
        """End one token, those of an installation, or without either those of all add-ons: how many."""
        everything = True if installation is None and token is None else None
        body = {"installation": id_of(installation), "token": token, "all": everything}
        return int(self.control("POST", "/tokens/expire", body)["expired"])

    def configure(self, **settings: Any) -> dict[str, Any]:
        """Change settings of the host; all of them as they are then."""
        return cast(dict[str, Any], self.control("PATCH", "/settings", settings))

    def reset(self) -> None:
        """Back to the start, once the host is quiet, or doesn't get so within a second."""
        with suppress(TimeoutError):
            self.settle(1)
        self.control("POST", "/reset", {})

    # The interface itself

    def control(
        self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None
    ) -> Any:
        """Any request of the control interface; members and parameters that are None are left out."""
        address = f"{self.url}/control{path}"
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        if asked:
            address = f"{address}?{urlencode(asked)}"
        said = None
        if body is not None:
            told = {name: value for name, value in body.items() if value is not None}
            said = json.dumps(told).encode("utf-8")
        return _ask(method, address, said)

    def _act(self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        told = self.control(method, path, body, query)
        if self.settles:
            self.settle()
        return told

    def _installation(self, installation: Installed | str, what: str, body: Any = None) -> Installed:
        path = f"/installations/{segment(id_of(installation))}/{what}"
        return read(Installed, self._act("POST", path, body or {}))


def _ask(method: str, address: str, body: bytes | None) -> Any:
    headers = {} if body is None else {"Content-Type": "application/json"}
    request = Request(address, body, headers, method=method)  # noqa: S310  (the host's own address)
    try:
        with OPENER.open(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"{}")
    except HTTPError as error:
        with error:
            text = error.read().decode("utf-8", "replace")
        raise refusal(error.code, text) from None


def id_of(installation: Installed | str | None) -> str | None:
    return installation.oauth_id if isinstance(installation, Installed) else installation


def number_of(delivery: Delivered | int) -> int:
    return delivery.id if isinstance(delivery, Delivered) else delivery


def segment(value: object) -> str:
    return quote(str(value), safe="")
