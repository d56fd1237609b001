"""Whatever the formula: HipChat's list says the same, fits the host's schema, and comes back unchanged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipgen.conditions import DEEPEST, LARGEST, TooDeep, Unreadable, read_conditions, write_conditions
from hipgen.diagnostics import Json
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation, merged, negations_down

pytestmark = pytest.mark.slow

NAMES = ("room_is_public", "user_is_admin", "user_is_guest", "user_is_room_owner", "card_matches")
BOUNDED = settings(derandomize=True, max_examples=300, deadline=None, database=None)

Truth = Callable[[Leaf], bool]

leaves = st.builds(Leaf, st.sampled_from(NAMES), st.sampled_from([None, None, None, {"style": "link"}]))


def groups(of: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    members = st.lists(of, max_size=4).map(tuple)
    return st.one_of(st.builds(Negation, of), st.builds(AllOf, members), st.builds(AnyOf, members))


formulas: st.SearchStrategy[Formula] = st.recursive(leaves, groups, max_leaves=24)


def written(name: str, invert: bool | None, params: Json) -> Json:
    entry = {"condition": name, "invert": invert, "params": params}
    return {member: value for member, value in entry.items() if value is not None}


def composites(of: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    kinds = st.sampled_from(["and", "or", "AND", "OR"])
    return st.fixed_dictionaries({"type": kinds, "conditions": st.lists(of, max_size=3)})


entries = st.builds(
    written,
    st.sampled_from(NAMES),
    st.sampled_from([None, False, True]),
    st.sampled_from([None, {}, {"style": "link"}, {"metadata": [{"attr": "a", "gt": 1}]}]),
)
shallow = entries | composites(entries)
lists = st.lists(shallow | composites(shallow), max_size=4)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["and", "or"]),
    lambda of: (
        st.lists(of, max_size=3)
        | st.dictionaries(st.sampled_from(["condition", "invert", "params", "type", "conditions"]), of)
    ),
    max_leaves=12,
)


def evaluate(formula: Formula, truth: Truth) -> bool:
    match formula:
        case Leaf():
            return truth(formula)
        case Negation(of):
            return not evaluate(of, truth)
        case AllOf(members):
            return all(evaluate(member, truth) for member in members)
        case AnyOf(members):
            return any(evaluate(member, truth) for member in members)


def holds(conditions: list[Json], truth: Truth) -> bool:
    """Evaluate HipChat's list as its clients did: all of it, and only `true` inverts."""
    return all(_holds(entry, truth) for entry in conditions)


def _holds(entry: Json, truth: Truth) -> bool:
    if "condition" in entry:
        return truth(Leaf(entry["condition"], entry.get("params"))) != (entry.get("invert") is True)
    decide = {"and": all, "or": any}[entry["type"].lower()]
    return decide(_holds(member, truth) for member in entry["conditions"])


def truths() -> list[Truth]:
    """Every assignment of the five names, each with and without parameters told apart by one more bit."""

    def truth(values: tuple[bool, ...]) -> Truth:
        return lambda leaf: values[NAMES.index(leaf.condition)] != (bool(leaf.params) and values[-1])

    return [truth(values) for values in product((False, True), repeat=len(NAMES) + 1)]


TRUTHS = truths()


def depth(conditions: list[Json]) -> int:
    return max((1 + depth(entry["conditions"]) for entry in conditions if "conditions" in entry), default=0)


def size(conditions: list[Json]) -> int:
    return sum(size(entry["conditions"]) if "conditions" in entry else 1 for entry in conditions)


def canonical(conditions: list[Json]) -> list[Json]:
    return [_canonical(entry) for entry in conditions]


def _canonical(entry: Json) -> Json:
    if "conditions" in entry:
        return {"type": entry["type"].upper(), "conditions": canonical(entry["conditions"])}
    return {name: value for name, value in entry.items() if name == "condition" or value}


def attempt(formula: Formula) -> list[Json] | None:
    try:
        return write_conditions(formula)
    except TooDeep:
        return None


@BOUNDED
@given(formulas)
def test_the_list_has_the_truth_table_of_the_formula(formula: Formula) -> None:
    if (conditions := attempt(formula)) is not None:
        for truth in TRUTHS:
            assert holds(conditions, truth) == evaluate(formula, truth)


@BOUNDED
@given(formulas)
def test_the_list_nests_no_deeper_than_the_host_allows(formula: Formula) -> None:
    assert depth(attempt(formula) or []) <= DEEPEST


@BOUNDED
@given(formulas)
def test_writing_what_was_written_changes_nothing(formula: Formula) -> None:
    if conditions := attempt(formula):
        again = read_conditions(conditions)
        assert again is not None
        assert write_conditions(again) == conditions
        assert attempt(formula) == conditions


@BOUNDED
@given(formulas)
def test_reshaping_keeps_the_truth_table(formula: Formula) -> None:
    plain = negations_down(formula)
    for truth in TRUTHS:
        assert evaluate(plain, truth) == evaluate(merged(plain), truth) == evaluate(formula, truth)
    assert merged(merged(plain)) == merged(plain)


@BOUNDED
@given(formulas)
def test_a_rewritten_formula_stays_small(formula: Formula) -> None:
    """A single deep member is either over the limit, or not."""
    single = AnyOf((AllOf((AnyOf((AllOf((formula, Leaf("x"))), Leaf("y"))), Leaf("z"))), Leaf("w")))
    assert size(attempt(single) or []) <= LARGEST


@BOUNDED
@given(lists)
def test_a_list_comes_back_in_canonical_form(conditions: list[Json]) -> None:
    formula = read_conditions(conditions)
    assert (write_conditions(formula) if formula else []) == canonical(conditions)


@BOUNDED
@given(lists)
def test_a_list_is_read_as_it_is_meant(conditions: list[Json]) -> None:
    formula = read_conditions(conditions) or AllOf(())
    for truth in TRUTHS:
        assert evaluate(formula, truth) == holds(conditions, truth)


@BOUNDED
@given(anything)
def test_reading_refuses_what_is_no_list_of_conditions(conditions: Any) -> None:
    try:
        formula = read_conditions(conditions)
    except Unreadable:
        return
    assert not formula or depth(write_conditions(formula)) <= DEEPEST
