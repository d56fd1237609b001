"""`hipgen diff`: where sides come from, what it prints, how it ends."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from hipgen.descriptor import compile_addon, encode
from hipgen.schemas import schema
from tests.cli.conftest import SPEC, Run
from tests.specs import addon_of

NEWER = (
    SPEC.replace("name: Sample", "name: Samples").replace("/hello, help", "/hi, help")
    + "scopes: [view_room]\n"
)
DESCRIPTOR = encode(compile_addon(addon_of(SPEC), "https://addon.example.com").descriptor)
TEXT = """\
addon.yaml:8:27: breaking[HG630]: webhook `hello`: `command` changed
      /hello → /hi
    = who types the old command gets no answer

addon.yaml:11:10: needs-approval[HG640]:
    the add-on asks for the scope `view_room`
    = installations keep their old descriptor until an administrator approves it

addon.yaml:3:7: safe[HG655]: the add-on: `name` changed
      Sample → Samples
    = it is only shown
old.yaml:2:1: safe[HG651]:
    the add-on no longer asks for the scope `send_notification`
    = tokens lose it with the update; nobody need approve that

old.yaml → addon.yaml:
  1 breaking, 1 needs approval, 2 safe: asks for a major version
"""
MARKDOWN = """\
### Add-on: 1 breaking, 1 needs approval, 2 safe: asks for a major version

`old.yaml` → `addon.yaml`

**Breaking**

- webhook `hello`: `command` changed: `/hello` → `/hi` (`addon.yaml:8`, HG630). Who types the old command \
gets no answer.

**Needs approval**

- the add-on asks for the scope `view_room` (`addon.yaml:11`, HG640). Installations keep their old \
descriptor until an administrator approves it.

<details>
<summary>Safe (2)</summary>

- the add-on: `name` changed: `Sample` → `Samples` (`addon.yaml:3`, HG655). It is only shown.
- the add-on no longer asks for the scope `send_notification` (`old.yaml:2`, HG651). Tokens lose it with the \
update; nobody need approve that.

