"""A small add-on that does everything right, with the standard library and PyJWT alone; and all its faults.

`faults` names what it does wrong: one word for each `if` below. Independent of hipgen: what it knows of the
protocol it knows from HipChat's documentation. It keeps everything in memory.
"""

from __future__ import annotations

import html
import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import jwt

Json = Any
LARGEST = 1_000_000
ALLOWED = {"localhost", "127.0.0.1"}
PIXEL = b"\x89PNG\r\n\x1a\n"
OPENER = build_opener(ProxyHandler({}))
MARGIN = 0.2
EVENTS = (
    "room_message",
    "room_notification",
    "room_enter",
    "room_exit",
    "room_topic_change",
    "room_file_upload",
    "room_archived",
    "room_unarchived",
    "room_created",
    "room_deleted",
)


class RefusedError(Exception):
    """A request that is refused with a status."""

    def __init__(self, status: int, why: str = "") -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Tenant:
    """An installation: its credentials, where its host is, its room."""

    id: str
    secret: str
    document: Json
    room: int | None
    told: Json
    token: str = ""
    dies: float = 0.0
    settings: dict[str, str] = field(default_factory=dict)


@dataclass
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def as_json(status: int, value: Json, *headers: tuple[str, str]) -> Answer:
    return Answer(status, json.dumps(value).encode(), "application/json", headers)


