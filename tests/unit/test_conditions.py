"""Formulas become HipChat's list of conditions and come back: the cases that have a name."""

from __future__ import annotations

from typing import Any

import pytest

from hipgen.conditions import TooDeep, Unreadable, read_conditions, write_conditions
from hipgen.diagnostics import Json, Pointer
from hipgen.formula import AllOf, AnyOf, Formula, Leaf, Negation

A, B, C, D, E, F = (Leaf(name) for name in "abcdef")
LINK = Leaf("message_matches", {"regex": {"pattern": "https?:"}})


def every(*members: Formula, at: Pointer = ()) -> AllOf:
    return AllOf(members, at)


def some(*members: Formula, at: Pointer = ()) -> AnyOf:
    return AnyOf(members, at)


def no(of: Formula) -> Negation:
    return Negation(of)


def short(conditions: list[Json]) -> str:
    """Write HipChat's list in short: `a !b (c + [d e])` holds a, not b, and an OR of c and an AND."""
    return " ".join(_short(entry) for entry in conditions)


def _short(entry: Json) -> str:
    match entry:
        case {"type": "AND", "conditions": members}:
            return "[" + " ".join(map(_short, members)) + "]"
        case {"type": "OR", "conditions": members}:
            return "(" + " + ".join(map(_short, members)) + ")"
    return ("!" if entry.get("invert") else "") + str(entry["condition"])


def pairs(name: str, count: int) -> AllOf:
    """Make `(x0 + -x0) (x1 + -x1) …`: two to the `count` clauses."""
    return every(*(some(Leaf(f"{name}{number}"), Leaf(f"-{name}{number}")) for number in range(count)))


WRITTEN_AS_IT_STANDS: dict[str, tuple[Formula, str]] = {
    "a leaf": (A, "a"),
    "a negated leaf": (no(A), "!a"),
    "a double negation": (no(no(A)), "a"),
    "the outermost all": (every(A, no(B)), "a !b"),
    "an any": (some(A, B), "(a + b)"),
    "an any of one": (some(A), "(a)"),
    "an all in the all": (every(every(A, B), C), "[a b] c"),
    "an all of one": (every(every(A)), "[a]"),
    "an empty all": (every(), ""),
    "an empty any": (some(), "()"),
    "empty groups": (every(some(every()), A), "([]) a"),
    "repeated members": (every(A, A, some(A, A)), "a a (a + a)"),
    "a negated all": (no(every(A, no(B))), "(!a + b)"),
    "a negated any, which is an outermost all": (no(some(A, every(B, C))), "!a (!b + !c)"),
    "two groups below the list": (every(A, some(B, every(C, D))), "a (b + [c d])"),
    "two groups below nothing": (some(A, every(B, C)), "(a + [b c])"),
}


@pytest.mark.parametrize("name", WRITTEN_AS_IT_STANDS)
def test_a_formula_of_two_groups_is_written_as_it_stands(name: str) -> None:
    formula, expected = WRITTEN_AS_IT_STANDS[name]
    assert short(write_conditions(formula)) == expected


def test_what_nests_no_deeper_is_written_whatever_its_size() -> None:
    formula = some(*(every(A, B) for _ in range(500)))
    assert len(write_conditions(formula)[0]["conditions"]) == 500


