"""What a running project writes: a JSON object a line, which says what happened, and nobody's secret."""

import base64
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.generated import wire
from tests.generated.host import Host, Installation
from tests.generated.matrix import ROOT, Case, Example, Framework, frameworks, one_of_a_language
from tests.generated.project import RunningAddon, make, serving

pytestmark = pytest.mark.generated

DESK = Example("incident-desk", ROOT / "examples" / "incident-desk" / "addon.yaml")
KEY = base64.b64encode(b"planted key, 32 bytes as needed!").decode("ascii")
PLANTED = {
    "in a query": "planted-in-a-query",
    "a password": "planted-password",
    "a bearer": "planted-bearer",
    "a token": "eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoxfQ.c2VjcmV0",
}
ONE_OF_A_LANGUAGE = one_of_a_language()

SAID = (
    f"GET https://chat.example.com/v2/room?auth_token={PLANTED['in a query']} failed with Bearer"
    f" {PLANTED['a bearer']}, postgresql://addon:{PLANTED['a password']}@database/addon, {PLANTED['a token']}"
)
"""An error as libraries word theirs."""

FAILING = {
    "open_incidents.py": (
        "import os\n\n\ndef open_incidents(event):\n"
        f"    known = [*map(os.environ.get, {[*DESK.secrets]}), event.client.installation.secret]\n"
        f"    raise ValueError({json.dumps(SAID)} + repr(known))\n"
    ),
    "open-incidents.js": (
        "export function openIncidents(event) {\n"
        f"  const known = [...{[*DESK.secrets]}.map((name) => process.env[name]), event.tenant.secret];\n"
        f"  throw new Error({json.dumps(SAID)} + JSON.stringify(known));\n}}\n"
    ),
}
"""Handlers that fail, and let out what they know."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a project's process has written while things happened to it."""

    text: str
    installation: Installation
    secrets: tuple[str, ...]

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, message: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["message"] == message]


def happen(addon: RunningAddon, host: Host) -> tuple[Installation, tuple[str, ...]]:
    """All that is worth a line, with secrets at every corner."""
    installation = host.install(addon.descriptor_url)
    assert host.announce(installation).ok
    stranger = host.impostor(installation)
    webhook = next(hook for hook in installation.own("webhook") if hook["event"] == "room_message")
    assert host.webhook(stranger, webhook, "/incident").status == 401
    (glance,) = installation.own("glance")
    for address in (glance["queryUrl"], installation.own("webPanel")[0]["url"]):
        assert wire.get(address).status == 401
    assert host.glance(installation, glance["key"]).status == 500
    token = host.token(installation)
    for path in ("/no/such/page", "/healthz", "/%0a%1b[31m"):
        wire.get(f"{addon.url}{path}?signed_request={token}")
    assert wire.post_json(f"{glance['queryUrl']}?signed_request={token}", {}).status == 405
    assert host.uninstall(installation).ok
    return installation, (token, token.rpartition(".")[2], installation.secret, stranger.secret)


def listen(framework: Framework, shelf: Path, place: Path, **variables: str) -> Heard:
    """What a framework's project writes when everything happens to it."""
    project = make(Case(framework, DESK), shelf)
    folder = shutil.copytree(project.folder, place / "project", symlinks=True)
    for name, text in FAILING.items():
        if (folder / "handlers" / name).exists():
            (folder / "handlers" / name).write_text(text, "utf-8")
    with (
        Host() as host,
        serving(replace(project, folder=folder), place, ENCRYPTION_KEY=KEY, **variables) as addon,
    ):
        installation, secrets = happen(addon, host)
    text = addon.log.read_text("utf-8")
    return Heard(text, installation, (*secrets, KEY, *DESK.secrets.values(), *PLANTED.values()))


@pytest.fixture(scope="module", params=frameworks(), ids=lambda framework: framework.name)
def heard(request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return listen(request.param, shelf, tmp_path_factory.mktemp(request.param.name))


def test_every_line_is_a_json_object_with_its_moment_level_and_message(heard: Heard) -> None:
    assert heard.lines
    for line in heard.lines:
        assert line["time"].endswith("Z")
        assert line["level"] in ("info", "warn", "error")
        assert line["message"]


@pytest.mark.parametrize("what", ["installed", "updated"])
def test_an_installation_says_where_it_is(heard: Heard, what: str) -> None:
    (line,) = heard.of(what)
    body = {name: line[name] for name in ("oauthId", "groupId", "roomId")}
    told = heard.installation
    assert (body["oauthId"], body["roomId"]) == (told.oauth_id, told.room)
    assert isinstance(body["groupId"], int)


def test_the_end_of_an_installation_is_told(heard: Heard) -> None:
    (line,) = heard.of("uninstalled")
    assert line["oauthId"] == heard.installation.oauth_id


def test_a_refusal_says_of_what_and_why(heard: Heard) -> None:
    refused = [line for line in heard.of("refused") if line["status"] == 401]
    assert [(line["level"], line["path"].startswith("/"), bool(line["reason"])) for line in refused] == [
        ("info", True, True)
    ] * 3


def test_a_failure_has_its_traceback_in_one_line(heard: Heard) -> None:
    (line,) = [line for line in heard.lines if "error" in line]
    assert line["level"] == "error"
    assert "open" in line["error"]
    assert "\n" in line["error"]
    assert "https://chat.example.com/v2/room?[query] failed" in line["error"]
    assert line["error"].count("[secret]") >= 3 + len(DESK.secrets)


def test_no_secret_is_in_the_log(heard: Heard) -> None:
    assert [secret for secret in heard.secrets if secret in heard.text] == []
    assert "signed_request" not in heard.text


@pytest.mark.parametrize("language", ONE_OF_A_LANGUAGE)
def test_for_people_lines_are_plain_and_tracebacks_have_lines(
    language: str, shelf: Path, tmp_path: Path
) -> None:
    heard = listen(ONE_OF_A_LANGUAGE[language], shelf, tmp_path, LOG_FORMAT="text")
    lines = heard.text.splitlines()
    assert [line for line in lines if line.startswith("{")] == []
    assert [line for line in lines if f"oauthId={heard.installation.oauth_id}" in line.replace('"', "")]
    assert [line for line in lines if "https://chat.example.com/v2/room?[query] failed" in line]
    assert len([line for line in lines if line.startswith(" ")]) > 1
    assert [secret for secret in heard.secrets if secret in heard.text] == []
