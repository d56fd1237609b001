"""Decisions over open steps: every action by each side, and what the next run makes of it."""

from __future__ import annotations

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.plan import (
    KEPT,
    Action,
    Lock,
    Origin,
    Ownership,
    Plan,
    RenderedFile,
    Side,
    Taking,
    asked,
    decided,
    make_plan,
)

MINE, THEIRS = Side.MINE, Side.THEIRS
G, M = Ownership.GENERATED, Ownership.MERGED
OWN, MANIFEST = RenderedFile("_generated/a", b"a\n", G), RenderedFile("p.toml", b"x = 1\ny = 1\n", M)
NEWER = RenderedFile("p.toml", b"x = 2\ny = 1\n", M)
PROPOSAL = "p.toml.hipgen-new"


class World:
    """A project in memory."""

    def __init__(self) -> None:
        self.lock: Lock | None = None
        self.disk: dict[str, bytes] = {}
        self.bases: dict[str, bytes] = {}

    def plan(self, *files: RenderedFile, taking: Taking) -> Plan:
        there = {path: self.disk[path] for path in asked(files, self.lock) if path in self.disk}
        origin = Origin("0.1.0", "sample", "1" * 64, "2" * 64)
        plan = make_plan(files, origin=origin, items=(), lock=self.lock, disk=there, bases=self.bases)
        read = self.disk.get
        return decided(plan, taking, rendered=files, disk=there, bases=self.bases, read=read)

    def run(self, *files: RenderedFile, take: tuple[tuple[Side, str], ...] = (), marks: bool = False) -> Plan:
        plan = self.plan(*files, taking=Taking(take, marks))
        if plan.stopped:
            return plan
        for step in plan.changes:
            self.put(self.disk, step.path, step.data)
        for path, data in plan.bases.items():
            self.put(self.bases, path, data)
        self.lock = plan.lock
        again = self.plan(*files, taking=Taking(marks=marks))
        assert again.writes_nothing
        assert bool(again.blocked) == bool(plan.blocked)
        return plan

    @staticmethod
    def put(files: dict[str, bytes], path: str, data: bytes | None) -> None:
        files.pop(path, None)
        if data is not None:
            files[path] = data


@pytest.fixture
def world() -> World:
    world = World()
    world.run(OWN, MANIFEST)
    return world


def drift(world: World) -> tuple[RenderedFile, ...]:
    world.disk[OWN.path] = b"mine\n"
    return (OWN, MANIFEST)


def dropped(world: World) -> tuple[RenderedFile, ...]:
    world.disk[OWN.path] = b"mine\n"
    return (MANIFEST,)


def in_the_way(world: World) -> tuple[RenderedFile, ...]:
    world.lock = None
    return drift(world)


def merged_in_the_way(world: World) -> tuple[RenderedFile, ...]:
    world.lock, world.disk[MANIFEST.path] = None, b"mine\n"
    return (OWN, MANIFEST)


def conflict(world: World) -> tuple[RenderedFile, ...]:
    world.disk[MANIFEST.path] = b"x = 3\ny = 1\n"
    return (OWN, NEWER)


def shown(world: World) -> tuple[RenderedFile, ...]:
    files = conflict(world)
    assert world.run(*files).blocked
    assert PROPOSAL in world.disk
    return files


OPEN = (drift, dropped, in_the_way, merged_in_the_way, conflict, shown)


@pytest.mark.parametrize("case", OPEN)
@pytest.mark.parametrize("side", Side)
def test_a_decision_settles_an_open_step_and_loses_no_byte(world: World, case: object, side: Side) -> None:
    assert callable(case)
    files = case(world)
    path = world.plan(*files, taking=Taking()).blocked[0].path
    mine = world.disk[path]
    plan = world.run(*files, take=((side, path),))
    assert not plan.blocked
    rendered = {file.path: file.data for file in files}
    assert world.disk.get(path) == (mine if side is MINE else rendered.get(path))
    assert world.disk.get(f"{KEPT}/{path}") == (None if side is MINE else mine)
    assert PROPOSAL not in world.disk


