"""Signed webhooks through generated add-ons, each beside a bare JSON handler of its framework and its server.

Run it by hand: `python tests/bench/webhooks.py [--runs 5] [--requests 8000] [--connections 16]`. For every
framework it makes a project, installs it from a stand-in for HipChat, and sends it webhooks whose tokens are
all different; then a bare handler, served by the same line of the same Procfile, gets the same requests. The
two take turns. With two cores the servers have one and this process the other. It prints Markdown; it is not
a test.

A bare handler is `webhook/bare/FRAMEWORK/KIND.*`, and the add-on's beside it `webhook/handlers/*/KIND.*`. The
processor time that the servers took for a request is in the table as well: where other programs want the same
cores, requests a second say little, and their ratio says less.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from hipgen import frameworks  # noqa: E402
from tests.bench.load import Load, load  # noqa: E402
from tests.generated import project  # noqa: E402
from tests.generated.host import Host, Installation  # noqa: E402
from tests.generated.matrix import Case, Example, Framework  # noqa: E402

INPUTS = Path(__file__).with_name("webhook")
WARM_UP = 500
PATH = "/webhooks/hello"
COLUMNS = (
    "framework",
    "handler",
    "requests/s",
    "ratio (min … max)",
    "processor µs a request",
    "ratio",
    "p50 ms",
    "p99 ms",
    "start s",
    "memory MB",
)
CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Run:
    """One server, started, loaded and stopped."""

    load: Load
    start: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Pair:
    """The two that are compared."""

    framework: str
    kind: str
    bare: project.Project
    addon: project.Project


def main() -> None:
    """Measure every pair and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=8000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", nargs="*", default=frameworks.names(), metavar="FRAMEWORK")
    asked = parser.parse_args()
    print(
        f"{date.today()}, {len(CORES)} cores (the server has one, the load another),"
        f" {asked.connections} connections, {asked.requests} requests a run, medians of {asked.runs} runs in"
        f" turns; bare handler → add-on\n\n| {' | '.join(COLUMNS)} |\n|---|---|{'--:|' * (len(COLUMNS) - 2)}"
    )
    with tempfile.TemporaryDirectory() as shelf:
        for pair in pairs(asked.only, Path(shelf)):
            turns = [measured(pair, asked.requests, asked.connections) for _ in range(asked.runs)]
            print(row(pair, turns), flush=True)


def pairs(names: list[str], shelf: Path) -> Iterator[Pair]:
    """The pairs of some frameworks: one for each kind of handler that there is a bare one of."""
    for name in names:
        bare = sorted((INPUTS / "bare" / name).glob("*.*"))
        assert bare, f"there is no bare handler to compare with: {INPUTS.name}/bare/{name}/"
        case = Case(Framework(name), Example("hello", INPUTS / "hello.yaml"))
        made = project.make(case, shelf)
        for source in bare:
            yield Pair(name, source.stem, _bare(made, source, shelf), _addon(made, source, shelf))


def _bare(made: project.Project, source: Path, shelf: Path) -> project.Project:
    """A folder with the bare application, served as the add-on is."""
    folder = shelf / f"bare-{made.case.framework.name}-{source.stem}"
    folder.mkdir()
    served = re.search(r"(\w+):\w+", (made.folder / "Procfile").read_text().removeprefix("web:"))
    shutil.copy(source, folder / f"{served[1] if served else 'app'}{source.suffix}")
    for name in ("Procfile", "package.json", "node_modules"):
        if (made.folder / name).exists():
            (folder / name).symlink_to(made.folder / name)
    return replace(made, folder=folder)


def _addon(made: project.Project, source: Path, shelf: Path) -> project.Project:
    """The project with a handler of one kind."""
    folder = shelf / f"addon-{made.case.framework.name}-{source.stem}"
    shutil.copytree(made.folder, folder, symlinks=True)
    (place,) = (folder / "handlers").glob("hello.*")
    (handler,) = INPUTS.glob(f"handlers/*/{source.stem}{source.suffix}")
    shutil.copy(handler, place)
    return replace(made, folder=folder)


def measured(pair: Pair, requests: int, connections: int) -> tuple[Run, Run]:
    """One turn: the bare handler, then the add-on."""
    return _run(pair.bare, requests, connections), _run(pair.addon, requests, connections)


def _run(served: project.Project, requests: int, connections: int) -> Run:
    with Host() as host, tempfile.TemporaryDirectory() as place, _on(CORES[:1]):
        began = time.perf_counter()
        with project.serving(served, Path(place)) as running, _on(CORES[-1:]):
            started = time.perf_counter() - began
            url = f"{running.url}{PATH}"
            if (served.folder / "addon.yaml").exists():
                installation = host.install(running.descriptor_url)
            else:
                installation = host.register({"capabilities": {}})
            port = urlsplit(url).port or 0
            load(port, list(signed(host, installation, url, WARM_UP)), connections)
            wanted = list(signed(host, installation, url, requests))
            before = processor(running.pid)
            found = load(port, wanted, connections)
            taken = processor(running.pid) - before
            return Run(found, started, taken / requests, memory(running.pid))


@contextmanager
def _on(cores: list[int]) -> Iterator[None]:
    """This thread, and what it starts, runs on some of the cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def signed(host: Host, installation: Installation, url: str, count: int) -> Iterator[bytes]:
    """Requests that differ in their tokens, and in what was said."""
    hook = {"event": "room_message", "url": url, "authentication": "jwt"}
    name = urlsplit(url).netloc
    for number in range(count):
        body = json.dumps(host.event(installation, hook, f"/hello {number}")).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\n"
            f"Authorization: JWT {host.token(installation)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def processes(leader: int) -> Iterator[tuple[Path, list[str]]]:
    """The processes of a server: their folders in /proc, and the columns of `stat` from the state on."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            columns = stat.read_text().rpartition(")")[2].split()
            if int(columns[2]) == leader:
                yield stat.parent, columns


def processor(leader: int) -> float:
    """The seconds of processor time that a server has had."""
    ticks = sum(int(columns[11]) + int(columns[12]) for _, columns in processes(leader))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(leader: int) -> int:
    """The memory of a server's processes in bytes; what they share counts once."""
    shares = [(folder / "smaps_rollup").read_text() for folder, _ in processes(leader)]
    found = (line.split() for share in shares for line in share.splitlines())
    return 1024 * sum(int(words[1]) for words in found if words[0] == "Pss:")


def row(pair: Pair, turns: list[tuple[Run, Run]]) -> str:
    """A row of the table."""
    ratios = [addon.load.rate / bare.load.rate for bare, addon in turns]
    cells = (
        pair.framework,
        pair.kind,
        _both(turns, lambda run: run.load.rate),
        f"{median(ratios):.2f} ({min(ratios):.2f} … {max(ratios):.2f})",
        _both(turns, lambda run: 1e6 * run.processor),
        f"{median(bare.processor / addon.processor for bare, addon in turns):.2f}",
        _both(turns, lambda run: run.load.milliseconds(50), 1),
        _both(turns, lambda run: run.load.milliseconds(99), 1),
        _both(turns, lambda run: run.start, 2),
        _both(turns, lambda run: run.memory / 2**20),
    )
    return f"| {' | '.join(cells)} |"


def _both(turns: list[tuple[Run, Run]], figure: Callable[[Run], float], digits: int = 0) -> str:
    bare, addon = (median(figure(turn[side]) for turn in turns) for side in (0, 1))
    return f"{bare:.{digits}f} → {addon:.{digits}f}"


if __name__ == "__main__":
    main()