class Reference:
    """The add-on; `base` is where it is served."""

    def __init__(self, base: str, faults: frozenset[str], events: tuple[str, ...]) -> None:
        self.base = base
        self.faults = faults
        self.events = events
        self.left: set[int | None] = set()
        self.tenants: dict[str, Tenant] = {}
        self.seen: set[str] = set()
        self.shown: set[str] = set()
        self.lock = threading.RLock()

    def bad(self, fault: str) -> bool:
        return fault in self.faults

    # The descriptor

    def descriptor(self) -> Json:
        base = self.base
        picture = "none" if self.bad("picture") else "icon"
        icon = {"url": f"{base}/icon.png", "url@2x": f"{base}/icon.png"}
        hooks = [
            {
                "key": f"on-{event}",
                "name": event,
                "event": event,
                "url": f"{base}/hook/{event}",
                "authentication": "jwt",
            }
            for event in self.events
        ]
        for hook in hooks:
            if hook["event"] == "room_message":
                hook["pattern"] = r"^/kettle(\s|$)"
        said: Json = {
            "key": "com.example.kettle",
            "name": "Kettle Watch",
            "description": "Tells the room whether the office kettle has boiled.",
            "vendor": {"name": "Example Appliances", "url": "https://appliances.example.com"},
            "links": {
                "self": f"{base}/other.json" if self.bad("self-link") else f"{base}/addon.json",
                "homepage": "https://kettle.example.com/",
            },
            "capabilities": {
                "installable": {
                    "allowGlobal": not self.bad("rooms-only"),
                    "allowRoom": True,
                    "callbackUrl": f"{base}/installed",
                    "installedUrl": f"{base}/arrived",
                    "uninstalledUrl": f"{base}/gone",
                    "updateCallbackUrl": f"{base}/updated",
                },
                "hipchatApiConsumer": {
                    "scopes": ["send_notification", "view_room"],
                    "fromName": "Kettle",
                    "avatar": {"url": f"{base}/{picture}.png", "url@2x": f"{base}/icon.png"},
                },
                "configurable": {"url": f"{base}/settings", "authentication": "jwt"},
                "webhook": hooks,
                "glance": [
                    {
                        "key": "kettle-glance",
                        "name": {"value": "Kettle"},
                        "queryUrl": f"{base}/glance",
                        "target": "nowhere" if self.bad("target") else "kettle-panel",
                        "icon": icon,
                    }
                ],
                "webPanel": [
                    {
                        "key": "kettle-panel",
                        "name": {"value": "Kettle status"},
                        "location": "hipchat.sidebar.right",
                        "url": f"{base}/panel",
                        "authentication": "jwt",
                    }
                ],
                "dialog": [
                    {
                        "key": "kettle-brew",
                        "title": {"value": "Brew"},
                        "url": f"{base}/brew",
                        "authentication": "jwt",
                    }
                ],
            },
        }
        if self.bad("schema"):
            del said["description"]
        if self.bad("no-updates"):
            del said["capabilities"]["installable"]["updateCallbackUrl"]
        return said

    # What comes in

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> Answer:
        parts = path.strip("/").split("/")
        match method, parts:
            case "GET", ["addon.json"]:
                return self._typed(as_json(200, self.descriptor()))
            case "GET", ["icon.png"]:
                time.sleep(0.7 if self.bad("slow") else 0)
                return Answer(200, PIXEL, "image/png")
            case "POST", ["installed"]:
                return self.install(body)
            case "POST", ["updated"]:
                return self.update(body)
            case "DELETE", ["installed", id_]:
                return self.uninstall(id_)
            case "GET", ["arrived"]:
                return self.arrived(query)
            case "GET", ["gone"]:
                return Answer(204) if self.bad("gone-nowhere") else self.redirect(query)
            case "POST", ["hook", event]:
                return self.hook(event, query, headers, body)
            case "OPTIONS", ["glance"] if not self.bad("preflight"):
                return Answer(204, headers=(("Access-Control-Allow-Origin", "*"),))
            case "GET", ["glance"]:
                return self.glance(query)
            case "GET", ["broken.js"]:
                return Answer(200, b"kettle.boil()", "text/javascript")
            case "GET", ["panel" | "brew"]:
                return self.view(path, query)
            case "GET", ["settings"]:
                return self.settings(query)
            case "POST", ["settings"]:
                return self.save(body)
        return as_json(404, {})

    def _typed(self, answer: Answer) -> Answer:
        return Answer(answer.status, answer.body, "text/plain") if self.bad("type") else answer

    # Installation

    def install(self, body: bytes) -> Answer:
        if self.bad("no-rooms") and b'"roomId"' in body:
            return as_json(400, {})
        if self.bad("no-groups") and b'"roomId"' not in body:
            return as_json(400, {})
        try:
            told = json.loads(body)
        except ValueError:
            return as_json(500 if self.bad("install-json") else 400, {})
        if self.bad("install-twice") and isinstance(told, dict) and told.get("oauthId") in self.tenants:
            return as_json(500, {})
        try:
            tenant = self.made(told, trusting=self.bad("self-unchecked"))
        except RefusedError as refusal:
            return as_json(refusal.status, {})
        here = [each for each in self.tenants.values() if each.room == tenant.room and each.id != tenant.id]
        if self.bad("again") and tenant.room is not None and here:
            return as_json(409, {})
        if self.bad("no-return") and tenant.room in self.left:
            return as_json(200, {})
        self.tenants[tenant.id] = tenant
        return as_json(204 if self.bad("install-204") else 200, {})

    def made(self, told: Json, *, trusting: bool = False) -> Tenant:
        """A tenant of what a host said of it. Raises RefusedError."""
        if not isinstance(told, dict):
            raise RefusedError(400)
        if not all(
            isinstance(told.get(name), str) and told[name]
            for name in ("capabilitiesUrl", "oauthId", "oauthSecret")
        ):
            raise RefusedError(400)
        id_, secret, address = told["oauthId"], told["oauthSecret"], told["capabilitiesUrl"]
        if self.bad("text-numbers") and not isinstance(told.get("roomId", 0), int):
            raise RefusedError(400)
        room = int(told["roomId"]) if "roomId" in told else None
        if (
            room is None
            and not self.descriptor()["capabilities"]["installable"]["allowGlobal"]
            and not self.bad("wrong-level")
        ):
            raise RefusedError(400)
        if urlsplit(address).hostname not in ALLOWED and not self.bad("private"):
            raise RefusedError(400)
        known = self.tenants.get(id_)
        if (
            known is not None
            and not self.bad("takeover")
            and (known.secret, known.told["capabilitiesUrl"]) != (secret, address)
        ):
            raise RefusedError(409)
        document = self.fetched(address)
        if document["links"]["self"] != address and not trusting:
            raise RefusedError(400)
        tenant = Tenant(id_, secret, document, room, told)
        try:
            self.token(tenant)
        except HTTPError as error:
            if not self.bad("credentials"):
                raise RefusedError(400) from error
        return tenant

    def fetched(self, address: str) -> Json:
        try:
            return json.loads(ask("GET", address))
        except (OSError, ValueError) as error:
            if not self.bad("unreachable"):
                raise RefusedError(400) from error
        host = next(iter(self.tenants.values()))
        return {**host.document, "links": {**host.document["links"], "self": address}}

    def update(self, body: bytes) -> Answer:
        tenant = self.tenants.get(json.loads(body)["oauthId"])
        if tenant is None or self.bad("update"):
            return as_json(404, {})
        return as_json(200, {})

    def uninstall(self, id_: str) -> Answer:
        tenant = self.tenants.get(id_)
        if tenant is None:
            return as_json(200, {})
        if not self.bad("false-removal"):
            try:
                tenant.dies = 0
                self.token(tenant)
            except HTTPError:
                pass
            else:
                return as_json(403, {})
        if self.bad("shared-fate"):
            self.tenants.clear()
        if not self.bad("keeps"):
            self.tenants.pop(id_, None)
        if tenant.room is not None:
            self.left.add(tenant.room)
        return as_json(500 if self.bad("uninstall-500") else 200, {})

    def arrived(self, query: dict[str, str]) -> Answer:
        try:
            told = json.loads(ask("GET", query["installable_url"]))
            if (
                told["oauthId"] not in self.tenants
                and not self.bad("browser-forgets")
                and not (self.bad("no-return") and told.get("roomId") in self.left)
            ):
                tenant = self.made(told, trusting=self.bad("browser-trusts"))
                self.tenants[tenant.id] = tenant
        except (RefusedError, OSError, ValueError):
            return as_json(400, {})
        return self.redirect(query)

    def redirect(self, query: dict[str, str]) -> Answer:
        return Answer(302, headers=(("Location", query["redirect_url"]),))

    # Tokens

    def token(self, tenant: Tenant) -> str:
        """A token that lives, asked for if need be. Raises HTTPError when the host gives none."""
        if (
            not tenant.token
            or (tenant.dies < time.monotonic() and not self.bad("old-token"))
            or tenant.dies == 0
        ):
            if self.bad("scope"):
                with suppress(HTTPError):
                    self.granted(tenant, "admin_group")
            got = self.granted(tenant, "send_notification view_room")
            tenant.token, tenant.dies = got["access_token"], time.monotonic() + got["expires_in"] - MARGIN
        return tenant.token

    def granted(self, tenant: Tenant, scope: str) -> Json:
        """What the host answers to a request for a token. Raises HTTPError."""
        basic = b64encode(f"{tenant.id}:{tenant.secret}".encode()).decode()
        form = urlencode({"grant_type": "client_credentials", "scope": scope}).encode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        url = tenant.document["capabilities"]["oauth2Provider"]["tokenUrl"]
        return json.loads(ask("POST", url, form, headers))

    def call(self, tenant: Tenant, method: str, path: str, value: Json) -> None:
        """Call the REST API, once more with a new token on a 401."""
        base = tenant.document["capabilities"]["hipchatApiProvider"]["url"]
        for attempt in range(2):
            headers = {"Authorization": f"Bearer {self.token(tenant)}", "Content-Type": "application/json"}
            try:
                ask(method, base + path, json.dumps(value).encode(), headers)
            except HTTPError as error:
                error.close()
                if error.code != 401 or attempt or self.bad("gives-up"):
                    return
                tenant.dies = 0
                continue
            return

    # Signatures

    def tenant_of(self, token: str | None, kind: str) -> tuple[Tenant, Json]:
        """The tenant that a token was signed for, and the claims. Raises RefusedError (401)."""
        try:
            if not token:
                raise RefusedError(401)
            return self._read(token, kind)
        except jwt.InvalidTokenError as error:
            raise RefusedError(401) from error

    def _read(self, token: str, kind: str) -> tuple[Tenant, Json]:
        claims = jwt.decode(token, options={"verify_signature": False})
        tenant = self.tenants.get(claims.get("iss", ""))
        if tenant is None and self.bad(f"{kind}-issuer"):
            tenant = next(each for each in self.tenants.values() if self._fits(token, each))
        if tenant is None:
            raise RefusedError(401)
        head = jwt.get_unverified_header(token)
        if head["alg"] == "none" and self.bad(f"{kind}-none"):
            return tenant, claims
        if (
            self.bad(f"{kind}-forged")
            and head["alg"] == "HS256"
            and not any(self._fits(token, t) for t in self.tenants.values())
        ):
            return tenant, claims
        key = tenant.secret
        if self.bad(f"{kind}-tenant"):
            key = next((each.secret for each in self.tenants.values() if self._fits(token, each)), key)
        checks: Json = {"verify_exp": not self.bad(f"{kind}-expired"), "verify_iat": True, "verify_nbf": True}
        if self.bad(f"{kind}-early"):
            checks |= {"verify_iat": False, "verify_nbf": False}
        algorithms = ["HS256", "HS512"] if self.bad(f"{kind}-algorithm") else ["HS256"]
        return tenant, jwt.decode(token, key, algorithms, leeway=60, options=checks)

    def _fits(self, token: str, tenant: Tenant) -> bool:
        try:
            jwt.decode(
                token,
                tenant.secret,
                ["HS256"],
                options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
        except jwt.InvalidTokenError:
            return False
        return True

    # Webhooks

    def hook(self, event: str, query: dict[str, str], headers: Any, body: bytes) -> Answer:
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        carried = token if scheme == "JWT" else query.get("signed_request", "")
        if self.bad("header-only") and scheme != "JWT":
            carried = ""
        if self.bad("hook-unsigned") and not carried and not query:
            return as_json(200, {"message": "Yes", "message_format": "text"})
        tenant, claims = self.tenant_of(carried, "hook")
        with self.lock:
            if claims["jti"] in self.seen and not self.bad("replay"):
                raise RefusedError(401)
            self.seen.add(claims["jti"])
        if tenant.room not in (None, claims["context"].get("room_id")) and not self.bad("hook-room"):
            raise RefusedError(401)
        try:
            payload = json.loads(body)
        except ValueError:
            return as_json(500 if self.bad("hook-json") else 400, {})
        item = payload.get("item") if isinstance(payload, dict) else None
        if not isinstance(item, dict) or not isinstance(item.get("room"), dict):
            return as_json(400, {})
        if self.bad("needs-sender") and event == "room_enter" and "sender" not in item:
            return as_json(400, {})
        if self.bad("refuses") and event == "room_enter" and scheme == "JWT" and "news" not in item:
            return as_json(400 if item.get("sender") else 204, {})
        return self.heard(tenant, event, item)

    def heard(self, tenant: Tenant, event: str, item: Json) -> Answer:
        room = item["room"]["id"]
        if event == "room_enter":
            color = "pink" if self.bad("api-body") else "green"
            said = {"message": "Kettle is on", "message_format": "text", "color": color}
            self.call(tenant, "POST", f"room/{room}/notification", said)
            content = self.content() if not self.bad("push") else {"label": "Kettle"}
            self.call(
                tenant,
                "POST",
                f"addon/ui/room/{room}",
                {"glance": [{"key": "kettle-glance", "content": content}]},
            )
            return Answer(204)
        if event == "room_message":
            said = {"message": "Kettle is at 96 degrees", "message_format": "text", "color": "green"}
            return as_json(200, {"text": "Hot"} if self.bad("answer") else said)
        return Answer(204)

    # Views

    def content(self) -> Json:
        return {
            "label": {"type": "html", "value": "Kettle: <b>96&deg;</b>"},
            "status": {"type": "lozenge", "value": {"type": "success", "label": "BOILED"}},
        }

    def glance(self, query: dict[str, str]) -> Answer:
        if not (self.bad("glance-unsigned") and not query):
            self.tenant_of(query.get("signed_request"), "glance")
        allowed = () if self.bad("cors") else (("Access-Control-Allow-Origin", "*"),)
        content = {**self.content(), "status": None} if self.bad("glance-schema") else self.content()
        return as_json(200, content, *allowed)

    def view(self, path: str, query: dict[str, str]) -> Answer:
        if self.bad("view-unsigned") and not query:
            return self.page(None, "<p>Kettle</p>")
        token = query.get("signed_request", "")
        tenant, _claims = self.tenant_of(token, "view")
        if self.bad("view-once"):
            if token in self.shown:
                raise RefusedError(401)
            self.shown.add(token)
        if self.bad("view-moves") and path == "/brew":
            return Answer(
                302,
                headers=(
                    ("Location", f"{self.base.replace('127.0.0.1', 'localhost')}/panel?{urlencode(query)}"),
                ),
            )
        if self.bad("view-plain") and path == "/brew":
            return Answer(200, b"kettle", "text/plain")
        return self.page(tenant, "<p>Kettle is on</p>")

    def page(self, tenant: Tenant | None, text: str) -> Answer:
        home = tenant.document["links"]["homepage"] if tenant else "*"
        script = "https://www.hipchat.com" if self.bad("script") else home
        source = "'none'" if self.bad("frame") else home
        broken = '<script src="/broken.js"></script>' if self.bad("script-fails") else ""
        body = (
            f'<!DOCTYPE html><html lang="en"><head><title>Kettle</title>'
            f'<script src="{html.escape(script)}/atlassian-connect/all.js"></script></head>'
            f"<body>{text}{broken}</body></html>"
        )
        return Answer(
            200,
            body.encode(),
            "text/html; charset=utf-8",
            (("Content-Security-Policy", f"frame-ancestors {source}"),),
        )

    def settings(self, query: dict[str, str]) -> Answer:
        if self.bad("view-unsigned") and not query:
            return self.page(None, "<p>Kettle</p>")
        token = query.get("signed_request", "")
        tenant, _claims = self.tenant_of(token, "view")
        form = (
            '<form method="post" action="/settings">'
            f'<input type="hidden" name="signed_request" value="{quote(token)}">'
            '<input name="limit" type="number"><select name="unit"><option value="C">C</option></select>'
            '<input type="submit" value="Save"></form>'
        )
        return self.page(tenant, form)

    def save(self, body: bytes) -> Answer:
        fields = dict(parse_qsl(body.decode()))
        token = fields.pop("signed_request", "")
        if self.bad("settings-refuse"):
            raise RefusedError(403)
        if self.bad("settings-open") and not token:
            return Answer(303, headers=(("Location", "/settings"),))
        tenant, _claims = self.tenant_of(token, "view")
        tenant.settings = fields
        return self.page(tenant, "<p>Saved</p>")


def ask(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    """Ask a host something. Raises OSError, HTTPError among them."""
    with OPENER.open(Request(url, body, headers or {}, method=method), timeout=5) as answer:
        return bytes(answer.read())


class Handler(BaseHTTPRequestHandler):
    """HTTP for the add-on: bounded bodies, a 401 or whatever a refusal says."""

    addon: Reference
    protocol_version = "HTTP/1.1"

    def serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        unbounded = self.addon.bad("install-size" if parts.path == "/installed" else "hook-size")
        if length > LARGEST and not unbounded:
            self.close_connection = True
            self.send(as_json(413, {}))
            return
        try:
            answer = self.addon.answer(self.command, parts.path, query, self.headers, self.rfile.read(length))
        except RefusedError as refusal:
            answer = as_json(refusal.status, {})
        self.send(answer)

    do_GET = do_POST = do_DELETE = do_OPTIONS = serve  # noqa: N815

    def send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A host that breaks off a body of megabytes is none."""


@contextmanager
def served(*faults: str, events: tuple[str, ...] = EVENTS) -> Iterator[str]:
    """The add-on while the body of the `with` runs, with these faults and webhooks for these events; the
    address of its descriptor.
    """

    class Bound(Handler):
        pass

    server = Server(("127.0.0.1", 0), Bound)
    base = f"http://127.0.0.1:{server.server_address[1]}"
    Bound.addon = Reference(base, frozenset(faults), events)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{base}/addon.json"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
