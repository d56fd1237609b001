"""The local host, measured: command to first answer beside Microsoft's Agents Playground, webhooks, calls,
memory.

Run it by hand: `python tests/bench/host.py [--runs 9] [--messages 100000]`. It installs both into
environments of their own below .cache/, and prints Markdown. The load is made by this process, on the same
machine. Not a test.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
PYTHON = CACHE / "bench-host"
NODE = CACHE / "bench-playground"
PLAYGROUND = "@microsoft/m365agentsplayground"


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--calls", type=int, default=5000)
    parser.add_argument("--deliveries", type=int, default=2000)
    parser.add_argument("--messages", type=int, default=100_000)
    asked = parser.parse_args()
    prepare()
    first_answer(asked.runs)
    print("\n| what | figure |\n|---|---|", flush=True)
    with host() as (base, process, token):
        line(
            "REST calls a second, GET a room",
            f"{calls(base, token, 'GET', '/v2/room/1', b'', asked.calls):.0f}",
        )
        body = json.dumps({"message": "eight bells"}).encode()
        rate = calls(base, token, "POST", "/v2/room/1/message", body, asked.calls)
        line("REST calls a second, POST a message", f"{rate:.0f}")
    for installations in (1, 10, 100):
        with host() as (base, _process, token):
            rate = deliveries(base, token, installations, asked.deliveries)
            line(f"webhooks delivered a second, {installations} installations", f"{rate:.0f}")
    with host() as (base, process, token):
        before = memory(process.pid)
        body = json.dumps({"message": "eight bells and all is well"}).encode()
        calls(base, token, "POST", "/v2/room/1/message", body, asked.messages)
        after = memory(process.pid)
        line(f"memory, empty and with {asked.messages} messages", f"{before} MiB, {after} MiB")


def line(what: str, figure: str) -> None:
    """One row of the table."""
    print(f"| {what} | {figure} |", flush=True)


def prepare() -> None:
    """Make the environments: hipgen with its host from this tree, and the playground from npm."""
    if not (PYTHON / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PYTHON)], check=True)
    pip = [str(PYTHON / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, f"{ROOT}[host]"], check=True)
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)
    NODE.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NODE), PLAYGROUND]
    subprocess.run(install, check=True)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def first_answer(runs: int) -> None:
    """Both commands in turns, each from its start to its first 200."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(runs):
        port = free_port()
        command = [str(PYTHON / "bin" / "hipgen"), "host", "--port", str(port), "--https-port", "0"]
        ours.append(answered(command, f"http://127.0.0.1:{port}/v2/capabilities"))
        port = free_port()
        command = [
            str(NODE / "node_modules" / ".bin" / "agentsplayground"),
            "-p",
            str(port),
            "--disable-telemetry",
        ]
        theirs.append(answered(command, f"http://127.0.0.1:{port}/"))
    print("| command to first answer | min, median, max |\n|---|---|")
    for name, seconds in (("hipgen host", ours), ("Agents Playground", theirs)):
        low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
        line(name, f"{low * 1000:.0f}, {middle * 1000:.0f}, {high * 1000:.0f} ms")
    line("ratio of medians", f"{statistics.median(ours) / statistics.median(theirs):.2f}")


def answered(command: Sequence[str], url: str) -> float:
    """Seconds from starting a command to its first 200 at an address; the command is stopped then."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=NODE, start_new_session=True
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - start
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended with {process.returncode}") from None
                time.sleep(0.004)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def host() -> Iterator[tuple[str, subprocess.Popen[str], str]]:
    """A running host: its address, its process, a token of its administrator."""
    command = [str(PYTHON / "bin" / "hipgen"), "host", "--port", "0", "--https-port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        base, _https, _ca, token = (process.stdout.readline().strip() for _ in range(4))
        yield base, process, token
    finally:
        process.terminate()
        process.wait()


def memory(pid: int) -> int:
    """Resident memory of a process in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(row.split()[1]) // 1024 for row in status.splitlines() if row.startswith("VmRSS"))


def calls(base: str, token: str, method: str, path: str, body: bytes, count: int, lanes: int = 8) -> float:
    """Calls a second over kept connections, `lanes` at a time."""
    address = base.removeprefix("http://")
    name, _colon, port = address.rpartition(":")
    head = f"{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n"
    sent = f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    async def lane(times: int) -> None:
        reader, writer = await asyncio.open_connection(name, int(port))
        for _ in range(times):
            writer.write(sent)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 20"):
                raise SystemExit(answer.decode())
            length = answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            if length:
                await reader.readexactly(int(length))
        writer.close()

    async def all_lanes() -> None:
        await asyncio.gather(*(lane(count // lanes) for _ in range(lanes)))

    start = time.perf_counter()
    asyncio.run(all_lanes())
    return count / (time.perf_counter() - start)


def control(base: str, path: str, body: dict[str, Any]) -> Any:
    """One request to the control interface."""
    request = urllib.request.Request(
        f"{base}/control/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def deliveries(base: str, token: str, installations: int, total: int) -> float:
    """Webhooks delivered a second: as many add-ons in one room, each hearing every message."""
    came = asyncio.Event()
    count = 0
    wanted = total // installations * installations

    async def addon(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, asyncio.CancelledError):
                return writer.close()
            await reader.readexactly(
                int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            )
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            count += 1
            if count >= wanted:
                came.set()

    async def run() -> float:
        server = await asyncio.start_server(addon, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        for number in range(installations):
            descriptor = hook(number, port)
            await asyncio.to_thread(control, base, "install", {"descriptor": descriptor, "room": 1})
        body = json.dumps({"message": "eight bells"}).encode()
        start = time.perf_counter()
        await asyncio.to_thread(
            calls, base, token, "POST", "/v2/room/1/message", body, wanted // installations, 1
        )
        await asyncio.wait_for(came.wait(), 120)
        return wanted / (time.perf_counter() - start)

    return asyncio.run(run())


def hook(number: int, port: int) -> dict[str, Any]:
    """The descriptor of an add-on with one signed webhook."""
    webhook = {
        "url": f"http://127.0.0.1:{port}/{number}",
        "event": "room_message",
        "authentication": "jwt",
        "pattern": "^eight",
    }
    return {
        "key": f"com.example.bell{number}",
        "name": f"Bell {number}",
        "description": "Hears everything.",
        "links": {"self": f"http://127.0.0.1:{port}/{number}/descriptor"},
        "capabilities": {"webhook": [webhook], "hipchatApiConsumer": {"scopes": ["send_notification"]}},
    }


if __name__ == "__main__":
    main()
