"""The wire log: every exchange between host and add-on or client, bounded, without secrets.

Entries are values; what is shown of headers and bodies is cut and masked here, so that nothing secret gets
in: by the names of members and parameters, by the look of a signed token, and by asking what is secret now.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote, unquote_plus

from hipgen.host.wire import Json

MASK = "***"
SECRET_MEMBERS = frozenset(
    {"oauthsecret", "access_token", "refresh_token", "password", "client_secret", "code", "secret", "token"}
)
"""Members of JSON bodies and names of form fields and query parameters that hold a secret, in lower case."""
SECRET_PARAMETERS = SECRET_MEMBERS | {"auth_token", "signed_request", "installable_url"}
SHOWN = 20_000
"""As many characters of a body are kept."""
LINE = 4000
"""As many characters of an address, a note or a header are kept."""
WORD = re.compile(r"[A-Za-z0-9]{20,}")
"""What the host's tokens and secrets look like; add-ons send them back in places of their own choosing."""
SIGNED = re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*", re.ASCII)
SCHEME = re.compile(r"([A-Za-z]{1,20}) .*", re.DOTALL)
KEPT = 2000
"""As many entries are kept; older ones go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange, or something that did not happen and why.

    `direction` is in, out or none. `kind` says what it was: rest, page, descriptor, install, update,
    uninstall, webhook, skipped, glance, view, note. `seconds` and `status` are None until the answer came.
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
    """The last entries, each with a number that only grows. `known` tells whether a word is secret now."""

    def __init__(self, kept: int = KEPT, known: Callable[[str], bool] = lambda _word: False) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._last = 0
        self.known = known

    def add(self, at: datetime, direction: str, kind: str, **more: Json) -> int:
        """Add an entry; returns its number. `more` are other members of `Entry`, masked already."""
        self._last += 1
        self._entries.append(Entry(self._last, at, direction, kind, **self._shown(more)))
        return self._last

    def complete(self, id: int, **more: Json) -> None:
        """Fill in members of an entry that is still kept."""
        for index in range(len(self._entries) - 1, -1, -1):
            if self._entries[index].id == id:
                self._entries[index] = replace(self._entries[index], **self._shown(more))
                return

    def hidden(self, text: str) -> str:
        """A text without signed tokens and without what is secret now, wherever it stands."""
        text = SIGNED.sub(MASK, text)
        return WORD.sub(lambda found: MASK if self.known(found[0]) else found[0], text)

    def _shown(self, more: Mapping[str, Json]) -> Mapping[str, Json]:
        shown = dict(more)
        for name in more.keys() & {"url", "note"}:
            shown[name] = _cut(self.hidden(more[name]))
        for name in more.keys() & {"body", "answer"}:
            shown[name] = self.hidden(more[name])
        for name in more.keys() & {"headers", "answer_headers"}:
            shown[name] = tuple((header, _cut(self.hidden(value))) for header, value in more[name])
        return shown

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
    head = _masked_path(head)
    if not question:
        return head
    return f"{head}?{_masked_pairs(query)}"


def _masked_path(head: str) -> str:
    """One-time addresses and sessions carry the secret as a segment of the path."""
    parts = head.split("/")
    found = [(index, unquote(part).lower()) for index, part in enumerate(parts) if part]
    for place, (index, _name) in enumerate(found):
        match [name for _index, name in found[max(0, place - 3) : place]]:
            case [*_, "oauth", "token"] | [*_, "addon", "link"] | ["addon", _, "installable"]:
                parts[index] = MASK
    return "/".join(parts)


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
            name: MASK
            if name.lower() in SECRET_MEMBERS and isinstance(inner, str | list | dict)
            else masked_json(inner)
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
        return f"{name}={MASK}" if equals and unquote_plus(name).lower() in SECRET_PARAMETERS else pair

    return "&".join(map(mask, query.split("&")))


def _masked_header(name: str, value: str) -> str:
    match name.lower():
        case "authorization" | "proxy-authorization":
            scheme = SCHEME.fullmatch(value)
            return f"{scheme[1]} {MASK}" if scheme else MASK
        case "cookie" | "set-cookie" | "x-acpt" | "jwt":
            return MASK
        case "location" | "content-location" | "referer" | "x-original-url":
            return masked_url(value)
        case _:
            return value


def _cut(text: str) -> str:
    return text if len(text) <= LINE else f"{text[:LINE]}… ({len(text)} characters)"
