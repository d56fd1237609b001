"""HipChat for tests in Python: a running host, driven through its control interface.

The fixture `hipchat` gives each test a host as it was at the start. In a `conftest.py`:

    pytest_plugins = ["hipgen.testing"]

and in a test, with an add-on that serves at http://127.0.0.1:8000:

    from hipgen.testing import HipChat, wait_for


    def test_hello_is_answered(hipchat: HipChat) -> None:
        wait_for("http://127.0.0.1:8000/healthz")
        hipchat.add_room("Harbour")
        hipchat.install("http://127.0.0.1:8000/addon.json", room="Harbour")
        hipchat.say("Harbour", "/hello")
        (answer,) = hipchat.notifications("Harbour")
        assert "Hello" in answer["message"]

The host runs in a process of its own, once for all tests (`hipgen host`, from the extra `host`). Other
languages drive it the same way, by HTTP. Knows nothing of addon.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hipgen.testing.answers import Delivered, Glance, HipChatError, Installed, Module, Opened
from hipgen.testing.client import HipChat
from hipgen.testing.process import running_host, wait_for

__all__ = [
    "Delivered",
    "Glance",
    "HipChat",
    "HipChatError",
    "Installed",
    "Module",
    "Opened",
    "hipchat",
    "hipchat_host",
    "running_host",
    "wait_for",
]


@pytest.fixture(scope="session")
def hipchat_host() -> Iterator[HipChat]:
    """The host of this test process; `hipchat` is the one for tests."""
    with running_host() as host:
        yield host


@pytest.fixture
def hipchat(hipchat_host: HipChat) -> HipChat:
    """A host as it was at the start."""
    hipchat_host.reset()
    return hipchat_host
