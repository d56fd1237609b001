"""`/readyz` says whether an add-on can work, `/healthz` only whether its process is up."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.generated import postgresql
from tests.generated.matrix import Case, Example, Framework, frameworks
from tests.generated.project import make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("waiting", Path(__file__).with_name("waiting") / "waiting.yaml")


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Cluster]:
    with postgresql.cluster() as running:
        yield running


@pytest.mark.parametrize("framework", frameworks(), ids=lambda framework: framework.name)
def test_an_addon_without_its_database_is_well_but_not_ready(
    framework: Framework, server: postgresql.Cluster, shelf: Path, tmp_path: Path
) -> None:
    database = server.database()
    with serving(make(Case(framework, EXAMPLE), shelf), tmp_path, DATABASE_URL=database) as addon:
        assert httpx.get(f"{addon.url}/readyz").status_code == 200
        server.drop(database)
        refused = httpx.get(f"{addon.url}/readyz", timeout=15.0)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, 503)
        assert httpx.get(f"{addon.url}/healthz").status_code == 200
