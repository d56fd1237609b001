"""What the tests of generated projects share: a host of their own, and servers that outlive a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generated.host import Host
from tests.generated.matrix import Case
from tests.generated.project import Project, RunningAddon, make, serving


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run's projects, one for all of its processes."""
    base = tmp_path_factory.getbasetemp()
    run = base.parent if base.name.startswith("popen-") else base
    return run / "projects"


@pytest.fixture(scope="session")
def project(request: pytest.FixtureRequest, shelf: Path) -> Project:
    """The generated project of a case; a test is parametrised with cases, indirectly."""
    case: Case = request.param
    return make(case, shelf)


@pytest.fixture(scope="session")
def addon(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAddon]:
    """The generated project of a case, serving."""
    case: Case = request.param
    with serving(make(case, shelf), tmp_path_factory.mktemp(str(case))) as running:
        yield running


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that nothing is installed from yet; its log is the test's alone."""
    with Host() as open_host:
        yield open_host
