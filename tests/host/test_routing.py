"""Paths find their functions: decoded once, slashes forgiven, literal segments before named ones."""

from __future__ import annotations

import pytest

from hipgen.host.routing import Routes

TABLE = [
    "/v2/room",
    "/v2/room/{room}",
    "/v2/room/{room}/history/latest",
    "/v2/room/{room}/history/{message}",
    "/v2/addon/link",
    "/v2/addon/{key}",
]

CASES = [
    ("/v2/room", "/v2/room", {}),
    ("/v2/room/", "/v2/room", {}),
    ("/v2//room", "/v2/room", {}),
    ("//v2/room/7//", "/v2/room/{room}", {"room": "7"}),
    ("/v2/room/Dev%20Room", "/v2/room/{room}", {"room": "Dev Room"}),
    ("/v2/room/a%2Fb", "/v2/room/{room}", {"room": "a/b"}),
    ("/v2/room/a%252Fb", "/v2/room/{room}", {"room": "a%2Fb"}),
    ("/v2/room/50%", "/v2/room/{room}", {"room": "50%"}),
    ("/v2/room/%ff", "/v2/room/{room}", {"room": "�"}),
    ("/v2/room/@x", "/v2/room/{room}", {"room": "@x"}),
    ("/v2/room/7/history/latest", "/v2/room/{room}/history/latest", {"room": "7"}),
    ("/v2/room/7/history/m-1", "/v2/room/{room}/history/{message}", {"room": "7", "message": "m-1"}),
    ("/v2/addon/link", "/v2/addon/link", {}),
    ("/v2/addon/other", "/v2/addon/{key}", {"key": "other"}),
]


def routes() -> Routes[str]:
    made: Routes[str] = Routes()
    for path in reversed(TABLE):
        made.add("GET", path, path)
    return made


@pytest.mark.parametrize(("path", "expected", "named"), CASES)
def test_a_path_finds_its_function(path: str, expected: str, named: dict[str, str]) -> None:
    assert routes().find(path) == ({"GET": expected}, named)


@pytest.mark.parametrize("path", ["", "/", "/v2", "/v3/room", "/v2/room/7/history", "/v2/room/7/8/9/10"])
def test_a_path_that_fits_nothing_finds_nothing(path: str) -> None:
    assert routes().find(path) is None


def test_the_same_route_twice_is_an_error() -> None:
    made = routes()
    made.add("POST", "/v2/room", "create")
    with pytest.raises(ValueError, match="two routes for GET /v2/room"):
        made.add("GET", "/v2/room", "again")
    assert ("POST", "/v2/room") in set(made.paths())
