"""The names of views that are passed on, on a real host: what answers there, and with which certificate."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from hipgen.host.server.names import Names
from hipgen.host.server.running import Running
from hipgen.host.state import PassedOn
from tests.host.addons import installed
from tests.host.serving import answering, listening, port_of, raw, served

pytestmark = pytest.mark.slow

NAME = "view-kettle-0123456789ab"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n<p>Tea</p>"


def mark(host: Running, origin: str) -> None:
    """Have the host pass on what is asked of the name, to an origin."""
    made = installed(host.engine.world)
    host.engine.world.state.passed_on[NAME] = PassedOn(NAME, made.oauth_id, origin, "of a test", "/")


async def asked(host: Running, path: str, *lines: str, method: str = "GET") -> str:
    """What comes back for a request under the view's name, as text."""
    port = port_of(host.http)
    head = [
        f"{method} {path} HTTP/1.1",
        f"Host: {NAME}.localhost:{port}",
        "Connection: close",
        *lines,
        "",
        "",
    ]
    return (await raw(port, "\r\n".join(head).encode())).decode("latin-1")


@pytest.mark.parametrize("path", ["/", "/control", "/control/events", "/page/events", "/v2/capabilities"])
def test_nothing_of_the_host_answers_under_a_views_name(path: str) -> None:
    async def work(host: Running) -> tuple[str, str]:
        before = await asked(host, path)
        async with listening(answering(PAGE)) as addon:
            mark(host, addon)
            return before, await asked(host, path)

    before, after = served(work)
    assert before.startswith("HTTP/1.1 404")
    assert after.startswith("HTTP/1.1 200")
    assert after.endswith("<p>Tea</p>")
    assert after.lower().count("set-cookie: ") == 2


def test_nothing_is_settled_or_changed_under_a_views_name() -> None:
    async def work(host: Running) -> tuple[str, str]:
        origin = f"Origin: http://{NAME}.localhost:{port_of(host.http)}"
        settled = await asked(host, "/control/settle", "Content-Length: 0", method="POST")
        head = "POST /control/reset HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n"
        return settled, (await raw(port_of(host.http), f"{head}{origin}\r\n\r\n".encode())).decode()

    assert [answer[9:12] for answer in served(work)] == ["404", "403"]


def test_an_addon_at_the_hosts_own_address_is_not_reached_through_the_host() -> None:
    async def work(host: Running) -> str:
        mark(host, host.http)
        return await asked(host, "/control/people")

    assert served(work).startswith("HTTP/1.1 508")


def test_nobody_waits_for_a_view_to_settle() -> None:
    async def work(host: Running) -> int:
        async with listening(answering(PAGE[:-5], b"</p>", pause=0.3)) as addon:
            mark(host, addon)
            reading = asyncio.create_task(asked(host, "/"))
            await asyncio.sleep(0.1)
            left = host.engine.under_way
            await reading
        return left

    assert served(work) == 0


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("localhost:1", True),
        ("desk.localhost", True),
        (f"{NAME}.localhost:1", False),
        ("VIEW-a.localhost", False),
    ],
)
def test_a_views_name_is_none_of_the_hosts(name: str, is_own: bool) -> None:
    names = Names(ports=frozenset({1}))
    assert names.trusted(name) is is_own
    assert names.same(f"http://{name.partition(':')[0]}:1") is is_own


@pytest.mark.parametrize("name", [f"{NAME}.localhost", "view-other.localhost", "localhost", "127.0.0.1"])
def test_each_name_has_a_certificate(name: str) -> None:
    async def work(host: Running) -> None:
        assert host.https is not None
        context = ssl.create_default_context(cafile=host.ca_file)
        _reader, writer = await asyncio.open_connection(
            "127.0.0.1", port_of(host.https), ssl=context, server_hostname=name
        )
        writer.close()
        await writer.wait_closed()

    served(work, https_port=0)
