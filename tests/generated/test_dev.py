"""`hipgen dev` on real projects: edits take effect, what breaks is told, nothing is left behind."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hipgen.developing.processes import GENTLY
from hipgen.testing.client import HipChat
from tests.generated.developing import Developing, copy, developing, furnish, hipchat, is_free
from tests.generated.matrix import Case, cases
from tests.generated.project import generate

pytestmark = [pytest.mark.generated, pytest.mark.slow]
CASES = [case for case in cases() if case.values[0].example.name == "incident-desk"]
AGAIN = r"the add-on runs again"


class Desk:
    """An incident-desk under development: its folder, the command, its HipChat and its own address."""

    def __init__(self, folder: Path, running: Developing) -> None:
        self.folder = folder
        self.running = running
        # A file that changes under the first start has it start again, which is told of later.
        running.expect(r"runs, installed in")
        self.hipchat: HipChat = hipchat(running)
        self.addon = running.expect(r"^  add-on +(http://\S+)")
        if "Ctrl-C stops everything" not in running.text:
            running.expect(r"Ctrl-C stops everything")

    def handler(self) -> Path:
        """The handler of /incident."""
        (found,) = (self.folder / "handlers").glob("incident[-_]command.*")
        return found

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace a text in a file, as an editor does that puts a new file in its place."""
        text = path.read_text("utf-8")
        assert old in text
        fresh = path.with_name(f"{path.name}~")
        fresh.write_text(text.replace(old, new, 1), "utf-8")
        fresh.replace(path)


@pytest.fixture
def folder(request: pytest.FixtureRequest, shelf: Path, tmp_path: Path) -> Path:
    """An incident-desk of the test's own, its environment prepared."""
    case: Case = request.param
    made = copy(generate(case, shelf), tmp_path / "desk")
    furnish(made, case.framework.name)
    (made / ".env").write_text("ALERT_SECRET=only-for-this-test\n", "utf-8")
    return made


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    with developing(folder) as running:
        yield Desk(folder, running)


@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_an_edit_takes_effect_by_itself(desk: Desk) -> None:
    room, running = desk.hipchat, desk.running
    assert [one.key for one in room.installations()] == ["com.example.incident-desk"]
    room.say("Lobby", "/incident db is slow")
    assert "INC-1" in room.notifications("Lobby")[-1]["message"]
    running.expect(r"Ada Quill: /incident db is slow → incident-command  20\d  \d+ ms")

    handler = desk.handler()
    desk.edit(handler, "incident", "incident")
    running.expect(f"handlers/{handler.name} changed")
    running.expect(AGAIN)
    room.say("Lobby", "/incident again")
    assert "INC-2" in room.notifications("Lobby")[-1]["message"]

    before = room.installations()[0]
    new = "webhooks:\n  - {key: shouting, command: /shout, help: Say it loud}"
    desk.edit(desk.folder / "addon.yaml", "webhooks:", new)
    running.expect(r"project written: .*shouting")
    running.expect(r"installation updated")
    (after,) = room.installations()
    assert (after.oauth_id, after.scopes) == (before.oauth_id, before.scopes)
    room.say("Lobby", "/shout hello")
    running.expect(r"/shout hello → shouting  20\d")

    desk.edit(desk.folder / "addon.yaml", "scopes: auto", "scopes: [auto, view_messages]")
    running.expect(r"new scopes approved on your behalf: view_messages")
    assert "view_messages" in room.installations()[0].scopes


@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_what_breaks_is_told_and_mended_by_the_next_edit(desk: Desk) -> None:
    room, running = desk.hipchat, desk.running
    spec, handler = desk.folder / "addon.yaml", desk.handler()
    desk.edit(spec, "opens: incidents ", "opens: accidents ")
    running.expect(r"addon.yaml:\d+:\d+: error\[HG210\]")
    running.expect(r"the add-on goes on as it was")
    room.say("Lobby", "/incident still there")
    assert "INC-1" in room.notifications("Lobby")[-1]["message"]
    desk.edit(spec, "opens: accidents ", "opens: incidents ")
    running.expect(r"the project stays as it is")
    assert "the add-on runs again" not in running.text

    text = handler.read_text("utf-8")
    handler.write_text(f"{text}\n(((\n", "utf-8")
    running.expect(r"│ .*SyntaxError")
    running.expect(r"The add-on has ended \(status \d+\)")
    room.say("Lobby", "/incident nobody hears it")
    running.expect(r"nobody hears it → incident-command  \D")
    handler.write_text(text, "utf-8")
    running.expect(AGAIN)

    for pid in set(running.processes()) - {running.process.pid}:
        os.kill(pid, signal.SIGKILL)
    running.expect(r"The add-on has ended")


