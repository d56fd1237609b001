"""A project that changes its framework: what was edited goes aside and comes back, the rest is replaced."""

import pytest

from hipgen import frameworks
from hipgen.plan import (
    Action,
    Lock,
    LockedFile,
    Origin,
    Ownership,
    Plan,
    RenderedFile,
    Switch,
    aside,
    asked,
    digest,
    make_plan,
)

G, S, M = Ownership.GENERATED, Ownership.SEEDED, Ownership.MERGED
OLD = (
    RenderedFile("_generated/app.py", b"old app\n", G),
    RenderedFile("_generated/only_old.py", b"old only\n", G),
    RenderedFile("README.md", b"# Read me\n", S),
    RenderedFile("app.py", b"old\n", S),
    RenderedFile("pyproject.toml", b'[project]\ndependencies = ["old>=1", "shared>=1"]\n', M),
)
NEW = (
    RenderedFile("_generated/app.py", b"new app\n", G),
    RenderedFile("README.md", b"# Read me\n", S),
    RenderedFile("app.py", b"new\n", S),
    RenderedFile("pyproject.toml", b'[project]\ndependencies = ["new>=1", "shared>=1"]\n', M),
)
RENDERS = {"old": OLD, "new": NEW}
OWN = frozenset({"_generated/app.py", "app.py", "pyproject.toml"})


class World:
    """A project in memory, made for the old framework."""

    def __init__(self) -> None:
        self.lock: Lock | None = None
        self.disk: dict[str, bytes] = {}
        self.bases: dict[str, bytes] = {}
        self.switch_to("old")

    def plan(self, framework: str) -> Plan:
        files, before = RENDERS[framework], self.lock.origin.framework if self.lock else framework
        switch = Switch(before, framework, OWN) if before != framework else None
        there = {path: self.disk[path] for path in asked(files, self.lock, switch) if path in self.disk}
        origin = Origin("0.1.0", framework, "1" * 64, "2" * 64)
        return make_plan(
            files, origin=origin, items=(), lock=self.lock, disk=there, bases=self.bases, switch=switch
        )

    def switch_to(self, framework: str) -> dict[str, str]:
        """Plan and apply; the actions of what belongs to the person, by path."""
        plan = self.plan(framework)
        for step in plan.changes:
            assert step.before == (digest(self.disk[step.path]) if step.path in self.disk else None)
            self.disk.pop(step.path, None)
            self.disk |= {} if step.data is None else {step.path: step.data}
        self.bases |= {path: data for path, data in plan.bases.items() if data is not None}
        self.lock = plan.lock
        assert self.plan(framework).writes_nothing or plan.blocked
        return {step.path: step.action.value for step in plan.steps if step.action is not Action.KEEP}

    def retired(self) -> list[str]:
        return [each.file.path for each in self.lock.retired] if self.lock else []


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("app.py", "app.old.py"),
        ("src/app.py", "src/app.old.py"),
        ("Procfile", "Procfile.old"),
        (".profile", ".profile.old"),
    ],
)
def test_a_file_that_is_set_aside_says_of_which_framework_it_is(path: str, wanted: str) -> None:
    assert aside(path, "old") == wanted


def test_what_nobody_has_edited_is_the_new_frameworks() -> None:
    world = World()
    assert world.switch_to("new") == {
        "_generated/app.py": "write",
        "_generated/only_old.py": "delete",
        "app.py": "refresh",
        "pyproject.toml": "write",
    }
    assert world.disk == {file.path: file.data for file in NEW}
    world.switch_to("old")
    assert world.disk == {file.path: file.data for file in OLD}


def test_an_edited_file_of_the_old_framework_is_set_aside_and_retired() -> None:
    world = World()
    world.disk["app.py"] = b"mine\n"
    said = world.switch_to("new")
    assert (said["app.py"], said["app.old.py"]) == ("write", "retire")
    assert (world.disk["app.py"], world.disk["app.old.py"]) == (b"new\n", b"mine\n")
    assert world.retired() == ["app.old.py"]


