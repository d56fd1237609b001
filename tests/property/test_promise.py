"""The promise, on whole projects and the real command: random spec edits × a person's edits × kill points.

Whatever comes together, every byte that a person wrote is on disk afterwards, or nothing was written; no run
ends in 0 with a decision open; and a second run writes nothing. HIPGEN_PROMISE_CASES says how many stories
are played (2,000 if it doesn't), HIPGEN_PROMISE_SEED which; many more are
`HIPGEN_PROMISE_CASES=50000 HIPGEN_PROMISE_SEED=1 tests/run tests/property/test_promise.py`.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from hipgen import cli, project
from hipgen.diagnostics import Json
from hipgen.frameworks import Framework
from hipgen.frameworks import names as framework_names
from hipgen.render import render
from hipgen.rendered import RenderedFile
from hipgen.workspace import Disk, applying, journal
from tests.property.stories import LOCK, Round, Story, changed, edited, first_spec, stories, target, written
from tests.unit.test_workspace_failures import Failing, Killed, unsynced

__all__ = ["unsynced"]  # a fixture

CASES = int(os.environ.get("HIPGEN_PROMISE_CASES", "2000"))
PARTS = 4
"""So that several processes can share the work."""
MANY = 5000
SEED = int(os.environ.get("HIPGEN_PROMISE_SEED", "0"))
MARK = re.compile(rb"MINE\d+x")
KILLED = -9
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
JSON = ("--format", "json")
LEFTOVERS = (".hipgen/staged/", ".hipgen/journal.json")

File = tuple[int, bytes]


@pytest.fixture(scope="module", autouse=True)
def started() -> Iterator[dict[str, Path]]:
    """A project for every framework, as it was just made; stories are played on copies."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "render", remembering)
        for name in framework_names():
            root = Path(folder, name)
            root.mkdir()
            (root / "addon.yaml").write_bytes(written(first_spec(name), "MINE0x"))
            assert run(root, "generate").status == 0
            STARTED[name] = root
        before = {name: contents(root) for name, root in STARTED.items()}
        yield STARTED
        assert {name: contents(root) for name, root in STARTED.items()} == before


STARTED: dict[str, Path] = {}


def remembering(framework: Framework, addon: Json) -> tuple[RenderedFile, ...]:
    """Render, once for each context: rendering is most of a run's time, and the same each time."""
    return _render(framework.name, json.dumps(addon, sort_keys=True, default=vars), Held(framework, addon))


@dataclass(frozen=True)
class Held:
    """What a render needs, left out of what it is remembered by."""

    framework: Framework = field(compare=False)
    addon: Json = field(compare=False)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=500)
def _render(name: str, addon: str, held: Held) -> tuple[RenderedFile, ...]:
    return render(held.framework, held.addon)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it printed."""

    status: int
    output: str
    errors: str


def run(root: Path, command: str, *options: str, disk: Disk | None = None) -> Ran:
    """Run a command on a project, on a disk that may fail; a killed one has a status of its own."""
    outputs = io.StringIO(), io.StringIO()
    status = KILLED
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(outputs[0]), redirect_stderr(outputs[1]):
        patch.setattr(sys, "argv", ["hipgen", command, str(root / "addon.yaml"), *JSON, *options])
        if disk is not None:
            patch.setattr(applying, "Disk", lambda: disk)
            patch.setattr(journal, "Disk", lambda: disk)
        with suppress(Killed):
            try:
                cli.main()
            except SystemExit as end:
                status = int(end.code or 0)
    return Ran(status, outputs[0].getvalue(), outputs[1].getvalue())


def faulty(round_: Round) -> Disk | None:
    match round_.fault:
        case "full":
            return Failing(round_.at, OSError(28, "No space left on device"))
        case "killed":
            return Failing(round_.at, Killed())
        case _:
            return None


@contextmanager
def copied(source: Path) -> Iterator[Path]:
    """A copy whose files are links: hipgen replaces files, and the person here does too."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        root = folder / "project"
        shutil.copytree(source, root, copy_function=os.link)
        yield root
    finally:
        shutil.rmtree(folder)


def contents(root: Path) -> dict[str, File]:
    """Every file of a project: when it was written, and its bytes."""
    found: dict[str, File] = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        for entry in os.scandir(f"{root}/{folder}"):
            if entry.is_dir():
                folders.append(f"{folder}{entry.name}/")
            else:
                seen = entry.stat()
                found[folder + entry.name] = (
                    seen.st_mtime_ns,
                    _read(entry.path, seen.st_ino, seen.st_mtime_ns, seen.st_size),
                )
    return found


