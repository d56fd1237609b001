"""`hipgen dev` as a process: started on a project, listened to, and stopped as a person would.

Knows what the command prints; which of it is right is for the tests.
"""

import codecs
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hipgen import frameworks
from hipgen.developing.environment import SEAL, seal_of
from hipgen.developing.needs import needs_of
from hipgen.testing.client import HipChat
from tests.generated import environment
from tests.generated.matrix import ROOT

PATIENCE = 40.0
MARK = "HIPGEN_TEST_MARK"


class Developing:
    """A `hipgen dev` that runs: everything that it has printed so far, and ways to wait for more."""

    def __init__(self, process: "subprocess.Popen[bytes]", mark: str) -> None:
        self.process = process
        self.mark = mark
        self._text = ""
        self._told = 0
        self._news = threading.Condition()
        self._is_deaf = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """All that was printed."""
        return self._text

    def expect(self, pattern: str, seconds: float = PATIENCE) -> str:
        """Wait for a pattern in what was printed since the last one that was expected; its first group."""
        deadline = time.monotonic() + seconds
        with self._news:
            while not (found := re.search(pattern, self._text[self._told :], re.MULTILINE)):
                left = deadline - time.monotonic()
                assert left > 0, f"{pattern!r} isn't printed:\n{self._text}"
                assert self._reader.is_alive(), f"it ended without {pattern!r}:\n{self._text}"
                self._news.wait(min(left, 0.2))
            self._told += found.end()
            return found[found.re.groups and 1]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does; its exit status."""
        self.process.send_signal(number)
        status = self.process.wait(20)
        self._reader.join(5)
        return status

    def deaf(self) -> None:
        """Read no more of what it prints: its output is closed."""
        self._is_deaf = True
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def processes(self) -> list[int]:
        """Its processes and those that it started, as Linux knows them; empty elsewhere."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/environ"):
            try:
                if self.mark.encode() in entry.read_bytes():
                    found.append(int(entry.parent.name))
            except OSError:
                continue
        return found

    def _read(self) -> None:
        """Read as long as anybody wants to hear it: never blocks, so that it can be told to leave off."""
        assert self.process.stdout is not None
        number, decoder = self.process.stdout.fileno(), codecs.getincrementaldecoder("utf-8")()
        while not self._is_deaf:
            if not select.select([number], [], [], 0.05)[0]:
                continue
            if not (data := os.read(number, 65_536)):
                return
            with self._news:
                self._text += decoder.decode(data)
                self._news.notify_all()


def heeding() -> None:
    """Take Ctrl-C and a closed terminal as a program in front of one does, however the tests were started.

    What runs in the background or under `nohup` ignores them, and so does what it starts.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def developing(folder: Path, *arguments: str, command: str = "dev") -> Iterator[Developing]:
    """Run `hipgen dev` on a folder, on free ports; whatever is left of it is ended with the block."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "hipgen",
            command,
            folder.name,
            "--port",
            "0",
            "--addon-port",
            "0",
            *arguments,
        ],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100", MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=heeding,
    )
    running = Developing(process, mark)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.stop(signal.SIGTERM)
        left = running.processes()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert process.stdout is not None
        process.stdout.close()
        assert left == [], running.text


def furnish(folder: Path, framework: str) -> None:
    """Give a project an environment of links into the shared one, as if `hipgen dev` had filled it."""
    told = environment.prepare(folder, ())
    needs = needs_of(frameworks.framework(framework))
    own = folder / needs.environment
    source = Path(told["VIRTUAL_ENV"]) if needs.active else own.resolve()
    own.unlink(missing_ok=True)
    own.mkdir()
    for child in source.iterdir():
        (own / child.name).symlink_to(child, target_is_directory=child.is_dir())
    (own / SEAL).unlink(missing_ok=True)
    (own / SEAL).write_text(seal_of(folder, needs), "ascii")


def copy(project: Path, place: Path) -> Path:
    """A project of one's own to edit."""
    shutil.copytree(
        project, place, symlinks=True, ignore=shutil.ignore_patterns("node_modules", ".venv", "*.db*")
    )
    return place


def hipchat(running: Developing) -> HipChat:
    """The HipChat of a `hipgen dev` that is up."""
    return HipChat(running.expect(r"^  HipChat +(http://localhost:\d+)/"))


def is_free(address: str) -> bool:
    """Whether nobody listens at an http address of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) != 0
