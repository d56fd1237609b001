"""Handlers that take long keep nobody else waiting: forty at once, those that block and those that await.

A handler that blocks is for languages with threads; where there are none, it would stop the program. No clock
decides: a handler says by a file that it was called, and goes on once the test says so by another.
"""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import pytest

from hipgen.frameworks import framework as shipped
from tests.generated import wire
from tests.generated.host import Host
from tests.generated.matrix import Case, Example, frameworks
from tests.generated.project import Project, make, serving

pytestmark = pytest.mark.generated

INPUTS = Path(__file__).with_name("waiting")
EXAMPLE = Example("waiting", INPUTS / "waiting.yaml")
AT_ONCE = 40
PATIENCE = 60.0


def handlers() -> list[Any]:
    """Every framework with the kinds of handler that its language has: a file each, beside this one."""
    return [
        pytest.param(Case(framework, EXAMPLE), source, id=f"{framework.name}-{source.stem}")
        for framework in frameworks()
        for source in sorted(INPUTS.glob(f"*{PurePath(shipped(framework.name).handler).suffix}"))
    ]


def with_handler(project: Project, source: Path, place: Path) -> Project:
    """A copy of the project whose command /slow has this handler."""
    folder = place / "project"
    shutil.copytree(project.folder, folder, symlinks=True)
    (handler,) = (folder / "handlers").glob("slow.*")
    shutil.copy(source, handler)
    (folder / "arrived").mkdir()
    return replace(project, folder=folder)


@pytest.mark.parametrize(("case", "source"), handlers())
def test_handlers_that_wait_keep_nobody_waiting(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = with_handler(make(case, shelf), source, tmp_path)
    with serving(project, tmp_path) as addon, ThreadPoolExecutor(AT_ONCE) as senders:
        installation = host.install(addon.descriptor_url)
        slow = [
            senders.submit(host.say, installation, "/webhooks/slow", f"/slow {number}")
            for number in range(AT_ONCE)
        ]
        try:
            wait_for(project.folder / "arrived", AT_ONCE)
            assert wire.get(f"{addon.url}/healthz").status == 200
            assert host.say(installation, "/webhooks/quick", "/quick").status == 200
            assert not any(answer.done() for answer in slow)
        finally:
            (project.folder / "go").touch()
        assert {(answer.result().status, answer.result().json()["message"]) for answer in slow} == {
            (200, "done")
        }


def wait_for(folder: Path, count: int) -> None:
    """Wait until a folder has as many files."""
    deadline = time.monotonic() + PATIENCE
    while len(list(folder.iterdir())) < count:
        assert time.monotonic() < deadline, f"{len(list(folder.iterdir()))} of {count} handlers were called"
        time.sleep(0.02)
