"""The wire log: every exchange between host and add-on or client, bounded, without secrets.

Entries are values; what is shown of headers and bodies is cut and masked here, so that nothing secret gets
in.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hipgen.host.wire import Json

MASK = "***"
SECRET_MEMBERS = frozenset(
    {"oauthsecret", "access_token", "refresh_token", "password", "client_secret", "code", "secret", "token"}
)
"""Members of JSON bodies and names of form fields and query parameters that hold a secret, in lower case."""
SECRET_PARAMETERS = SECRET_MEMBERS | {"auth_token", "signed_request", "installable_url"}
SHOWN = 20_000
"""As many characters of a body are kept."""
KEPT = 2000
"""As many entries are kept; older ones go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange, or something that did not happen and why.

    `direction` is in, out or none. `kind` says what it was: rest, page, descriptor, install, update,
    uninstall, webhook, skipped, glance, note. `seconds` and `status` are None until the answer came.
    """

    id: int
    at: datetime
    direction: str
    kind: str
    method: str = ""
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    claims: Json = None
    status: int | None = None
    answer_headers: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    seconds: float | None = None
    note: str = ""
    installation: str | None = None
    webhook: int | None = None
    event: str | None = None
    room: int | None = None
    delivery: int | None = None


class WireLog:
    """The last entries, each with a number that only grows."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._last = 0

    def add(self, at: datetime, direction: str, kind: str, **more: Json) -> int:
        """Add an entry; returns its number. `more` are other members of `Entry`, masked already."""
        self._last += 1
        self._entries.append(Entry(self._last, at, direction, kind, **more))
        return self._last

    def complete(self, id: int, **more: Json) -> None:
        """Fill in members of an entry that is still kept."""
        for index in range(len(self._entries) - 1, -1, -1):
            if self._entries[index].id == id:
                self._entries[index] = replace(self._entries[index], **more)
                return

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Forget the entries; numbers go on."""
        self._entries.clear()


def masked_url(url: str) -> str:
    """A URL without the values of secret parameters and without a password."""
    head, question, query = url.partition("?")
    head = re.sub(r"(?<=://)[^/@]*@", f"{MASK}@", head)
    # One-time addresses and sessions carry the secret as a path segment.
    head = re.sub(r"(/addon/+[^/?]+/+installable/+|/oauth/+token/+|/addon/+link/+)[^/?]+", rf"\1{MASK}", head)
    if not question:
        return head
    return f"{head}?{_masked_pairs(query)}"


def masked_headers(headers: Mapping[str, str] | tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Headers with credentials replaced by their scheme and a mask."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return tuple((name, _masked_header(name, value)) for name, value in pairs)


def masked_body(body: bytes, content_type: str) -> str:
    """A body as text, cut, secrets masked; a binary one is only counted."""
    if b"\0" in body[:1000]:
        return f"({len(body)} bytes)"
    text = body[: SHOWN * 4].decode("utf-8", "replace")
    if "json" in content_type or text.lstrip()[:1] in ("{", "["):
        try:
            text = json.dumps(masked_json(json.loads(body)), ensure_ascii=False)
        except (ValueError, RecursionError):
            # What isn't JSON may still hold one: mask by the look of it.
            text = _masked_members(text)
    elif "form" in content_type or re.fullmatch(r"\w+=[^&]*(&\w+=[^&]*)*", text):
        text = _masked_pairs(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(body)} bytes)"


def masked_json(value: Json) -> Json:
    """JSON with the values of secret members replaced by a mask, at any depth."""
    if isinstance(value, dict):
        return {
            name: MASK if name.lower() in SECRET_MEMBERS and isinstance(inner, str) else masked_json(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [masked_json(inner) for inner in value]
    if isinstance(value, str) and re.match(r"https?://\S+$", value):
        return masked_url(value)
    return value


def _masked_members(text: str) -> str:
    names = "|".join(sorted(SECRET_MEMBERS))
    return re.sub(rf'("(?:{names})"\s*:\s*")[^"]*', rf"\1{MASK}", text, flags=re.IGNORECASE)


def _masked_pairs(query: str) -> str:
    def mask(pair: str) -> str:
        name, equals, _value = pair.partition("=")
        return f"{name}={MASK}" if equals and name.lower() in SECRET_PARAMETERS else pair

    return "&".join(map(mask, query.split("&")))


def _masked_header(name: str, value: str) -> str:
    match name.lower():
        case "authorization" | "proxy-authorization":
            return f"{value.partition(' ')[0]} {MASK}"
        case "cookie" | "set-cookie" | "x-acpt" | "jwt":
            return MASK
        case "location":
            return masked_url(value)
        case _:
            return value
