"""Every id of a diagnostic: its wrong example is found out, its right one passes, `explain` shows it.

Scans what there is, so a new rule is tested by being there.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from click.testing import CliRunner

from hipgen import bodies
from hipgen.cli import group
from hipgen.diagnostics import Explained, Severity
from hipgen.explained import SHAPE, every
from hipgen.rules import LISTING, SPEC, Rule, all_rules
from tests.specs import checked, found, framed

EXAMPLES = [
    *all_rules(),
    *bodies.all_rules(),
    *(
        Rule(id_, name, Severity.ERROR, text, lambda addon: iter(()))
        for id_, name, text in SHAPE
        if "Bad:" in text
    ),
]
FAMILIES = re.compile(r"HG[0-9]\d\d|HV[1-8]\d\d")


def whole(rule: Rule, which: str) -> str:
    """An example as a document of a kind that the rule is for: a descriptor stands there whole."""
    text, listing = rule.example(which), rule.id.startswith(LISTING)
    return framed(text, listing=listing) if SPEC in rule.kinds else text


def ids(findings: list[str]) -> set[str]:
    return {said.partition(" ")[0] for said in findings}


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: f"{rule.id}-{rule.name}")
def test_the_wrong_example_yields_this_id_and_no_other_error(rule: Rule) -> None:
    text, listing = whole(rule, "Bad"), rule.id.startswith(LISTING)
    assert rule.id in ids(found(text, rule.severity, listing=listing))
    assert ids(found(text, Severity.ERROR, listing=listing)) <= {rule.id}
    assert not listing or rule.id not in ids(found(text))


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: f"{rule.id}-{rule.name}")
def test_the_right_example_yields_nothing(rule: Rule) -> None:
    result = checked(whole(rule, "Good"), listing=rule.id.startswith(LISTING))
    assert result.diagnostics == ()
    assert (result.addon is not None) == (SPEC in rule.kinds)


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: f"{rule.id}-{rule.name}")
def test_the_examples_differ_in_little(rule: Rule) -> None:
    """A wrong and a right example that share nothing teach nothing."""
    bad, good = (re.findall(r"\w+", rule.example(which)) for which in ("Bad", "Good"))
    assert set(bad) & set(good)


def test_ids_and_names_are_unique_and_of_a_known_family() -> None:
    explained = every()
    for words in ([rule.id for rule in explained], [rule.name for rule in explained]):
        assert [word for word, count in Counter(words).items() if count > 1] == []
    assert [rule.id for rule in explained if not FAMILIES.fullmatch(rule.id)] == []
    assert [rule.id for rule in explained] == sorted(rule.id for rule in explained)


@pytest.mark.parametrize("rule", every(), ids=lambda rule: rule.id)
def test_explain_shows_it_by_id_and_by_name(rule: Explained) -> None:
    answers = [CliRunner().invoke(group, ["explain", word]) for word in (rule.id, rule.id.lower(), rule.name)]
    for answer in answers:
        assert answer.exit_code == 0
        assert answer.output.startswith(f"{rule.id} {rule.name} ({rule.severity.value})\n\n{rule.title}")
        assert rule.text.strip() in answer.output


@pytest.mark.parametrize("rule", every(), ids=lambda rule: rule.id)
def test_its_title_is_a_sentence_on_one_line(rule: Explained) -> None:
    assert re.fullmatch(r"[A-Z`].{8,108}\.", rule.title), rule.title


def test_a_rule_is_named_after_its_module_and_found_by_the_scan() -> None:
    rules = {rule.id: rule.name for rule in all_rules()}
    assert rules["HG201"] == "duplicate-key"
    assert rules["HG210"] == "unknown-target"
