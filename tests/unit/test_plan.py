"""Whole plans: what becomes of a project when its spec, its templates or its files change."""

import pytest

from hipgen.plan import (
    Action,
    Lock,
    LockedFile,
    LockedItem,
    Origin,
    Ownership,
    Plan,
    RenderedFile,
    asked,
    digest,
    make_plan,
)

G, S, M = Ownership.GENERATED, Ownership.SEEDED, Ownership.MERGED
# Whole plans. A world is a project as a mapping; `run` plans, and does to the mapping what the plan says.

ORIGIN = Origin("0.1.0", "flask", "1" * 64, "2" * 64)
ITEM = LockedItem("webhooks:hello", "webhook", "hello", "3" * 64, "hello", "hello")
HANDLER = RenderedFile("handlers/hello.py", b"stub\n", S, ITEM.id)
ROUTES = RenderedFile("_generated/routes.py", b"hello\n", G)
MANIFEST = RenderedFile("pyproject.toml", b"name\none\ntwo\nthree\n", M)
README = RenderedFile("README.md", b"# Hello\n", S)
ALL = (HANDLER, ROUTES, MANIFEST, README)


class World:
    """A project in memory."""

    def __init__(self) -> None:
        self.lock: Lock | None = None
        self.disk: dict[str, bytes] = {}
        self.bases: dict[str, bytes] = {}

    def plan(self, *files: RenderedFile, origin: Origin = ORIGIN, reseed: tuple[str, ...] = ()) -> Plan:
        items = [ITEM] if any(file.item for file in files) else []
        there = {path: self.disk[path] for path in asked(files, self.lock) if path in self.disk}
        return make_plan(
            files, origin=origin, items=items, lock=self.lock, disk=there, bases=self.bases, reseed=reseed
        )

    def run(self, *files: RenderedFile, reseed: tuple[str, ...] = ()) -> dict[str, str]:
        """Plan and apply; the actions by path, but for what is kept in silence."""
        plan = self.plan(*files, reseed=reseed)
        said = {step.path: step.action.value for step in plan.steps if step.action is not Action.KEEP}
        if plan.stopped:
            return said
        for step in plan.changes:
            assert step.before == (digest(self.disk[step.path]) if step.path in self.disk else None)
            self.put(self.disk, step.path, step.data)
        for path, data in plan.bases.items():
            self.put(self.bases, path, data)
        self.lock = plan.lock
        assert bool(plan.blocked) or self.plan(*files).writes_nothing
        return said

    @staticmethod
    def put(files: dict[str, bytes], path: str, data: bytes | None) -> None:
        files.pop(path, None)
        if data is not None:
            files[path] = data


@pytest.fixture
def world() -> World:
    world = World()
    world.run(*ALL)
    return world


def changed(file: RenderedFile, data: bytes) -> RenderedFile:
    return RenderedFile(file.path, data, file.ownership, file.item, file.executable)


def test_a_new_project_is_written_whole_and_then_left_alone(world: World) -> None:
    assert world.disk == {file.path: file.data for file in ALL}
    assert world.bases == {"pyproject.toml": MANIFEST.data}
    assert world.run(*ALL) == {}
    assert world.plan(*ALL).writes_nothing


def test_another_version_of_hipgen_that_changes_no_byte_changes_nothing(world: World) -> None:
    newer = Origin("0.2.0", "flask", "9" * 64, "2" * 64)
    assert world.plan(*ALL, origin=newer).writes_nothing


def test_another_spec_is_recorded_even_if_no_byte_changes(world: World) -> None:
    plan = world.plan(*ALL, origin=Origin("0.1.0", "flask", "1" * 64, "9" * 64))
    assert not plan.changes
    assert not plan.writes_nothing


@pytest.mark.parametrize("rendered", [b"hello\n", b"changed\n"])
def test_an_edited_generated_file_stops_the_run(world: World, rendered: bytes) -> None:
    world.disk[ROUTES.path] = b"mine\n"
    plan = world.plan(HANDLER, changed(ROUTES, rendered), changed(MANIFEST, b"new\n"))
    assert plan.stopped
    assert [step.path for step in plan.blocked] == [ROUTES.path]


def test_a_file_in_the_way_of_a_generated_one_stops_the_run() -> None:
    world = World()
    world.disk |= {ROUTES.path: b"mine\n", MANIFEST.path: b"mine\n", HANDLER.path: b"mine\n"}
    assert world.run(*ALL) == {
        ROUTES.path: "in the way",
        MANIFEST.path: "in the way",
        HANDLER.path: "adopt",
        README.path: "write",
    }
    assert world.lock is None


