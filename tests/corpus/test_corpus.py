"""Specs as files: those in `valid` yield nothing, those in `invalid` just the lines that stand beside them.

To take over new output after reading it: `HIPGEN_UPDATE=1 pytest tests/corpus`, then look at the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hipgen import report
from hipgen.descriptor import compile_addon
from hipgen.explained import every
from hipgen.source import SYNTAX_RULES, parse
from hipgen.validate import check
from tests.schemas.published import complaints

HERE = Path(__file__).parent
UPDATE = bool(os.environ.get("HIPGEN_UPDATE")) and not os.environ.get("CI")


def said(path: Path) -> str:
    """What a user sees of a file, a line a finding."""
    checked = check(parse(path.read_bytes(), path.name))
    lines = report.render(
        checked.diagnostics,
        {path.name: checked.document.text},
        "concise",
        color=False,
        width=100,
        rules=every(),
        version="0",
    )
    return "".join(line for line in lines.splitlines(keepends=True) if line.startswith(f"{path.name}:"))


@pytest.mark.parametrize("path", sorted(HERE.glob("valid/*.yaml")), ids=lambda path: path.stem)
def test_a_valid_spec_yields_nothing_and_compiles(path: Path) -> None:
    checked = check(parse(path.read_bytes(), path.name))
    assert checked.diagnostics == ()
    assert checked.addon is not None
    compiled = compile_addon(checked.addon, "https://addon.example.com").descriptor
    assert complaints("descriptor", compiled) == []


@pytest.mark.parametrize("path", sorted(HERE.glob("invalid/*.yaml")), ids=lambda path: path.stem)
def test_an_invalid_spec_yields_the_lines_beside_it(path: Path) -> None:
    expected = path.with_suffix(".out")
    if UPDATE:
        expected.write_text(said(path), encoding="utf-8")
    assert said(path) == expected.read_text(encoding="utf-8")
    assert said(path)


def test_every_file_of_output_has_its_spec() -> None:
    left = [path.name for path in HERE.glob("invalid/*.out") if not path.with_suffix(".yaml").exists()]
    assert left == []


def test_every_shape_and_rule_is_in_the_corpus() -> None:
    """A bug arrives as a file here; every id has one, those of syntax have their own tests."""
    seen = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("invalid/*.out"))
    elsewhere = {rule.id for rule in SYNTAX_RULES} | {"HG610", "HG109"}
    assert [rule.id for rule in every() if rule.id not in elsewhere and f"[{rule.id}]" not in seen] == []
