"""`hipgen dev` and `hipgen demo` where no project need run: processes, environments, and what they refuse."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hipgen.cli import group
from hipgen.developing import environment, watching
from hipgen.developing.environment import Environment, environment_of, is_ready, prepare
from hipgen.developing.needs import Needs, Program
from hipgen.developing.processes import LONGEST, Command, carried_out
from hipgen.developing.regenerating import regenerate
from hipgen.developing.watching import Watch, snapshot
from hipgen.diagnostics import HipgenError

AROUND = dict(os.environ)
KETTLE = Program("Kettle", "echo 3.12", "3.11", "https://kettles.example.com")
NEEDS = Needs(
    KETTLE,
    "env",
    install="cp wanted env/found",
    described=("wanted",),
    watch=("*",),
    make="mkdir env",
    programs="bin",
)


def heard(command: str, folder: Path) -> tuple[int | None, list[str]]:
    """The status of a command and the lines that it prints."""
    lines: list[str] = []
    done = asyncio.run(carried_out(command, folder, AROUND, lines.append))
    return done.status, lines


@pytest.mark.parametrize(
    ("command", "status", "lines"),
    [
        ("echo one; echo two >&2", 0, ["one", "two"]),
        ("printf 'no end'", 0, ["no end"]),
        ("exit 3", 3, []),
        ("kill -9 $$", -9, []),
        ("printf 'a\\n\\n  b  \\n'", 0, ["a", "  b"]),
        ("printf '\\377x\\n'", 0, ["\ufffdx"]),
    ],
)
def test_a_command_is_heard_line_by_line(tmp_path: Path, command: str, status: int, lines: list[str]) -> None:
    assert heard(command, tmp_path) == (status, lines)


def test_a_line_without_end_comes_in_parts(tmp_path: Path) -> None:
    _, lines = heard(f"{sys.executable} -c 'print(\"x\" * {LONGEST * 3})'", tmp_path)
    assert "".join(lines) == "x" * LONGEST * 3
    assert max(map(len, lines)) <= LONGEST


def test_what_a_command_has_started_ends_with_it(tmp_path: Path) -> None:
    """Even what doesn't listen to the signal that asks it to end."""
    script = """sh -c "trap '' TERM; while :; do sleep 0.1; done" & echo $!; wait"""

    async def stopped() -> list[str]:
        lines: list[str] = []
        running = await Command.start(script, tmp_path, AROUND, lines.append)
        while not lines:
            await asyncio.sleep(0.01)
        await running.stop()
        return lines

    (pid,) = asyncio.run(stopped())
    assert is_gone(int(pid))


def test_a_caller_that_is_cancelled_once_more_does_not_wait(tmp_path: Path) -> None:
    script = "trap '' TERM; echo $$; while :; do sleep 0.1; done"

    async def stopped() -> list[str]:
        lines: list[str] = []
        running = await Command.start(script, tmp_path, AROUND, lines.append)
        while not lines:
            await asyncio.sleep(0.01)
        await asyncio.wait_for(running.stop(), 0.2)
        return lines

    began = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(stopped())
    assert time.monotonic() - began < 2


def test_what_a_command_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    status, lines = heard("sleep 60 & echo $!; sleep 0.1; kill -9 $$", tmp_path)
    assert status == -9
    assert is_gone(int(lines[0]))


def is_gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether a process ends in some seconds; one that nobody has waited for is gone, too."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        stat = Path(f"/proc/{pid}/stat")
        if stat.is_file() and stat.read_text("ascii", "replace").rpartition(")")[2].split()[0] == "Z":
            return True
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_command_that_is_given_up_is_ended(tmp_path: Path) -> None:
    async def given_up() -> None:
        await asyncio.wait_for(carried_out("sleep 60; touch late", tmp_path, AROUND, print), 0.2)

    with pytest.raises(TimeoutError):
        asyncio.run(given_up())
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "wanted").write_text("tea", "utf-8")
    return tmp_path


def prepared(project: Path, needs: Needs) -> Environment:
    """The environment of a project, once it has been prepared."""
    found = environment_of(project, needs)
    asyncio.run(prepare(project, needs, found, lambda _text: None, lambda _text: None))
    return found


def test_an_environment_is_made_and_filled_once(project: Path) -> None:
    assert not is_ready(project, NEEDS, environment_of(project, NEEDS))
    made = prepared(project, NEEDS)
    assert (made.folder / "found").read_text("utf-8") == "tea"
    assert made.variables["PATH"].startswith(f"{project / 'env' / 'bin'}{os.pathsep}")
    assert is_ready(project, NEEDS, made)
    (project / "wanted").write_text("more tea", "utf-8")
    assert not is_ready(project, NEEDS, made)
    prepared(project, NEEDS)
    assert (made.folder / "found").read_text("utf-8") == "more tea"