READ: dict[tuple[int, int, int], bytes] = {}


def _read(path: str, *version: int) -> bytes:
    """A file's bytes; of a version that was read before, those."""
    key = (version[0], version[1], version[2])
    if key not in READ:
        READ[key] = Path(path).read_bytes()
    return READ[key]


def settled(root: Path) -> dict[str, File]:
    """A project's files, but for what a run leaves that the disk keeps from clearing up."""
    files = contents(root)
    return {path: file for path, file in files.items() if not path.startswith(LEFTOVERS)}


class Person:
    """Who edits the files and the spec, and remembers which bytes are theirs."""

    def __init__(self, root: Path, framework: str) -> None:
        self.root, self.spec, self.marks = root, first_spec(framework), 0
        self.mine: set[str] = set()

    def live(self, round_: Round) -> None:
        for edit in round_.edits:
            if path := target(self.root, edit):
                there = self.root / path
                old = there.read_bytes() if there.exists() else b""
                self.write(path, edited(path, old, edit.how, self.mark()))
        for change in round_.changes:
            self.spec = changed(self.spec, change)
        if round_.changes:
            self.write("addon.yaml", written(self.spec, self.mark()))

    def mark(self) -> str:
        self.marks += 1
        return f"MINE{self.marks}x"

    def write(self, path: str, data: bytes | None) -> None:
        there = self.root / path
        there.unlink(missing_ok=True)
        self.mine.discard(path)
        if data is not None:
            there.parent.mkdir(exist_ok=True)
            there.write_bytes(data)
            self.mine.add(path)

    def lost(self, before: dict[str, File], after: dict[str, File]) -> list[str]:
        """The paths whose bytes are not there: whole under some name or, of a merged file, by mark."""
        found = {data: path for path, (_, data) in after.items() if not path.startswith(".hipgen/base/")}
        merged, gone, still = merged_paths(before), [], set[str]()
        for path in sorted(self.mine & before.keys()):
            data, there = before[path][1], after.get(path, (0, b""))[1]
            if there == data or (path in merged and marks(data) <= marks(there)):
                still.add(path)
            elif data in found:
                still.add(found[data])
            else:
                gone.append(path)
        self.mine = still
        return gone


def merged_paths(files: dict[str, File]) -> set[str]:
    """The files that both write in, by the record; the retired are remembered there too."""
    record: dict[str, Any] = json.loads(files[LOCK][1]) if LOCK in files else {}
    known = {**record.get("files", {}), **record.get("retired", {})}
    return {path for path, file in known.items() if file["class"] == "merged"}


def marks(data: bytes) -> set[bytes]:
    return set(MARK.findall(data))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte_that_a_person_wrote_is_on_disk_or_nothing_was_written(part: int) -> None:
    @seed(SEED * PARTS + part)
    @settings(
        max_examples=-(-CASES // PARTS),
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(stories)
    def every_story(story: Story) -> None:
        if len(READ) > MANY:
            READ.clear()
        with copied(STARTED[story.framework]) as root:
            person = Person(root, story.framework)
            for round_ in story.rounds:
                person.live(round_)
                play(root, person, round_)

    every_story()


def play(root: Path, person: Person, round_: Round) -> None:
    """A run as the round has it, the next one if it failed, and one more: that one may write nothing."""
    before = contents(root)
    ran = run(root, "generate", *round_.options, disk=faulty(round_))
    assert person.lost(before, contents(root)) == [], ran
    if ran.status == KILLED or "no space left" in ran.errors:
        assert ran.status == KILLED or settled(root) == before, "a run that fails undoes itself"
        ran = run(root, "generate", *round_.options)
        assert person.lost(before, contents(root)) == [], ran
    after = settled(root)
    assert_open_is_said(ran)
    if after != before:
        again = run(root, "generate")
        assert contents(root) == after, (ran, again)
        assert_open_is_said(again)
        assert ran.status == again.status, (ran, again)


def assert_open_is_said(ran: Ran) -> None:
    """An exit status is one of those documented, and that of an open decision where one is open."""
    assert ran.status in (0, 1, 2, 3), ran
    if ran.output:
        plan = json.loads(ran.output)
        assert plan["exit"] == ran.status
        assert bool(plan["open"]) is (ran.status == 3), ran
    else:
        assert ran.status != 0, ran
