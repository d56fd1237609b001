"""Clients of HipChat's REST API that other people wrote, unmodified, against `hipgen host`.

Each script beside this file calls everything its library has, looks at what the host then holds and prints a
count. A host of its own for each: one script's people and rooms are not another's.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.clients import installed
from tests.clients.running import LocalHost, local_host

pytestmark = [pytest.mark.generated, pytest.mark.slow]

HERE = Path(__file__).parent


@pytest.fixture
def host(tmp_path: Path) -> Iterator[LocalHost]:
    with local_host(tmp_path) as running:
        yield running


def count(command: list[str], variables: Mapping[str, str]) -> tuple[int, int]:
    """Run a client's checks; answers how many passed and how many failed, and shows the failures."""
    done = subprocess.run(
        command,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    found = re.findall(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    assert found, done.stdout
    passed, failed = (int(number) for number in found[-1])
    assert (failed, done.returncode) == (0, 0), done.stdout
    return passed, failed


def test_small_python_clients_find_their_host(host: LocalHost) -> None:
    script = str(HERE / "check_small_python.py")
    assert count([str(installed.python()), script, host.secure, str(host.ca)], {}) == (32, 0)


@pytest.mark.parametrize("transport", ["http", "https"])
def test_hipchat_rb_finds_its_host(host: LocalHost, transport: str) -> None:
    version = installed.ruby()
    if version is None:
        pytest.skip("no Ruby with hipchat-rb (Debian: apt install ruby-hipchat)")
    address = host.secure if transport == "https" else host.url
    passed, _ = count(["ruby", "-W0", str(HERE / "check_hipchat_rb.rb"), address, str(host.ca)], {})
    # Later versions have more to call.
    assert passed == 39 if version.startswith("1.5.") else passed >= 39


def test_small_node_clients_find_their_host(host: LocalHost) -> None:
    script = str(HERE / "check_hipchat_notifier.js")
    variables = {"NODE_PATH": str(installed.node_clients())}
    assert count(["node", script, host.secure, str(host.ca)], variables) == (20, 0)


def test_the_rest_client_of_ac_koa_finds_its_host(host: LocalHost) -> None:
    script = str(HERE / "check_ac_node_hipchat.js")
    variables = {"NODE_PATH": str(installed.addon_modules("koa"))}
    assert count(["node", script, host.url, str(host.ca)], variables) == (31, 0)
