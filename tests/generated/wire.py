"""HTTP as these tests speak it: one request, one answer, nothing followed and nothing raised.

Knows nothing of HipChat; a status of 500 is as good an answer as one of 200 until a test says otherwise.
"""

import http.client
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.status} {self.body[:600].decode('utf-8', 'replace')}"


def send(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Make one request; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        connection.request(method, target, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read())
    finally:
        connection.close()


def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    return send("GET", url, headers=headers)


def post_json(url: str, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    body = json.dumps(value).encode("utf-8")
    return send("POST", url, body, {"Content-Type": "application/json", **(headers or {})})


def post_form(url: str, fields: Iterable[tuple[str, str]]) -> Answer:
    body = urlencode(list(fields)).encode("ascii")
    return send("POST", url, body, {"Content-Type": "application/x-www-form-urlencoded"})


def with_query(url: str, **values: str) -> str:
    """Add values to a URL's query as the real client did: what is there stays."""
    parts = urlsplit(url)
    query = "&".join(piece for piece in (parts.query, urlencode(values)) if piece)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
