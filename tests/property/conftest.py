"""What the property tests share: a Node process for the session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.property.node import Node


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """A Node that reads JavaScript; without one installed, what needs it is skipped."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    with Node() as process:
        yield process
