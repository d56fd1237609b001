"""A copy of the database opens nothing, where the add-on was given a key for what is secret in it."""

import base64
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from tests.generated.host import Host, Installation
from tests.generated.matrix import ROOT, Case, Example, Framework, frameworks
from tests.generated.project import Project, RunningAddon, make, serving

pytestmark = pytest.mark.generated

EXAMPLE = Example("waiting", Path(__file__).with_name("waiting") / "waiting.yaml")
VARIABLE = "ENCRYPTION_KEY"


def _encrypting() -> list[Framework]:
    """The frameworks whose projects say that they take a key."""
    told = {
        file.parts[-3]
        for file in ROOT.glob("templates/*/*/.env.example")
        if VARIABLE in file.read_text("utf-8")
    }
    return [one for one in frameworks() if told & {one.name, *(layer["extends"] for layer in one.layers)}]


@pytest.fixture(params=_encrypting(), ids=lambda framework: framework.name)
def project(request: pytest.FixtureRequest, shelf: Path) -> Project:
    return make(Case(request.param, EXAMPLE), shelf)


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def ask(addon: RunningAddon, host: Host, installation: Installation) -> int:
    """The status of a signed webhook."""
    hook = {"event": "room_message", "url": f"{addon.url}/webhooks/quick", "authentication": "jwt"}
    return host.webhook(installation, hook, "/quick").status


def stored(folder: Path) -> bytes:
    """All that SQLite has written."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("addon.db*")))


def test_a_secret_is_not_in_the_database(project: Project, host: Host, tmp_path: Path) -> None:
    with serving(project, tmp_path, **{VARIABLE: key()}) as addon:
        installation = host.install(addon.descriptor_url)
        assert ask(addon, host, installation) == 200
        assert installation.oauth_id.encode() in stored(tmp_path)
        assert installation.secret.encode() not in stored(tmp_path)


def test_a_new_key_goes_behind_the_old_one_and_then_in_front(
    project: Project, host: Host, tmp_path: Path
) -> None:
    old, new = key(), key()
    with serving(project, tmp_path) as addon:
        installation = host.install(addon.descriptor_url)
        assert installation.secret.encode() in stored(tmp_path)
    for keys in (old, f"{old},{new}", f"{new},{old}"):
        with serving(project, tmp_path, **{VARIABLE: keys}) as addon:
            assert ask(addon, host, installation) == 200
            assert host.announce(replace(installation, descriptor=addon.compiled())).ok
            assert ask(addon, host, installation) == 200
    with serving(project, tmp_path, **{VARIABLE: new}) as addon:
        assert ask(addon, host, installation) == 200
    with serving(project, tmp_path, **{VARIABLE: old}) as addon:
        assert ask(addon, host, installation) == 500