</details>
"""


@pytest.fixture
def pair(folder: Path) -> Path:
    """An old spec, a newer one, and the old one's descriptor."""
    for name, text in (("old.yaml", SPEC), ("addon.yaml", NEWER), ("old.json", DESCRIPTOR)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_text_says_what_changed_and_where(pair: Path, run: Run) -> None:
    ran = run("diff", "old.yaml")
    assert (ran.status, ran.output, ran.errors) == (0, TEXT, "")


def test_a_narrow_terminal_cuts_no_word(pair: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = run("diff", "old.yaml", "addon.yaml").output.splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[:3] == [
        "addon.yaml:8:27: breaking[HG630]:",
        "    webhook `hello`: `command` changed",
        "      /hello → /hi",
    ]


def test_markdown_is_for_a_pull_request(pair: Path, run: Run) -> None:
    assert run("diff", "old.yaml", "addon.yaml", "--format", "markdown").output == MARKDOWN


def test_markdown_shows_what_breaks_out_as_it_is(pair: Path, run: Run) -> None:
    hostile = "'`` </details> [x](y) | \\u202e'"
    (pair / "new.yaml").write_text(SPEC.replace("name: Sample", f"name: {hostile}"), encoding="utf-8")
    shown = run("diff", "old.yaml", "new.yaml", "--format", "markdown").output
    assert "`Sample` → ``` `` </details> [x](y) | \\u202e ```" in shown


def test_json_is_as_its_schema_says(pair: Path, run: Run) -> None:
    ran = run("diff", "old.yaml", "addon.yaml", "--format", "json", "--breaking")
    data = json.loads(ran.output)
    Draft202012Validator(schema("diff") or False).validate(data)
    assert ran.status == data["exit"] == 1
    assert (data["class"], data["step"]) == ("breaking", "major")
    assert data["summary"] == {"breaking": 1, "needs-approval": 1, "safe": 2}
    first = data["changes"][0]
    assert (first["item"], first["word"], first["what"]) == ("webhooks:hello", ["command"], "changed")
    assert (first["old"]["value"], first["new"]["value"]) == ("/hello", "/hi")
    assert first["new"]["range"]["start"]["line"] == 8
    assert data["changes"][-1]["new"] is None


@pytest.mark.parametrize(
    ("style", "part"),
    [
        ("concise", "addon.yaml:8:27: error[HG630]: webhook `hello`: `command` changed: /hello → /hi"),
        (
            "github",
            "::error file=addon.yaml,line=8,endLine=8,col=27,endColumn=30,title=HG630 webhook-retuned::",
        ),
        ("sarif", '"ruleId": "HG630"'),
        ("gitlab", "HG630"),
        ("junit", "HG630"),
    ],
)
def test_other_programs_get_changes_as_findings(pair: Path, run: Run, style: str, part: str) -> None:
    assert part in run("diff", "old.yaml", "addon.yaml", "--format", style).output


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [("old.yaml", "addon.yaml", 1), ("old.yaml", "old.json", 0), ("addon.yaml", "approved.yaml", 1)],
)
def test_breaking_ends_with_1_where_a_person_is_needed(
    pair: Path, run: Run, old: str, new: str, status: int
) -> None:
    approved = NEWER.replace("[view_room]", "[view_room, send_message]")
    (pair / "approved.yaml").write_text(approved, encoding="utf-8")
    assert run("diff", "--breaking", old, new).status == status
    assert run("diff", old, new).status == 0


def test_a_spec_and_its_descriptor_have_no_changes(pair: Path, run: Run) -> None:
    output = run("diff", "old.json", "old.yaml").output
    assert output.endswith("\n\nold.json → old.yaml: no changes\n")
    assert output.startswith("settings, inbound routes, cards")


@pytest.mark.parametrize(
    "address",
    [
        f"data:application/json,{quote(DESCRIPTOR)}",
        f"data:application/json;base64,{base64.b64encode(DESCRIPTOR.encode()).decode()}",
    ],
    ids=["percent", "base64"],
)
def test_a_data_url_is_read(pair: Path, run: Run, address: str) -> None:
    assert "<data> → old.yaml: no changes" in run("diff", address, "old.yaml").output


class _Descriptor(BaseHTTPRequestHandler):
    """Serves the descriptor at one address, and nothing at others."""

    def do_GET(self) -> None:
        found = self.path == "/descriptor.json"
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(DESCRIPTOR.encode() if found else b"")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.mark.slow
def test_an_address_is_a_side(pair: Path, run: Run) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Descriptor) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        assert "no changes" in run("diff", f"{base}/descriptor.json", "old.yaml").output
        gone = run("diff", f"{base}/other.json", "old.yaml")
        server.shutdown()
    assert gone.errors == f"hipgen: cannot read {base}/other.json: it answered 404\n"


def test_standard_input_is_a_side(pair: Path, run: Run) -> None:
    assert "<stdin> → old.yaml: no changes" in run("diff", "-", "old.yaml", stdin=SPEC).output


