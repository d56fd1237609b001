"""The other commands, and what holds for all: help, wrong use, pipes, the process itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from hipgen import __version__
from hipgen.cli import COMMANDS, group
from hipgen.diagnostics import Json
from hipgen.explained import every
from hipgen.host.catalogue import listed
from hipgen.schemas import names as schema_names
from hipgen.words import words
from tests.cli.conftest import SPEC, Run

ROOT = Path(__file__).resolve().parents[2]


class TestCompile:
    def test_it_prints_the_descriptor(self, run: Run, spec: Path) -> None:
        ran = run("compile")
        assert (ran.status, ran.errors) == (0, "")
        assert json.loads(ran.output)["links"] == {"self": "https://addon.example.com/descriptor.json"}
        assert ran.output.endswith("}\n")
        assert run("compile").output == ran.output
        assert run("compile", "-", stdin=SPEC).output == ran.output

    def test_options_stand_in_for_the_spec(self, run: Run, spec: Path) -> None:
        ran = run("compile", "--base-url", "http://localhost:5000/", "--key-suffix", ".dev")
        compiled = json.loads(ran.output)
        assert compiled["key"] == "com.example.sample.dev"
        assert compiled["links"]["self"] == "http://localhost:5000/descriptor.json"

    def test_a_listing_is_what_the_catalogue_of_the_host_takes(self, run: Run, folder: Path) -> None:
        said = "marketplace: {tagline: Says so, categories: [Talk], logo: static/a.png, screenshots: ['http://b/c']}\n"
        ran = run("compile", "-", "--listing", stdin=SPEC + said)
        compiled = json.loads(ran.output)
        assert compiled == {
            "key": "com.example.sample",
            "url": "https://addon.example.com/descriptor.json",
            "tagline": "Says so",
            "categories": ["Talk"],
            "logo": "https://addon.example.com/static/a.png",
            "screenshots": ["http://b/c"],
        }
        assert listed({"a.json": compiled}) == [compiled]
        assert json.loads(run("compile", "-", "--listing", stdin=SPEC).output).keys() == {"key", "url"}

    def test_a_base_is_needed(self, run: Run, folder: Path) -> None:
        text = SPEC.replace("base_url: https://addon.example.com\n", "")
        ran = run("compile", "-", stdin=text)
        assert (ran.status, ran.output) == (2, "")
        assert "--base-url" in ran.errors
        assert run("compile", "-", "--base-url", "https://b.example", stdin=text).status == 0

    @pytest.mark.parametrize(
        "base", ["b.example", "http://b.example", "https://b.example?x", "https://[", "https://b:x", ""]
    )
    def test_a_base_that_cant_be_is_refused(self, run: Run, spec: Path, base: str) -> None:
        ran = run("compile", "--base-url", base)
        assert ran.status == 2
        assert ran.errors.startswith(f"hipgen: --base-url {base or '(empty)'}: ")

    def test_a_descriptor_is_named_as_such(self, run: Run, folder: Path) -> None:
        ran = run("compile", "-", stdin='{"key": "a", "links": {}, "capabilities": {}}')
        assert (ran.status, ran.output) == (1, "")
        assert "`hipgen import`" in ran.errors

    def test_errors_go_to_standard_error(self, run: Run, folder: Path) -> None:
        ran = run("compile", "-", stdin=SPEC + "glances: [{key: g, name: G, opens: nowhere}]\n")
        assert (ran.status, ran.output) == (1, "")
        assert "HG210" in ran.errors


class TestImport:
    DESCRIPTOR = """{"key": "k", "name": "N", "description": "D", "links": {"self": "https://b.example/d"},
        "capabilities": {"webhook": {"event": "room_enter", "url": "https://b.example/h"}}}"""

    def test_a_spec_comes_out_and_remarks_beside(self, run: Run, folder: Path) -> None:
        (folder / "d.json").write_text(self.DESCRIPTOR)
        ran = run("import", "d.json")
        assert ran.status == 0
        assert ran.output.startswith("hipgen: 1\nkey: k\n")
        assert "taken as a list of one" in ran.errors
        (folder / "addon.yaml").write_text(ran.output)
        assert run("validate").status == 0
        assert run("generate", "--framework", "flask").status == 0
        assert run("import", "-", stdin=self.DESCRIPTOR).output == ran.output

    @pytest.mark.parametrize("text", ["", "[]", "7", "not: [json", '{"a": 1', "\0"])
    def test_what_is_no_descriptor_is_refused(self, run: Run, folder: Path, text: str) -> None:
        (folder / "d.json").write_text(text)
        ran = run("import", "d.json")
        assert (ran.status, ran.output) == (1, "")
        assert ran.errors.startswith("hipgen: d.json: this is no descriptor: ")

    def test_a_missing_file_ends_with_two(self, run: Run, folder: Path) -> None:
        assert run("import", "d.json").status == 2


def references(node: Json, base: str) -> tuple[set[str], set[str]]:
    """The addresses of the documents that one holds, and of those that it refers to."""
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    held, referred = {base}, set()
    if isinstance(node, dict) and isinstance(node.get("$id"), str):
        base = urljoin(base, node["$id"])
        held.add(base)
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        referred.add(urldefrag(urljoin(base, node["$ref"])).url)
    for member in inner:
        below = references(member, base)
        held, referred = held | below[0], referred | below[1]
    return held, referred


class TestSchema:
    @pytest.mark.parametrize("word", schema_names())
    def test_every_schema_stands_alone(self, run: Run, word: str) -> None:
        ran = run("schema", word)
        document = json.loads(ran.output)
        Draft202012Validator.check_schema(document)
        assert ran.status == 0
        held, referred = references(document, "")
        assert referred - held == set()

    def test_the_root_is_the_default_and_judges_specs(self, run: Run) -> None:
        document = json.loads(run("schema").output)
        assert "x-hipgen" not in json.dumps(document)
        assert document == json.loads(run("schema", "addon").output)
        assert Draft202012Validator(document).is_valid(
            {"hipgen": 1, "key": "k", "name": "n", "description": "d"}
        )
        assert not Draft202012Validator(document).is_valid({"hipgen": 1, "key": "k", "name": "n"})

    def test_a_misspelt_word_gets_the_nearest(self, run: Run) -> None:
        ran = run("schema", "glanses")
        assert ran.status == 2
        assert "did you mean `glances`?" in ran.errors


class TestExplain:
    @pytest.mark.parametrize("word", words())
    def test_every_word_is_explained(self, word: str) -> None:
        answer = CliRunner().invoke(group, ["explain", word])
        assert answer.exit_code == 0
        assert answer.output.startswith(f"{word}: ")

    @pytest.mark.parametrize(
        ("word", "said"),
        [
            ("glance", "glances: Glance"),
            ("GLANCES", ""),
            ("settings", "configuration.settings: Settings"),
            ("path", "ask for one of"),
            ("message_matches", "actions.when.message_matches: Message condition"),
            ("weight", "It is a word of: glances, sidebar, actions"),
            ("hg210", "HG210 unknown-target (error)"),
            ("duplicate-key", "HG201"),
        ],
    )
    def test_it_knows_words_by_other_names(self, run: Run, word: str, said: str) -> None:
        ran = run("explain", word)
        assert (said in ran.output) if said else (ran.status == 2)

    def test_all_there_is_is_listed(self, run: Run) -> None:
        output = run("explain").output
        assert [rule.id for rule in every() if f"  {rule.id}  " not in output] == []
        assert [word for word in words() if "." not in word and f"  {word}\n" not in output] == []

    def test_a_misspelt_word_gets_the_nearest(self, run: Run) -> None:
        ran = run("explain", "unknwn-target")
        assert ran.status == 2
        assert "did you mean `unknown-target`?" in ran.errors


class TestTheGroup:
    def test_a_misspelt_command_gets_the_nearest(self, run: Run) -> None:
        ran = run("validat")
        assert ran.status == 2
        assert "no such command `validat`; did you mean `validate`?" in ran.errors

    @pytest.mark.parametrize(
        "arguments", [["compile", "--nope"], ["validate", "--format", "xml"], ["completion", "x"]]
    )
    def test_wrong_use_ends_with_two(self, run: Run, arguments: list[str]) -> None:
        ran = run(*arguments)
        assert ran.status == 2
        assert ran.errors.startswith("Usage: hipgen")

    @pytest.mark.parametrize("arguments", [[], *([command] for command in COMMANDS)])
    def test_help_is_there(self, run: Run, arguments: list[str]) -> None:
        ran = run(*arguments, "--help")
        assert ran.status == 0
        assert ran.output.startswith("Usage: hipgen")
        assert run(*arguments, "-h").output == ran.output

    def test_help_lists_every_command(self, run: Run) -> None:
        output = run("--help").output
        assert [name for name in (*COMMANDS, "completion") if f"\n  {name} " not in output] == []

    def test_the_version(self, run: Run) -> None:
        assert run("--version").output == f"hipgen {__version__}\n"

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_a_completion_script_is_printed(self, run: Run, shell: str) -> None:
        assert "_HIPGEN_COMPLETE" in run("completion", shell).output


def process(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run hipgen as a process of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "hipgen", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env=environment,
    )


class TestTheProcess:
    def test_its_status_is_the_answer(self, spec: Path) -> None:
        assert process("validate").returncode == 0
        assert process("validate", "no.yaml").returncode == 2
        wrong = process("validate", "-", "--format", "concise", stdin=b"hipgen: 2\n")
        assert wrong.returncode == 1
        assert b"Traceback" not in wrong.stderr + wrong.stdout

    def test_output_is_utf_8_wherever_it_goes(self, spec: Path) -> None:
        text = SPEC.replace("name: Sample", "name: Café ☕")
        done = process("compile", "-", stdin=text.encode())
        assert "Café ☕" in done.stdout.decode("utf-8")

    def test_a_reader_that_has_enough_is_no_error(self, spec: Path) -> None:
        command = f"{sys.executable} -m hipgen schema | head -c 1"
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {command}"],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"{", b"")

    @pytest.mark.parametrize(
        ("arguments", "status", "said"),
        [
            ("validate >&-", 0, ""),
            ("compile > /dev/full", 2, "hipgen: No space left on device\n"),
            ("validate $(printf 'x%.0s' {1..5000})", 2, "hipgen: File name too long\n"),
            ("compile $(printf 'x%.0s' {1..5000})", 2, None),
            ("validate $'\\xff.yaml'", 2, None),
            ("generate --out addon.yaml/x", 2, "hipgen: addon.yaml/x can't be made: not a directory\n"),
        ],
    )
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_what_the_world_refuses_is_said_in_a_line(
        self, spec: Path, arguments: str, status: int, said: str | None
    ) -> None:
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m hipgen {arguments}"],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        errors = done.stderr.decode()
        assert done.returncode == status
        assert errors == said if said is not None else errors.count("\n") == 1
        assert "Traceback" not in errors
