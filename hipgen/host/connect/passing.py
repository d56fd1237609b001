"""Requests of views that the host passes on: to the add-on's own origin and nowhere else, and what came back.

The add-on sees the request as it would have come from a view at its own address: `Host`, `Origin` and
`Referer` are its own, the browser's other headers stay, `Via` is added as HTTP asks of who passes on. In
pages, scripts and style sheets HipChat's own address is led to this host (`rewriting`); all else comes
through as it is. Nothing is streamed: there are no server-sent events and no WebSockets on the way. Knows
nothing of why a view is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from hipgen.host.connect import proxied, rewriting
from hipgen.host.connect.calls import complete, noted
from hipgen.host.connect.origins import host_origin, label_in
from hipgen.host.connect.rewriting import Places
from hipgen.host.refusal import Refused
from hipgen.host.state import PassedOn
from hipgen.host.wire import Answer, Call, Failure, Flow, Reply, Request
from hipgen.host.world import World

TIMEOUT = 60.0
"""Seconds that an answer may take: pages of the time kept requests open until there were news."""
LIMIT = 20_000_000
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PSEUDONYM = "hipgen-host"
"""What this host calls itself in `Via`."""
HOPS = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
        *("proxy-authenticate", "proxy-authorization"),
    }
)
"""Headers about one connection, not about the message."""
KEPT_BACK = HOPS | {"host", "content-length", "accept-encoding", "via", "expect"}
LEFT_OUT = HOPS | {
    *("content-length", "content-encoding", "set-cookie", "date"),  # said anew
    *("strict-transport-security", "alt-svc"),  # about the add-on's server, not this one
}
OWN_ADDRESSES = frozenset({"origin", "referer"})
ADDRESSES = frozenset({"location", "content-location", "link", "refresh"})
POLICIES = frozenset({"content-security-policy", "content-security-policy-report-only"})
DOMAIN = re.compile(r";\s*domain=[^;]*", re.IGNORECASE)


def has_passed(headers: Mapping[str, str]) -> bool:
    """Whether a request came through a host of this kind: an add-on that says it is at this host's own
    address must not get at the host so.
    """
    return any(PSEUDONYM in hop.split() for hop in headers.get("via", "").split(","))


def pass_on(world: World, request: Request) -> Flow[Reply]:
    """Pass a request of a view on to its add-on. A refusal is a text, as people see it in a frame."""
    try:
        mark = _mark(world, request)
        call = _call(request, mark)
    except Refused as refusal:
        return _told(refusal.status, refusal.message)
    entry = noted(world, "view", call, installation=mark.installation, room=_room(world, mark))
    answer = yield call
    if isinstance(answer, Failure):
        complete(world, entry, answer)
        return _told(502, f"The add-on's page can't be shown: {answer.reason}")
    view = request.base
    places = Places(mark.origin, view, host_origin(view))
    body, count = rewriting.rewritten(answer.content_type, answer.body, places)
    is_mended = answer.fine and proxied.seen(world, mark, request.path, answer.content_type, answer.body)
    complete(world, entry, answer, "; ".join(_notes(mark, answer, count, is_mended)))
    return Reply(answer.status, tuple(_headers(answer, places)), body)


def _mark(world: World, request: Request) -> PassedOn:
    """Whose view it is. Raises Refused: 404; 405 for a method no page uses; 400 for what is no path."""
    mark = world.state.passed_on.get(label_in(urlsplit(request.base).netloc) or "")
    if mark is None or mark.installation not in world.state.installations:
        raise Refused(404, "That add-on is not installed any more: open its view again")
    if request.method not in METHODS:
        raise Refused(405, "Views are not asked for in this way")
    if not request.path.startswith("/"):
        raise Refused(400, "That is not a path")
    return mark


def _call(request: Request, mark: PassedOn) -> Call:
    question = f"?{request.query_string}" if request.query_string else ""
    url = f"{mark.origin}{request.path}{question}"
    headers = tuple(_sent(request, mark))
    return Call(request.method, url, headers, request.body, TIMEOUT, LIMIT, follows=False)


def _sent(request: Request, mark: PassedOn) -> Iterator[tuple[str, str]]:
    """The headers that go on, with the view's own origin said to be the add-on's."""
    kept_back = KEPT_BACK | _connection(request.headers.get("connection", ""))
    for name, value in request.headers.items():
        if name in OWN_ADDRESSES and (value == request.base or value.startswith(f"{request.base}/")):
            yield name, mark.origin + value[len(request.base) :]
        elif name not in kept_back:
            yield name, value
    before = request.headers.get("via")
    yield "Via", f"{before}, 1.1 {PSEUDONYM}" if before else f"1.1 {PSEUDONYM}"


def _connection(value: str) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in value.split(","))


def _headers(answer: Answer, places: Places) -> Iterator[tuple[str, str]]:
    left_out = LEFT_OUT | _connection(answer.headers.get("connection", ""))
    for name, value in answer.headers.items():
        if name in POLICIES:
            yield name, rewriting.policy(value, places)
        elif name in ADDRESSES:
            yield name, rewriting.header(value, places)
        elif name not in left_out:
            yield name, value
    for cookie in answer.cookies:
        yield "Set-Cookie", DOMAIN.sub("", cookie)


def _notes(mark: PassedOn, answer: Answer, count: int, is_mended: bool) -> Iterator[str]:
    yield f"passed on by this host because {mark.because or proxied.ALWAYS}"
    if count:
        yield f"{count} {'address' if count == 1 else 'addresses'} of HipChat's led here"
    if is_mended:
        yield "it doesn't any more: the next view is framed at its own address"
    frames = answer.headers.get("x-frame-options", "").strip().upper()
    if frames in {"DENY", "SAMEORIGIN"} and answer.content_type in rewriting.MARKUP:
        yield f"no browser shows it in a frame: X-Frame-Options is {frames}"


def _room(world: World, mark: PassedOn) -> int | None:
    return world.state.installations[mark.installation].room


def _told(status: int, message: str) -> Reply:
    fixed = (("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"))
    return Reply(status, fixed, message.encode())
