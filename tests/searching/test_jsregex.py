"""Regular expressions of JavaScript: what Node says of them, and never for long."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from collections.abc import Sequence

import pytest

from hipgen.searching.bounded import Outcome
from hipgen.searching.jsregex import matches

Triple = tuple[str, str, str]

JUDGE = """
const triples = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(triples.map(([pattern, flags, text]) => {
  try { return new RegExp(pattern, flags).test(text); } catch (error) { return null; }
})));
"""

PATTERNS: dict[str, tuple[str, ...]] = {
    "": (
        "",
        "^",
        "$",
        "^$",
        "a",
        "^a",
        "a$",
        "b$",
        ".",
        "a.c",
        "^.$",
        "^..$",
        r"\d",
        r"^\d+$",
        r"\D",
        r"\w",
        r"^\w+$",
        r"\W",
        r"\s",
        r"\S",
        r"^\s+$",
        r"\bb\b",
        r"\Bb",
        r"a\b",
        r"\bé",
        r"\b",
        r"\B",
        r"[^]",
        r"^[^]$",
        r"[]",
        r"[]a",
        r"[^a]",
        r"[a-c]",
        r"[c-a]",
        r"[a-]",
        r"[-a]",
        r"[a\-z]",
        r"[\d-z]",
        r"[a-\d]",
        r"[\w-]",
        r"[^\W]",
        r"[\D\S]",
        r"[^\s\S]",
        r"[\b]",
        r"[\B]",
        r"[\c]",
        r"[\cA]",
        r"[\c1]",
        r"[\c_]",
        r"[\c!]",
        r"\cA",
        r"\c",
        r"\c1",
        r"\cj",
        r"\0",
        r"\00",
        r"\01",
        r"\1",
        r"\8",
        r"\9a",
        r"\12",
        r"\400",
        r"\377",
        r"[\1]",
        r"[\8]",
        r"[\101]",
        r"(a)\1",
        r"\1(a)",
        r"(a\1)",
        r"(a)\2",
        r"(a)\10",
        r"(a)|\1b",
        r"(?:(a)|b)\1c",
        r"(a)?\1b",
        r"(?=(a))\1",
        r"(?!(a))\1b",
        r"(?<=(a))\1?b",
        r"(?<=\1(a))b",
        r"(?<=(a)\1)b",
        r"(?<!a)b",
        r"(?<=^a)b",
        r"(?<=a{1,2})b",
        r"(?<=a+)b",
        r"(?<=([ab]+)([bc]+))$",
        r"(?<year>\d{4})-(?<month>\d\d)",
        r"(?<x>a)\k<x>",
        r"\k<x>(?<x>a)",
        r"\k<y>(?<x>a)",
        r"\k<x>",
        r"\k",
        r"(?<x>a)\k",
        r"(?<x>a)[\k]",
        r"(?<x>a)(?<x>b)",
        r"(?<x>a)|(?<x>b)",
        r"(?<$_1>a)",
        r"(?<1a>a)",
        r"(?<>a)",
        r"(?<\u0061b>a)\k<ab>",
        r"(?<\u{61}b>a)\k<ab>",
        r"(?<a-b>a)",
        r"(?<é>a)",
        r"(?<𝒜>.)",
        r"(?P<x>a)",
        r"(?i)a",
        r"(?i:a)",
        r"(?#a)",
        r"(?>a)",
        r"(?",
        r"(?<",
        r"(?<a",
        r"(",
        r")",
        r"())",
        r"(()",
        r"*",
        r"a**",
        r"a*+",
        r"a++",
        r"a*?",
        r"a??b",
        r"a*??",
        r"+a",
        r"?",
        r"a|*",
        r"a||b",
        r"|",
        r"{",
        r"}",
        r"]",
        r"a{",
        r"a{1",
        r"a{1}",
        r"a{2}",
        r"a{2,}",
        r"a{1,2}b",
        r"a{2,1}",
        r"a{,2}",
        r"a{a}",
        r"{1}",
        r"{1,2}a",
        r"{a}",
        r"a{1}{2}",
        r"a{0}b",
        r"a{0,0}b",
        r"a{00001}",
        r"a{99999999999999999999}",
        r"a{0,99999999999999999999}b",
        r"^*",
        r"$+",
        r"\b+",
        r"(?=a)*b",
        r"(?=a){2}a",
        r"(?!a)?b",
        r"(?=(a))*\1b",
        r"(?<=a)*b",
        r"(?<!a)?b",
        r"\x41",
        r"\x4",
        r"\x",
        r"\u0041",
        r"\u004",
        r"\u{41}",
        r"\u{2}",
        r"\u",
        r"\/",
        "/",
        "\n",
        r"\n",
        r"\v\f",
        r"\t",
        r"\a",
        r"\e",
        r"\z",
        r"\A",
        r"\Z",
        r"\-",
        r"\_",
        r"\é",
        r"\p{L}",
        r"\P",
        "\\",
        "[\\",
        "[",
        "[a",
        "[^",
        "[[a]]",
        "[[:alpha:]]",
        "[a&&b]",
        "a{e<=1}",
        r"\ud83d",
        r"^\ud83d\ude00$",
        "\U0001f600",
        "^[\U0001f600]$",
        "^[\U0001f600]",
        "^[^x]$",
        "^[^x]{2}$",
        "(z)((a+)?(b+)?(c))*",
        "(a*)*",
        "(a*)+b",
        "(?:a?)*?b",
        "^(?:a|ab)(?:c|bcd)(?:d*)$",
        r"(?:)",
        r"(?:a){0}b",
        r"((((((((((a))))))))))\10",
        r"https?:\/\/\S+",
        r"^@?bo(t)?:\s*(.*)$",
        r"(^|\s)#[A-Z]+-\d+\b",
    ),
    "i": (
        "A",
        "ABC",
        "[A-C]",
        "[^a]",
        "é",
        "É",
        "ß",
        "ẞ",
        "ſ",
        "K",
        "\u212a",
        "σ",
        "[σ]",
        "ς",
        "İ",
        "ı",
        "i",
        "ǅ",
        r"\w",
        r"^\w$",
        r"^\W$",
        r"[^\W]",
        r"(a)\1",
        r"(A)\1",
        r"\bB\b",
        r"\u00e9",
        r"\x41",
        "[Z-a]",
        "[_-b]",
        "µ",
        "Ω",
        "\u2126",
        "ﬀ",
        "ŉ",
        "ᾳ",
        "ᾼ",
        "\U00010428",
        r"[\u0100-\u0200]",
        r"[^\u0100-\u0200]",
        r"\cA",
        "deploy|KETTLE",
    ),
    "iu": (
        "ß",
        "ẞ",
        "ſ",
        "K",
        "k",
        "\u212a",
        "s",
        r"\w",
        r"^\w$",
        r"^\W$",
        r"[^\w]",
        r"[^\W]",
        r"[\W]",
        "İ",
        "ı",
        "σ",
        "ς",
        "ŉ",
        "ᾳ",
        "ᾼ",
        "\U00010428",
        r"\u{10428}",
        "Ω",
        "\u2126",
        r"\p{Lu}",
        r"\p{Ll}",
        r"^[^\p{Lu}]$",
        r"\P{Lu}",
        r"\bs",
        r"(\u212a)\1",
        "[a-z]",
        "^[^a-z]$",
    ),
    "u": (
        r"\u{1F600}",
        r"\ud83d\ude00",
        r"\ud83d",
        r"[\ud83d\ude00]",
        r"^.$",
        r"^[^x]$",
        "^[\U0001f600-\U0001f64f]$",
        r"^[\u{1F600}-\u{1F64F}]$",
        r"\u{110000}",
        r"\u{0000041}",
        r"\u{}",
        r"\u0041",
        r"\u004",
        r"\x4",
        r"\c",
        r"\c1",
        r"\cA",
        r"[\c]",
        r"[\c1]",
        r"\0",
        r"\00",
        r"\01",
        r"\1",
        r"(a)\1",
        r"(a)\2",
        r"\k<x>",
        r"(?<x>a)\k<x>",
        r"\k",
        r"{",
        r"}",
        r"]",
        r"a{",
        r"a{1",
        r"a{,2}",
        r"a{1,2}",
        r"(?=a)*",
        r"(?<=a)+",
        r"\-",
        r"[\-]",
        r"[\B]",
        r"[\b]",
        r"[a-\d]",
        r"[\d-]",
        r"\a",
        r"\_",
        r"\/",
        r"\.",
        r"\p{L}",
        r"\p{Letter}",
        r"\p{gc=Lu}",
        r"\p{General_Category=Uppercase_Letter}",
        r"\p{Script=Greek}",
        r"\p{sc=Grek}",
        r"\p{scx=Greek}",
        r"\p{Nope}",
        r"\p",
        r"\p{}",
        r"\P{L}",
        r"[\p{L}\d]",
        r"[^\P{L}]",
        r"\p{ASCII}",
        r"\p{Any}",
        r"\p{Alphabetic}",
        r"\p{White_Space}",
        r"\p{Emoji}",
        r"\p{Emoji_Presentation}",
        r"\p{Extended_Pictographic}",
        r"\s\S",
        r"(?<𝒜>.)",
        r"(?<\ud835\udc9c>.)",
        r"(?<\u{1d49c}>.)",
        r"\é",
        "\\",
    ),
    "m": ("^b", "a$", "^$", r"a$\nb", r"^\s*$", "$^", r"(?<=^a)\n"),
    "s": (".", "a.b", "^.$", r"a.{2}b"),
    "ms": ("^.$", "a$.^b"),
    "g": ("a", "b$"),
    "y": ("a", "b", "^b", "(?:)", ".b"),
    "gimsuy": ("A", r"^b", "."),
    "d": ("a",),
    "gg": ("a",),
    "x": ("a",),
    "I": ("a",),
    "null": ("a",),
    "uv": ("a",),
    " ": ("a",),
}

TEXTS = (
    "",
    "a",
    "b",
    "aa",
    "ab",
    "aab",
    "abc",
    "abcd",
    "aaaa bbbb",
    "a\nb",
    "a\r\nb\u2028c\u2029",
    "a\n",
    "A",
    "B s ſ k K \u212a",
    "ſ",
    "\u212a",
    "éÉ",
    "aéb",
    "ß ẞ SS",
    "σ ς Σ",
    "i I İ ı",
    "Ω \u2126 µ Μ μ",
    "ǆ ǅ ŉ ᾳ ᾼ ﬀ",
    "\U0001f600",
    "\ud83d",
    "\ude00\ud83d",
    "\U00010400",
    "\x00\x01\x08\x11",
    "\x0a\x0b\x0c\x09",
    "\xa0\ufeff\u180e\u2003\x85",
    "x41 u004 u{41} u{2} uu cA \\c \\",
    "k<x>a kx pL {1} {a} a{1 a{,2} a{e<=1} ] }",
    "2026-11-22",
    "see https://example.com/x?y=z#w",
    "@bot: deploy #KETTLE-42",
    "zaacbbbcac",
    "- _ / . z A Z",
    "8 9a \x0a 400 0\x08",
    "[[:alpha:]] a&b",
    "aaaaaaaaaab",
    "\u0131\u0307",
    "٣ ½ Ⅷ",
)


def table() -> list[Triple]:
    """Every pattern of the table with its flags, on every text."""
    return [
        (pattern, flags, text)
        for flags, patterns in PATTERNS.items()
        for pattern in patterns
        for text in TEXTS
    ]


PIECES = [
    "a",
    "b",
    "A",
    "é",
    "ſ",
    "-",
    ",",
    "1",
    r"\w",
    r"\W",
    r"\d",
    r"\s",
    r"\S",
    r"\b",
    r"\B",
    "^",
    "$",
    ".",
    "{",
    "}",
    "[ab]",
    "[^a]",
    r"[\w-]",
    r"[^\W]",
    "[a-z]",
    "[]",
    "[^]",
    "(?=a)",
    "(?!b)",
    "(?<=a)",
    "(?<!b)",
    r"\1",
    r"\2",
    "]",
    r"\c",
    r"\cA",
    r"\x41",
    r"\u0061",
    r"\u{61}",
    r"\0",
    r"\7",
    r"\k<n>",
    "(?<n>a)",
    r"\ud83d",
    "😀",
]
AROUND = (
    "({})",
    "(?:{})",
    "(?:{})*",
    "(?:{})+?",
    "({}){{2}}",
    "(?:{}){{0,2}}",
    "(?={})",
    "(?<={})",
    "{}|a",
    "[{}]",
)


def invented(seed: int, count: int) -> list[Triple]:
    """Patterns put together by chance, most of them without back-references inside loops."""
    chance = random.Random(seed)

    def pattern(depth: int) -> str:
        parts = []
        for _ in range(chance.randint(1, 3)):
            if depth and chance.random() < 0.4:
                parts.append(chance.choice(AROUND).format(pattern(depth - 1)))
            else:
                parts.append(
                    chance.choice(PIECES) + chance.choice(["", "", "", "*", "+", "?", "{2}", "{1,}"])
                )
        return "".join(parts)

    def text() -> str:
        return "".join(chance.choice("aabbAB é-1_\nſ{}\\c\U0001f600,") for _ in range(chance.randint(0, 6)))

    flags = ["", "", "i", "u", "iu", "m", "s", "y"]
    return [(pattern(3), chance.choice(flags), text()) for _ in range(count)]


def judged(triples: Sequence[Triple]) -> list[bool | None]:
    """What Node says of each: whether it matches, or None for a pattern that it refuses."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node isn't installed")
    ran = subprocess.run(
        [node, "-e", JUDGE], input=json.dumps(triples), capture_output=True, text=True, check=True
    )
    answers: list[bool | None] = json.loads(ran.stdout)
    return answers


