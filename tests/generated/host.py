"""A stand-in for HipChat in tests of generated projects: small, strict, and able to misbehave.

It installs an add-on from its descriptor, signs what the real host signed, answers the part of the REST API
that add-ons use, refuses what the real one refused, and keeps every exchange. It knows nothing of addon.yaml,
and nothing of the host that hipgen ships: the two must not make the same mistake.
"""

import base64
import json
import secrets
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit, urlunsplit

from tests.generated import payloads, rest, tokens, wire
from tests.generated.listener import Canned, Listener
from tests.generated.tokens import Credentials

GROUP = 5512
OWN = "the host's own"  # in place of a token: the one that the real host would send
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that reached the host, and what it answered."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Installation:
    """One OAuth client of the host: an add-on in a room, or in the whole group."""

    descriptor: Any
    oauth_id: str
    secret: str
    room_id: int | None

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.oauth_id, self.secret, self.room_id)

    @property
    def room(self) -> int:
        """The room that things happen in; a global installation sees every room."""
        return self.room_id if self.room_id is not None else 990001

    @property
    def capabilities(self) -> Any:
        return self.descriptor.get("capabilities", {})

    @property
    def scopes(self) -> list[str]:
        return list(self.capabilities.get("hipchatApiConsumer", {}).get("scopes", []))

    def modules(self, kind: str) -> list[Any]:
        return list(self.capabilities.get(kind, []))

    def own(self, kind: str) -> list[Any]:
        """The modules whose address is the add-on's own, and not somebody else's."""
        parts = urlsplit(self.descriptor["links"]["self"])
        base = f"{parts.scheme}://{parts.netloc}/"
        word = "queryUrl" if kind == "glance" else "url"
        return [module for module in self.modules(kind) if module.get(word, "").startswith(base)]


