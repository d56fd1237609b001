"""How time grows with the work: with the items of a spec, by stage, with the files of a run and of a project,
and in the host with rooms and installations.

Run it by hand: `python tests/bench/growth.py [--largest 10000]`. Prints Markdown tables, with the exponent
of the power that fits best: 1 is linear. Nothing in it is a test.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from hipgen.host.world import World
from tests.bench.stages import seconds, spec, stages
from tests.host.addons import delivered, installed
from tests.host.worlds import ask, world_of_three

ITEMS = (10, 100, 1000, 10_000)
FILES = (1, 10, 100, 1000, 10_000)
ENOUGH = 0.02
"""Seconds from which on a run says something of growth: below, what doesn't grow weighs more."""


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1000, help="of the numbers of items and files")
    largest = parser.parse_args().largest
    table("items: ms by stage", by_items([number for number in ITEMS if number <= largest]))
    print()
    wanted = [number for number in FILES if number <= largest]
    table("files: ms by command", {**by_files(wanted), **by_projects(wanted)})
    print()
    wanted = [number for number in ITEMS if number <= largest]
    table("rooms of the host: ms for one act in each", by_places(wanted, ROOMS))
    print()
    table("installations, a room each: ms for one act in each", by_places(wanted, INSTALLATIONS))


def by_items(numbers: list[int]) -> dict[str, dict[int, float]]:
    """Seconds of every stage by the number of items."""
    found: dict[str, dict[int, float]] = {}
    for number in numbers:
        for name, work in stages(spec(number)).items():
            found.setdefault(name, {})[number] = seconds(work, at_least=0.05)
    return found


def by_files(numbers: list[int]) -> dict[str, dict[int, float]]:
    """Processor time of whole runs, with all their processes, by the number of files; specs differ."""
    found: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        text = spec(20)
        for number in range(max(numbers)):
            different = text.replace("com.example.large", f"com.example.large-{number}")
            (Path(folder) / f"{number:05}.addon.yaml").write_text(different, encoding="utf-8")
        names = sorted(path.name for path in Path(folder).iterdir())
        for number in numbers:
            found[number] = processor(["validate", *names[:number]], folder)
    return {"`validate`": found}


def by_projects(numbers: list[int]) -> dict[str, dict[int, float]]:
    """Processor time of whole runs by the number of a project's items: nearly all have files of their own."""
    found: dict[str, dict[int, float]] = {}
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "addon.yaml").write_text(spec(number), encoding="utf-8")
            for name, options in PROJECTS.items():
                found.setdefault(name, {})[number] = processor(["generate", *options], folder)
    return found


PROJECTS: Mapping[str, tuple[str, ...]] = {
    "`generate`, new": (),
    "`generate`, nothing new": (),
    "`generate --check`": ("--check",),
}


def processor(arguments: list[str], folder: str) -> float:
    """Seconds that the processor is at work for a command of hipgen, with all its processes."""
    before = getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "hipgen", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


Act = Callable[[World, int], object]
"""What is done in a host, to its room of a number."""


def made(world: World, number: int) -> object:
    """Make a room, which gets this number."""
    reply = ask(world, "POST", "/v2/room", {"name": f"Room {number}"})
    assert (reply.status, world.chat.room(number) is None) == (201, False), reply
    return reply


def said(world: World, number: int) -> object:
    """Say something in a room, which makes a delivery for each webhook that it matches."""
    reply = ask(world, "POST", f"/v2/room/{number}/message", {"message": "/bell eight"})
    assert reply.status == 201, reply
    return delivered(world)


def settled(world: World, number: int) -> object:
    """Install the add-on into a room."""
    return installed(world, room=number)


FIRST_ROOM = 3
"""The number of the first room that is made: the world has two."""
ROOMS: Mapping[str, Act] = {"make a room": made, "say something in it": said}
INSTALLATIONS: Mapping[str, Act] = {
    "make a room": made,
    "install into it": settled,
    "say something in it": said,
}


def by_places(numbers: list[int], acts: Mapping[str, Act]) -> dict[str, dict[int, float]]:
    """Seconds of every act, once for each of a number of rooms, in a host of that many."""
    found: dict[str, dict[int, float]] = {name: {} for name in acts}
    for number in numbers:
        world = world_of_three()
        for name, act in acts.items():
            before = time.perf_counter()
            for room in range(FIRST_ROOM, FIRST_ROOM + number):
                act(world, room)
            found[name][number] = time.perf_counter() - before
    return found


def exponent(times: Mapping[int, float]) -> float | None:
    """The slope of a line through the logarithms of those times that are long enough.

    Where the first is of one alone, that is the start, which takes as long for any number.
    """
    if 1 in times:
        times = {number - 1: time - times[1] for number, time in times.items() if number > 1}
    telling = {number: time for number, time in times.items() if time >= ENOUGH}
    if len(telling) < 2:
        telling = {number: time for number, time in list(times.items())[-2:] if time > 0}
    if len(telling) < 2:
        return None
    fit = statistics.linear_regression([*map(math.log, telling)], [*map(math.log, telling.values())])
    return fit.slope


def table(title: str, found: Mapping[str, Mapping[int, float]]) -> None:
    """Print times in milliseconds by number, and the exponent."""
    numbers = list(next(iter(found.values())))
    print(f"| {title} | {' | '.join(f'{number:,}' for number in numbers)} | exponent |")
    print(f"|---|{'---|' * len(numbers)}---|")
    for name, times in found.items():
        power = exponent(times)
        cells = [f"{times[number] * 1000:.2f}" for number in numbers]
        print(f"| {name} | {' | '.join(cells)} | {'' if power is None else f'{power:.2f}'} |", flush=True)


if __name__ == "__main__":
    main()
