"""Whatever is there already: taking it in changes nothing of it, and the run after that loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hipgen.plan import (
    Action,
    Lock,
    Origin,
    Ownership,
    Plan,
    RenderedFile,
    assumed,
    bases_of,
    make_plan,
    unchanging,
)

ORIGIN = Origin("1", "any", "0" * 64, "0" * 64)
PATHS = {
    "_generated/a.py": Ownership.GENERATED,
    "handlers/a.py": Ownership.SEEDED,
    "README.md": Ownership.SEEDED,
    "Procfile": Ownership.MERGED,
    "package.json": Ownership.MERGED,
    "pyproject.toml": Ownership.MERGED,
}
TEXTS = {
    "package.json": st.sampled_from(
        [b"", b"{}\n", b'{"a": 1}\n', b'{"a": 2}\n', b'{"b": [1]}\n', b"no json"]
    ),
    "pyproject.toml": st.sampled_from([b"", b"a = 1\n", b"a = 2\n", b"# mine\n[b]\nc = 1\n", b"no toml"]),
}
ANY = st.sampled_from([b"one\n", b"two\n", b"one\ntwo\n", b"\0"])


def bytes_by_path() -> st.SearchStrategy[dict[str, bytes]]:
    return st.fixed_dictionaries({}, optional={path: TEXTS.get(path, ANY) for path in PATHS})


def plans(new: Mapping[str, bytes], disk: Mapping[str, bytes]) -> tuple[Plan, list[RenderedFile]]:
    files = [RenderedFile(path, data, PATHS[path]) for path, data in new.items()]
    lock = assumed(files, ORIGIN, disk)
    made = make_plan(files, origin=ORIGIN, items=(), lock=lock, disk=disk, bases=bases_of(lock))
    return unchanging(made, lock), files


def after(plan: Plan, disk: Mapping[str, bytes]) -> dict[str, bytes]:
    """The disk when a plan is carried out."""
    changed = {step.path: step.data for step in plan.changes}
    return {path: data for path, data in {**disk, **changed}.items() if data is not None}


@given(new=bytes_by_path(), disk=bytes_by_path())
def test_adopting_changes_nothing_that_is_there(new: dict[str, bytes], disk: dict[str, bytes]) -> None:
    plan, _ = plans(new, disk)
    assert not {step.path for step in plan.changes} & disk.keys()
    assert plan.old is None
    for step in plan.steps:
        assert step.action is not Action.MERGE
        if step.path in disk and step.path in new and disk[step.path] != new[step.path]:
            assert step.action.is_open or not step.changes


@given(new=bytes_by_path(), disk=bytes_by_path())
def test_the_next_run_loses_no_line_of_what_was_adopted(
    new: dict[str, bytes], disk: dict[str, bytes]
) -> None:
    plan, files = plans(new, disk)
    if plan.stopped:
        return
    there, bases = after(plan, disk), {path: data for path, data in plan.bases.items() if data is not None}
    lock: Lock = plan.lock
    merged = {file.path for file in lock.files if file.ownership is Ownership.MERGED and file.path in there}
    assert merged == bases.keys()
    again = make_plan(files, origin=ORIGIN, items=(), lock=lock, disk=there, bases=bases)
    end = after(again, there)
    for path, mine in disk.items():
        lost = [line for line in mine.split() if line not in end[path].split()]
        assert end[path] == mine or (PATHS[path] is Ownership.MERGED and not lost) or path.endswith(".json")
    third = make_plan(
        files,
        origin=ORIGIN,
        items=(),
        lock=again.lock,
        disk=end,
        bases=bases | {path: data for path, data in again.bases.items() if data is not None},
    )
    assert not third.changes
    assert replace(third.lock, origin=ORIGIN) == replace(again.lock, origin=ORIGIN)
