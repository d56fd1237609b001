"""Handlers that take long keep nobody else waiting: forty at once, those that block and those that await.

A handler that blocks is for languages with threads; where there are none, it would stop the program. No clock
decides: a handler says by a file that it was called, and goes on once the test says so by another.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.generated import wire
from tests.generated.handwritten import handlers, with_handler
from tests.generated.host import Host
from tests.generated.matrix import Case, Example
from tests.generated.project import Project, make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("waiting", Path(__file__).with_name("waiting") / "waiting.yaml")
AT_ONCE = 40
PATIENCE = 60.0


def slow(project: Project, source: Path, place: Path) -> Project:
    """A copy of the project whose command /slow has this handler."""
    copy = with_handler(project, "slow", source, place)
    (copy.folder / "arrived").mkdir()
    return copy


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE))
def test_handlers_that_wait_keep_nobody_waiting(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = slow(make(case, shelf), source, tmp_path)
    with (
        serving(project, tmp_path, ADDON_ANSWER_SECONDS="60") as addon,
        ThreadPoolExecutor(AT_ONCE) as senders,
    ):
        installation = host.install(addon.descriptor_url)
        waiting = [
            senders.submit(host.say, installation, "/webhooks/slow", f"/slow {number}")
            for number in range(AT_ONCE)
        ]
        try:
            wait_for(project.folder / "arrived", AT_ONCE)
            assert wire.get(f"{addon.url}/healthz").status == 200
            assert host.say(installation, "/webhooks/quick", "/quick").status == 200
            assert not any(answer.done() for answer in waiting)
        finally:
            (project.folder / "go").touch()
        assert {(answer.result().status, answer.result().json()["message"]) for answer in waiting} == {
            (200, "done")
        }


def wait_for(folder: Path, count: int) -> None:
    """Wait until a folder has as many files."""
    deadline = time.monotonic() + PATIENCE
    while len(list(folder.iterdir())) < count:
        assert time.monotonic() < deadline, f"{len(list(folder.iterdir()))} of {count} handlers were called"
        time.sleep(0.02)
