"""Two processes of one add-on on one database: what one of them hears, the other acts upon.

Each may remember an installation for some seconds, so that not every request asks the database. That must not
show: neither an end, nor a new secret, nor a setting, nor a token that was used at the other.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.generated import postgresql, wire
from tests.generated.host import Host, Installation
from tests.generated.matrix import Case, Example, Framework, frameworks
from tests.generated.project import RunningAddon, make, serving
from tests.generated.test_views import settings_form, visible

pytestmark = pytest.mark.generated


def _name(pair: tuple[Framework, str]) -> str:
    framework, kind = pair
    return f"{framework.name}-{kind}"


EXAMPLE = Example("waiting", Path(__file__).with_name("waiting") / "waiting.yaml")


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Callable[[], str]]]:
    """What makes the URL of an empty database, by the database's name."""
    with ExitStack() as servers:

        @cache
        def server() -> postgresql.Cluster:
            return servers.enter_context(postgresql.cluster())

        yield {
            "sqlite": lambda: f"sqlite:///{tmp_path_factory.mktemp('shared') / 'addon.db'}",
            "postgresql": lambda: server().database(),
        }


@pytest.fixture(scope="module", params=product(frameworks(), ("sqlite", "postgresql")), ids=_name)
def replicas(
    request: pytest.FixtureRequest,
    shelf: Path,
    databases: dict[str, Callable[[], str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningAddon, RunningAddon]]:
    """The project of a framework, serving twice on one database."""
    framework, kind = request.param
    project = make(Case(framework, EXAMPLE), shelf)
    database = databases[kind]()
    with ExitStack() as running:
        first, second = (
            running.enter_context(serving(project, tmp_path_factory.mktemp(name), DATABASE_URL=database))
            for name in ("first", "second")
        )
        yield first, second


def ask(addon: RunningAddon, host: Host, installation: Installation, token: str | None = None) -> int:
    """The status of a webhook at one of the two."""
    hook = {"event": "room_message", "url": f"{addon.url}/webhooks/quick", "authentication": "jwt"}
    token = token or host.token(installation)
    return host.webhook(installation, hook, "/quick", token=token).status


def test_an_end_that_one_hears_of_is_the_end_at_the_other(
    replicas: tuple[RunningAddon, RunningAddon], host: Host
) -> None:
    first, second = replicas
    installation = host.install(first.descriptor_url)
    assert [ask(addon, host, installation) for addon in replicas] == [200, 200]
    assert host.uninstall(installation).status == 204
    assert [ask(addon, host, installation) for addon in (second, first)] == [401, 401]


def test_a_new_secret_that_one_hears_of_counts_at_the_other(
    replicas: tuple[RunningAddon, RunningAddon], host: Host
) -> None:
    installation = host.install(replicas[0].descriptor_url)
    assert [ask(addon, host, installation) for addon in replicas] == [200, 200]
    renewed = replace(installation, secret=secrets.token_hex(20))
    host.clients[renewed.oauth_id] = renewed
    assert host.announce(renewed).ok
    assert [ask(addon, host, renewed) for addon in reversed(replicas)] == [200, 200]
    assert ask(replicas[0], host, installation) == 401


def test_a_token_counts_once_at_both_together(
    replicas: tuple[RunningAddon, RunningAddon], host: Host
) -> None:
    installation = host.install(replicas[0].descriptor_url)
    token = host.token(installation)
    assert [ask(addon, host, installation, token) for addon in (*replicas, *replicas)] == [200, 401, 401, 401]


def configuration(addon: RunningAddon, host: Host, installation: Installation) -> wire.Answer:
    """The settings page, opened at one of the two."""
    path = urlsplit(installation.capabilities["configurable"]["url"]).path
    token = host.token(installation)
    return wire.get(wire.with_query(addon.url + path, signed_request=token, xdmhost=host.url))


def test_settings_that_are_saved_at_one_are_shown_at_the_other(
    replicas: tuple[RunningAddon, RunningAddon], host: Host
) -> None:
    installation = host.install(replicas[0].descriptor_url)
    for saves, value in zip((*replicas, *replicas), ("7", "8", "9", "10"), strict=True):
        form = settings_form(configuration(replicas[0], host, installation))
        action = saves.url + urlsplit(form.action).path  # the page may name the replica that wrote it
        assert wire.post_form(action, form.filled({"patience": value})).status == 200
        shown = [visible(configuration(addon, host, installation))["patience"] for addon in replicas]
        assert shown == [value, value]


def test_a_re_installation_counts_at_both(replicas: tuple[RunningAddon, RunningAddon], host: Host) -> None:
    installation = host.install(replicas[0].descriptor_url)
    assert host.uninstall(installation).status == 204
    assert [ask(addon, host, installation) for addon in replicas] == [401, 401]
    host.clients[installation.oauth_id] = installation
    assert host.announce(installation).ok
    assert [ask(addon, host, installation) for addon in reversed(replicas)] == [200, 200]