def said(triple: Triple) -> bool | None:
    found = matches(*triple)
    return None if found.outcome is Outcome.INVALID else found.fits


@pytest.mark.slow
def test_every_pattern_of_the_table_means_what_it_means_to_node() -> None:
    triples = table()
    answers = judged(triples)
    assert {
        triple: answer for triple, answer in zip(triples, answers, strict=True) if said(triple) != answer
    } == {}


def loops(pattern: str) -> bool:
    """A back-reference and a loop: there, a group of an earlier round is remembered (see the module)."""
    return any(sign in pattern for sign in (r"\1", r"\2", r"\k")) and any(sign in pattern for sign in "*+{")


@pytest.mark.slow
def test_patterns_put_together_by_chance_mean_what_they_mean_to_node() -> None:
    triples = [triple for triple in invented(20170504, 6_000) if not loops(triple[0])]
    answers = judged(triples)
    assert {
        triple: answer for triple, answer in zip(triples, answers, strict=True) if said(triple) != answer
    } == {}
    assert answers.count(True) > 500
    assert answers.count(False) > 500


QUICK: tuple[tuple[Triple, bool], ...] = (
    (("^deploy$", "", "deploy\n"), False),
    (("^b", "m", "a\nb"), True),
    ((r"\w", "", "é"), False),
    ((r"^.$", "", "\U0001f600"), False),
    ((r"^.$", "u", "\U0001f600"), True),
    ((r"(?<n>a)\k<n>", "", "xaax"), True),
    (("[^]", "", "\n"), True),
    (("[]", "", "a"), False),
    ((r"\cJ", "", "\n"), True),
    ((r"a\/b", "", "a/b"), True),
    (("K", "iu", "\u212a"), True),
    (("K", "i", "\u212a"), False),
    (("b", "y", "ab"), False),
    (("(a)|\\1b", "", "b"), True),
    (("(", "", "("), False),
    (("a", "gg", "a"), False),
    (("a", "v", "a"), False),
)


