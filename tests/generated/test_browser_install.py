"""Installation by redirects of the browser: the add-on fetches what happened, and sends the person back.

Only specs that ask for it have these pages.
"""

import json
import sqlite3
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.generated import wire
from tests.generated.host import Host, Installation
from tests.generated.listener import Canned
from tests.generated.matrix import Example, cases
from tests.generated.project import RunningAddon
from tests.generated.test_addon import is_open, registered

DOCUMENT = "/v2/addon/4711/installable/Qw3rTy7UiOp9AsDfGh1J"


def with_pages(example: Example) -> bool:
    install = example.spec.get("install")
    return isinstance(install, dict) and {"installed", "updated", "uninstalled"} <= install.keys()


pytestmark = [pytest.mark.generated, pytest.mark.parametrize("addon", cases(with_pages), indirect=True)]


def visit(host: Host, installation: Installation, page: str, back: str, **changes: Any) -> wire.Answer:
    """The browser's visit to a page of the add-on, after the host has put the document in its place."""
    document = json.dumps(host.body(installation) | changes).encode("utf-8")
    host.canned[DOCUMENT] = Canned(200, document, {"Content-Type": "application/json"})
    url = installation.capabilities["installable"][page]
    return wire.get(wire.with_query(url, installable_url=host.url + DOCUMENT, redirect_url=back))


def home(host: Host) -> str:
    return f"{host.url}/addons/?room=730155"


def led(answer: wire.Answer) -> str | None:
    """Whose address a browser goes on to."""
    return urlsplit(answer.headers["location"].replace("\\", "/")).hostname  # as browsers read it


def test_a_visit_installs_and_leads_back(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    answer = visit(host, installation, "installedUrl", home(host))
    assert (answer.status, answer.headers["location"]) == (302, home(host))
    assert is_open(host, installation)
    answer = visit(host, installation, "updatedUrl", home(host))
    assert (answer.status, answer.headers["location"]) == (302, home(host))
    assert is_open(host, installation)


ELSEWHERE = pytest.mark.parametrize(
    "back",
    [
        "https://evil.example.com/",
        "//evil.example.com/",
        "javascript:alert(1)",
        "http://127.0.0.1.evil.example.com/",
        "http://127.0.0.1@evil.example.com/",
        "http://127.0.0.1\\@evil.example.com/",
        "",
    ],
)


@ELSEWHERE
def test_a_person_is_led_to_the_host_only(addon: RunningAddon, host: Host, back: str) -> None:
    installation = registered(host, addon)
    answer = visit(host, installation, "installedUrl", back)
    assert answer.status == 302
    assert led(answer) == urlsplit(host.url).hostname


def test_a_visit_is_as_careful_as_a_call(addon: RunningAddon, host: Host) -> None:
    installation = registered(host, addon)
    assert 400 <= visit(host, host.impostor(installation), "installedUrl", home(host)).status < 500
    host.altered["/links/self"] = "https://api.example.com/v2/capabilities"
    assert 400 <= visit(host, installation, "installedUrl", home(host)).status < 500
    host.altered.clear()
    assert not is_open(host, installation)
    url = installation.capabilities["installable"]["installedUrl"]
    private = f"http://localhost:{host.port}{DOCUMENT}"
    seen = len(host.log)
    answer = wire.get(wire.with_query(url, installable_url=private, redirect_url=home(host)))
    assert 400 <= answer.status < 500
    assert len(host.log) == seen, "the add-on called a private address"
    assert 400 <= wire.get(url).status < 500


def test_a_visit_removes_what_the_host_has_removed(addon: RunningAddon, host: Host) -> None:
    installation = host.install(addon.descriptor_url)
    answer = visit(host, installation, "uninstalledUrl", home(host))
    assert is_open(host, installation), "its credentials still work, so the host has not removed it"
    host.revoke(installation)
    answer = visit(host, installation, "uninstalledUrl", home(host))
    assert (answer.status, answer.headers["location"]) == (302, home(host))
    assert not is_open(host, installation)


def test_a_browser_that_comes_after_the_removal_is_led_back(addon: RunningAddon, host: Host) -> None:
    host.altered["/links/homepage"] = "https://www.chat.example.com"
    installation = host.install(addon.descriptor_url)
    assert host.uninstall(installation).status == 204
    group = "https://harbour.chat.example.com/addons/?room=730155"
    for _ in range(2):
        answer = visit(host, installation, "uninstalledUrl", group)
        assert (answer.status, answer.headers["location"]) == (302, group)
    assert not is_open(host, installation)


@ELSEWHERE
def test_after_the_removal_too_a_person_is_led_to_the_host_only(
    addon: RunningAddon, host: Host, back: str
) -> None:
    installation = host.install(addon.descriptor_url)
    assert host.uninstall(installation).status == 204
    answer = visit(host, installation, "uninstalledUrl", back)
    assert answer.status == 302
    assert led(answer) == urlsplit(host.url).hostname


def test_after_the_removal_the_way_back_is_all_that_is_kept_and_not_for_long(
    addon: RunningAddon, host: Host
) -> None:
    installation, other = (host.install(addon.descriptor_url) for _ in range(2))
    assert host.uninstall(installation).status == 204
    with closing(sqlite3.connect(addon.log.with_name("addon.db"), isolation_level=None)) as database:
        listed = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        rows = {name: repr(database.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in listed}
        assert [name for name in rows if installation.oauth_id in rows[name]] == ["removed_tenants"]
        assert installation.secret not in "".join(rows.values())
        database.execute("UPDATE removed_tenants SET until = until - 3601")
    answer = visit(host, installation, "uninstalledUrl", home(host))
    assert (answer.status, answer.headers.get("location")) == (200, None)
    assert host.uninstall(other).status == 204
    with closing(sqlite3.connect(addon.log.with_name("addon.db"))) as database:
        assert database.execute("SELECT oauth_id FROM removed_tenants").fetchall() == [(other.oauth_id,)]
