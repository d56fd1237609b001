"""The edge on real sockets: what it takes, what it refuses, and that it stays up."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from hipgen.diagnostics import HipgenError
from hipgen.host import core
from hipgen.host.server import listeners
from hipgen.host.server.app import App
from hipgen.host.server.engine import Engine
from hipgen.host.server.listeners import open_sockets
from hipgen.host.server.names import Names
from hipgen.host.server.running import Running
from hipgen.host.server.watching import WAITING, Hub
from hipgen.host.state import Webhook
from hipgen.host.store import Nowhere
from hipgen.host.wire import Answer, Call, Failure
from hipgen.host.world import Delivery, Outcall, Push, World
from tests.host.serving import port_of, raw, served
from tests.host.worlds import START, world_of_three

pytestmark = pytest.mark.slow

BEARER = {"Authorization": "Bearer tok"}


async def asked(host: Running, method: str, path: str, **more: object) -> httpx.Response:
    async with httpx.AsyncClient(headers=BEARER, trust_env=False) as client:
        return await client.request(method, host.http + path, **more)  # type: ignore[arg-type]  # as httpx takes


def test_both_schemes_answer_with_links_to_where_they_were_asked() -> None:
    async def work(host: Running) -> Path:
        assert host.https is not None
        assert host.ca_file is not None
        context = ssl.create_default_context(cafile=host.ca_file)
        async with httpx.AsyncClient(verify=context, headers=BEARER, trust_env=False) as client:
            answers = [await client.get(f"{base}/v2/room/1") for base in (host.http, host.https)]
            named = f"https://127.0.0.1:{port_of(host.https)}"
            answers.append(await client.get(f"{named}/v2/room/1"))
            assert [answer.status_code for answer in answers] == [200, 200, 200]
            links = [answer.json()["links"]["self"] for answer in answers]
            assert links == [f"{base}/v2/room/1" for base in (host.http, host.https, named)]
            return host.ca_file

    authority = served(work, https_port=0)
    assert not authority.exists()


def test_an_answer_to_head_has_no_body_and_a_204_no_entity() -> None:
    async def work(host: Running) -> None:
        whole = await asked(host, "GET", "/v2/room/1")
        head = await asked(host, "HEAD", "/v2/room/1")
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == whole.headers["content-length"]
        said = await asked(host, "POST", "/v2/room/1/notification", json={"message": "hi"})
        assert said.status_code == 204
        assert not {"content-length", "content-type", "transfer-encoding"} & said.headers.keys()

    served(work)


def test_doubled_slashes_and_old_http_are_taken() -> None:
    async def work(host: Running) -> None:
        old = await raw(port_of(host.http), b"GET //v2/room/1?auth_token=tok HTTP/1.0\r\n\r\n")
        head, _blank, body = old.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert json.loads(body)["links"]["self"] == f"http://127.0.0.1:{port_of(host.http)}/v2/room/1"

    served(work)


OTHERS = [
    ("GET", "/v2/capabilities", {"Host": "evil.example.com"}, 200),
    ("GET", "/control", {"Host": "evil.example.com"}, 403),
    ("GET", "/", {"Host": "evil.example.com"}, 403),
    ("GET", "/files/x/y", {"Host": "localhost.example.com"}, 403),
    ("GET", "/v2/capabilities", {"Host": "evil<script>"}, 400),
    ("GET", "/control", {}, 200),
    ("GET", "/control", {"Host": "127.0.0.1:1"}, 200),
    ("GET", "/control", {"Host": "[::1]"}, 200),
    ("GET", "/control", {"Host": "192.168.0.7"}, 403),
    ("POST", "/control/settle", {}, 200),
    ("POST", "/control/settle", {"Origin": "http://localhost:1"}, 403),
    ("POST", "/control/settle", {"Origin": "null"}, 403),
    ("POST", "//control/settle", {"Origin": "http://evil.example.com"}, 403),
    ("GET", "/control/nothing", {}, 404),
]


def test_pages_and_control_answer_to_their_own_names_only() -> None:
    async def work(host: Running) -> None:
        for method, path, headers, status in OTHERS:
            answer = await asked(host, method, path, headers=headers)
            assert (method, path, headers, answer.status_code) == (method, path, headers, status)
        own = await asked(host, "POST", "/control/settle", headers={"Origin": host.http})
        assert own.json() == {"deliveries": 0}

    served(work)


MALFORMED = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    b"POST /v2/room HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST /v2/room HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
    b"POST /v2/room HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"a" * 400_000,
]


def test_malformed_http_is_refused_and_the_host_stays_up() -> None:
    async def work(host: Running) -> None:
        for sent in MALFORMED:
            answer = await raw(port_of(host.http), sent)
            assert (sent, answer[9:12]) == (sent, b"400") or answer == b""
        assert (await asked(host, "GET", "/v2/room/1")).status_code == 200

    served(work)


def test_a_slow_head_ends_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "HEAD_SECONDS", 0.1)

    async def work(host: Running) -> None:
        assert await raw(port_of(host.http), b"GET /v2/room/1 HTTP/1.1\r\nX: ", seconds=2) == b""
        assert await raw(port_of(host.http), seconds=2) == b""
        whole = b"GET /v2/capabilities HTTP/1.1\r\nHost: localhost\r\n\r\n"
        answer = await raw(port_of(host.http), whole, b"GET / HT", seconds=2)
        assert answer.count(b"HTTP/1.1 200 OK") == 1

    served(work)


TOO_LONG = b"x" * 60_000


def test_a_body_is_bounded_in_size_and_time() -> None:
    async def work(host: Running) -> None:
        app = App(host.engine, Names(), body_limit=50_000, body_seconds=0.1)
        head = {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "raw_path": b"/v2/room",
            "query_string": b"",
        }
        for headers, parts, status in (
            ([(b"content-length", b"60000")], [TOO_LONG], 413),
            ([(b"transfer-encoding", b"chunked")], [TOO_LONG[:30_000], TOO_LONG[:30_000]], 413),
            ([(b"content-length", b"10")], [b"{"], 408),
        ):
            queue = list(parts)

            async def receive(queue: list[bytes] = queue) -> dict[str, object]:
                if not queue:
                    await asyncio.sleep(60)
                return {"type": "http.request", "body": queue.pop(0), "more_body": True}

            sent: list[dict[str, object]] = []

            async def send(message: object, sent: list[dict[str, object]] = sent) -> None:
                assert isinstance(message, dict)
                sent.append(message)

            await app({**head, "headers": [(b"host", b"localhost"), *headers]}, receive, send)
            assert sent[0]["status"] == status
            assert b"x-ratelimit-remaining" in dict(sent[0]["headers"])  # type: ignore[call-overload]
            assert json.loads(str(sent[1]["body"], "utf-8"))["error"]["code"] == status  # type: ignore[call-overload]

    served(work)


def test_a_mistake_in_the_core_is_a_500_and_the_host_stays_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(host: Running) -> None:
        def broken(*_arguments: object) -> None:
            raise ZeroDivisionError("on purpose")

        with monkeypatch.context() as patch:
            patch.setattr(core, "handle", broken)
            answer = await asked(host, "GET", "/v2/room/1")
        assert answer.status_code == 500
        assert answer.json()["error"]["type"] == "Internal Server Error"
        assert int(answer.headers["x-ratelimit-remaining"]) > 0
        assert "purpose" not in answer.text
        assert (await asked(host, "GET", "/v2/room/1")).status_code == 200

    served(work)
    assert "ZeroDivisionError: on purpose" in capsys.readouterr().err


def test_a_state_that_cannot_be_written_is_a_500_and_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(host: Running) -> None:
        def full(_store: Nowhere) -> None:
            raise HipgenError("cannot write state: database or disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(Nowhere, "save", full)
            assert (await asked(host, "GET", "/v2/room/1")).status_code == 500
        assert (await asked(host, "GET", "/v2/room/1")).status_code == 200

    served(work)
    assert capsys.readouterr().err == "hipgen: cannot write state: database or disk is full\n"


def test_news_come_as_server_sent_events_until_the_host_ends_them() -> None:
    lines: list[str] = []

    async def work(host: Running) -> None:
        begun = asyncio.Event()

        async def watch() -> None:
            async with (
                httpx.AsyncClient(trust_env=False, timeout=None) as client,
                client.stream("GET", f"{host.http}/control/events") as stream,
            ):
                async for line in stream.aiter_lines():
                    lines.append(line)
                    begun.set()

        watching = asyncio.create_task(watch())
        await begun.wait()
        await asked(host, "POST", "/control/say", json={"room": 1, "as": "Bob", "text": "hi"})
        while not any(line.startswith("data:") for line in lines):
            await asyncio.sleep(0.01)
        host.engine.hub.close()
        await watching

    served(work)
    (news, *_more) = [json.loads(line[5:]) for line in lines if line.startswith("data:")]
    assert (news["kind"], news["room"]) == ("message", 1)


def test_a_watcher_that_does_not_read_is_let_go() -> None:
    async def work() -> int:
        hub = Hub()
        gone = asyncio.create_task(asyncio.sleep(60))
        stream = hub.watch(gone)
        assert await anext(stream) == b": watching\n\n"
        for number in range(WAITING + 1):
            hub.publish(Push("n", number))
        left = [text async for text in stream]
        gone.cancel()
        return len(left)

    assert asyncio.run(work()) == 0


class Slow:
    """Makes calls that take a moment, remembering when each began and ended."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    async def make(self, call: Call) -> Answer | Failure:
        self.seen.append(("begin", call.url))
        await asyncio.sleep(0.01)
        self.seen.append(("end", call.url))
        return Answer(204)


