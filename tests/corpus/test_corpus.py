"""Specs as files: those in `valid` yield nothing, those in `invalid` just the lines that stand beside them.

In `handlers` are files of the webhook `hello`, with the event room_message, by the end of their language.

To take over new output after reading it: `HIPGEN_UPDATE=1 pytest tests/corpus`, then look at the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hipgen import frameworks, report
from hipgen.comparing.rules import COMPARING_RULES
from hipgen.context import event_types
from hipgen.descriptor import compile_addon
from hipgen.explained import every
from hipgen.handlers import Wanted, check_handler
from hipgen.rules import LISTING
from hipgen.source import SYNTAX_RULES, parse
from hipgen.validate import check
from hipgen.verifying import explained as of_verifying
from tests.schemas.published import complaints

HERE = Path(__file__).parent
WRONG = sorted(path for path in HERE.glob("invalid/*") if path.suffix in {".yaml", ".json"})
"""Specs, and as JSON descriptors by hand."""

UPDATE = bool(os.environ.get("HIPGEN_UPDATE")) and not os.environ.get("CI")


def said(path: Path) -> str:
    """What a user sees of a file, a line a finding."""
    checked = check(parse(path.read_bytes(), path.name), listing=path.name.startswith(LISTING))
    lines = report.render(
        checked.diagnostics,
        {path.name: checked.document.text},
        "concise",
        color=False,
        width=100,
        rules=every,
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


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_an_invalid_spec_yields_the_lines_beside_it(path: Path) -> None:
    expected = path.with_suffix(".out")
    if UPDATE:
        expected.write_text(said(path), encoding="utf-8")
    assert said(path) == expected.read_text(encoding="utf-8")
    assert said(path)


def said_of_handler(path: Path) -> str:
    """What a user sees of a handler's file, the whole of it."""
    (language,) = {
        framework.language
        for framework in map(frameworks.framework, frameworks.names())
        if framework.handler.endswith(path.with_suffix("").suffix)
    }
    wanted = Wanted("webhook `hello`", "hello", "RoomMessage")
    name, data = path.with_suffix("").name, path.read_bytes()
    found = check_handler(name, data, wanted, language=language, types=event_types())
    sources = {name: data.decode("utf-8")}
    return report.render(found, sources, "text", color=False, width=100, rules=every, version="0")


@pytest.mark.parametrize("path", sorted(HERE.glob("handlers/*.txt")), ids=lambda path: path.stem)
def test_a_wrong_handler_yields_the_lines_beside_it(path: Path) -> None:
    expected = path.with_suffix(".out")
    if UPDATE:
        expected.write_text(said_of_handler(path), encoding="utf-8")
    said, lines = said_of_handler(path), expected.read_text(encoding="utf-8")
    if path.name == "HG510-unclosed.py.txt":  # the words of Python's own parser change with its version
        said, lines = (text.partition("Python")[0] for text in (said, lines))
    assert said == lines
    assert path.name.startswith(said_of_handler(path).partition("[")[2].partition("]")[0])


def test_every_file_of_output_has_its_spec() -> None:
    left = [
        path.name
        for path in HERE.glob("invalid/*.out")
        if not any(path.with_suffix(end).exists() for end in (".yaml", ".json"))
    ]
    left += [path.name for path in HERE.glob("handlers/*.out") if not path.with_suffix(".txt").exists()]
    assert left == []


def test_every_shape_and_rule_is_in_the_corpus() -> None:
    """A bug arrives as a file here; every id has one, those of syntax have their own tests."""
    outs = [*HERE.glob("invalid/*.out"), *HERE.glob("handlers/*.out")]
    seen = "".join(path.read_text(encoding="utf-8") for path in outs)
    # Those of syntax, comparisons and running add-ons have their own tests; the last two are of a folder.
    others = (*SYNTAX_RULES, *COMPARING_RULES, *of_verifying())
    elsewhere = {rule.id for rule in others} | {"HG610", "HG109", "HG502", "HG515"}
    assert [rule.id for rule in every() if rule.id not in elsewhere and f"[{rule.id}]" not in seen] == []
