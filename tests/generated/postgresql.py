"""A PostgreSQL server of the tests' own: Debian's programs, with a folder and a port that nobody else has.

Must not know what is kept there.
"""

import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import debian

OWNER = "postgres"
PLACES = "/usr/lib/postgresql/*/bin/initdb"
"""Where Debian has the programs, which are in nobody's PATH."""


@cache
def programs() -> Path:
    """The folder of the server's programs. Skips the test where there are none and none may be installed."""
    if _found() is None:
        debian.install("postgresql")
    found = _found()
    if found is None:
        pytest.skip("there is no PostgreSQL on this machine")
    return found


def _found() -> Path | None:
    known = shutil.which("initdb")
    places = sorted(Path("/").glob(PLACES.removeprefix("/")))
    return Path(known).resolve().parent if known else places[-1].parent if places else None


class Cluster:
    """A server that runs."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{secrets.token_hex(6)}"
        _run(programs() / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, name)
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        """Take a database away, also from those who are connected."""
        name = url.rpartition("/")[2]
        _run(programs() / "dropdb", "-f", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, name)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server; what it holds goes with it, and so it need not reach the disk."""
    with TemporaryDirectory(prefix="pg") as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Cluster(Path(place) / "data", int(probe.getsockname()[1]))
        if os.geteuid() == 0:
            shutil.chown(place, OWNER)
        _run(programs() / "initdb", "-D", server.folder, "-A", "trust", "-U", OWNER, "-N")
        said = f"-p {server.port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=off"
        probe.close()
        control = programs() / "pg_ctl"
        _run(control, "start", "-w", "-D", server.folder, "-o", said, "-l", Path(place) / "log")
        try:
            yield server
        finally:
            _run(control, "stop", "-m", "immediate", "-D", server.folder)


def execute(url: str, sql: str) -> None:
    """Do something to a database."""
    _run(programs() / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql)


def _run(*command: str | Path) -> None:
    """Run one of the programs, as the user that they take root's place with."""
    owner = OWNER if os.geteuid() == 0 else None
    done = subprocess.run(
        [*map(str, command)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
    )
    assert done.returncode == 0, f"{command[0]}:\n{done.stdout}"
