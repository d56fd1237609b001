"""`hipgen generate` and `hipgen init`: a project made, made again, checked, and left to its person."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipgen.cli.generate import OPEN, OUT_OF_DATE
from hipgen.examples import names as example_names
from hipgen.frameworks import names as framework_names
from tests.cli.conftest import SPEC, Ran, Run, tree

HANDLER = "handlers/hello.py"
HOSTILE = (
    '\'"""; import os  # */ --> </script><script>alert(1)</script> \\ \\n\'',
    "'{{ 7*7 }} {% raw %} {# #} ${x} `id` $(id) <%= x %> \\u202e'",
    '"\\u202e\\u0000\\u2028\\r\\n\\t\\x1b[31m ]]> <!-- &amp; %s {0} #{x}"',
    "'\U0001f600 é — “quotes” | > - # : & * ! % @ `'",
)


@pytest.fixture
def project(run: Run, spec: Path) -> Path:
    """A project that was just made."""
    assert run("generate").status == 0
    return spec.parent


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def generated(project: Path) -> Path:
    """One of hipgen's own files."""
    return next(path for path in sorted(project.rglob("_generated/*.py")) if path.stat().st_size > 200)


@pytest.mark.parametrize("framework", framework_names())
class TestEveryFramework:
    def test_a_project_is_made_and_a_second_run_writes_nothing(
        self, run: Run, spec: Path, framework: str
    ) -> None:
        made = run("generate", "--framework", framework)
        assert made.status == 0
        assert "made a" in made.output
        before = tree(spec.parent)
        again = run("generate")
        assert (again.status, again.output) == (0, "the project: up to date, nothing to write\n")
        assert tree(spec.parent) == before
        assert f"framework: {framework}\n" in spec.read_text()

    def test_check_is_out_of_date_then_fine(self, run: Run, spec: Path, framework: str) -> None:
        assert run("generate", "--framework", framework, "--check").status == OUT_OF_DATE
        assert list(tree(spec.parent)) == ["addon.yaml"]
        run("generate", "--framework", framework)
        assert run("generate", "--check").status == 0
        edit(spec, "name: Panel", "name: Another panel")
        before = tree(spec.parent)
        assert run("generate", "--check").status == OUT_OF_DATE
        assert tree(spec.parent) == before

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_become_a_project(self, run: Run, spec: Path, framework: str, text: str) -> None:
        spec.write_text(
            SPEC.replace("name: Sample", f"name: {text}")
            .replace("Says what it is for.", text)
            .replace("help: Say hello", f"help: {text}")
            .replace("name: Panel", f"name: {text}")
            + f"vendor: {{name: {text}, url: https://example.com}}\n"
        )
        assert run("generate", "--framework", framework).status == 0
        assert run("generate", "--check").status == 0


class TestAnotherRun:
    def test_follows_the_spec(self, run: Run, project: Path) -> None:
        edit(project / "addon.yaml", "command: /hello", "command: /hi")
        ran = run("generate")
        assert ran.status == 0
        assert "written" in ran.output
        assert any("/hi" in path.read_text() for path in project.rglob("_generated/*.py"))

    def test_keeps_an_edited_handler(self, run: Run, project: Path) -> None:
        handler = project / HANDLER
        handler.write_text(handler.read_text() + "\n# mine\n")
        edit(project / "addon.yaml", "help: Say hello", "help: Say hello again")
        assert run("generate").status == 0
        assert handler.read_text().endswith("# mine\n")

    def test_retires_an_edited_handler_and_names_it_on_standard_error(self, run: Run, project: Path) -> None:
        handler = project / HANDLER
        handler.write_text(handler.read_text() + "\n# mine\n")
        edit(project / "addon.yaml", "webhooks:\n  - {key: hello, command: /hello, help: Say hello}\n", "")
        ran = run("generate")
        assert ran.status == 0
        assert ran.errors == f"note: {HANDLER} is no longer reached; it stays\n"
        assert handler.read_text().endswith("# mine\n")

    def test_stops_at_an_edited_file_of_its_own_before_anything_is_written(
        self, run: Run, project: Path
    ) -> None:
        own = generated(project)
        own.write_text(own.read_text() + "\n# mine\n")
        edit(project / "addon.yaml", "command: /hello", "command: /hi")
        before = tree(project)
        ran = run("generate")
        assert ran.status == OPEN
        assert own.relative_to(project).as_posix() in ran.errors
        assert "nothing was written" in ran.errors
        assert ran.output == ""
        assert tree(project) == before

    def test_stops_at_a_missing_handler_unless_told_to_write_it_anew(self, run: Run, project: Path) -> None:
        (project / HANDLER).unlink()
        ran = run("generate")
        assert ran.status == OPEN
        assert "--reseed" in ran.errors
        assert run("generate", "--reseed", "hello").status == 0
        assert (project / HANDLER).is_file()

    def test_says_of_a_key_that_no_item_has(self, run: Run, project: Path) -> None:
        ran = run("generate", "--reseed", "helo")
        assert ran.status == 2
        assert "helo" in ran.errors

    @pytest.mark.parametrize("option", ["--dry-run", "--diff", "--check"])
    def test_writes_nothing_where_it_is_only_to_show(self, run: Run, project: Path, option: str) -> None:
        edit(project / "addon.yaml", "command: /hello", "command: /hi")
        before = tree(project)
        ran = run("generate", option)
        assert ran.status == (OUT_OF_DATE if option == "--check" else 0)
        assert ("+++ b/" in ran.output) is (option == "--diff")
        assert tree(project) == before


