"""HTTP as values: what comes in, what goes back, and what the host wants to ask of an add-on.

Knows nothing of sockets and nothing of HipChat.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl

Json: TypeAlias = Any
"""What JSON can say: None, bool, int, float, str, lists and dicts of these."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came: `path` as on the wire (still percent-encoded), header names in lower case.

    `base` is where the caller reached the host, scheme and authority without a final slash
    (`https://localhost:8443`): every link of the reply begins with it.
    """

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = "http://127.0.0.1"

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The decoded query, in order; a name without a value counts as empty."""
        return tuple(parse_qsl(self.query_string, keep_blank_values=True, errors="replace"))

    def asked(self, name: str) -> str | None:
        """The last value of a query parameter, or None."""
        return dict(self.query).get(name)

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without parameters; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def form(self) -> dict[str, str]:
        """The body read as a form, the last of equal names winning."""
        text = self.body.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True, errors="replace"))

    def cookies(self) -> dict[str, str]:
        """Cookies by name, as sent."""
        pairs = (part.partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name.strip(): value.strip() for name, equals, value in pairs if equals}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. An empty body goes out without an entity."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def json(self) -> Json:
        """The body as JSON. Raises ValueError when it isn't."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """The first header of that name, in any letter case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def whole(text: str) -> int | None:
    """A number written in digits alone, as ids are in paths and queries; None for anything else.

    Of 18 digits at most: that many a number of 64 bits always has room for.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def json_reply(status: int, value: Json, *headers: tuple[str, str]) -> Reply:
    """A reply with a JSON body: compact, UTF-8, members in the order given."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return Reply(status, (("Content-Type", "application/json; charset=utf-8"), *headers), body)


def page_reply(status: int, html: str, *headers: tuple[str, str]) -> Reply:
    """A reply with a page that runs nothing and may not be framed."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src *; form-action *; frame-ancestors 'none'"
    fixed = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy))
    return Reply(status, (*fixed, *headers), html.encode("utf-8", "replace"))


def redirect(address: str, *headers: tuple[str, str]) -> Reply:
    """A 302 to an address."""
    return Reply(302, (("Location", address), *headers))


@dataclass(frozen=True, slots=True)
class Call:
    """A call the host wants to make to an add-on. Redirects are followed for GET only, unless `follows` is
    false; `timeout` is in seconds.

    `limit` is how many bytes of the answer are read; more is a failure.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    timeout: float = 10.0
    limit: int = 1_000_000
    follows: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What an add-on answered, with lower-case header names; `seconds` is how long it took.

    `cookies` are its Set-Cookie lines, the only header whose lines can't be joined.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    cookies: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether the status is one of 200 to 299."""
        return 200 <= self.status < 300

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Failure:
    """That a call brought no answer: `reason` is one line for a person, such as "no answer within 10 s"."""

    reason: str
    seconds: float = 0.0


Flow: TypeAlias = Generator[Call, Answer | Failure, T]
"""Work that has to call out: yields each call, is sent what came back, returns a value."""
