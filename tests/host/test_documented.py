"""The README's table of what is emulated names every operation, and is true of those it calls absent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hipgen.host
from hipgen.operations import Operation, operations
from tests.host.examples import example, world
from tests.host.test_every_operation import call, named

README = Path(hipgen.host.__file__).with_name("README.md").read_text(encoding="utf-8")
ROWS = {
    (method, path): (state, note)
    for methods, path, state, note in re.findall(
        r"^\| `([A-Z ]+) (/v2/[^`]+)` \| (\w+) \| (.*) \|$", README, re.M
    )
    for method in methods.split()
}


@pytest.mark.parametrize("operation", operations().values(), ids=named)
def test_the_readme_says_how_an_operation_is_emulated(operation: Operation) -> None:
    state, note = ROWS[operation.method, operation.path]
    assert state in {"emulated", "simplified", "absent"}
    assert note or state == "emulated"
    reply = call(world(), operation, example(operation))
    assert (reply.status == 501) == (state == "absent")


def test_the_readme_names_no_operation_that_is_not_there() -> None:
    assert set(ROWS) == {(each.method, each.path) for each in operations().values()}
