"""The two larger clients of HipChat's REST API, against `hipgen host`, by checks that lie beside the project.

The checks and their seed belong to whoever judges the project (`tests/shared.py`); the libraries are other
people's, unmodified, installed as in `tests/clients`.
"""

from pathlib import Path

import pytest

from tests.clients import installed
from tests.clients.running import local_host
from tests.clients.test_clients import count
from tests.shared import SHARED

pytestmark = [pytest.mark.generated, pytest.mark.slow]


class TestClients:
    """Collected only where the checks are."""

    __test__ = SHARED is not None

    @pytest.fixture
    def checks(self) -> Path:
        assert SHARED is not None
        return SHARED / "checks" / "clients"

    def test_hypchat_finds_its_host(self, checks: Path, tmp_path: Path) -> None:
        with local_host(tmp_path, checks / "seed.yaml") as host:
            script = str(checks / "check_hypchat.py")
            command = [str(installed.python()), script, host.secure, str(host.ca)]
            assert count(command, {}) == (34, 0)

    @pytest.mark.parametrize("transport", ["http", "https"])
    def test_hipchatter_finds_its_host(self, checks: Path, tmp_path: Path, transport: str) -> None:
        with local_host(tmp_path, checks / "seed.yaml") as host:
            address = host.secure if transport == "https" else host.url
            variables = {"NODE_PATH": str(installed.node_clients()), "NODE_EXTRA_CA_CERTS": str(host.ca)}
            script = str(checks / "check_hipchatter.js")
            assert count(["node", script, f"{address}/v2/"], variables) == (32, 0)
