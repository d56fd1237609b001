"""Calls to add-ons that misbehave: an answer or one clear line comes back, in bounded time and size."""

from __future__ import annotations

import asyncio
import gzip
import socket
from pathlib import Path

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.host import certificates
from hipgen.host.server.outgoing import Caller
from hipgen.host.wire import Answer, Call, Failure
from tests.host.serving import Behaviour, answering, listening

pytestmark = pytest.mark.slow

OK = b"HTTP/1.1 200 OK\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\n\r\n"
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
LONG = "the answer is longer than 1,000 bytes"
BOMB = gzip.compress(b"0" * 50_000_000)


async def made(call: Call, *trusted: Path) -> Answer | Failure:
    caller = Caller(trusted)
    try:
        return await caller.make(call)
    finally:
        await caller.close()


def called(
    behaviour: Behaviour,
    *,
    method: str = "GET",
    limit: int = 1000,
    timeout: float = 5.0,
    follows: bool = True,
) -> Answer | Failure:
    async def run() -> Answer | Failure:
        async with listening(behaviour) as address:
            call = Call(method, f"{address}/x?token=s3cret", timeout=timeout, limit=limit, follows=follows)
            return await made(call)

    return asyncio.run(run())


def test_an_answer_comes_back_whole() -> None:
    head = OK + b"Content-Type: text/html\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 4\r\n\r\n"
    match called(answering(head, b"<p/>")):
        case Answer(status, headers, body):
            assert (status, headers["x-two"], body) == (200, "a, b", b"<p/>")
        case other:
            pytest.fail(f"{other}")


FAILURES: list[tuple[Behaviour, str]] = [
    (answering(OK + b"\r\n", b"x" * 100_000, again=1000), LONG),
    (answering(OK + b"Content-Length: 100000000\r\n\r\n", b"x" * 5000), LONG),
    (answering(GZIP, BOMB), LONG),
    (answering(GZIP, b"no"), "is not the compressed data that it says it is"),
    (answering(OK + b"Content-Encoding: br\r\n\r\n", b"no"), "is coded as `br`, which nobody asked for"),
    (answering(OK + b"\r\n", b".", pause=0.1, again=100), "no answer within 0.3 s"),
    (answering(b"H", pause=5), "no answer within 0.3 s"),
    (answering(b""), "did not answer in HTTP, or broke off"),
    (answering(b"SSH-2.0-hello\r\n"), "did not answer in HTTP, or broke off"),
    (answering(FOUND + b"Location: /x\r\n\r\n"), "more than 5 redirects"),
    (answering(FOUND + b"Location: file:///x\r\n\r\n"), "led to an address that can't be called"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("behaviour", "reason"), FAILURES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_misbehaves_is_a_failure_of_one_line(behaviour: Behaviour, reason: str) -> None:
    match called(behaviour, timeout=0.3 if "within" in reason else 5.0):
        case Failure(said, seconds):
            assert reason in said
            assert "\n" not in said
            assert "s3cret" not in said
            assert seconds < 3
        case other:
            pytest.fail(f"{other}")


@pytest.mark.parametrize(("method", "follows"), [("POST", True), ("GET", False)])
def test_only_a_get_that_is_told_to_follows_redirects(method: str, follows: bool) -> None:
    answer = called(answering(FOUND + b"Location: /x\r\n\r\n"), method=method, follows=follows)
    assert isinstance(answer, Answer)
    assert answer.status == 302


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/x", "`ftp:` can't be called; an add-on's address is http or https"),
        ("http:///x", "the address names no host"),
        ("http://[::1/x", "not an address: Invalid IPv6 URL"),
        ("http://localhost:99999/x", "not an address: Port out of range 0-65535"),
        ("nonsense", "`:` can't be called; an add-on's address is http or https"),
        ("http://no-such-host.invalid/x", "no such host: no-such-host.invalid"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_called_says_why(url: str, reason: str) -> None:
    answer = asyncio.run(made(Call("GET", url)))
    assert isinstance(answer, Failure)
    assert answer.reason == reason


def test_where_nobody_listens_it_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        answer = asyncio.run(made(Call("GET", f"http://name:s3cret@{where}/")))
    assert isinstance(answer, Failure)
    assert answer.reason == f"nobody listens at {where}"


def test_a_certificate_counts_when_its_authority_is_trusted(tmp_path: Path) -> None:
    certificate = certificates.make()
    trusted = tmp_path / "ca.pem"
    certificates.write(trusted, certificate.authority)

    async def run() -> tuple[Answer | Failure, Answer | Failure]:
        behaviour = answering(OK + b"Content-Length: 2\r\n\r\nhi")
        async with listening(behaviour, certificate.context) as address:
            return await made(Call("GET", address)), await made(Call("GET", address), trusted)

    refused, taken = asyncio.run(run())
    assert isinstance(refused, Failure)
    assert "is not trusted" in refused.reason
    assert "--trust FILE" in refused.reason
    assert isinstance(taken, Answer)


@pytest.mark.parametrize(("text", "why"), [("no certificate", "holds no certificate"), (None, "cannot read")])
def test_a_file_without_certificates_is_refused(tmp_path: Path, text: str | None, why: str) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text)
    with pytest.raises(HipgenError, match=why):
        Caller((path,))