def test_an_environment_whose_interpreter_is_gone_is_made_anew(project: Path) -> None:
    made = prepared(project, NEEDS)
    (made.folder / "bin").mkdir()
    (made.folder / "bin" / "kettle").symlink_to(project / "removed")
    assert not is_ready(project, NEEDS, made)
    assert is_ready(project, NEEDS, prepared(project, NEEDS))
    assert not (made.folder / "bin").exists()


def test_an_environment_is_filled_again_for_what_was_edited_meanwhile(project: Path) -> None:
    install = (
        "cp wanted env/found; echo go >> env/times; [ -f edited ] || { touch edited; echo milk > wanted; }"
    )
    made = prepared(project, replace(NEEDS, install=install))
    assert (made.folder / "found").read_text("utf-8") == "milk\n"
    assert (made.folder / "times").read_text("utf-8") == "go\ngo\n"


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (replace(NEEDS, install="echo no such thing; exit 7"), r"\(status 7\):\n  no such thing"),
        (replace(NEEDS, make="mkdir env; echo no room; exit 1"), r"\(status 1\):\n  no room"),
        (replace(NEEDS, program=replace(KETTLE, version="echo v3.2.1")), "Kettle 3.2.1 is too old"),
        (replace(NEEDS, program=replace(KETTLE, version="no-such-program")), "Kettle isn't installed"),
    ],
    ids=["install", "make", "old", "missing"],
)
def test_what_cannot_be_prepared_is_told_with_its_reason(project: Path, needs: Needs, said: str) -> None:
    with pytest.raises(HipgenError, match=said):
        prepared(project, needs)
    assert not is_ready(project, needs, environment_of(project, needs))


def test_a_half_made_environment_does_not_stay(project: Path) -> None:
    with pytest.raises(HipgenError):
        prepared(project, replace(NEEDS, make="mkdir env; touch env/half; exit 1"))
    assert not (project / "env").exists()


def test_an_active_environment_is_used_where_there_is_none_of_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = replace(NEEDS, active="KETTLE_ENV")
    monkeypatch.setenv("KETTLE_ENV", str(project / "theirs"))
    borrowed = environment_of(project, needs)
    assert (borrowed.folder, borrowed.is_borrowed) == (project / "theirs", True)
    monkeypatch.setenv("KETTLE_ENV", sys.prefix)
    assert not environment_of(project, needs).is_borrowed
    monkeypatch.setenv("KETTLE_ENV", str(project / "theirs"))
    (project / "env").mkdir()
    own = environment_of(project, needs)
    assert (own.folder, own.variables["KETTLE_ENV"]) == (project / "env", str(project / "env"))


def test_an_environment_is_named_by_its_whole_path(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.parent)
    found = environment_of(Path(project.name), NEEDS)
    assert found.folder == project / "env"
    assert environment.PYTHON in found.variables


