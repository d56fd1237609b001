"""Paths with what routers read a meaning into lead where addon.yaml says, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generated import wire
from tests.generated.matrix import Case, Example, frameworks
from tests.generated.project import RunningAddon, make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("paths", Path(__file__).with_name("paths") / "paths.yaml")
BASE = "/below(it)"


@pytest.fixture(scope="module", params=frameworks(), ids=lambda framework: framework.name)
def addon(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAddon]:
    """The project of a framework, told that it is below a path."""
    project = make(Case(request.param, EXAMPLE), shelf)
    place = tmp_path_factory.mktemp(request.param.name)
    with serving(project, place, ADDON_BASE_URL=f"https://paths.example.com{BASE}") as running:
        yield running


def ask(method: str, url: str) -> wire.Answer:
    """A request that nobody signed."""
    return wire.send(method, url, b"{}" if method == "POST" else None, {"Content-Type": "application/json"})


LED = (
    ("POST", "/a(b)*c:d+e!", 401),
    ("POST", "/abbc:dde!", 404),
    ("POST", "/caf%C3%A9/x", 401),
    ("POST", "/double//slash", 401),
    ("POST", "/double/slash", 404),
    ("GET", "/things/side", 401),
    ("HEAD", "/things/side", 401),
    ("GET", "/things/other", 401),
    ("GET", "/things/two/more", 404),
    ("GET", "/Things/side", 404),
    ("GET", "/things/side/", 404),
    ("GET", "/room/inner", 401),
    ("POST", "/things/side", 401),
    ("OPTIONS", "/things/other", 204),
    ("DELETE", "/hipchat/installed/nobody", 204),
)


@pytest.mark.parametrize("base", ["", BASE])
def test_a_request_is_led_to_what_is_there(addon: RunningAddon, base: str) -> None:
    """A proxy may have taken the base off."""
    found = [(method, path, ask(method, addon.url + base + path).status) for method, path, _ in LED]
    assert found == list(LED)


def test_a_wrong_method_is_told_the_right_ones(addon: RunningAddon) -> None:
    for path, method in (("/a(b)*c:d+e!", "POST"), ("/descriptor.json", "GET"), ("/things/side", "GET")):
        answer = ask("PATCH", addon.url + path)
        assert answer.status == 405, path
        assert method in answer.headers["allow"].replace(" ", "").split(","), path
        assert answer.json()["error"]["code"] == 405, path