def git(*arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *settings, *arguments], env=environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the spec in its root and below; both are newer on disk. Nobody writes to it."""
    root = tmp_path_factory.mktemp("repository")
    places = (root / "addon.yaml", root / "below" / "addon.yaml")
    (root / "below").mkdir()
    for path in places:
        path.write_text(SPEC, encoding="utf-8")
    for arguments in (("init",), ("add", "."), ("commit", "--message", "first")):
        git("-C", str(root), *arguments)
    for path in places:
        path.write_text(NEWER, encoding="utf-8")
    (root / "message.yaml").write_text("message: hello\n", encoding="utf-8")
    return root


@pytest.fixture
def repository(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That repository, to be in."""
    monkeypatch.chdir(committed)


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["--against", "git:HEAD"], "HEAD:addon.yaml → addon.yaml:"),
        (["--against", "HEAD", "below/addon.yaml"], "HEAD:below/addon.yaml → below/addon.yaml:"),
        (["--against", "git:HEAD:below/addon.yaml"], "HEAD:below/addon.yaml → addon.yaml:"),
        (["HEAD:addon.yaml"], "HEAD:addon.yaml → addon.yaml:"),
        (["git:HEAD:./addon.yaml", "below/addon.yaml"], "HEAD:./addon.yaml → below/addon.yaml:"),
    ],
)
def test_a_side_may_be_a_revision_of_git(
    repository: None, run: Run, arguments: list[str], title: str
) -> None:
    ran = run("diff", *arguments)
    assert ran.status == 0
    assert ran.output.splitlines()[-2] == title


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "say what to compare with: `hipgen diff OLD NEW`, or --against git:REV"),
        (["-", "-"], "both sides can't be standard input"),
        (["--against", "HEAD", "a", "b"], "--against says what OLD is: give one file with it"),
        (["--against", "HEAD", "-"], "say which file of HEAD: --against git:HEAD:PATH"),
        (["--against", "nowhere"], "cannot read nowhere:addon.yaml: invalid object name 'nowhere'"),
        (["HEAD:other.yaml"], "cannot read HEAD:other.yaml: path 'other.yaml' does not exist in 'HEAD'"),
        (["HEAD:below"], "cannot read HEAD:below: it is no file there"),
        (["--against=--output=x"], "--output=x:addon.yaml: this is no revision of git"),
        (["--", "--textconv:x"], "--textconv:x: this is no revision of git"),
        (["HEAD"], "HEAD: no such file; name another, or start with `hipgen init`; a file in a revision of "
         "git is written HEAD:addon.yaml"),
        (["data:nothing"], "cannot read the data: URL: it holds nothing that can be decoded"),
        (["http://name:word@127.0.0.1:9/x"],
         "cannot read http://***@127.0.0.1:9/x: nobody listens at 127.0.0.1:9"),
        (["message.yaml"], "message.yaml: this is a notification; specs and descriptors are compared"),
    ],
)  # fmt: skip
def test_what_cant_be_read_is_said_in_a_line(
    repository: None, run: Run, arguments: list[str], error: str
) -> None:
    ran = run("diff", *arguments)
    assert (ran.status, ran.output, ran.errors) == (2, "", f"hipgen: {error}\n")


def test_without_a_repository_or_git_that_is_said(
    pair: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(pair.parent))
    assert "not a git repository" in run("diff", "--against", "git:HEAD").errors
    monkeypatch.setenv("PATH", str(pair))
    assert run("diff", "HEAD:x").errors == "hipgen: cannot read HEAD:x: git isn't installed\n"


@pytest.mark.parametrize("sides", [("bad.yaml", "addon.yaml"), ("addon.yaml", "bad.yaml")])
def test_a_side_that_is_wrong_is_not_compared(pair: Path, run: Run, sides: tuple[str, str]) -> None:
    (pair / "bad.yaml").write_text(SPEC.replace("webhooks:", "webhoks:"), encoding="utf-8")
    ran = run("diff", *sides)
    assert (ran.status, ran.output) == (1, "")
    assert "bad.yaml:7:1: error[HG101]" in ran.errors


def test_what_rules_find_in_an_old_spec_doesnt_stop_the_comparison(pair: Path, run: Run) -> None:
    text = SPEC.replace("sidebar:", "glances:\n  - {key: g, name: G, opens: nothing}\nsidebar:")
    (pair / "bad.yaml").write_text(text, encoding="utf-8")
    ran = run("diff", "bad.yaml", "old.yaml")
    assert ran.status == 0
    assert ran.errors == "note: bad.yaml has errors of its own; it is compared as it stands\n"
    assert "glance `g` is gone" in ran.output
    assert run("diff", "old.yaml", "bad.yaml").status == 1
