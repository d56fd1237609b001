"""Two replicas behind a load balancer, on PostgreSQL; one is killed amid 500 webhooks, some of them slow.

Whatever the host saw answered has to be done in the end, by whichever replica. What got no answer is the
host's to know. Leases end by themselves here, so this takes its time: in CI it is one framework of each
language, with HIPGEN_EVERY_REPLICA=1 all of them.
"""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.generated import postgresql
from tests.generated.balancer import balancing
from tests.generated.handwritten import handlers, with_handler
from tests.generated.host import Host, Installation
from tests.generated.matrix import Case, Example, Framework, frameworks, one_of_a_language
from tests.generated.project import Project, RunningAddon, make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("busy", Path(__file__).with_name("busy") / "busy.yaml")
WEBHOOKS, SLOW, KILLED_AFTER, SENDERS = 500, 10, 200, 16
PATIENCE = 60.0


def chosen() -> Iterable[Framework]:
    return frameworks() if os.environ.get("HIPGEN_EVERY_REPLICA") else one_of_a_language().values()


class Sent:
    """What the host has sent, and which of it was answered; after some answers a server is killed."""

    def __init__(self, host: Host, installation: Installation, victim: RunningAddon) -> None:
        self.answered: list[str] = []
        self.late = 0
        self.failed = 0
        self._host, self._installation, self._victim = host, installation, victim
        self._lock = threading.Lock()

    def send(self, number: int) -> None:
        kind = "slow" if number % SLOW == 0 else "quick"
        try:
            answer = self._host.say(self._installation, "/webhooks/work", f"/work {kind} {number}")
        except (OSError, http.client.HTTPException):
            self.failed += 1
            return
        with self._lock:
            if answer.ok:
                self.answered.append(str(number))
                self.late += answer.status == 204
            else:
                self.failed += 1
            if len(self.answered) == KILLED_AFTER:
                os.killpg(self._victim.pid, signal.SIGKILL)


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE, chosen()))
def test_what_was_answered_is_done_although_a_replica_is_killed(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = with_handler(make(case, shelf), "work", source, tmp_path)
    (project.folder / "done").mkdir()
    with ExitStack() as running:
        balancer = running.enter_context(balancing())
        shared = {
            "DATABASE_URL": running.enter_context(postgresql.cluster()).database(),
            "ADDON_BASE_URL": balancer.url,
            "ADDON_ANSWER_SECONDS": "1",
        }
        replicas = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            replicas.append(running.enter_context(serving(project, tmp_path / name, **shared)))
            balancer.add(replicas[-1].url)
        installation = host.install(replace(replicas[0], url=balancer.url).descriptor_url)
        sent = Sent(host, installation, replicas[0])
        with ThreadPoolExecutor(SENDERS) as senders:
            list(senders.map(sent.send, range(WEBHOOKS)))
        # Who was being served when the process died failed; then all went to the other.
        assert sent.failed < 2 * SENDERS
        assert len(sent.answered) + sent.failed == WEBHOOKS
        assert sent.late >= WEBHOOKS / SLOW - sent.failed
        deadline = time.monotonic() + PATIENCE
        while missing := set(sent.answered) - done(project):
            assert time.monotonic() < deadline, f"answered, and lost: {sorted(missing)}"
            time.sleep(0.2)


def done(project: Project) -> set[str]:
    return {file.name for file in (project.folder / "done").iterdir()}