def test_a_pattern_decides_all_and_the_later_choice_wins(world: World) -> None:
    conflict(world)
    drift(world)
    plan = world.run(OWN, NEWER, take=((THEIRS, "*"), (MINE, "p.*")))
    assert not plan.blocked
    assert world.disk[OWN.path] == OWN.data
    assert world.disk[NEWER.path] == b"x = 3\ny = 1\n"


def test_what_is_mine_is_asked_about_again_when_the_render_changes(world: World) -> None:
    world.run(*drift(world), take=((MINE, OWN.path),))
    other = RenderedFile(OWN.path, b"other\n", G)
    assert [step.action for step in world.run(other, MANIFEST).blocked] == [Action.DRIFT]
    del world.disk[OWN.path]
    world.run(OWN, MANIFEST)
    assert world.disk[OWN.path] == OWN.data


def test_what_was_taken_is_the_base_of_the_next_merge(world: World) -> None:
    world.run(*conflict(world), take=((MINE, "p.toml"),))
    assert world.bases == {"p.toml": NEWER.data}
    world.run(OWN, RenderedFile("p.toml", b"x = 2\ny = 5\n", M))
    assert world.disk["p.toml"] == b"x = 3\ny = 5\n"


def test_copies_are_never_written_over(world: World) -> None:
    world.disk[f"{KEPT}/{OWN.path}"] = b"older\n"
    world.run(*drift(world), take=((THEIRS, OWN.path),))
    assert world.disk[f"{KEPT}/{OWN.path}"] == b"older\n"
    assert world.disk[f"{KEPT}/{OWN.path}.1"] == b"mine\n"


@pytest.mark.parametrize("start", [conflict, shown])
def test_marks_stay_open_until_they_are_gone(world: World, start: object) -> None:
    assert callable(start)
    files = start(world)
    assert world.run(*files, marks=True).blocked
    text = world.disk["p.toml"]
    assert text == (
        b"<<<<<<< yours\nx = 3\n||||||| last generated\nx = 1\n=======\nx = 2\n>>>>>>> generated\ny = 1\n"
    )
    assert PROPOSAL not in world.disk
    later = RenderedFile("p.toml", b"x = 2\ny = 9\n", M)
    for each in (NEWER, later):
        assert world.run(OWN, each).blocked
        assert world.disk["p.toml"] == text
    with pytest.raises(HipgenError, match="settle them first"):
        world.run(OWN, later, take=((MINE, "p.toml"),))
    world.disk["p.toml"] = b"x = 3\ny = 1\n"
    assert not world.run(OWN, later).blocked
    assert world.disk["p.toml"] == b"x = 3\ny = 9\n"


def test_marks_are_for_conflicts_only(world: World) -> None:
    plan = world.run(*drift(world), marks=True)
    assert [step.action for step in plan.blocked] == [Action.DRIFT]


def test_a_missing_handler_is_no_choice_between_two(world: World) -> None:
    handler = RenderedFile("handlers/a", b"stub\n", Ownership.SEEDED, "webhooks:a")
    world.run(OWN, MANIFEST, handler)
    del world.disk[handler.path]
    with pytest.raises(HipgenError, match="--reseed a"):
        world.run(OWN, MANIFEST, handler, take=((THEIRS, handler.path),))


def test_a_path_that_is_not_open_is_named_with_those_that_are(world: World) -> None:
    with pytest.raises(HipgenError, match="no file does"):
        world.run(OWN, MANIFEST, take=((MINE, "x"),))
    with pytest.raises(HipgenError, match="these do: _generated/a"):
        world.run(*drift(world), take=((MINE, "x"),))
    assert world.run(*drift(world), take=((MINE, "none/*"),)).blocked
