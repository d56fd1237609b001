"""Handlers that need longer than HipChat is to wait: answered, kept, done; by another process if one dies.

The handler says by a file that it was called, and goes on once the test says so by another. A lease is not
waited for: the test ends it where it is kept.
"""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.generated import redis
from tests.generated.handwritten import handlers
from tests.generated.host import Host, Installation
from tests.generated.matrix import Case, one_of_a_language
from tests.generated.project import Project, RunningAddon, make, serving
from tests.generated.test_waiting import EXAMPLE, slow

pytestmark = pytest.mark.generated

SOON = {"ADDON_ANSWER_SECONDS": "0.3"}
PATIENCE = 60.0


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE))
def test_a_late_handler_is_answered_for_and_replies_in_the_end(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = slow(make(case, shelf), source, tmp_path)
    with serving(project, tmp_path, **SOON) as addon:
        installation = host.install(addon.descriptor_url)
        assert host.say(installation, "/webhooks/slow", "/slow one").status == 204
        assert len(kept(tmp_path / "addon.db")) == 1
        assert said(host, installation) == []
        (project.folder / "go").touch()
        until(lambda: said(host, installation) == ["done"])
        until(lambda: kept(tmp_path / "addon.db") == [])
        assert host.say(installation, "/webhooks/slow", "/slow two").json()["message"] == "done"


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE))
def test_what_a_killed_process_was_working_on_is_done_by_another(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = slow(make(case, shelf), source, tmp_path)
    places = [tmp_path / "first", tmp_path / "second"]
    for place in places:
        place.mkdir()
    shared = {**SOON, "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}"}
    with serving(project, places[0], **shared) as first, serving(project, places[1], **shared):
        installation = host.install(first.descriptor_url)
        assert host.say(installation, "/webhooks/slow", "/slow one").status == 204
        kill(first)
        (project.folder / "arrived" / "one").unlink()
        end_leases(tmp_path / "shared.db")
        until(lambda: (project.folder / "arrived" / "one").exists())
        (project.folder / "go").touch()
        until(lambda: said(host, installation) == ["done"])
        until(lambda: kept(tmp_path / "shared.db") == [])


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE, one_of_a_language().values()))
def test_an_uninstalled_add_on_has_no_late_events(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = slow(make(case, shelf), source, tmp_path)
    with serving(project, tmp_path, **SOON) as addon:
        installation = host.install(addon.descriptor_url)
        assert host.say(installation, "/webhooks/slow", "/slow one").status == 204
        assert host.uninstall(installation).status == 204
        assert kept(tmp_path / "addon.db") == []
        (project.folder / "go").touch()


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE, one_of_a_language().values()))
def test_what_redis_has_is_done_by_another_when_its_process_is_killed(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = slow(make(case, shelf), source, tmp_path)
    places = [tmp_path / "first", tmp_path / "second"]
    for place in places:
        place.mkdir()
    with redis.server() as queue, ExitStack() as running:
        shared = {**SOON, "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}", "REDIS_URL": queue}
        first, _ = (running.enter_context(serving(project, place, **shared)) for place in places)
        running.enter_context(worker(project, first.url, tmp_path / "worker.log", shared))
        installation = host.install(first.descriptor_url)
        assert host.say(installation, "/webhooks/slow", "/slow one").status == 204
        assert kept(tmp_path / "shared.db") == []
        kill(first)
        (project.folder / "arrived" / "one").unlink()
        until(lambda: (project.folder / "arrived" / "one").exists())
        (project.folder / "go").touch()
        until(lambda: said(host, installation) == ["done"])
        time.sleep(2)
        assert said(host, installation) == ["done"]


@contextmanager
def worker(project: Project, url: str, log: Path, variables: dict[str, str]) -> Iterator[None]:
    """Where workers are processes of their own, start one."""
    if not (project.folder / "_generated" / "worker.py").exists():
        yield
        return
    told = {**project.variables, **variables, "ADDON_BASE_URL": url, "ADDON_ALLOWED_HOSTS": "127.0.0.1"}
    clean = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    command = ["python", "-m", "_generated.worker"]
    with (
        log.open("wb") as sink,
        subprocess.Popen(
            command, cwd=project.folder, env={**clean, **told}, stdout=sink, stderr=sink
        ) as process,
    ):
        yield
        process.terminate()


def said(host: Host, installation: Installation) -> list[str]:
    """The notifications that the add-on has posted to the installation's room."""
    path = f"/v2/room/{installation.room}/notification"
    return [one.json()["message"] for one in host.log if one.method == "POST" and one.path == path]


def kept(database: Path) -> list[Any]:
    with sqlite3.connect(database) as connection:
        return connection.execute("SELECT id, document FROM late_events").fetchall()


def end_leases(database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE late_events SET leased_until = 1")


def kill(addon: RunningAddon) -> None:
    """End a server and all that it started, as a machine ends that loses its power."""
    os.killpg(addon.pid, signal.SIGKILL)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)
