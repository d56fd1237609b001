"""Numbers in paths: one that is too long for any id is nobody's, and never an error of the host's."""

from __future__ import annotations

import pytest

from hipgen.host.wire import whole
from tests.host.worlds import ask, world_of_three

LONG = "9" * 5000
PATHS = [
    "/account/rooms/{}",
    "/page/rooms/{}/messages",
    "/v2/room/{}",
    "/v2/user/{}",
    "/v2/emoticon/{}",
    "/v2/group/{}",
    "/v2/room/1/webhook/{}",
    "/control/rooms/{}/messages",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("number", [LONG, "99", "٣", "1e3"])
def test_a_number_that_is_nobodys_is_not_found(path: str, number: str) -> None:
    assert ask(world_of_three(), "GET", path.format(number)).status == 404


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("7", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("", None),
        ("-1", None),
        ("٣", None),
        (" 1", None),
    ],
)
def test_only_digits_make_a_whole_number(text: str, number: int | None) -> None:
    assert whole(text) == number