REWRITTEN: dict[str, tuple[Formula, str]] = {
    "groups of one are merged": (some(some(every(some(A)), B)), "(a + b)"),
    "groups of the same kind are merged": (every(every(every(every(A), B)), C), "a b c"),
    "merging may be enough": (every(A, some(B, some(C, every(D, every(E, F))))), "a (b + c + [d e f])"),
    "merging reaches members that fit": (every(every(A, B), every(every(every(C)))), "a b c"),
    "an any that becomes the all": (some(every(A, some(B, every(C, some(D))))), "a (b + [c d])"),
    "empty groups that merge away": (every(A, every(every(every()))), "a"),
    "the conjunctive form, when shorter": (some(A, every(B, some(C, D, E))), "(a + b) (a + c + d + e)"),
    "the disjunctive form, on a tie": (some(A, every(B, some(C, D))), "(a + [b c] + [b d])"),
    "the disjunctive form, when shorter": (some(A, B, every(C, some(D, E))), "(a + b + [c d] + [c e])"),
    "only members that are too deep": (
        every(some(A, every(B, C)), some(A, every(B, some(C, D, E)))),
        "(a + [b c]) (a + b) (a + c + d + e)",
    ),
    "leaves in the order in which they appear": (
        some(every(some(A, B), some(C, every(D, E))), every(F, A)),
        "([a c] + [a d e] + [b c] + [b d e] + [a f])",
    ),
    "absorbed clauses are dropped": (some(A, every(A, some(B, C))), "a"),
    "repeated clauses are dropped": (some(every(A, some(B, C)), every(A, some(C, D, B))), "a (b + c + d)"),
    "a leaf and its opposite are two": (some(A, every(no(A), some(B, C))), "(a + [!a b] + [!a c])"),
    "below a negation": (no(every(A, some(B, every(C, D)))), "(!a + [!b !c] + [!b !d])"),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_deeper_formula_is_rewritten(name: str) -> None:
    formula, expected = REWRITTEN[name]
    assert short(write_conditions(formula)) == expected


def test_leaves_with_different_parameters_are_different() -> None:
    one, true = Leaf("a", {"eq": 1}), Leaf("a", {"eq": True})
    written = write_conditions(some(one, every(true, some(B, C))))
    assert short(written) == "(a + [a b] + [a c])"
    assert written[0]["conditions"][0] == {"condition": "a", "params": {"eq": 1}}
    assert written[0]["conditions"][1]["conditions"][0] == {"condition": "a", "params": {"eq": True}}


def test_a_rewriting_may_need_64_leaves_and_no_more() -> None:
    def formula(count: int) -> AnyOf:
        wide = every(A, some(*(Leaf(f"x{number}") for number in range(count))))
        return some(wide, every(*(Leaf(f"y{number}") for number in range(count))))

    assert "y" in short(write_conditions(formula(21)))  # 21 pairs and a clause of 21 leaves: 63
    with pytest.raises(TooDeep, match="over 64"):
        write_conditions(formula(22))


def test_each_rewritten_member_is_measured_on_its_own() -> None:
    deep = [some(every(Leaf(f"{k}"), some(*(Leaf(f"{k}{n}") for n in range(20)))), A, B) for k in "xyz"]
    assert len(write_conditions(every(*deep))) == 6


def test_the_error_points_to_the_member_that_is_too_deep() -> None:
    with pytest.raises(TooDeep, match="nest less") as caught:
        write_conditions(every(A, some(pairs("x", 9), pairs("y", 8), at=("when", "all", 1))))
    assert caught.value.at == ("when", "all", 1)


def test_an_empty_group_can_not_be_rewritten() -> None:
    with pytest.raises(TooDeep, match="fill or remove") as caught:
        write_conditions(some(A, every(B, some(C, every(at=("hole",))))))
    assert caught.value.at == ("hole",)


@pytest.mark.parametrize("levels", [1_000, 20_000])
@pytest.mark.parametrize("wrap", [no, every, lambda of: some(of, A), lambda of: every(some(B, no(of)), A)])
def test_a_hostile_height_is_an_error(levels: int, wrap: Any) -> None:
    formula: Formula = A
    for _ in range(levels):
        formula = wrap(formula)
    with pytest.raises(TooDeep, match="levels"):
        write_conditions(formula)


def test_all_heights_that_are_looked_at_are_safe() -> None:
    formula: Formula = A
    for number in range(63):
        formula = every(some(formula, Leaf(f"b{number}")), Leaf(f"a{number}"))
    with pytest.raises(TooDeep, match="over 64"):
        write_conditions(formula)


def test_a_hostile_width_is_no_work() -> None:
    """A product of 2 to the 200, with enough in common for absorption to hope until the end."""
    both = (some(Leaf(f"a{n % 40}"), Leaf(f"b{n % 37}"), every(A, Leaf(f"c{n}"))) for n in range(200))
    with pytest.raises(TooDeep, match="over 64"):
        write_conditions(some(every(*both), every(B, some(*(every(C, Leaf(f"d{n}")) for n in range(300))))))


def test_what_is_absorbed_is_never_written_out() -> None:
    wide = every(*(some(Leaf(f"a{n}"), Leaf(f"b{n}")) for n in range(40)))
    beside = some(A, every(wide, B, some(A, B, wide), A), every(B, C, some(D, every(E, F))))
    assert short(write_conditions(beside)) == "(a + [b c d] + [b c e f])"


def test_only_what_says_something_is_written() -> None:
    assert write_conditions(every(Leaf("a", {}), Leaf("b", None), no(LINK))) == [
        {"condition": "a"},
        {"condition": "b"},
        {"condition": "message_matches", "params": {"regex": {"pattern": "https?:"}}, "invert": True},
    ]


def test_the_list_shares_nothing_with_the_formula() -> None:
    write_conditions(LINK)[0]["params"]["regex"]["pattern"] = "changed"
    assert LINK.params == {"regex": {"pattern": "https?:"}}


def leaf(name: str, **more: Json) -> Json:
    return {"condition": name, **more}


def group(kind: str, *members: Json) -> Json:
    return {"type": kind, "conditions": list(members)}


READ = {
    "nothing": ([], None),
    "a leaf": ([leaf("a")], A),
    "an inverted leaf": ([leaf("a", invert=True)], no(A)),
    "an or": ([group("or", leaf("a"), leaf("b"))], some(A, B)),
    "an and": ([group("AND", leaf("a"), leaf("b"))], every(every(A, B))),
    "several": ([leaf("a"), leaf("b", invert=False, params={})], every(A, B)),
    "an empty or": ([group("OR")], some()),
    "two groups": ([group("or", group("and", leaf("a")), leaf("b"))], some(every(A), B)),
    "parameters": ([leaf("message_matches", params={"regex": {"pattern": "https?:"}})], LINK),
}


@pytest.mark.parametrize("name", READ)
def test_a_list_is_read(name: str) -> None:
    conditions, expected = READ[name]
    assert read_conditions(conditions) == expected


def test_what_is_read_knows_its_place_in_the_list() -> None:
    formula = read_conditions([leaf("a"), group("or", leaf("b", invert=True))])
    assert isinstance(formula, AllOf)
    assert formula.members[0].at == (0,)
    assert isinstance(formula.members[1], AnyOf)
    assert formula.members[1].members[0].at == (1, "conditions", 0)


REFUSED: dict[str, tuple[Json, Pointer]] = {
    "no list": ({"condition": "a"}, ()),
    "null": (None, ()),
    "a bare name": (["a"], (0,)),
    "neither leaf nor group": ([{}], (0,)),
    "a group without a type": ([{"conditions": []}], (0,)),
    "a group without members": ([{"type": "and"}], (0,)),
    "an unknown type": ([group("xor")], (0, "type")),
    "a type of mixed case": ([group("And")], (0, "type")),
    "a type of another type": ([group(["and"])], (0, "type")),  # type: ignore[arg-type]  # that is the point
    "a numbered condition": ([{"condition": 1}], (0, "condition")),
    "invert as text": ([leaf("a", invert="true")], (0, "invert")),
    "a list of parameters": ([leaf("a", params=[])], (0, "params")),
    "an unknown member": ([leaf("a", extra=1)], (0, "extra")),
    "an inverted group": ([group("and") | {"invert": True}], (0, "invert")),
    "members that are no list": ([{"type": "and", "conditions": {}}], (0, "conditions")),
    "a third group": (
        [group("or", group("and", group("or", leaf("a"))))],
        (0, "conditions", 0, "conditions", 0),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_list_that_the_host_refuses_is_refused(name: str) -> None:
    conditions, at = REFUSED[name]
    with pytest.raises(Unreadable) as caught:
        read_conditions(conditions)
    assert caught.value.at == at
