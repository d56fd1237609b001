"""Reading descriptors from addresses: what is wrong with an address or an answer is said."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from hipgen.host.connect.fetching import Fetched, by_key, fetch
from hipgen.host.refusal import Refused
from hipgen.host.state import Listing
from hipgen.host.wire import Answer, Failure
from tests.host.addons import SELF, descriptor, notes, run, serving
from tests.host.worlds import Addon, world_of_three

TEXT = json.dumps(descriptor())
JSON = {"content-type": "application/json"}


def test_a_descriptor_is_read_from_its_address() -> None:
    world, addon = world_of_three(), serving(descriptor())
    assert run(fetch(world, f" {SELF} "), addon) == Fetched(descriptor(), SELF)
    (call,) = addon.calls
    assert (call.method, call.url, dict(call.headers)["Accept"]) == ("GET", SELF, "application/json")
    (entry,) = world.log
    assert (entry.kind, entry.direction, entry.status) == ("descriptor", "out", 200)


def test_a_self_link_that_differs_is_noted() -> None:
    address = "https://bell.example.com/other.json"
    addon = Addon({("GET", "/other.json"): Answer(200, JSON, TEXT.encode())})
    (note,) = run(fetch(world_of_three(), address), addon).notes
    assert SELF in note
    assert address in note


@pytest.mark.parametrize(
    "address",
    [
        f"data:application/json,{quote(TEXT)}",
        f"data:application/json;charset=utf-8,{quote(TEXT)}",
        f"data:application/json;base64,{base64.b64encode(TEXT.encode()).decode()}",
        f"DATA:Application/JSON;base64,{base64.b64encode(TEXT.encode()).decode().rstrip('=')}",
        f"data:application/json;base64,{quote(base64.b64encode(TEXT.encode()).decode(), safe='')}",
    ],
)
def test_a_data_url_holds_the_descriptor_itself(address: str) -> None:
    world = world_of_three()
    assert run(fetch(world, address)) == Fetched(descriptor(), None)
    assert len(world.log) == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Failure("no answer within 10 s"), "no answer within 10 s"),
        (Answer(500, JSON, b"{}"), "answered 500"),
        (Answer(404), "answered 404"),
        (Answer(204), "answered 204"),
        (Answer(301), "answered 301"),
        (Answer(200, {"content-type": "text/html; charset=utf-8"}, b"Sign in"), "a page of HTML"),
        (Answer(200, JSON, b"<!doctype html>"), "a page of HTML"),
        (Answer(200, JSON, b" "), "the answer is empty"),
        (Answer(200, JSON, b'{"a": 1,}'), "not valid JSON"),
        (Answer(200, JSON, b'{"a": NaN}'), "NaN is not JSON"),
        (Answer(200, JSON, b"\xff\xfe"), "not valid JSON"),
        (Answer(200, JSON, b'{"a": "\\ud800"}'), "surrogates not allowed"),
        (Answer(200, JSON, b"[" * 200_000), "not valid JSON"),
        (Answer(200, JSON, b" " * 1_000_001), "larger than 1000000 bytes"),
    ],
)
def test_an_answer_that_is_no_descriptor_is_502_and_says_why(answer: Answer | Failure, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        run(fetch(world_of_three(), SELF), Addon({("GET", "/descriptor.json"): answer}))
    assert refusal.value.status == 502
    assert said in refusal.value.message


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("bell.example.com", "is not the address of a descriptor"),
        ("ftp://bell.example.com/x", "is not the address of a descriptor"),
        ("https:///x", "is not the address of a descriptor"),
        ("http://[::1/x", "is not the address of a descriptor"),
        ("file:///etc/passwd", "is not the address of a descriptor"),
        ("data:text/html,<p>", "begins with data:application/json,"),
        ("data:application/json", "begins with data:application/json,"),
        ("data:application/json;base64,A", "not valid base64"),
        ("data:application/json,{}", "The descriptor was refused"),
        ("data:application/json," + "1" * 1_000_001, "larger than"),
    ],
)
def test_an_address_that_can_be_none_is_400(address: str, said: str) -> None:
    addon = Addon()
    with pytest.raises(Refused) as refusal:
        run(fetch(world_of_three(), address), addon)
    assert refusal.value.status == 400
    assert said in refusal.value.message
    assert addon.calls == []


def test_the_catalogue_knows_addresses_by_key() -> None:
    world = world_of_three()
    world.state.listings["com.example.bell"] = Listing("com.example.bell", SELF)
    assert by_key(world, "com.example.bell") == SELF
    with pytest.raises(Refused, match="has no add-on"):
        by_key(world, "com.example.horn")


def test_a_failure_stands_in_the_wire_log() -> None:
    world = world_of_three()
    with pytest.raises(Refused):
        run(fetch(world, SELF))
    assert notes(world, "descriptor") == ["nobody listens there"]