def test_a_file_that_was_there_is_adopted_and_never_overwritten() -> None:
    world = World()
    world.disk[HANDLER.path] = b"mine\n"
    assert world.run(HANDLER) == {HANDLER.path: "adopt"}
    assert world.run(changed(HANDLER, b"stub 2\n")) == {HANDLER.path: "template changed"}
    assert world.disk[HANDLER.path] == b"mine\n"


def test_after_the_lock_was_deleted_equal_files_are_adopted_and_edited_manifests_in_the_way(
    world: World,
) -> None:
    world.lock = None
    assert set(world.run(*ALL).values()) == {"adopt"}
    world.lock = None
    world.disk[MANIFEST.path] += b"mine\n"
    assert world.run(*ALL)[MANIFEST.path] == "in the way"


def test_a_stub_follows_its_template_until_it_is_edited(world: World) -> None:
    stub = changed(HANDLER, b"stub 2\n")
    assert world.run(stub, ROUTES, MANIFEST, README) == {HANDLER.path: "refresh"}
    world.disk[HANDLER.path] = b"mine\n"
    assert world.run(stub, ROUTES, MANIFEST, README) == {}
    assert world.run(*ALL) == {HANDLER.path: "template changed"}
    assert world.disk[HANDLER.path] == b"mine\n"


def test_a_missing_handler_stops_the_run_until_it_is_asked_for_again(world: World) -> None:
    del world.disk[HANDLER.path]
    assert world.run(*ALL) == {HANDLER.path: "missing handler"}
    assert "--reseed hello" in world.plan(*ALL).blocked[0].reason
    assert world.run(*ALL, reseed=(ITEM.id,)) == {HANDLER.path: "write"}


def test_a_deleted_readme_or_manifest_stays_deleted(world: World) -> None:
    del world.disk[README.path], world.disk[MANIFEST.path]
    for manifest in (MANIFEST, changed(MANIFEST, b"new\n")):
        assert world.run(HANDLER, ROUTES, manifest, README) == {
            README.path: "stay deleted",
            MANIFEST.path: "stay deleted",
        }


def test_an_untouched_stub_goes_with_its_item(world: World) -> None:
    assert world.run(ROUTES, MANIFEST, README) == {HANDLER.path: "delete"}
    assert world.lock is not None
    assert not world.lock.items
    assert not world.lock.retired


def test_an_edited_handler_is_retired_and_serves_again_when_its_item_returns(world: World) -> None:
    world.disk[HANDLER.path] = b"mine\n"
    for _ in range(2):
        assert world.run(ROUTES, MANIFEST, README) == {HANDLER.path: "retire"}
    assert world.lock is not None
    assert [(each.file.path, each.item) for each in world.lock.retired] == [(HANDLER.path, ITEM)]
    assert world.lock.remembered() == {ITEM.id: ITEM}
    assert world.run(*ALL) == {}
    assert world.disk[HANDLER.path] == b"mine\n"
    assert not world.lock.retired
    assert world.run(changed(HANDLER, b"stub 2\n"), ROUTES, MANIFEST, README) == {
        HANDLER.path: "template changed"
    }


def test_a_retired_handler_that_was_deleted_is_forgotten_and_written_anew(world: World) -> None:
    world.disk[HANDLER.path] = b"mine\n"
    world.run(ROUTES, MANIFEST, README)
    del world.disk[HANDLER.path]
    assert world.run(ROUTES, MANIFEST, README) == {}
    assert world.run(*ALL) == {HANDLER.path: "write"}


def test_a_file_for_another_item_at_the_same_path(world: World) -> None:
    other = RenderedFile(HANDLER.path, b"other\n", S, "glances:hello")
    assert world.run(other, ROUTES, MANIFEST, README) == {HANDLER.path: "refresh"}
    world.disk[HANDLER.path] = b"mine\n"
    assert world.run(*ALL) == {HANDLER.path: "adopt"}
    assert world.disk[HANDLER.path] == b"mine\n"


def test_an_edited_generated_file_that_is_rendered_no_more_stops_the_run(world: World) -> None:
    world.disk[ROUTES.path] = b"mine\n"
    assert world.run(HANDLER, MANIFEST, README) == {ROUTES.path: "drift"}


