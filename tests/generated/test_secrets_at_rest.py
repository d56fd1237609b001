"""A copy of the database opens nothing, where the add-on was given a key for what is secret in it."""

import base64
import secrets
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.generated.host import Host, Installation
from tests.generated.matrix import ROOT, Case, Example, Framework, frameworks, one_of_a_language
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


def tenants(folder: Path, sql: str, *values: str) -> list[tuple[str, ...]]:
    """Rows of the table of installations; each language has its own name for the column with the secret."""
    with closing(sqlite3.connect(folder / "addon.db")) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(tenants)")]
        (column,) = (name for name in columns if "secret" in name)
        return database.execute(sql.format(secret=column), values).fetchall()


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


@pytest.mark.parametrize("project", one_of_a_language().values(), indirect=True, ids=lambda one: one.name)
def test_a_sealed_secret_is_of_no_use_to_another_installation(
    project: Project, host: Host, tmp_path: Path
) -> None:
    keys = {VARIABLE: f"{key()},{key()}"}
    with serving(project, tmp_path, **keys) as addon:
        owner, thief = (host.install(addon.descriptor_url) for _ in range(2))
        assert ask(addon, host, thief) == 200
    (sealed,) = tenants(tmp_path, "SELECT {secret} FROM tenants WHERE oauth_id = ?", owner.oauth_id)
    tenants(tmp_path, "UPDATE tenants SET {secret} = ? WHERE oauth_id = ?", *sealed, thief.oauth_id)
    with serving(project, tmp_path, **keys) as addon:
        assert ask(addon, host, replace(thief, secret=owner.secret)) == 500
        assert ask(addon, host, owner) == 200


@pytest.mark.parametrize("project", [one_of_a_language()["Python"]], indirect=True, ids=lambda one: one.name)
def test_what_was_sealed_for_nobody_in_particular_is_sealed_anew(
    project: Project, host: Host, tmp_path: Path
) -> None:
    old, new = key(), key()
    with serving(project, tmp_path, **{VARIABLE: new}) as addon:
        installation = host.install(addon.descriptor_url)
    before = "fernet:" + Fernet(old).encrypt(installation.secret.encode()).decode()
    tenants(tmp_path, "UPDATE tenants SET {secret} = ?", before)
    for keys, mark in ((new, "fernet:"), (f"{new},{old}", "sealed:"), (new, "sealed:")):
        with serving(project, tmp_path, **{VARIABLE: keys}) as addon:
            ((stored,),) = tenants(tmp_path, "SELECT {secret} FROM tenants")
            assert stored.startswith(mark)
            assert (ask(addon, host, installation) == 200) == (mark == "sealed:")