def delivery(world: World, id: int, webhook: int) -> Delivery:
    url = f"http://localhost:1/{webhook}/{id}"
    world.state.webhooks[webhook] = Webhook(webhook, url, "room_message", START, room=1, creator=1)
    return Delivery(id, webhook, "room_message", 1, url, (), b"{}")


def engine_with(world: World, caller: Slow) -> Engine:
    return Engine(world, Nowhere([]), caller)


def test_deliveries_of_a_webhook_keep_their_order_and_webhooks_do_not_wait_for_each_other() -> None:
    async def work() -> list[tuple[str, str]]:
        world, caller = world_of_three(), Slow()
        engine = engine_with(world, caller)
        for id, webhook in ((1, 1), (2, 1), (3, 2), (4, 1)):
            world.effects.append(delivery(world, id, webhook))
        engine.carry_out()
        assert engine.under_way == 4
        assert await engine.settle(5) == 0
        return caller.seen

    seen = asyncio.run(work())
    first = [entry for entry in seen if "/1/" in entry[1]]
    assert [(what, url[-1]) for what, url in first] == [
        ("begin", "1"), ("end", "1"), ("begin", "2"), ("end", "2"), ("begin", "4"), ("end", "4"),
    ]  # fmt: skip
    assert seen[1] == ("begin", "http://localhost:1/2/3")