def test_tools_and_hidden_files_are_not_watched(tmp_path: Path) -> None:
    names = ["app.py", "handlers/a.py", ".env", ".hidden.py", "node_modules/x/y.py", ".venv/lib/z.py", "a.db"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(snapshot(tmp_path, ("*.py", ".env", "Procfile"))) == [".env", "app.py", "handlers/a.py"]


def told_by(watch: Watch, acts: Sequence[Callable[[], object]]) -> list[tuple[str, ...]]:
    """What a watch tells after each of some acts."""

    async def watched() -> list[tuple[str, ...]]:
        told = []
        looking = asyncio.create_task(watch.look())
        for act in acts:
            async with watch.still():
                act()
            await asyncio.sleep(0.1)
            told.append(watch.taken())
        looking.cancel()
        return told

    return asyncio.run(watched())


def test_a_watch_tells_what_a_person_writes_and_not_what_was_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK", 0.01)
    for name in ("a.py", "b.py", "c.js"):
        (tmp_path / name).touch()
    watch = Watch(tmp_path, ("*.py",))

    def written(name: str, *accepted: str) -> None:
        (tmp_path / name).write_text(name, "utf-8")
        if accepted:
            watch.accept(accepted, ("*.js", "b.py"))

    def written_both() -> None:
        written("b.py")
        written("a.py", "a.py")

    told = told_by(
        watch,
        [
            lambda: written("a.py"),
            written_both,
            lambda: written("a.py"),
            lambda: written("c.js"),
        ],
    )
    assert told == [("a.py",), ("b.py",), (), ("c.js",)]


def test_what_is_accepted_after_it_was_noticed_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As npm writes a file while an environment is prepared, for longer than a watch looks away."""
    monkeypatch.setattr(watching, "LOOK", 0.01)
    watch = Watch(tmp_path, ("*.json",))

    async def noticed() -> None:
        looking = asyncio.create_task(watch.look())
        for name in ("lock.json", "mine.json"):
            (tmp_path / name).touch()
        while not watch.has_news:
            await asyncio.sleep(0.01)
        watch.accept(["lock.json"], ("*.json",))
        looking.cancel()

    asyncio.run(noticed())
    assert watch.taken() == ("mine.json",)


SPEC = """hipgen: 1
key: com.example.tea
name: Tea
description: Puts the kettle on.
base_url: https://tea.example.com
framework: flask
webhooks:
  - {key: tea, command: /tea, help: Put the kettle on}
"""


def test_a_project_is_written_when_its_spec_is_another(tmp_path: Path) -> None:
    spec = tmp_path / "addon.yaml"
    spec.write_text(SPEC, "utf-8")
    first = regenerate(tmp_path)
    assert first.project is not None
    assert {"handlers/tea.py", "Procfile"} <= set(first.written)
    assert regenerate(tmp_path).written == ()
    spec.write_text(f"# a remark\n{SPEC}", "utf-8")
    assert regenerate(tmp_path).written == ()
    spec.write_text(f"{SPEC}  - {{key: milk, command: /milk, help: Milk first}}\n", "utf-8")
    assert "handlers/milk.py" in regenerate(tmp_path).written


def test_a_broken_spec_writes_nothing(tmp_path: Path) -> None:
    spec = tmp_path / "addon.yaml"
    spec.write_text(SPEC, "utf-8")
    regenerate(tmp_path)
    spec.write_text(SPEC.replace("command: /tea", "comand: /tea"), "utf-8")
    broken = regenerate(tmp_path)
    assert (broken.addon, broken.written, broken.project) == (None, (), None)
    assert [each.file for each in broken.diagnostics] == [spec.as_posix()] * len(broken.diagnostics)
    assert spec.as_posix() in broken.sources


@pytest.mark.parametrize(
    ("old", "new", "obstacle"),
    [
        ("framework: flask\n", "framework: flusk\n", "no framework is called `flusk`"),
        ("base_url: https://tea.example.com\n", "", "addon.yaml has no `base_url`"),
        (
            "key: tea, command: /tea",
            "key: brew, command: /brew",
            "`hipgen generate` asks whether it was renamed",
        ),
    ],
)
def test_what_a_person_must_say_first_is_named(tmp_path: Path, old: str, new: str, obstacle: str) -> None:
    spec = tmp_path / "addon.yaml"
    spec.write_text(SPEC, "utf-8")
    regenerate(tmp_path)
    handler = tmp_path / "handlers" / "tea.py"
    handler.write_text(handler.read_text("utf-8") + "# mine\n", "utf-8")
    spec.write_text(SPEC.replace(old, new), "utf-8")
    stopped = regenerate(tmp_path)
    assert obstacle in " ".join(stopped.obstacles)
    assert (stopped.written, stopped.project) == ((), None)


def test_a_file_of_hipgens_own_that_was_edited_stops_it(tmp_path: Path) -> None:
    spec = tmp_path / "addon.yaml"
    spec.write_text(SPEC, "utf-8")
    regenerate(tmp_path)
    (tmp_path / "_generated" / "addon.py").write_text("# mine\n", "utf-8")
    spec.write_text(SPEC.replace("name: Tea", "name: More tea"), "utf-8")
    stopped = regenerate(tmp_path)
    assert stopped.obstacles[0].startswith("_generated/addon.py: ")
    assert "hipgen generate" in stopped.obstacles[-1]


@contextmanager
def listening() -> Iterator[str]:
    """A port that is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield str(taken.getsockname()[1])


def refused(*arguments: str) -> str:
    """What a command refuses with."""
    done = CliRunner().invoke(group, arguments)
    assert isinstance(done.exception, HipgenError)
    return str(done.exception)


def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "addon.yaml").write_text(SPEC, "utf-8")
    with listening() as port:
        for option, other in (("--port", "--addon-port"), ("--addon-port", "--port")):
            said = refused("dev", str(tmp_path), option, port, other, "0")
            assert said.startswith(f"port {port} is taken; choose another with {option} N")


def test_dev_needs_a_spec_without_errors(tmp_path: Path) -> None:
    assert "hipgen init" in refused("dev", str(tmp_path))
    (tmp_path / "addon.yaml").write_text(SPEC.replace("key: com", "kee: com"), "utf-8")
    assert "mend this first" in refused("dev", str(tmp_path))


def test_demo_writes_into_no_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    assert "is in use" in refused("demo", str(tmp_path))
    (tmp_path / "addon.yaml").write_text(SPEC, "utf-8")
    assert "is in use" in refused("demo", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["addon.yaml", "mine.txt"]