class TestElsewhere:
    def test_out_makes_the_project_there_with_a_copy_of_the_spec(self, run: Run, spec: Path) -> None:
        before = tree(spec.parent)
        assert run("generate", "--out", "made").status == 0
        assert (spec.parent / "made/addon.yaml").read_text() == SPEC
        assert {
            path: entry for path, entry in tree(spec.parent).items() if not path.startswith("made/")
        } == before

    def test_a_spec_from_standard_input_needs_a_folder(self, run: Run, folder: Path) -> None:
        ran = run("generate", "-", stdin=SPEC)
        assert ran.status == 2
        assert "--out" in ran.errors
        assert run("generate", "-", "--out", "made", stdin=SPEC).status == 0
        assert (folder / "made/addon.yaml").read_text() == SPEC

    def test_what_an_option_says_is_kept_in_the_spec(self, run: Run, spec: Path) -> None:
        spec.write_text(
            "# mine\n" + SPEC.replace("framework: flask\n", "").replace("base_url: ", "# base_url: ")
        )
        chosen = framework_names()[0]
        assert run("generate").status == 2
        assert run("generate", "--framework", chosen, "--base-url", "https://b.example").status == 0
        text = spec.read_text()
        assert text.startswith("# mine\n")
        assert f"framework: {chosen}\n" in text
        assert "base_url: https://b.example\n" in text
        assert run("generate", "--check").status == 0


WRONG = {
    "an example": (
        ["x", "--example", "incident-dsk", "--framework", "flask"],
        "did you mean `incident-desk`?",
    ),
    "a framework": (["x", "--framework", "flsk"], "did you mean `flask`?"),
    "no framework": (["x"], "--framework NAME"),
    "a key": (["x", "--framework", "flask", "--key", "a key: no"], "key"),
    "an empty name": (["x", "--framework", "flask", "--name", " "], "`name` is empty"),
    "a base URL": (["x", "--framework", "flask", "--base-url", "ftp://x"], "https://"),
}


class TestInit:
    def init(self, run: Run, *arguments: str) -> Ran:
        return run("init", *arguments, "--framework", framework_names()[-1])

    def test_a_new_folder_is_filled(self, run: Run, folder: Path) -> None:
        ran = self.init(run, "my-addon")
        assert ran.status == 0
        assert "cd my-addon" in ran.output
        text = (folder / "my-addon/addon.yaml").read_text()
        assert "name: My Addon\n" in text
        assert run("validate", "my-addon/addon.yaml", "--strict").status == 0
        assert run("generate", "my-addon/addon.yaml", "--check").status == 0

    def test_options_are_the_answers(self, run: Run, folder: Path) -> None:
        words = [
            "--name",
            'It\'s: a "name" #1',
            "--key",
            "org.example.x",
            "--description",
            "- d",
            "--base-url",
        ]
        assert self.init(run, "x", *words, "https://x.example.org").status == 0
        ran = run("compile", "x/addon.yaml")
        assert '"name": "It\'s: a \\"name\\" #1"' in ran.output
        assert '"description": "- d"' in ran.output
        assert '"self": "https://x.example.org/descriptor.json"' in ran.output

    @pytest.mark.parametrize("example", example_names())
    @pytest.mark.parametrize("framework", framework_names())
    def test_an_example_is_a_project_that_is_up_to_date(
        self, run: Run, folder: Path, example: str, framework: str
    ) -> None:
        assert run("init", "x", "--example", example, "--framework", framework).status == 0
        before = tree(folder)
        assert run("generate", "x/addon.yaml", "--check").status == 0
        assert run("generate", "x/addon.yaml").status == 0
        assert tree(folder) == before

    def test_a_folder_that_isnt_empty_is_asked_about(self, run: Run, folder: Path) -> None:
        (folder / "notes.txt").write_text("mine")
        before = tree(folder)
        ran = self.init(run, ".")
        assert ran.status == 3
        assert "--yes" in ran.errors
        assert tree(folder) == before
        assert self.init(run, ".", "--yes").status == 0
        assert (folder / "notes.txt").read_text() == "mine"

    def test_what_is_there_is_never_overwritten(self, run: Run, folder: Path) -> None:
        (folder / "README.md").write_text("mine")
        (folder / ".gitignore").write_text("mine")
        self.init(run, ".", "--yes")
        assert (folder / "README.md").read_text() == "mine"
        assert (folder / ".gitignore").read_text() == "mine"

    def test_a_spec_that_is_there_stays(self, run: Run, spec: Path) -> None:
        ran = self.init(run, ".", "--yes")
        assert ran.status == 3
        assert spec.read_text() == SPEC

    @pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG.keys())
    def test_a_wrong_answer_makes_nothing(
        self, run: Run, folder: Path, arguments: list[str], said: str
    ) -> None:
        ran = run("init", *arguments)
        assert ran.status == 2
        assert said in ran.errors
        assert list(folder.iterdir()) == []