def test_a_call_completes_its_entry_of_the_wire_log() -> None:
    async def work() -> World:
        world = world_of_three()
        entry = world.log.add(START, "out", "uninstall")
        world.effects.append(Outcall(Call("DELETE", "http://localhost:1/x"), entry))
        engine = engine_with(world, Slow())
        engine.carry_out()
        await engine.settle(5)
        return world

    (entry,) = asyncio.run(work()).log
    assert entry.status == 204


def test_settling_gives_up_and_says_what_is_under_way() -> None:
    class Never(Slow):
        async def make(self, call: Call) -> Answer | Failure:
            await asyncio.sleep(60)
            return await super().make(call)

    async def work() -> tuple[int, int]:
        world = world_of_three()
        engine = engine_with(world, Never())
        world.effects.extend(replace(delivery(world, 1, 1), id=id) for id in (1, 2))
        engine.carry_out()
        left = await engine.settle(0.05)
        await engine.stop(0.05)
        return left, engine.under_way

    assert asyncio.run(work()) == (2, 0)


def test_a_taken_port_is_told_with_a_way_out() -> None:
    opened = open_sockets("localhost", 0, "--port")
    try:
        port = opened[0].getsockname()[1]
        assert {each.getsockname()[1] for each in opened} == {port}
        with pytest.raises(HipgenError, match=f"port {port} is taken; choose another with --port N"):
            open_sockets("127.0.0.1", port, "--port")
    finally:
        for each in opened:
            each.close()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(HipgenError, match=r"--host 192\.0\.2\.7 is not an address of this machine"):
        open_sockets("192.0.2.7", 0, "--port")
