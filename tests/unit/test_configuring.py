"""`.hipgen.toml`: what it says of rules, and what becomes of findings by it."""

from __future__ import annotations

import tomllib

import pytest

from hipgen.configuring import Config, read_config, weighed
from hipgen.diagnostics import Diagnostic, HipgenError, Severity, Span
from hipgen.explained import every


def config(text: str) -> Config:
    return read_config(tomllib.loads(text), ".hipgen.toml", every())


def found(id_: str, severity: Severity) -> Diagnostic:
    return Diagnostic("a.yaml", id_, severity, "a message", Span(1, 1, 1, 2))


UNSIGNED = found("HG304", Severity.WARNING)
EVERY = found("HG224", Severity.NOTE)
EMPTY = found("HG203", Severity.ERROR)
ALL = (UNSIGNED, EVERY, EMPTY)
WEIGHED = {
    "nothing": ("", "a.yaml", "warning note error"),
    "an id": ('[rules]\nHG304 = "error"', "a.yaml", "error note error"),
    "a name": ('[rules]\nunsigned = "off"', "a.yaml", "- note error"),
    "a family": ('[rules]\nHG2 = {severity = "off", reason = "r"}', "a.yaml", "warning - -"),
    "an error with a reason": (
        '[rules]\nHG203 = {severity = "note", reason = "r"}',
        "a.yaml",
        "warning note note",
    ),
    "a path": ('[[paths]]\nmatch = "old/*"\nrules = {HG304 = "off"}', "old/b/a.yaml", "- note error"),
    "another path": ('[[paths]]\nmatch = "old/*"\nrules = {HG304 = "off"}', "a.yaml", "warning note error"),
    "a path after all": (
        '[rules]\nHG304 = "off"\n[[paths]]\nmatch = "a*"\nrules = {HG304 = "note"}',
        "a.yaml",
        "note note error",
    ),
}


@pytest.mark.parametrize(("text", "path", "expected"), WEIGHED.values(), ids=WEIGHED.keys())
def test_a_finding_weighs_what_the_file_says(text: str, path: str, expected: str) -> None:
    there = {each.id: each.severity.value for each in weighed(config(text), path, ALL)}
    assert " ".join(there.get(each.id, "-") for each in ALL) == expected


def test_switches_are_read() -> None:
    assert config("strict = true") == Config(strict=True)
    assert config("marketplace = true\nstrict = false") == Config(marketplace=True)


WRONG = {
    "a word": ("strikt = true", "nobody knows `strikt`; did you mean `strict`?"),
    "a switch": ('strict = "yes"', "`strict` takes true or false"),
    "a rule": ('[rules]\nunsinged = "off"', "`rules.unsinged` is no rule; did you mean `unsigned`?"),
    "a weight": ('[rules]\nHG304 = "loud"', '`rules.HG304` takes "error" or "warning" or "note" or "off"'),
    "a weight of another type": ("[rules]\nHG304 = 1", "`rules.HG304` takes"),
    "no reason": ('[rules]\nHG203 = "off"', "`rules.HG203` is an error: say why it isn't one here"),
    "rules": ("rules = 1", "`rules` takes a table"),
    "a word of a rule": ('[rules]\nHG304 = {severty = "off"}', "nobody knows `rules.HG304.severty`"),
    "paths": ("paths = {}", "`paths` takes tables"),
    "no pattern": ("[[paths]]\nrules = {}", "`paths[0].match` takes a pattern of paths"),
    "a word of a path": ('[[paths]]\nmatch = "a"\nrule = {}', "nobody knows `paths[0].rule`"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_not_understood_is_told_with_its_key(text: str, message: str) -> None:
    with pytest.raises(HipgenError, match=r"^\.hipgen\.toml: ") as raised:
        config(text)
    assert message in str(raised.value)
    assert raised.value.status == 2
