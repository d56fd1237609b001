"""Calls to add-ons over the network: bounded in time, size and redirects; what fails becomes one clear line.

Goes straight to the address, past any proxy of the environment, and keeps no connection and no cookie
between calls: add-ons under development are restarted all the time. httpx is imported with the first call, or
by `warm` when the host has answered somebody: it takes longer than all the rest. Knows nothing of why a call
is made.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hipgen import __version__
from hipgen.diagnostics import HipgenError
from hipgen.host.wire import Answer, Call, Failure

if TYPE_CHECKING:
    import httpx

REDIRECTS = 5
"""As many redirects of a GET are followed where a call follows them; others follow none."""
CODED = {"gzip": 47, "x-gzip": 47, "deflate": 47}
"""Content codings that are undone, with zlib's word for "either header"."""


class UnfitError(Exception):
    """A call that can't be made, or an answer that can't be taken: the message is for a person."""


class Caller:
    """Makes calls. `trusted` are PEM files of authorities that count besides the public ones."""

    def __init__(self, trusted: Sequence[Path] = ()) -> None:
        """Raises HipgenError when a file can't be read or holds no certificate."""
        self._authorities = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        for path in trusted:
            _trust(self._authorities, path)
        self._trusted = tuple(trusted)
        self._client: httpx.AsyncClient | None = None

    def trust(self, path: Path) -> None:
        """Trust one more file of authorities. Raises HipgenError as at the start."""
        _trust(self._authorities, path)
        self._trusted = (*self._trusted, path)
        self._client = None

    def warm(self) -> httpx.AsyncClient:
        """The client, made at its first use."""
        if self._client is None:
            self._client = self._made()
        return self._client

    def _made(self) -> httpx.AsyncClient:
        import httpx

        context = httpx.create_ssl_context(trust_env=False)
        for path in self._trusted:
            _trust(context, path)
        return httpx.AsyncClient(
            verify=context,
            trust_env=False,
            timeout=None,  # noqa: S113  (each call has one time limit for all of it)
            max_redirects=REDIRECTS,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": f"hipgen-host/{__version__}", "Accept-Encoding": "identity"},
        )

    async def make(self, call: Call) -> Answer | Failure:
        """Make a call; never raises for what the other side does."""
        import httpx

        began = perf_counter()
        try:
            _check(call.url)
            async with asyncio.timeout(call.timeout):
                return await self._answered(call, began)
        except TimeoutError:
            reason = f"no answer within {call.timeout:g} s"
        except UnfitError as error:
            reason = str(error)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            reason = _reason(error, call)
        return Failure(reason, perf_counter() - began)

    async def _answered(self, call: Call, began: float) -> Answer:
        client = self.warm()
        request = client.build_request(call.method, call.url, headers=list(call.headers), content=call.body)
        follows = call.follows and call.method == "GET"
        response = await client.send(request, stream=True, follow_redirects=follows)
        try:
            body = await _bounded(response, call.limit)
        finally:
            await response.aclose()
        headers = {name.lower(): value for name, value in response.headers.items()}
        cookies = tuple(response.headers.get_list("set-cookie"))
        return Answer(response.status_code, headers, body, perf_counter() - began, cookies)

    async def close(self) -> None:
        """Close what is open."""
        if self._client is not None:
            await self._client.aclose()


def _trust(context: ssl.SSLContext, path: Path) -> None:
    """Trust what a PEM file holds. Raises HipgenError when it can't be read or holds no certificate."""
    try:
        context.load_verify_locations(path)
    except ssl.SSLError as error:
        raise HipgenError(f"{path} holds no certificate in PEM form") from error
    except OSError as error:
        raise HipgenError(f"cannot read {path}: {error.strerror or error}") from error


def _check(url: str) -> None:
    """Raises UnfitError for an address that is not one of a web server."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise UnfitError(f"not an address: {error}") from error
    if parts.scheme not in {"http", "https"}:
        raise UnfitError(f"`{parts.scheme}:` can't be called; an add-on's address is http or https")
    if not host:
        raise UnfitError("the address names no host")


async def _bounded(response: httpx.Response, limit: int) -> bytes:
    """The body, undone if it is compressed. Raises UnfitError when it is longer than the limit either way."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "", *CODED}:
        raise UnfitError(f"the answer is coded as `{coding}`, which nobody asked for")
    inflate = zlib.decompressobj(CODED[coding]) if coding in CODED else None
    parts: list[bytes] = []
    size = 0
    async for chunk in _chunks(response):
        part = chunk if inflate is None else _inflated(inflate, chunk, limit - size + 1)
        size += len(part)
        if size > limit:
            raise UnfitError(f"the answer is longer than {limit:,} bytes")
        parts.append(part)
    return b"".join(parts)


async def _chunks(response: httpx.Response) -> AsyncIterator[bytes]:
    async for chunk in response.aiter_raw():
        yield chunk


def _inflated(inflate: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return inflate.decompress(chunk, most)
    except zlib.error as error:
        raise UnfitError("the answer is not the compressed data that it says it is") from error


def _reason(error: Exception, call: Call) -> str:
    """One line for what went wrong. The query and what stands before an `@` are left out: they may be
    secret.
    """
    import httpx

    where = _authority(call.url)
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                why = cause.verify_message
                return f"the certificate of {where} is not trusted ({why}); --trust FILE names its authority"
            case ssl.SSLError():
                return f"{where} does not speak TLS as expected ({cause.reason or cause})"
            case socket.gaierror():
                return f"no such host: {where}"
    match error:
        case httpx.ConnectError():
            return f"nobody listens at {where}"
        case httpx.TooManyRedirects():
            return f"more than {REDIRECTS} redirects"
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return f"led to an address that can't be called: {error}"
        case httpx.LocalProtocolError():
            return f"the call can't be written as HTTP: {error}"
        case httpx.RemoteProtocolError():
            return f"{where} did not answer in HTTP, or broke off: {error}".rstrip(": ")
        case httpx.NetworkError():
            return f"{where} broke off the connection"
    return f"the call to {where} failed: {error or type(error).__name__}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _authority(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
