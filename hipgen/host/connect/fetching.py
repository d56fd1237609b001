"""Where descriptors come from: an address, a `data:` URL, the catalogue. What is wrong is said plainly.

Knows nothing of installing.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from hipgen.host.connect.calls import ask, callable_url, read_json
from hipgen.host.connect.descriptors import check
from hipgen.host.refusal import Refused
from hipgen.host.wire import Answer, Call, Failure, Flow, Json
from hipgen.host.wirelog import masked_url
from hipgen.host.world import World

LARGEST = 1_000_000
"""Bytes of a descriptor that are read."""
HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A descriptor that was found good. `url` is where it came from: None for a `data:` URL, or for one that
    was handed over.
    """

    descriptor: Json
    url: str | None
    notes: tuple[str, ...] = ()


def by_key(world: World, key: str) -> str:
    """The address of the descriptor of an add-on in the catalogue. Raises Refused (404)."""
    listing = world.state.listings.get(key)
    if listing is None:
        raise Refused(404, f"The catalogue has no add-on {key}")
    return listing.url


def fetch(world: World, address: str) -> Flow[Fetched]:
    """The descriptor at an address: http, https, or a `data:` URL with the descriptor in it.

    Raises Refused: 400 for an address that can't be one and for a descriptor that `check` rejects; 502 when
    there is no answer, or one that is no JSON.
    """
    address = address.strip()
    if address[:5].lower() == "data:":
        descriptor, notes = check(_parsed(_data(address), "application/json"))
        return Fetched(descriptor, None, notes)
    if not callable_url(address):
        raise Refused(400, f"{address[:200]!r} is not the address of a descriptor: http, https or data")
    call = Call(
        "GET",
        address,
        (("Accept", "application/json"),),
        timeout=world.state.settings.install_timeout,
        limit=LARGEST,
    )
    answer = yield from ask(world, "descriptor", call)
    descriptor, notes = check(_parsed(_fine(answer), answer_type(answer)))
    linked = descriptor["links"]["self"]
    if linked != address:
        notes = (
            *notes,
            f"links.self is {masked_url(linked)}, but the descriptor was read from {masked_url(address)}",
        )
    return Fetched(descriptor, address, notes)


def answer_type(answer: Answer | Failure) -> str:
    return answer.content_type if isinstance(answer, Answer) else ""


def _fine(answer: Answer | Failure) -> bytes:
    """The body of a good answer. Raises Refused (502)."""
    if isinstance(answer, Failure):
        raise Refused(502, f"The descriptor could not be read: {answer.reason}")
    if answer.status != 200:
        raise Refused(502, f"The descriptor could not be read: the add-on answered {answer.status}")
    if len(answer.body) > LARGEST:
        raise Refused(502, f"The descriptor is larger than {LARGEST} bytes")
    return answer.body


def _parsed(body: bytes, type_: str) -> Json:
    """A body as JSON. Raises Refused (502)."""
    try:
        return read_json(body)
    except ValueError as error:
        if type_ in HTML or body.lstrip()[:1] == b"<":
            why = "there is a page of HTML at the address, not a descriptor"
        elif not body.strip():
            why = "the answer is empty"
        else:
            why = f"it is not valid JSON: {str(error)[:200]}"
        raise Refused(502, f"The descriptor could not be read: {why}") from error


def _data(address: str) -> bytes:
    """The content of a `data:` URL: `application/json`, percent-encoded or base64. Raises Refused (400)."""
    head, comma, content = address[5:].partition(",")
    type_, *parameters = [part.strip().lower() for part in head.split(";")]
    if not comma or type_ != "application/json":
        raise Refused(400, "A data: URL with a descriptor begins with data:application/json,")
    decoded = unquote_to_bytes(content)
    if len(decoded) > LARGEST:
        raise Refused(400, f"The descriptor is larger than {LARGEST} bytes")
    if "base64" not in parameters:
        return decoded
    try:
        padded = decoded.rstrip(b"=") + b"=" * (-len(decoded.rstrip(b"=")) % 4)
        return base64.b64decode(padded, validate=True)
    except binascii.Error as error:
        raise Refused(400, "The data: URL is not valid base64") from error
