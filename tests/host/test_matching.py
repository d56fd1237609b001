"""Patterns of webhooks: as Python's `re` says, and never for long."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipgen.host.matching import fits, match
from hipgen.host.pyregex import translated
from hipgen.searching.bounded import HEAVIEST, LONGEST, Outcome, weight

TEXTS = (
    "",
    "\n",
    "deploy web-7 to production",
    "DEPLOY\n",
    "line one\nline two\n",
    "@Bo see https://example.com/a?b=c#d, please (soon)",
    "KETTLE-42 is on; kettle-7 is off",
    "naïve café e\u0301 ‿ ١٢٣ ½ Ⅷ 日本語",
    "I i \u0130 \u0131 ſ S s K k K ß SS Σ σ ς",
    "a\x1cb\x1fc\xa0d\u2003e\u2028f\x85g",
    "[:alpha:] a{e} {e<=1} {} {,3} a{,3}",
    "aaa aab abab aXbXc",
    "\x00 \\ / ^ $ . | - _",
    "\U0001f600 \ud83d lone",
    "x--y && z || ~~ [[",
    "2026-11-22T10:00:00",
)

PATTERNS = (
    "",
    "^",
    "$",
    "deploy",
    "^deploy",
    "production$",
    "^$",
    r"\Aline",
    r"two\Z",
    "one$",
    "(?m)one$",
    "(?m)^line two$",
    ".",
    "(?s)one.line",
    "one.line",
    r"(?i)^deploy\b",
    r"^[dD][eE][pP]",
    r"[A-Z]+-\d+",
    r"(?i)kettle-\d+",
    r"\w+",
    r"^\w+$",
    r"\W",
    r"\s\S",
    r"[\s]",
    r"[^\S]",
    r"b\sc",
    r"\d{3}",
    r"(?a)\d{3}",
    r"(?a)\w+é",
    r"(?a:\w)é",
    r"\D",
    r"e\b",
    r"(?a)caf\b",
    r"\b\B",
    r"\B",
    r"caf\w\b",
    r"e\w ",
    r"‿\b",
    r"[\w.-]+@",
    r"[^\w\s]",
    r"[\W\d]",
    r"[^\W\d_]",
    r"[\D\S]",
    r"[^\D\S]",
    r"[\D]",
    r"[^\D]",
    r"(?i)\u0130",
    r"(?i)\u0131",
    r"(?i)^i",
    r"(?i)[i]",
    r"(?i)[^i ]",
    r"(?i)[h-j] [a-z] [a-z]",
    r"(?i)[^a-z] ",
    r"(?ai)i \u0130",
    r"(?ai)[i-k] [^i]",
    r"(?ai)\b.",
    r"(?ai)\Bx|\b\u0131",
    r"(?i)ss",
    r"(?i)ß",
    r"(?i)ſ [k]",
    r"(?i)σ ς",
    r"(?i)STRASSE",
    r"(?i:d)eploy",
    r"(?i:D(?-i:e))ploy",
    r"(?-i:d)eploy",
    "a{e}",
    "a{,3}",
    "{e<=1}",
    "(?:kettle){e<=1}",
    "{}",
    "a{2}b",
    "a{2,}",
    "a{1,2}?b",
    "a++b",
    "a*+a",
    "(?>a*)a",
    "(?>a*)b",
    "[[:alpha:]]",
    "[[a]",
    "[a&&b]",
    "[a||b]",
    "[+--]",
    "[a-b--]",
    "[~~]",
    "[]]",
    "[^]]",
    r"[\]-a]",
    r"[\b]",
    r"[a\-z]",
    r"(a)(b)\2\1",
    r"(?P<x>ab)(?P=x)",
    r"(a)?b(?(1)a|c)",
    r"(X)b\1",
    r"(?i)(x)b\1",
    r"(a)|b\1",
    r"(?:(a)|b)+",
    "(?=dep)d",
    "(?!dep)d",
    "(?<=web-)7",
    "(?<!web-)7",
    "(?#note)web",
    "(?x) web - 7  # the machine",
    "(?x)web[ ]?-7",
    r"(?x)\ to\ ",
    r"\x00",
    r"\\ /",
    r"\u00ef",
    r"\U0001F600",
    r"\N{LATIN SMALL LETTER I WITH DIAERESIS}",
    "\ud83d",
    "\U0001f600",
    r"\.",
    r"\$ \.",
    r"^\S+ \S+ to (production|staging)$",
    r"https?://[^\s/]+/\S*",
    r"(?:^|\s)@Bo\b",
    "a|b|",
    "()",
    "(?:)",
    "a*",
    r"\0",
    r"\012",
    r"[\012]",
    r"\t",
    "(?i)é",
    "(?i)É",
    "(?i)[À-Þ]",
    "T10:00:00$",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_means_what_it_means_to_python(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [bool(re.search(pattern, text)) for text in TEXTS]
    assert [fits(pattern, text) for text in TEXTS] == expected, translated(pattern)


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "A",
        "i",
        "é",
        "ſ",
        "-",
        " ",
        ".",
        "\n",
        r"\w",
        r"\W",
        r"\d",
        r"\s",
        r"\S",
        r"\b",
        r"\B",
        "^",
        "$",
        "[ab]",
        "[^a]",
        r"[\w-]",
        r"[^\W]",
        "[a-z]",
        r"[\Wa]",
        "(?i:a)",
        "(?=a)",
        "(?!b)",
        "(?<=a)",
        "(?<!b)",
        r"\A",
        r"\Z",
        "{",
        "}",
        "{e}",
        ",",
    ]
)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeated = st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "*?", "??", "{,1}"]))
    return (
        st.lists(inner, max_size=4).map("".join)
        | repeated.map(lambda part: f"(?:{part[0]}){part[1]}")
        | st.tuples(inner, inner).map("|".join)
        | inner.map("({})".format)
    )


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["", "(?i)", "(?m)", "(?s)", "(?a)", "(?ims)", "(?ai)"]),
    st.recursive(PIECES, _combined, max_leaves=10),
    st.text(st.sampled_from("abAB iIéÉſsK_-1٣\n{},e\u0301\x1c\u0131"), max_size=8),
)
def test_any_small_pattern_means_what_it_means_to_python(flags: str, pattern: str, text: str) -> None:
    try:
        expected = bool(re.search(flags + pattern, text))
    except re.error:
        assert match(flags + pattern, text).outcome is Outcome.INVALID
    else:
        assert match(flags + pattern, text).fits == expected, translated(flags + pattern)


INVALID = {
    "(": "not a valid pattern: missing ), unterminated subpattern at character 1",
    "a**": "not a valid pattern: multiple repeat at character 3",
    "[a": "not a valid pattern: unterminated character set at character 1",
    r"\p{L}": r"not a valid pattern: bad escape \p at character 1",
    r"\X": r"not a valid pattern: bad escape \X at character 1",
    "(?R)": "not a valid pattern: unknown extension ?R at character 2",
    "(?<n>a)": "not a valid pattern: unknown extension ?<n at character 2",
    r"(?<=a*)b": "not a valid pattern: look-behind requires fixed-width pattern",
    "(?V1)a": "not a valid pattern: unknown extension ?V at character 2",
    "[a--b]": "not a valid pattern: bad character range a-- at character 2",
    "(?L)a": "not a valid pattern: bad inline flags: cannot use 'L' flag with a str pattern at character 4",
}


@pytest.mark.parametrize("pattern", INVALID)
def test_what_is_no_pattern_is_said_in_python_s_words(pattern: str) -> None:
    found = match(pattern, "a")
    assert (found.outcome, found.why) == (Outcome.INVALID, INVALID[pattern])
    assert not fits(pattern, "a")


def test_the_log_can_say_how_a_search_ended() -> None:
    assert match(None, "x").why == "there is no pattern: every message fits"
    assert match("b", "abc").why == "the pattern matches at character 2"
    assert match("z", "abc").why == "the pattern does not match"
    assert match("(a|aa)+$", "a" * 50_000 + "b", 20).why == "the search was given up after 20 ms"


def test_a_missing_pattern_fits_and_an_empty_one_too() -> None:
    assert fits(None, "")
    assert fits("", "anything")


def test_flags_inside_a_pattern_count_for_all_of_it() -> None:
    assert fits("deploy(?i) WEB", "Deploy web")
    assert fits("^(?im)two$", "one\nTWO\nthree")
    assert match("(?i", "x").outcome is Outcome.INVALID


HOSTILE = (
    ("(a+)+$", "a" * 40 + "b"),
    ("(a|aa)+$", "a" * 50_000 + "b"),
    ("(a|a)*b", "a" * 1_000_000),
    ("((a?){1,30}){1,30}$", "a" * 100 + "b"),
    ("(?:(?:(?:(?:a{1000}){1000}){1000}){1000})", "b"),
    ("(?:(?:(?:(?:(?:(?:a?){9}){9}){9}){9}){9}){9}", "b"),
    ("(?=a?){100000000}", "b"),
    ("(?:a?){100000000}", "b"),
    ("(?:.?)" * 600 + "c", "b" * 5_000),
    ("x*" * 1_900 + "y", "x" * 100_000),
    (".*?,.*?,.*?,.*?,.*?,.*?,$", ",x" * 30_000),
    ("(.*)(.*)(.*)(.*)(.*)\\1\\2\\3\\4\\5z", "ab" * 500),
    ("(" * 1_900 + "a" + ")" * 1_900, "a"),
    ("[" + "".join(map(chr, range(300, 4_000))) + "]*c", "b" * 100_000),
    ("(?i)" + "|".join(f"ab{n}c" for n in range(500)), "zz" * 50_000),
    ("a" * 5_000, "a" * 5_000),
    ("(?:(?:(?:a|b)*)*)*c", "ab" * 50_000),
    ("\x00+\ud800", "\x00" * 1_000_000),
)


@pytest.mark.parametrize(("pattern", "text"), HOSTILE, ids=range(len(HOSTILE)))
def test_no_pattern_holds_up_the_host(pattern: str, text: str) -> None:
    begun = time.thread_time()
    found = match(pattern, text)
    assert not found.fits
    assert time.thread_time() - begun < 1.5


def test_an_overlong_pattern_is_refused() -> None:
    found = match("a" * (LONGEST + 1), "a" * 10_000)
    assert found.outcome is Outcome.TOO_LARGE
    assert found.why == "the pattern has 4001 characters; the most is 4000"


WEIGHTS = {
    "abc": 3,
    "[a-z]{5}": 5,
    "(ab){3}": 9,
    r"\{9}": 3,
    "a{2,9}b{3,}": 5,
    "((a{10}){10}){10}": 1_110,
    "": 0,
    ")": 1,
}


@pytest.mark.parametrize("pattern", WEIGHTS)
def test_a_pattern_weighs_what_its_repeats_demand(pattern: str) -> None:
    assert weight(pattern) == WEIGHTS[pattern]


def test_weighing_ends_at_the_limit() -> None:
    assert weight("(((a{9999}){9999}){9999}){9999}") > HEAVIEST
