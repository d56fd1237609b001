"""The part of HipChat's REST API that add-ons use, as a table: method, path, scope, answer.

Strict where the real one was strict (types in notifications, scopes, rooms of others), short everywhere else.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.generated import judge, payloads

Reply = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class Grant:
    """What one access token is good for, and until when (monotonic clock)."""

    oauth_id: str
    scopes: frozenset[str]
    room_id: int | None
    until: float


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    grant: Grant
    api: str
    glances: frozenset[str]

    def json(self) -> Any:
        return json.loads(self.body)


def error(code: int, message: str) -> Reply:
    kinds = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    return code, {"error": {"code": code, "message": message, "type": kinds[code]}}


def capabilities(origin: str) -> dict[str, Any]:
    """The host's document in the shape captured in 2017: one API address with a slash, one without."""
    scopes = ("send_notification", "send_message", "view_room", "admin_room", "view_group", "view_messages")
    return {
        "key": "hipchat",
        "name": "Stand-in",
        "description": "Group chat for tests",
        "connect_server_api_version": 1,
        "vendor": {"name": "Example Ltd", "url": "https://example.com"},
        "links": {
            "self": f"{origin}/v2/capabilities",
            "api": f"{origin}/v2",
            "homepage": origin,
            "subdomain": origin,
        },
        "capabilities": {
            "hipchatApiProvider": {
                "url": f"{origin}/v2/",
                "availableScopes": {one: {"id": one, "name": one, "description": one} for one in scopes},
            },
            "oauth2Provider": {
                "authorizationUrl": f"{origin}/users/authorize",
                "tokenUrl": f"{origin}/v2/oauth/token",
            },
        },
    }


def _notification(call: Call, room: str) -> Reply:
    if not call.headers.get("content-type", "").startswith("application/json"):
        return error(400, "a notification of these tests is JSON")
    found = judge.faults("notification", call.json())
    return error(400, "; ".join(found)) if found else (204, None)


def _glances(call: Call, *where: str) -> Reply:
    """Pushed glances: of known keys, and with content in the form that a glance's own answer has."""
    found = judge.faults("glance-update", call.json())
    if found:
        return error(400, "; ".join(found))
    unknown = {entry["key"] for entry in call.json()["glance"]} - call.glances
    return error(400, f"no such glances: {sorted(unknown)}") if unknown else (204, None)


def _page(*items: Any) -> Reply:
    return 200, {"items": list(items), "startIndex": 0, "maxResults": 100, "links": {}}


def _room(call: Call, room: str) -> Reply:
    number = int(room) if room.isdigit() else 1
    owner = payloads.person(call.api)
    return 200, payloads.room(call.api, number) | {"topic": "", "owner": owner, "participants": [owner]}


def _people(call: Call, room: str) -> Reply:
    return _page(payloads.person(call.api))


def _history(call: Call, *where: str) -> Reply:
    return _page(payloads.item(call.api, "room_message", 1, "good morning")["message"])


def _user(call: Call, user: str) -> Reply:
    found = payloads.person(call.api)
    return 200, found | {"email": "robin@example.com", "timezone": "Europe/Lisbon"}


def _webhook(call: Call, *where: str) -> Reply:
    return 201, {"id": 90300, "links": {"self": f"{call.api}/room/1/webhook/90300"}}


def _rooms(call: Call) -> Reply:
    return _page(payloads.room(call.api, call.grant.room_id or 1))


def _hooks(call: Call, room: str) -> Reply:
    return _page()


def _done(call: Call, *where: str) -> Reply:
    return 204, None


Answerer = Callable[..., Reply]

_TABLE: tuple[tuple[str, str, frozenset[str], Answerer], ...] = tuple(
    (method, path, frozenset(scopes.split()), answerer)
    for method, path, scopes, answerer in (
        ("POST", r"/room/([^/]+)/notification", "send_notification", _notification),
        ("POST", r"/addon/ui", "view_group", _glances),
        ("POST", r"/addon/ui/room/([^/]+)", "view_room", _glances),
        ("POST", r"/addon/ui/room/([^/]+)/user/([^/]+)", "view_room view_group", _glances),
        ("POST", r"/addon/ui/user/([^/]+)", "view_group", _glances),
        ("GET", r"/room", "view_group view_room", _rooms),
        ("GET", r"/room/([^/]+)", "view_group view_room", _room),
        ("GET", r"/room/([^/]+)/participant", "view_group view_room", _people),
        ("GET", r"/room/([^/]+)/member", "admin_room", _people),
        ("GET", r"/room/([^/]+)/history(?:/latest)?", "view_messages", _history),
        ("GET", r"/room/([^/]+)/webhook", "admin_room", _hooks),
        ("POST", r"/room/([^/]+)/webhook", "admin_room", _webhook),
        ("DELETE", r"/room/([^/]+)/webhook/([^/]+)", "admin_room", _done),
        ("PUT", r"/room/([^/]+)/topic", "admin_room", _done),
        ("GET", r"/user/([^/]+)", "view_group", _user),
        ("POST", r"/user/([^/]+)/message", "send_message", _done),
    )
)


def answer(call: Call) -> Reply:
    """Find the operation, check scope and room, and answer."""
    for method, path, scopes, answerer in _TABLE:
        found = re.fullmatch(path, call.path)
        if found is None or method != call.method:
            continue
        if not scopes & call.grant.scopes:
            wanted = ", ".join(f"u'{scope}'" for scope in sorted(scopes))
            return error(403, f"This action requires one of the following scopes: [{wanted}]")
        if _elsewhere(call, path, found):
            return error(403, "This room is out of reach of a room installation")
        return answerer(call, *found.groups())
    return error(404, f"no operation {call.method} {call.path}")


def _elsewhere(call: Call, path: str, found: re.Match[str]) -> bool:
    mine = call.grant.room_id
    return "/room/" in path and mine is not None and found.group(1) != str(mine)