@pytest.mark.parametrize("folder", CASES[:1], indirect=True)
def test_an_addon_that_does_not_come_up_is_mended_without_waiting_for_it(desk: Desk) -> None:
    procfile = desk.folder / "Procfile"
    text = procfile.read_text("utf-8")
    procfile.write_text("web: echo asleep; sleep 60\n", "utf-8")
    desk.running.expect(r"│ asleep")
    procfile.write_text(text, "utf-8")
    desk.running.expect(AGAIN, seconds=10)

    procfile.write_text("web: trap '' TERM; echo deaf; while :; do sleep 1; done\n", "utf-8")
    desk.running.expect(r"│ deaf")
    began = time.monotonic()
    desk.running.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert desk.running.stop(signal.SIGINT) == 0
    assert time.monotonic() - began < GENTLY


@pytest.mark.parametrize("folder", CASES[:1], indirect=True)
def test_what_somebody_has_removed_is_installed_by_the_next_edit_of_the_spec(desk: Desk) -> None:
    (first,) = desk.hipchat.installations()
    desk.hipchat.uninstall(first)
    desk.running.expect(r"removed → ")
    desk.edit(desk.folder / "addon.yaml", "name: Open incidents", "name: On fire")
    desk.running.expect(r"installed anew")
    (second,) = desk.hipchat.installations()
    assert (second.key, second.room) == (first.key, first.room)


@pytest.mark.parametrize("folder", CASES[:1], indirect=True)
def test_everything_stops_when_nobody_reads_any_more(desk: Desk) -> None:
    desk.running.deaf()
    desk.hipchat.say("Lobby", "/incident nobody reads of it")
    assert desk.running.process.wait(10) == 0
    assert desk.running.processes() == []
    assert is_free(desk.addon)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_a_signal_stops_everything(desk: Desk, number: int) -> None:
    assert len(desk.running.processes()) >= 2 or not Path("/proc").is_dir()
    began = time.monotonic()
    assert desk.running.stop(number) == 0
    assert time.monotonic() - began < 8
    assert desk.running.processes() == []
    assert is_free(desk.addon)
    assert is_free(desk.hipchat.url)
    assert desk.running.text.rstrip().endswith("Stopped.")


@pytest.mark.parametrize("folder", CASES[:1], indirect=True)
def test_a_state_that_is_kept_goes_on(folder: Path, tmp_path: Path) -> None:
    """With the add-on at the address that it had, and at another one."""
    state = ("--state", str(tmp_path / "host.sqlite"), "--room", "Workshop")
    with developing(folder, *state) as running:
        desk = Desk(folder, running)
        desk.hipchat.say("Workshop", "/incident db is slow")
        (first,) = desk.hipchat.installations()
    port = desk.addon.rpartition(":")[2]
    # An add-on that knows an installation's HipChat goes to no other for it.
    state_there = (*state, "--port", desk.hipchat.url.rpartition(":")[2])
    with developing(folder, *state_there, "--addon-port", port) as running:
        desk = Desk(folder, running)
        (second,) = desk.hipchat.installations()
        assert second.oauth_id == first.oauth_id
        desk.hipchat.say("Workshop", "/incident it is still slow")
        assert "INC-2" in desk.hipchat.notifications("Workshop")[-1]["message"]
    with developing(folder, *state_there) as running:
        desk = Desk(folder, running)
        (third,) = desk.hipchat.installations()
        assert (third.room, third.oauth_id == second.oauth_id) == (
            first.room,
            desk.addon.endswith(f":{port}"),
        )
        assert any("db is slow" in one["message"] for one in desk.hipchat.messages("Workshop"))
