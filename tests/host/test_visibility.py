"""Conditions of modules: what holds when, and what is said of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipgen.host.comparing import MISSING, at_path, greater, less, same, shown
from hipgen.host.visibility import Circumstances, Loading, reasons, visible
from hipgen.host.wire import Json

MESSAGE: Json = {
    "body": "Anyone for tea?\nhttps://kettle.example.com/42",
    "mid": "0a4d7c1e-52f3-4b86-9d0b-3c6e8f1a2b57",
    "type": "notification",
    "sender": {"id": "41207", "name": "Kettle", "mention": "Kettle"},
    "metadata": {},
    "media": {"type": "image", "name": "kettle.png", "size": 20480, "url": "https://files.example.com/k.png"},
}
METADATA: Json = {
    "kettle": 2,
    "state": "boiled",
    "on": True,
    "none": None,
    "ratio": 1.0,
    "big": 2**70,
    "build": {"steps": [{"name": "a b", "state": "ok"}, "end"], "a.b": 1},
    "list": [1],
    "ten": "10",
    "empty": "",
}
HERE = Circumstances(
    room_is_public=True,
    room_owner=41207,
    person="41207",
    message=MESSAGE,
    card_style="application",
    card_metadata=METADATA,
    glance_metadata=METADATA,
)


def message(**params: Json) -> Json:
    return {"condition": "message_matches", "params": params}


def regex(pattern: Json, *flags: Json) -> Json:
    return message(regex={"pattern": pattern, **({"flags": flags[0]} if flags else {})})


def card(**params: Json) -> Json:
    return {"condition": "card_matches", "params": params}


def entry(**entry: Json) -> Json:
    return {"condition": "glance_matches", "params": {"metadata": [entry]}}


PUBLIC: Json = {"condition": "room_is_public"}
ADMIN: Json = {"condition": "user_is_admin"}

HOLDS: tuple[tuple[Json, bool], ...] = (
    (PUBLIC, True),
    (ADMIN, False),
    ({"condition": "user_is_guest"}, False),
    ({"condition": "user_is_guest", "invert": True}, True),
    ({"condition": "user_is_room_owner"}, True),
    ({"condition": "feature_is_enabled"}, False),
    ({"condition": "feature_is_enabled", "invert": True}, True),
    ({"condition": 5}, False),
    ({"condition": None, "invert": True}, True),
    ({"condition": "room_is_public", "invert": "true"}, True),
    ({"condition": "room_is_public", "invert": 1}, True),
    ({"condition": "room_is_public", "invert": None}, True),
    ({"condition": "room_is_public", "invert": False}, True),
    ({"condition": "room_is_public", "invert": True}, False),
    ({"type": "and", "conditions": [PUBLIC, ADMIN]}, False),
    ({"type": "OR", "conditions": [PUBLIC, ADMIN]}, True),
    ({"type": "oR", "conditions": [ADMIN]}, False),
    ({"conditions": [PUBLIC, ADMIN]}, False),
    ({"conditions": [PUBLIC]}, True),
    ({"type": None, "conditions": [PUBLIC]}, True),
    ({"type": "xor", "conditions": [PUBLIC]}, False),
    ({"type": "and", "conditions": []}, True),
    ({"type": "or", "conditions": []}, False),
    ({"type": "and", "conditions": [PUBLIC], "invert": True}, True),
    (message(), True),
    ({"condition": "message_matches"}, True),
    ({"condition": "message_matches", "params": "x"}, True),
    (message(type="notification"), True),
    (message(type="Notification"), False),
    (message(type="message"), False),
    (message(type=None), True),
    (message(sender="Kettle"), True),
    (message(sender="kettle"), False),
    (message(file_type="image"), True),
    (message(file_type="img"), True),
    (message(file_type="unknown"), False),
    (message(type="notification", sender="Kettle", file_type="image"), True),
    (message(type="notification", sender="Robin"), False),
    (regex("tea"), True),
    (regex("TEA"), False),
    (regex("TEA", "i"), True),
    (regex("tea.$"), False),
    (regex("tea.$", "m"), True),
    (regex("^https", "m"), True),
    (regex(r"(?<n>\d)(?!\d)"), True),
    (regex("(?P<n>tea)"), False),
    (regex("("), False),
    (regex("tea", "q"), False),
    (regex("tea", None), False),
    (regex(None), False),
    (regex(5), False),
    (message(regex={}), False),
    (message(regex="tea"), False),
    (message(regex={"flags": "i"}), False),
    ({**message(regex={}), "invert": True}, True),
    ({"condition": "message_contains_link"}, True),
    ({"condition": "message_sent_by_current_user"}, True),
    (card(), True),
    (card(style="application"), True),
    (card(style="link"), False),
    (card(metadata=[{"attr": "kettle", "gt": 1}]), True),
    (card(style="application", metadata=[{"attr": "kettle", "gt": 2}]), False),
    (card(style="link", metadata=[]), False),
    (card(metadata="x"), True),
    (card(metadata=None), True),
    (card(metadata=[]), True),
    (entry(attr="kettle", eq=2), True),
    (entry(attr="kettle", eq=2.0), True),
    (entry(attr="kettle", eq="2"), False),
    (entry(attr="on", eq=True), True),
    (entry(attr="on", eq=1), False),
    (entry(attr="ratio", eq=1), True),
    (entry(attr="ratio", eq=True), False),
    (entry(attr="none", eq=None), True),
    (entry(attr="missing", eq=None), False),
    (entry(attr="none", eq=0), False),
    (entry(attr="none", lt=1), True),
    (entry(attr="big", eq=2**70 + 1), True),
    (entry(attr="big", gt=10**400), False),
    (entry(attr="list", eq=[1]), False),
    (entry(attr="kettle", eq=3, lt=5), False),
    (entry(attr="kettle", eq=2, lt=1), True),
    (entry(attr="kettle", lt=1, gt=1), False),
    (entry(attr="kettle", lt=3, gt=5), True),
    (entry(attr="kettle", eq=None, gt=1), False),
    (entry(attr="kettle"), False),
    (entry(eq=2), False),
    (entry(attr="", eq=2), False),
    (entry(attr=5, eq=2), False),
    (entry(attr="state", gt="boil"), True),
    (entry(attr="state", lt="boil"), False),
    (entry(attr="ten", gt=9), True),
    (entry(attr="ten", gt="9"), False),
    (entry(attr="empty", lt=1), True),
    (entry(attr="state", gt=0), False),
    (entry(attr="missing", lt=1), False),
    (entry(attr="missing", gt=1), False),
    (entry(attr="build.steps[0].state", eq="ok"), True),
    (entry(attr='build["steps"][0]["name"]', eq="a b"), True),
    (entry(attr="build['a.b']", eq=1), True),
    (entry(attr="build.a.b", eq=1), False),
    (entry(attr="build.steps.1", eq="end"), True),
    (entry(attr="build.steps[2]", eq="end"), False),
    (entry(attr="build.steps.length", eq=2), True),
    (entry(attr="build.steps[x]", eq=2), False),
    (entry(attr="state.nope.deeper", eq=2), False),
    (
        {
            "condition": "glance_matches",
            "params": {"metadata": [{"attr": "on", "eq": True}, {"attr": "kettle", "gt": 5}]},
        },
        False,
    ),
    ({"condition": "glance_matches"}, True),
    ({"condition": "glance_matches", "params": {"metadata": {"attr": "on"}}}, True),
)


@pytest.mark.parametrize(("condition", "expected"), HOLDS, ids=range(len(HOLDS)))
def test_a_condition_holds_or_not(condition: Json, expected: bool) -> None:
    verdict = visible([condition], HERE)
    assert verdict.holds is expected
    assert verdict.parts[0].holds is expected
    assert bool(reasons(verdict)) is not expected or condition == {"type": "or", "conditions": []}


def test_no_conditions_always_hold() -> None:
    assert visible(None, HERE).holds
    assert visible([], HERE).holds


FAILING: tuple[tuple[Json, str], ...] = (
    ([None], "null is not a condition"),
    (["room_is_public"], '"room_is_public" is not a condition'),
    ([PUBLIC, 5], "5 is not a condition"),
    ([{"type": "or", "conditions": [PUBLIC, None]}], "null is not a condition"),
    ([{"type": 5, "conditions": [PUBLIC]}], "5 is not the type of a group"),
    ([{"type": "and"}], "null is not a list of conditions"),
    ([{"type": "and", "conditions": {"a": 1}}], "an object is not a list of conditions"),
    ([{}], "null is not a list of conditions"),
    ({"condition": "room_is_public"}, "an object is not a list of conditions"),
    ("x" * 1_000_000, "is not a list of conditions"),
    (
        [{"condition": "glance_matches", "invert": True, "params": {"metadata": [7]}}],
        "7 is not an entry of `metadata`",
    ),
)


@pytest.mark.parametrize(("conditions", "why"), FAILING, ids=range(len(FAILING)))
def test_what_fails_to_evaluate_makes_the_whole_list_false(conditions: Json, why: str) -> None:
    verdict = visible(conditions, HERE)
    assert not verdict.holds
    assert verdict.why.startswith("can't be evaluated, so none holds: ")
    assert verdict.why.endswith(why)
    assert len(reasons(verdict)[0]) < 300


def test_without_message_or_card_their_conditions_are_false() -> None:
    nothing = Circumstances()
    for name in (
        "message_matches",
        "message_contains_link",
        "message_sent_by_current_user",
        "glance_matches",
    ):
        assert not visible([{"condition": name}], nothing).holds
        assert visible([{"condition": name, "invert": True}], nothing).holds
    assert not visible([card(style="link")], nothing).holds
    assert not visible([card(metadata=[])], nothing).holds
    assert not visible([{"condition": "user_is_room_owner"}], nothing).holds


def test_an_input_action_has_a_message_without_parts() -> None:
    empty = replace(HERE, message={})
    assert visible([message()], empty).holds
    for condition in (
        message(type="message"),
        message(sender="Kettle"),
        message(file_type="image"),
        regex("tea"),
    ):
        assert not visible([condition], empty).holds


def test_an_expanded_link_is_no_file() -> None:
    linked = replace(HERE, message={**MESSAGE, "media": {"type": "image", "url": "https://example.com"}})
    assert not visible([message(file_type="image")], linked).holds


GLANCES: tuple[tuple[Json, Loading, Json, bool], ...] = (
    (None, Loading.LOADING, None, True),
    ([PUBLIC], Loading.LOADING, None, True),
    ([ADMIN], Loading.FAILED, None, False),
    ([PUBLIC, entry(attr="on", eq=True)], Loading.LOADING, {"on": True}, False),
    ([PUBLIC, entry(attr="on", eq=True)], Loading.FAILED, None, True),
    ([{"type": "or", "conditions": [entry(attr="on", eq=True)]}], Loading.FAILED, None, True),
    ([{"type": "or", "conditions": [PUBLIC, entry(attr="on", eq=True)]}], Loading.LOADING, None, False),
    ([entry(attr="on", eq=True)], Loading.PRESENT, {"on": True}, True),
    ([entry(attr="on", eq=True)], Loading.PRESENT, {"on": False}, False),
    ([entry(attr="on", eq=True)], Loading.PRESENT, {}, False),
    ([entry(attr="on", eq=True)], Loading.PRESENT, None, False),
    ([{"condition": "glance_matches"}], Loading.PRESENT, None, False),
    ([{"type": "xor", "conditions": [entry(attr="on", eq=True)]}], Loading.PRESENT, {"on": True}, False),
    ([None, entry(attr="on", eq=True)], Loading.FAILED, None, False),
)


@pytest.mark.parametrize(("conditions", "glance", "metadata", "expected"), GLANCES, ids=range(len(GLANCES)))
def test_a_glance_waits_for_its_data(
    conditions: Json, glance: Loading, metadata: Json, expected: bool
) -> None:
    circumstances = Circumstances(glance=glance, glance_metadata=metadata)
    assert visible(conditions, circumstances).holds is expected


def test_an_inspector_can_say_which_condition_failed_and_why() -> None:
    conditions = [
        PUBLIC,
        {"condition": "user_is_guest", "invert": True},
        {
            "type": "or",
            "conditions": [
                ADMIN,
                {
                    "type": "and",
                    "conditions": [
                        message(type="notification", sender="Kettle"),
                        card(metadata=[{"attr": "kettle", "gt": 1}]),
                    ],
                },
            ],
        },
    ]
    assert visible(conditions, HERE).holds
    cold = replace(HERE, card_metadata={"kettle": 1})
    assert reasons(visible(conditions, cold)) == (
        "user_is_admin: the person is not an administrator",
        'card_matches: "kettle" is 1, not greater than 1',
    )
    assert reasons(visible([regex("coffee", "i")], HERE)) == ("message_matches: the pattern does not match",)
    assert reasons(visible([entry(attr="state", eq="cold")], HERE)) == (
        'glance_matches: "state" is "boiled", not equal to "cold"',
    )
    assert reasons(visible([{"condition": "room_is_public", "invert": True}], HERE)) == (
        "not room_is_public: the room is public",
    )


VALUES: tuple[Json, ...] = (
    None,
    True,
    False,
    0,
    1,
    1.0,
    -1,
    1.5,
    10,
    2**53,
    2**53 + 1,
    "",
    " ",
    "0",
    "1",
    "01",
    "1.0",
    "10",
    "9",
    "a",
    "B",
    "é",
    "\U0001f600",
    "\uffee",
    "0x1F",
    "0b11",
    "0o7",
    "-0x1",
    "1e3",
    ".5",
    "5.",
    ".",
    "+1",
    "Infinity",
    "-Infinity",
    "inf",
    "nan",
    "1_000",
    "\ufeff1\u3000",
    "\x851",
    "٣",
    "1n",
    "true",
    "null",
    "1e999",
)


@pytest.mark.slow
def test_values_compare_as_node_compares_them() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node isn't installed")
    judge = (
        "const v = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(v.map(a => v.map(b => [a === b, a < b, a > b]))))"
    )
    ran = subprocess.run(
        [node, "-e", judge], input=json.dumps(VALUES), capture_output=True, text=True, check=True
    )
    expected = json.loads(ran.stdout)
    ours = [[[same(a, b), less(a, b), greater(a, b)] for b in VALUES] for a in VALUES]
    assert ours == expected


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
NAMES = (
    "room_is_public",
    "message_matches",
    "card_matches",
    "glance_matches",
    "message_contains_link",
    "nope",
)
ITEMS = st.recursive(
    JSONS
    | st.builds(lambda name, params: {"condition": name, "params": params}, st.sampled_from(NAMES), JSONS),
    lambda inner: st.builds(
        lambda kind, of: {"type": kind, "conditions": of},
        st.sampled_from(["and", "or", "no"]),
        st.lists(inner, max_size=3),
    ),
)


@given(st.lists(ITEMS, max_size=3) | JSONS, st.sampled_from(list(Loading)))
def test_no_conditions_raise(conditions: Json, glance: Loading) -> None:
    verdict = visible(conditions, replace(HERE, glance=glance))
    assert verdict.holds or all(reasons(verdict)) or not verdict.parts


def test_hostile_conditions_hold_nothing_up() -> None:
    deep: Json = PUBLIC
    for _ in range(100_000):
        deep = {"type": "or", "conditions": [deep]}
    begun = time.thread_time()
    assert visible([deep], HERE).why == "can't be evaluated, so none holds: groups nest over 50 levels"
    long = replace(HERE, message={**MESSAGE, "body": "a" * 1_000_000 + "\x00\ud800"})
    assert reasons(visible([regex("(a|aa)+$")], long)) == (
        "message_matches: the search was given up after 100 ms",
    )
    assert not visible([entry(attr="a." * 500_000, eq=1)], HERE).holds
    assert not visible([entry(attr="state", eq="x" * 1_000_000)], HERE).holds
    assert not visible([entry(attr="[" * 1_000_000, eq=1)], HERE).holds
    assert visible([{"condition": "message_contains_link", "invert": True}], long).holds
    assert time.thread_time() - begun < 3
    nested: list[Json] = []
    for _ in range(100_000):
        nested = [nested]
    assert not visible([entry(attr="state", eq=nested), card(style=nested)], HERE).holds


def test_values_are_shown_briefly() -> None:
    values: tuple[Json, ...] = (MISSING, None, True, "é\ud800", 1.0, 10**400, [1], {})
    assert [shown(value) for value in values] == [
        "missing",
        "null",
        "true",
        '"\\u00e9\\ud800"',
        "1.0",
        "inf",
        "a list",
        "an object",
    ]
    assert len(shown("x" * 1_000_000)) == 80


def test_a_path_leads_to_a_value_or_nowhere() -> None:
    assert at_path(METADATA, "build.steps[0].state") == "ok"
    assert at_path(METADATA, "build.steps[00]") is MISSING
    assert at_path(METADATA, "state.length") == 6
    assert at_path({"length": 3}, "length") == 3