def test_a_manifest_takes_the_changes_of_both(world: World) -> None:
    world.disk[MANIFEST.path] = b"name\none\ntwo\nthree\nmine\n"
    newer = changed(MANIFEST, b"new name\none\ntwo\nthree\n")
    assert world.run(HANDLER, ROUTES, newer, README) == {MANIFEST.path: "merge"}
    assert world.disk[MANIFEST.path] == b"new name\none\ntwo\nthree\nmine\n"
    assert world.bases[MANIFEST.path] == newer.data
    assert world.run(*ALL) == {MANIFEST.path: "merge"}
    assert world.disk[MANIFEST.path] == b"name\none\ntwo\nthree\nmine\n"


CONFLICTING = changed(MANIFEST, b"theirs\none\ntwo\nthree\n")
PROPOSAL = "pyproject.toml.hipgen-new"


@pytest.fixture
def conflict(world: World) -> World:
    world.disk[MANIFEST.path] = b"mine\none\ntwo\nthree\n"
    said = world.run(HANDLER, ROUTES, CONFLICTING, README)
    assert said == {MANIFEST.path: "conflict", PROPOSAL: "propose"}
    return world


def test_a_conflict_leaves_the_file_alone_and_puts_a_proposal_beside_it(conflict: World) -> None:
    assert conflict.disk[MANIFEST.path] == b"mine\none\ntwo\nthree\n"
    assert b"<<<<<<< yours\nmine\n" in conflict.disk[PROPOSAL]
    again = conflict.plan(HANDLER, ROUTES, CONFLICTING, README)
    assert again.writes_nothing
    assert again.blocked
    assert not again.stopped


def test_a_conflict_is_settled_by_taking_the_proposal_away(conflict: World) -> None:
    conflict.disk[MANIFEST.path] = b"both\none\ntwo\nthree\n"
    del conflict.disk[PROPOSAL]
    assert conflict.run(HANDLER, ROUTES, CONFLICTING, README) == {}
    assert conflict.disk[MANIFEST.path] == b"both\none\ntwo\nthree\n"
    later = changed(MANIFEST, CONFLICTING.data + b"four\n")
    assert conflict.run(HANDLER, ROUTES, later, README) == {MANIFEST.path: "merge"}
    assert conflict.disk[MANIFEST.path] == b"both\none\ntwo\nthree\nfour\n"


def test_a_proposal_goes_when_the_conflict_has_gone(conflict: World) -> None:
    conflict.disk[MANIFEST.path] = CONFLICTING.data
    assert conflict.run(HANDLER, ROUTES, CONFLICTING, README) == {PROPOSAL: "delete"}


def test_a_proposal_that_somebody_works_on_is_left_alone(conflict: World) -> None:
    conflict.disk[PROPOSAL] = b"work\n"
    other = changed(MANIFEST, b"other\none\ntwo\nthree\n")
    assert conflict.run(HANDLER, ROUTES, other, README) == {MANIFEST.path: "conflict"}
    conflict.run(*ALL)
    assert conflict.disk[PROPOSAL] == b"work\n"


@pytest.mark.parametrize("base", [None, b"damaged\n"])
def test_without_its_base_a_merge_is_a_conflict(world: World, base: bytes | None) -> None:
    world.put(world.bases, MANIFEST.path, base)
    world.disk[MANIFEST.path] = MANIFEST.data + b"mine\n"
    newer = changed(MANIFEST, b"new name\none\ntwo\nthree\n")
    assert world.run(HANDLER, ROUTES, newer, README)[MANIFEST.path] == "conflict"
    assert world.disk[MANIFEST.path] == MANIFEST.data + b"mine\n"


def test_a_lost_base_is_written_again_where_the_render_has_not_changed(world: World) -> None:
    world.disk[MANIFEST.path] += b"mine\n"
    world.bases.clear()
    assert world.run(*ALL) == {}
    assert world.bases == {MANIFEST.path: MANIFEST.data}


def test_what_the_lock_and_the_render_name_is_asked_for() -> None:
    lock = Lock(ORIGIN, files=(LockedFile("old.py", S, None, "1" * 64),))
    assert asked(ALL, lock) == (
        "README.md",
        "_generated/routes.py",
        "handlers/hello.py",
        "old.py",
        "pyproject.toml",
        "pyproject.toml.hipgen-new",
    )
