"""`hipgen validate` with a `.hipgen.toml`, for a listing, and when the rules come to what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.specs import framed

SPEC = framed("webhooks:\n  - {key: a, event: room_enter, auth: none}\n")
DESCRIPTOR = json.dumps(
    {
        "key": "com.example.sample",
        "name": "Sample",
        "description": "Says what it is for.",
        "links": {"self": "https://addon.example.com/d"},
        "capabilities": {"webhook": [{"event": "room_enter", "url": "https://addon.example.com/h"}]},
    }
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    (tmp_path / "addon.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "below" / "d.json").write_text(DESCRIPTOR, "utf-8")
    return tmp_path


CASES = {
    "none": ("", "addon.yaml", 0, "warning[HG304]"),
    "strict": ("strict = true\n", "addon.yaml", 1, "warning[HG304]"),
    "an error": ('[rules]\nunsigned = "error"\n', "addon.yaml", 1, "error[HG304]"),
    "off": ('[rules]\nHG3 = {severity = "off", reason = "r"}\n', "addon.yaml", 0, ""),
    "off below": (
        '[[paths]]\nmatch = "below/*"\nrules = {HG304 = "off"}\n',
        "below/d.json",
        0,
        "",
    ),
    "not there": ('[[paths]]\nmatch = "below/*"\nrules = {HG304 = "off"}\n', "addon.yaml", 0, "[HG304]"),
    "a listing": ("marketplace = true\n", "addon.yaml", 1, "error[HG701]"),
    "wrong": ('[rules]\nunsinged = "off"\n', "addon.yaml", 2, "did you mean `unsigned`?"),
    "no TOML": ("[rules\n", "addon.yaml", 2, ".hipgen.toml: Expected ']'"),
}


@pytest.mark.parametrize(("config", "file", "status", "said"), CASES.values(), ids=CASES.keys())
def test_a_rule_weighs_what_the_config_says(
    run: Run, folder: Path, config: str, file: str, status: int, said: str
) -> None:
    (folder / ".hipgen.toml").write_text(config, "utf-8")
    ran = run("validate", "--format", "concise", file)
    assert ran.status == status, ran.text
    assert said in ran.text
    assert said or "HG304" not in ran.text


def test_a_listing_is_asked_for_by_option_as_well(run: Run, folder: Path) -> None:
    assert "HG701" not in run("validate", "addon.yaml").text
    ran = run("validate", "--marketplace", "--format", "concise", "addon.yaml", "below/d.json")
    assert ran.status == 1
    assert {line.partition(":")[0] for line in ran.text.splitlines() if "[HG701]" in line} == {
        "addon.yaml",
        "below/d.json",
    }


def test_what_is_there_already_may_stand(run: Run, folder: Path) -> None:
    bad = SPEC.replace("room_enter", "room_entr")
    (folder / "addon.yaml").write_text(bad, "utf-8")
    ran = run("validate", "--write-ignores", "--strict", "addon.yaml", "below/d.json")
    assert ran.status == 0, ran.text
    comment = "  # hipgen: ignore[HG104, HG304] found when the rules came, to be looked at\n"
    assert (folder / "addon.yaml").read_text("utf-8") == bad.replace("  - {key: a", f"{comment}  - {{key: a")
    assert 'match = "below/d.json"' in (folder / ".hipgen.toml").read_text("utf-8")
    again = (folder / "addon.yaml").read_bytes(), (folder / ".hipgen.toml").read_bytes()
    assert run("validate", "--write-ignores", "--strict", "addon.yaml", "below/d.json").status == 0
    assert again == ((folder / "addon.yaml").read_bytes(), (folder / ".hipgen.toml").read_bytes())
    (folder / "addon.yaml").write_text(bad.replace("hello", "x") + "pages: [{key: a}]\n", "utf-8")
    assert run("validate", "addon.yaml").status == 1


def test_standard_input_has_no_place_for_comments(run: Run, folder: Path) -> None:
    assert run("validate", "--write-ignores", "-").status == 2