@pytest.mark.parametrize(("triple", "expected"), QUICK)
def test_javascript_s_own_rules_hold(triple: Triple, expected: bool) -> None:
    assert matches(*triple).fits is expected


HOSTILE: tuple[Triple, ...] = (
    ("(a|aa)+$", "", "a" * 50_000 + "b"),
    ("((a?){1,30}){1,30}$", "", "a" * 100 + "b"),
    ("(?:(?:(?:a{1000}){1000}){1000}){1000}", "", "b"),
    ("(" * 1_900 + "a" + ")" * 1_900, "", "a"),
    ("(?:" * 1_300, "", "a"),
    ("a" * 5_000, "", "a" * 5_000),
    (r"[\w\W]*[\s\S]*[^]*z", "i", "ab" * 500_000),
    ("\x00+\ud800$", "u", "\x00" * 1_000_000),
    ("z", "i", "É" * 1_000_000),
    (r"\p{L}" * 700 + "1", "iu", "a" * 5_000),
    ("".join(rf"[\p{{Lu}}{chr(n)}]" for n in range(300, 740)) + "1", "i" + "u", "a" * 5_000),
    (r"(?<n>a)" + r"\k<n>" * 700 + "b", "", "a" * 5_000),
    ("(?<=(a|aa)+)b$", "", "a" * 5_000 + "c"),
)


@pytest.mark.parametrize("triple", HOSTILE, ids=range(len(HOSTILE)))
def test_no_pattern_holds_up_the_host(triple: Triple) -> None:
    begun = time.thread_time()
    assert not matches(*triple).fits
    assert time.thread_time() - begun < 1.5


def test_what_javascript_refuses_is_said() -> None:
    assert matches("(", "", "a").why == "not a valid pattern of JavaScript: unterminated group"
    assert matches("a", "gg", "a").why == "not valid flags: 'gg'"
    assert matches("(a|aa)+$", "", "a" * 50_000 + "b", 20).why == "the search was given up after 20 ms"
    assert matches("a" * 5_000, "", "a").why == "the pattern has 5000 characters; the most is 4000"
