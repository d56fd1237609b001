"""Schedules: each time once for a group, however many processes there are, wherever the group has the add-on.

No minute is waited for: a process that starts makes up for the times of the last minutes, for groups that it
finds had one before; the test writes that they had.
"""

import re
import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.generated.handwritten import handlers, with_handler
from tests.generated.host import GROUP, Host
from tests.generated.matrix import Case, Example
from tests.generated.project import make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("clock", Path(__file__).with_name("clock") / "clock.yaml")
REPLICAS = 2
PATIENCE = 30.0
QUIET = 6.0
"""Longer than processes take to look again."""


@pytest.mark.parametrize(("case", "source"), handlers(EXAMPLE))
def test_a_time_is_told_once_in_every_room_of_a_group(
    case: Case, source: Path, shelf: Path, tmp_path: Path, host: Host
) -> None:
    project = with_handler(make(case, shelf), "tick", source, tmp_path)
    database = tmp_path / "shared.db"
    with ExitStack() as running:

        def start(name: str) -> str:
            place = tmp_path / name
            place.mkdir()
            shared = f"sqlite:///{database}"
            return running.enter_context(serving(project, place, DATABASE_URL=shared)).descriptor_url

        descriptor = start("first")
        rooms = [host.install(descriptor).room, host.install(descriptor).room]
        assert told(host) == {}
        with sqlite3.connect(database) as connection:
            connection.execute(
                "INSERT INTO schedules (item, group_id, last_due) VALUES ('schedules:tick', ?, 0)", (GROUP,)
            )
        for number in range(REPLICAS):
            start(f"replica {number}")
        deadline = time.monotonic() + PATIENCE
        while len(told(host)) < len(rooms):
            assert time.monotonic() < deadline, "nobody was told"
            time.sleep(0.05)
        time.sleep(QUIET)
        texts = told(host)
        assert texts.keys() == set(rooms)
        for said in texts.values():
            assert len(said) == len(set(said)), "a time was told twice"
            assert all(re.fullmatch(r"due \d+ in 2", text) for text in said)
            assert all(int(text.split()[1]) % 600 == 0 for text in said)


def told(host: Host) -> dict[int, list[str]]:
    """What was posted in which room."""
    posts: dict[int, list[str]] = {}
    for one in host.log:
        found = re.fullmatch(r"/v2/room/(\d+)/notification", one.path)
        if found and one.method == "POST":
            posts.setdefault(int(found[1]), []).append(one.json()["message"])
    return posts