def test_it_comes_back_with_its_framework() -> None:
    world = World()
    world.disk["app.py"] = b"mine\n"
    world.switch_to("new")
    world.disk["app.py"] = b"mine for the new one\n"
    world.switch_to("old")
    assert world.disk["app.py"] == b"mine\n"
    assert world.disk["app.new.py"] == b"mine for the new one\n"
    assert world.retired() == ["app.new.py"]
    world.switch_to("new")
    assert world.disk["app.py"] == b"mine for the new one\n"
    assert world.disk["app.old.py"] == b"mine\n"
    assert world.retired() == ["app.old.py"]


def test_what_was_set_aside_and_edited_there_comes_back_as_it_is() -> None:
    world = World()
    world.disk["app.py"] = b"mine\n"
    world.switch_to("new")
    world.disk["app.old.py"] = b"mine, worked on\n"
    world.switch_to("old")
    assert world.disk["app.py"] == b"mine, worked on\n"
    assert "app.old.py" not in world.disk


def test_a_name_that_is_taken_keeps_the_file_where_it_is() -> None:
    world = World()
    world.disk |= {"app.py": b"mine\n", "app.old.py": b"another of mine\n"}
    assert world.switch_to("new")["app.py"] == "template changed"
    assert (world.disk["app.py"], world.disk["app.old.py"]) == (b"mine\n", b"another of mine\n")


def test_a_deleted_file_of_the_old_framework_does_not_keep_the_new_one_from_having_its_own() -> None:
    world = World()
    del world.disk["app.py"]
    assert world.switch_to("new")["app.py"] == "write"
    assert world.disk["app.py"] == b"new\n"


def test_an_edited_file_that_both_have_in_common_stays() -> None:
    world = World()
    world.disk["README.md"] = b"mine\n"
    assert "README.md" not in world.switch_to("new")
    assert world.disk["README.md"] == b"mine\n"


def test_the_manifest_is_merged_by_entry() -> None:
    world = World()
    world.disk["pyproject.toml"] = b'[project]\ndependencies = ["old>=1", "mine>=1", "shared>=1"]\n'
    assert world.switch_to("new")["pyproject.toml"] == "merge"
    assert b"old" not in world.disk["pyproject.toml"]
    assert all(name in world.disk["pyproject.toml"] for name in (b"mine>=1", b"new>=1", b"shared>=1"))


def test_a_dependency_of_the_old_framework_that_was_edited_is_the_persons_to_decide() -> None:
    world = World()
    edited = b'[project]\ndependencies = ["old>=1,<2", "shared>=1"]\n'
    world.disk["pyproject.toml"] = edited
    assert world.switch_to("new")["pyproject.toml"] == "conflict"
    assert world.disk["pyproject.toml"] == edited
    assert world.disk["app.py"] == b"new\n"


def test_an_edited_generated_file_stops_the_switch() -> None:
    world = World()
    world.disk["_generated/only_old.py"] = b"mine\n"
    plan = world.plan("new")
    assert plan.stopped
    assert [step.path for step in plan.blocked] == ["_generated/only_old.py"]


def test_a_file_of_the_persons_own_in_the_new_frameworks_place_is_theirs() -> None:
    world = World()
    assert world.lock is not None
    world.lock = Lock(world.lock.origin, files=tuple(f for f in world.lock.files if f.path != "app.py"))
    world.disk["app.py"] = b"mine\n"
    assert world.switch_to("new")["app.py"] == "adopt"
    assert world.disk["app.py"] == b"mine\n"


def test_the_record_of_what_was_set_aside_remembers_its_template() -> None:
    world = World()
    world.disk["app.py"] = b"mine\n"
    world.switch_to("new")
    assert world.lock is not None
    assert [each.file for each in world.lock.retired] == [LockedFile("app.old.py", S, None, digest(b"old\n"))]


def test_frameworks_of_a_language_keep_apart_only_what_is_their_own() -> None:
    every = [frameworks.framework(name) for name in frameworks.names()]
    pairs = [
        (one, other) for one in every for other in every if one != other and one.language == other.language
    ]
    assert pairs
    for one, other in pairs:
        assert one.apart(one) == frozenset()
        assert not [path for path in one.apart(other) if path in one.each or path.startswith("views/")]
