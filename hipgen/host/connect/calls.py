"""Calls to add-ons, each noted in the wire log with its answer, its time and nothing secret.

Knows nothing of what the calls are for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote_plus, urlsplit

from hipgen.host.wire import Answer, Call, Failure, Flow, Json
from hipgen.host.wirelog import masked_body, masked_headers, masked_url
from hipgen.host.world import World

JSON = ("Content-Type", "application/json")


def post(url: str, body: Json, timeout: float, *headers: tuple[str, str]) -> Call:
    """A POST of JSON."""
    return Call("POST", url, (JSON, *headers), dumped(body), timeout)


def dumped(body: Json) -> bytes:
    """JSON as it goes out: compact, UTF-8, members in the order given."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def read_json(body: bytes) -> Json:
    """JSON as it came in, UTF-8 with or without a mark. Raises ValueError; also for NaN and Infinity, which
    are Python's, not JSON's, and for half a surrogate pair, which no text can hold.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    return value


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def noted(world: World, kind: str, call: Call, **more: Json) -> int:
    """Note a call that is about to go out; the number of its entry."""
    headers = dict(call.headers)
    return world.log.add(
        world.now(),
        "out",
        kind,
        method=call.method,
        url=masked_url(call.url),
        headers=masked_headers(call.headers),
        body=masked_body(call.body, headers.get("Content-Type", "")),
        **more,
    )


def ask(world: World, kind: str, call: Call, **more: Json) -> Flow[Answer | Failure]:
    """Make a call and note it. What is no http address brings a failure and no call."""
    entry = noted(world, kind, call, **more)
    answer = (yield call) if callable_url(call.url) else Failure("that is not an http or https address")
    complete(world, entry, answer)
    return answer


def complete(world: World, entry: int, answer: Answer | Failure, note: str = "") -> None:
    """Fill in what came back."""
    match answer:
        case Answer():
            world.log.complete(
                entry,
                status=answer.status,
                answer_headers=masked_headers(answer.headers),
                answer=masked_body(answer.body, answer.content_type),
                seconds=answer.seconds,
                note=note,
            )
        case Failure():
            world.log.complete(entry, seconds=answer.seconds, note=note or answer.reason)


def callable_url(url: str) -> bool:
    """Whether the host can call an address, or lead a browser there: http or https, with a host name, no
    spaces or control characters.
    """
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def ascii_url(url: str) -> str:
    """A URL as it may stand in a header: what isn't visible ASCII percent-encoded."""
    return re.sub(r"[^!-~]", lambda found: quote(found[0], safe="", errors="replace"), url)


def with_query(url: str, values: Mapping[str, str]) -> str:
    """A URL with query parameters added, or replaced where it has them already; its other ones stay as they
    are. The result is ASCII.
    """
    head, hash_, fragment = url.partition("#")
    path, _question, query = head.partition("?")
    kept = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) not in values]
    added = [f"{name}={quote(value, safe='', errors='replace')}" for name, value in values.items()]
    return ascii_url(f"{path}?{'&'.join([*kept, *added])}{hash_}{fragment}")
