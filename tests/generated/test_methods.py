"""Health and pictures take GET and HEAD and nothing else, in every framework alike."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.generated.matrix import Case, Example, frameworks
from tests.generated.project import RunningAddon, make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("pictures", Path(__file__).with_name("pictures.yaml"))

every_path = pytest.mark.parametrize("path", ["/healthz", "/readyz", "/pictures/avatar.png"])


@pytest.fixture(scope="module", params=frameworks(), ids=lambda framework: framework.name)
def pictures(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAddon]:
    place = tmp_path_factory.mktemp(request.param.name)
    with serving(make(Case(request.param, EXAMPLE), shelf), place) as addon:
        yield addon


def sent(addon: RunningAddon, method: str, path: str) -> bytes:
    """All that comes over the connection behind the headers of an answer."""
    address = httpx.URL(addon.url)
    with socket.create_connection((address.host, address.port or 80), timeout=10) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: addon\r\nConnection: close\r\n\r\n".encode())
        got = b"".join(iter(lambda: connection.recv(65536), b""))
    assert got.startswith(b"HTTP/1.1 200")
    return got.partition(b"\r\n\r\n")[2]


@every_path
def test_head_is_answered_like_get_but_for_the_body(pictures: RunningAddon, path: str) -> None:
    read, asked = (httpx.request(method, pictures.url + path) for method in ("GET", "HEAD"))
    assert (read.status_code, asked.status_code) == (200, 200)
    assert read.headers["content-type"] == asked.headers["content-type"]
    assert asked.headers.get("content-length") in (None, str(len(read.content)))
    assert sent(pictures, "HEAD", path) == b""


@every_path
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_method_is_refused_in_the_form_of_an_error(
    pictures: RunningAddon, path: str, method: str
) -> None:
    refused = httpx.request(method, pictures.url + path)
    assert refused.status_code == 405
    allowed = {name.strip() for name in refused.headers["allow"].split(",")}
    assert allowed - {"OPTIONS"} == {"GET", "HEAD"}
    assert refused.headers["content-type"].startswith("application/json")
    assert refused.json()["error"]["code"] == 405
