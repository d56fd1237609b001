"""Addresses in what an add-on serves, led elsewhere: HipChat's own to this host, the add-on's to its view.

Bytes in, bytes out, whatever their encoding; all else stays as it is. HipChat's address may stand anywhere in
a page, a script or a style sheet. The add-on's own is changed where pages and scripts use it (in tags and
quotes), never in a text that people read or copy. Knows nothing of requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hipgen.host.connect.origins import DEFAULT_PORTS

MARKUP = frozenset({"text/html", "application/xhtml+xml"})
SCRIPTS = frozenset(
    f"{family}/{name}"
    for family in ("text", "application")
    for name in ("javascript", "x-javascript", "ecmascript")
)
READ = MARKUP | SCRIPTS | {"text/css"}
"""Media types in which addresses are changed."""

SLASH = rb"(?:\\?/|&#(?:x2f|47);)"
"""A slash, as scripts and templates may escape it too."""
AUTHORITY = rb"(?P<host>(?:[a-z0-9-]{1,63}\.){0,5}hipchat\.com)(?::[0-9]{1,5})?"
DEAD = re.compile(
    rb"(?:https?:)?%(slash)b{2}%(authority)b(?=%(slash)batlassian-connect%(slash)b(?P<file>[\w.-]{0,100}))"
    % {b"slash": SLASH, b"authority": AUTHORITY},
    re.IGNORECASE,
)
"""Where HipChat's cloud served the JavaScript API; groups had names of their own beside `www`."""
POLICY_SOURCE = re.compile(
    r"(?<![^\s;])(?:https?://)?(?:[a-z0-9*-]+\.)*hipchat\.com(?::[0-9*]+)?(?:/[^\s;,]*)?(?=[\s;,]|$)",
    re.IGNORECASE,
)
"""HipChat's addresses as a Content-Security-Policy names them."""
POLICY_NAME = b"content-security-policy"
INSECURE = re.compile(r"(?:upgrade-insecure-requests|block-all-mixed-content)\s*(?:;\s*|$)", re.IGNORECASE)
SHOWN = re.compile(rb"""(\s(?:value|placeholder|title|alt)\s*=\s*(?:"[^"]*"|'[^']*'))""", re.IGNORECASE)
"""Attributes that people read."""
PROGRAMS = (b"script", b"style")
LONGEST = 5_000_000
"""A page of more bytes keeps its add-on's own addresses: taking it apart would keep everybody waiting."""


@dataclass(frozen=True, slots=True)
class Places:
    """Origins: the add-on's own, the one its view was given, and this host's."""

    addon: str
    view: str
    host: str


def dead_address(body: bytes) -> str:
    """One of HipChat's own addresses that stands in something, a script's if there is one; or nothing."""
    named = (
        f"{found['host'].decode()}/atlassian-connect/{found['file'].decode()}"
        for found in DEAD.finditer(body)
    )
    return min(named, key=lambda address: address.endswith(".css"), default="")


def rewritten(kind: str, body: bytes, places: Places) -> tuple[bytes, int]:
    """A body of some media type with its addresses led elsewhere, and how many were HipChat's."""
    if kind not in READ:
        return body, 0
    if kind not in MARKUP:
        body = _own(body, places)
    elif len(body) <= LONGEST and any(word in body.lower() for word in (_bare(places.addon), POLICY_NAME)):
        body = b"".join(_markup(body, places))
    return DEAD.subn(places.host.encode(), body)


def header(value: str, places: Places) -> str:
    """A header that holds addresses (`Location`, `Link`, `Refresh`) with these led elsewhere."""
    own = rf"(?:(?<![^<\s,])|(?<=;url=)|(?<=; url=)){_authority(places.addon)}"
    led = re.sub(own, places.view, value, flags=re.IGNORECASE)
    return DEAD.sub(places.host.encode(), led.encode()).decode()


def policy(value: str, places: Places) -> str:
    """A Content-Security-Policy that says of this host, under either name that a browser may have it by, what
    it said of HipChat's, and of the view's origin what it said of the add-on's.
    """
    plain = INSECURE.sub("", value) if places.view.startswith("http:") else value
    led = POLICY_SOURCE.sub(f"{places.host} {places.host.replace('localhost', '127.0.0.1')}", plain)
    own = rf"(?<![^\s;]){_authority(places.addon)}"
    return re.sub(own, f"{places.addon} {places.view}", led, flags=re.IGNORECASE)


def _markup(body: bytes, places: Places) -> Iterator[bytes]:
    """A page in pieces that begin with `<` each: addresses are led in tags, scripts and styles."""
    program = b""
    for piece in re.split(rb"(?=<)", body):
        tag, end, text = piece.partition(b">")
        if program and piece[: 2 + len(program)].lower() != b"</" + program:
            yield _own(piece, places)
            continue
        program = next((name for name in PROGRAMS if piece[1 : 1 + len(name)].lower() == name), b"")
        if piece.startswith(b"<"):
            tag = _tag(tag, places)
        yield tag + end + (_own(text, places) if program else text)


def _tag(tag: bytes, places: Places) -> bytes:
    if POLICY_NAME in tag.lower():
        return _in_quotes(tag.decode("latin-1"), places).encode("latin-1")
    if _bare(places.addon) not in tag.lower():
        return tag
    parts = SHOWN.split(tag)
    return b"".join(part if index % 2 else _own(part, places) for index, part in enumerate(parts))


def _in_quotes(tag: str, places: Places) -> str:
    """A tag that holds a policy: the values of its attributes are read as one."""
    return re.sub(r'(?<=")[^"]*(?=")|(?<=\')[^\']*(?=\')', lambda found: policy(found[0], places), tag)


def _own(text: bytes, places: Places) -> bytes:
    if _bare(places.addon) not in text.lower():
        return text
    return _quoted(places.addon).sub(places.view.encode(), text)


def _bare(origin: str) -> bytes:
    return origin.partition("://")[2].encode()


@lru_cache(maxsize=100)
def _quoted(origin: str) -> re.Pattern[bytes]:
    """Where a string, an attribute or a `url(…)` begins with an origin."""
    scheme, _, authority = origin.partition("://")
    shown = re.escape(authority).encode() + _port(scheme, authority).encode()
    return re.compile(
        rb"""(?<=["'`(\s,;])(?:%b:)?%b{2}%b(?![\w.:@-])""" % (scheme.encode(), SLASH, shown), re.IGNORECASE
    )


def _authority(origin: str) -> str:
    scheme, _, authority = origin.partition("://")
    return rf"{scheme}://{re.escape(authority)}{_port(scheme, authority)}(?![\w.:@-])"


def _port(scheme: str, authority: str) -> str:
    """The port that goes without saying may be said."""
    return "" if re.search(r":\d+$", authority) else rf"(?::{DEFAULT_PORTS[scheme]})?"