class Host:
    """The stand-in; a context manager that listens while it is open."""

    def __init__(self) -> None:
        self.log: list[Exchange] = []
        self.canned: dict[str, Canned] = {}
        self.altered: dict[str, Any] = {}
        self.token_lifetime = 3600
        self.clients: dict[str, Installation] = {}
        self.grants: dict[str, rest.Grant] = {}
        self.topics: dict[int, str] = {}
        self._lock = threading.Lock()
        self._rooms = iter(range(730155, 800000))
        self._listener = Listener(self.answer)

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.stop()

    # What it says of itself

    @property
    def port(self) -> int:
        return self._listener.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.url}/v2"

    @property
    def capabilities_url(self) -> str:
        return f"{self.api}/capabilities"

    def document(self) -> dict[str, Any]:
        """The host's own capabilities, with the lies that a test asked for (JSON pointer to value)."""
        document = rest.capabilities(self.url)
        for pointer, value in self.altered.items():
            *path, last = pointer.removeprefix("/").split("/")
            place: Any = document
            for step in path:
                place = place[step]
            place[last] = value
        return document

    # Installing

    def register(self, descriptor: Any, *, everywhere: bool | None = None) -> Installation:
        """Make the OAuth client, usable from now on; in a room of its own unless the add-on refuses rooms."""
        offered = descriptor["capabilities"].get("installable", {})
        wide = not offered.get("allowRoom", True) if everywhere is None else everywhere
        room = None if wide else next(self._rooms)
        made = Installation(descriptor, str(uuid.uuid4()), secrets.token_hex(20), room)
        self.clients[made.oauth_id] = made
        return made

    def body(self, installation: Installation) -> dict[str, Any]:
        """What the installation request says."""
        told = {
            "capabilitiesUrl": self.capabilities_url,
            "oauthId": installation.oauth_id,
            "oauthSecret": installation.secret,
            "groupId": GROUP,
        }
        return told if installation.room_id is None else told | {"roomId": installation.room_id}

    def announce(self, installation: Installation, **changes: Any) -> wire.Answer:
        """Send the installation request, with some of it changed; None takes a member out."""
        told = self.body(installation) | changes
        said = {name: value for name, value in told.items() if value is not None}
        return wire.post_json(installation.capabilities["installable"]["callbackUrl"], said)

    def install(self, descriptor_url: str, *, everywhere: bool | None = None) -> Installation:
        """Install as the real host did: read the descriptor, make the client, tell the add-on."""
        found = wire.get(descriptor_url)
        assert found.status == 200, f"no descriptor: {found}"
        installation = self.register(found.json(), everywhere=everywhere)
        answer = self.announce(installation)
        assert answer.ok, f"the add-on refused its installation: {answer}"
        return installation

    def update(self, installation: Installation) -> wire.Answer:
        """Tell of an update; the secret stays, and isn't sent."""
        told = {name: value for name, value in self.body(installation).items() if name != "oauthSecret"}
        return wire.post_json(installation.capabilities["installable"]["updateCallbackUrl"], told)

    def revoke(self, installation: Installation) -> None:
        self.clients.pop(installation.oauth_id, None)
        self.forget_tokens()

    def send_delete(self, installation: Installation) -> wire.Answer:
        """The uninstall request; nothing but the id is in it."""
        parts = urlsplit(installation.capabilities["installable"]["callbackUrl"])
        path = f"{parts.path.rstrip('/')}/{installation.oauth_id}"
        return wire.send("DELETE", urlunsplit((parts.scheme, parts.netloc, path, parts.query, "")))

    def uninstall(self, installation: Installation) -> wire.Answer:
        """Uninstall in the real host's order: the credentials are dead before the add-on hears of it."""
        self.revoke(installation)
        return self.send_delete(installation)

    def forget_tokens(self) -> None:
        """Make every token that is out invalid before its time."""
        with self._lock:
            self.grants.clear()

    # What reaches an installed add-on

    def token(self, installation: Installation, **changes: Any) -> str:
        return tokens.sign(installation.credentials, installation.room, **changes)

    def event(self, installation: Installation, hook: Any, text: str = "", **changes: Any) -> dict[str, Any]:
        """The body of a webhook's request."""
        told = {
            "event": hook["event"],
            "webhook_id": 90211,
            "oauth_client_id": installation.oauth_id,
            "item": payloads.item(self.api, hook["event"], installation.room, text),
        }
        return {name: value for name, value in (told | changes).items() if value is not None}

    def webhook(
        self,
        installation: Installation,
        hook: Any,
        text: str = "",
        *,
        token: str | None = OWN,
        **changes: Any,
    ) -> wire.Answer:
        """Deliver one event to one webhook of the descriptor; signed in the header if that asks for it."""
        if token == OWN:
            signed = hook.get("authentication", "none") == "jwt"
            token = self.token(installation) if signed else None
        headers = {} if token is None else {"Authorization": f"JWT {token}"}
        return wire.post_json(hook["url"], self.event(installation, hook, text, **changes), headers)

    def say(self, installation: Installation, key_or_url: str, text: str) -> wire.Answer:
        """Deliver a message to the webhook whose URL ends so."""
        hook = next(hook for hook in installation.modules("webhook") if hook["url"].endswith(key_or_url))
        return self.webhook(installation, hook, text)

    def module(self, installation: Installation, kind: str, key: str) -> Any:
        return next(module for module in installation.modules(kind) if module["key"] == key)

    def glance(self, installation: Installation, key: str) -> wire.Answer:
        """Fetch a glance as the browser did: another origin, the token in the query, no other header."""
        url = self.module(installation, "glance", key)["queryUrl"]
        headers = {"Origin": self.url, "Accept": "application/json"}
        return wire.get(self.glance_url(installation, url), headers)

    def glance_url(self, installation: Installation, url: str) -> str:
        signed = {"signed_request": self.token(installation), "connect_client_api_version": "1"}
        return wire.with_query(url, **signed)

    def view_url(self, installation: Installation, view: Any, theme: str = "light") -> str:
        """The address that the client puts into a frame."""
        filled = view["url"].replace("{", "").replace("}", "")
        signed = view.get("authentication", "jwt") == "jwt"
        told = {"signed_request": self.token(installation)} if signed else {}
        return wire.with_query(filled, **told, connect_client_api_version="1", theme=theme)

    def view(self, installation: Installation, kind: str, key: str, theme: str = "light") -> wire.Answer:
        url = self.view_url(installation, self.module(installation, kind, key), theme)
        return wire.get(url, {"Referer": f"{self.url}/"})

    def configuration(self, installation: Installation) -> wire.Answer:
        """Open the settings page in the admin site, which names itself in `xdmhost`."""
        url = installation.capabilities["configurable"]["url"]
        return wire.get(wire.with_query(url, signed_request=self.token(installation), xdmhost=self.url))

    # What the add-on did

    def calls(self, method: str, path: str) -> list[Exchange]:
        """Exchanges of this method whose path ends so."""
        with self._lock:
            return [one for one in self.log if one.method == method and one.path.endswith(path)]

    @property
    def token_requests(self) -> list[Exchange]:
        return self.calls("POST", "/oauth/token")

    def notifications(self, room: int) -> list[Any]:
        """Bodies of the notifications that were accepted for a room."""
        calls = self.calls("POST", f"/room/{room}/notification")
        return [call.json() for call in calls if call.status == 204]

    def refusals(self) -> list[str]:
        """What the add-on was refused: its own faults, unless the test made them."""
        with self._lock:
            return [
                f"{one.status} {one.method} {one.path}: {one.answer.decode('utf-8', 'replace')}"
                for one in self.log
                if one.status >= 400
            ]

    # Serving

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Canned:
        parts = urlsplit(target)
        with self._lock:
            reply = self.canned.get(parts.path) or self._own(method, parts.path, headers, body)
            record = Exchange(
                method, parts.path, parts.query, headers, body, reply.status, reply.body
            )  # kept before it is sent: a test that has its answer finds the exchange in the log
            self.log.append(record)
        return reply

    def _own(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Canned:
        match method, path:
            case "GET", "/v2/capabilities":
                return _json(200, self.document())
            case "POST", "/v2/oauth/token":
                return _json(*self._grant(headers, body))
            case _ if path.startswith("/v2/"):
                return _json(*self._rest(method, path.removeprefix("/v2"), headers, body))
        return _json(*rest.error(404, f"No page at {path}"))

    def _grant(self, headers: Mapping[str, str], body: bytes) -> rest.Reply:
        """The token endpoint, for the one grant that add-ons use on their own behalf."""
        client = self._basic(headers)
        if client is None:
            return rest.error(401, "Unknown client or wrong secret")
        form = {name: values[0] for name, values in parse_qs(body.decode("ascii")).items()}
        asked = form.get("scope", " ".join(client.scopes)).split()
        if form.get("grant_type") != "client_credentials" or not set(asked) <= set(client.scopes):
            return rest.error(400, "Unsupported grant or scope")
        text = secrets.token_hex(20)
        until = time.monotonic() + self.token_lifetime
        self.grants[text] = rest.Grant(client.oauth_id, frozenset(asked), client.room_id, until)
        told = {"token_type": "bearer", "expires_in": self.token_lifetime, "scope": " ".join(asked)}
        return 200, {"access_token": text, "group_id": GROUP, "group_name": "Harbour Works", **told}

    def _basic(self, headers: Mapping[str, str]) -> Installation | None:
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        name, _, secret = base64.b64decode(value).decode("utf-8").partition(":")
        client = self.clients.get(name)
        return client if client is not None and secrets.compare_digest(client.secret, secret) else None

    def _rest(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> rest.Reply:
        scheme, _, text = headers.get("authorization", "").partition(" ")
        grant = self.grants.get(text) if scheme.lower() == "bearer" else None
        if grant is None or grant.until < time.monotonic() or grant.oauth_id not in self.clients:
            return rest.error(401, "Invalid OAuth session")
        glances = {glance["key"] for glance in self.clients[grant.oauth_id].modules("glance")}
        return rest.answer(rest.Call(method, path, headers, body, grant, self.api, frozenset(glances)))

    def impostor(self, installation: Installation) -> Installation:
        """The same installation as somebody knows it who never had its secret."""
        return replace(installation, secret="0" * 40)


def _json(status: int, value: Any) -> Canned:
    return Canned(status, b"" if value is None else json.dumps(value).encode("utf-8"), JSON_TYPE)
