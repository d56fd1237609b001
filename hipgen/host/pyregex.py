"""Patterns of Python's `re` as patterns of the `regex` library, which can give up after a time.

`re` is the authority: it compiles the pattern, and its own parser says what the parts mean. They are
written anew in words that both understand alike, since the libraries differ: `a{e}` is an approximate match
to `regex`, `\\w` takes accents there, `\\s` leaves out control characters, and a dotted capital I has
another lower case. Knows nothing of webhooks.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from re import _parser  # type: ignore[attr-defined]  # what `re.compile` itself calls, the only exact parser there is
from typing import Any

from hipgen.searching.bounded import Outcome, Unusable

LEADING_FLAGS = re.compile(r"\(\?([aiLmsux]+)\)")
EVERY_I = "iI\u0130\u0131"
ANYTHING = r"[\x00-\U0010ffff]"

CATEGORIES = {
    "DIGIT": r"\p{Nd}",
    "SPACE": r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    "WORD": r"\p{L}\p{N}_",
}
ASCII_CATEGORIES = {"DIGIT": "0-9", "SPACE": r"\t-\r\x20", "WORD": "0-9A-Z_a-z"}

Node = tuple[Any, Any]


def translated(pattern: str) -> str:
    """Write a pattern for `regex`; raises Unusable with Python's own message if it is none.

    Flags that stand inside a pattern count for all of it, as in the host's Python 2.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _parsed(pattern)
            flags = tree.state.flags
            text = _sequence(tree, flags)
    except re.error as error:
        place = f" at character {error.pos + 1}" if error.pos is not None else ""
        raise Unusable(Outcome.INVALID, f"not a valid pattern: {error.msg}{place}") from None
    except RecursionError:
        raise Unusable(Outcome.TOO_LARGE, "the pattern nests too deeply") from None
    except (OverflowError, ValueError) as error:
        raise Unusable(Outcome.INVALID, f"not a valid pattern: {error}") from None
    return f"(?i:{text})" if flags & re.IGNORECASE else text


def _parsed(pattern: str) -> Any:
    try:
        re.compile(pattern)
    except re.error as error:
        flags = "".join(sorted(set("".join(LEADING_FLAGS.findall(pattern))) - {"L"}))
        if "global flags" not in error.msg or not flags:
            raise
        pattern = f"(?{flags})" + LEADING_FLAGS.sub("", pattern)
        re.compile(pattern)
    return _parser.parse(pattern)


def _sequence(nodes: Iterable[Node], flags: int) -> str:
    return "".join(_node(node, flags) for node in nodes)


def _node(node: Node, flags: int) -> str:
    kind, value = node
    match str(kind):
        case "LITERAL":
            return _set([node], flags)
        case "NOT_LITERAL":
            return _set([("NEGATE", None), ("LITERAL", value)], flags)
        case "IN":
            return _set(value, flags)
        case "ANY":
            return ANYTHING if flags & re.DOTALL else r"[^\n]"
        case "AT":
            return _place(str(value), flags)
        case "BRANCH":
            return _group("?:", "|".join(_sequence(branch, flags) for branch in value[1]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" as repeat:
            return _repeat(repeat, value, flags)
        case other:
            return _grouping(other, value, flags)


def _grouping(kind: str, value: Any, flags: int) -> str:
    match kind:
        case "SUBPATTERN":
            return _subpattern(value, flags)
        case "ATOMIC_GROUP":
            return _group("?>", _sequence(value, flags))
        case "ASSERT" | "ASSERT_NOT":
            behind = "<" if value[0] < 0 else ""
            return _group(f"?{behind}{'=' if kind == 'ASSERT' else '!'}", _sequence(value[1], flags))
        case "GROUPREF":
            return rf"\g<{value}>"
        case "GROUPREF_EXISTS":
            number, then, otherwise = value
            return _group(f"?({number})", f"{_sequence(then, flags)}|{_sequence(otherwise or (), flags)}")
        case "FAILURE":
            return "(?!)"
        case _:
            raise Unusable(Outcome.INVALID, f"the pattern says something unknown here ({kind})")


def _group(opening: str, text: str) -> str:
    return f"({opening}{text})"


def _subpattern(value: Any, flags: int) -> str:
    number, added, removed, nodes = value
    inner = (flags & ~(re.UNICODE | re.ASCII) if added & (re.UNICODE | re.ASCII) else flags) | added
    inner &= ~removed
    text = _sequence(nodes, inner)
    if (inner ^ flags) & re.IGNORECASE:
        text = _group("?i:" if inner & re.IGNORECASE else "?-i:", text)
    return _group("" if number is not None else "?:", text)


def _repeat(kind: str, value: Any, flags: int) -> str:
    least, most, nodes = value
    upper = "" if most == _parser.MAXREPEAT else str(most)
    suffix = {"MAX_REPEAT": "", "MIN_REPEAT": "?", "POSSESSIVE_REPEAT": "+"}[kind]
    text = _sequence(nodes, flags)
    single = len(nodes) == 1 and str(nodes[0][0]) in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}
    return f"{text if single else _group('?:', text)}{{{least},{upper}}}{suffix}"


def _place(kind: str, flags: int) -> str:
    word = _as_written(f"[{_category('WORD', flags)}]", flags)
    match kind:
        case "AT_BEGINNING" if flags & re.MULTILINE:
            return r"(?<![^\n])"
        case "AT_BEGINNING" | "AT_BEGINNING_STRING":
            return r"\A"
        case "AT_END" if flags & re.MULTILINE:
            return r"(?![^\n])"
        case "AT_END":
            return r"(?=\n?\Z)"
        case "AT_BOUNDARY":
            return f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
        case "AT_NON_BOUNDARY":  # never in an empty text, as in the host's Python and all others before 3.14
            return rf"(?:(?!\A\Z)(?:(?<={word})(?={word})|(?<!{word})(?!{word})))"
        case _:
            return r"\Z"


def _category(name: str, flags: int) -> str:
    return (ASCII_CATEGORIES if flags & re.ASCII else CATEGORIES)[name]


def _set(members: Sequence[Node], flags: int) -> str:
    """Write a character class. Negated categories can't stand in one with others, so they stand beside it."""
    listed: list[str] = []
    apart: list[str] = []
    for kind, value in members:
        match str(kind), value:
            case "LITERAL", code:
                listed.append(_range(code, code, flags))
            case "RANGE", (first, last):
                listed.append(_range(first, last, flags))
            case "CATEGORY", category:
                name = str(category).removeprefix("CATEGORY_")
                if name.startswith("NOT_"):
                    apart.append(f"[^{_category(name[4:], flags)}]")
                else:
                    listed.append(_category(name, flags))
    return _written("".join(listed), apart, negated=str(members[0][0]) == "NEGATE", flags=flags)


def _written(listed: str, apart: list[str], negated: bool, flags: int) -> str:
    sign = "^" if negated else ""
    if not apart:
        text = f"[{sign}{listed}]"
    elif not listed and len(apart) == 1:
        text = apart[0] if not negated else f"[{apart[0][2:-1]}]"
    else:
        either = "|".join([*([f"[{listed}]"] if listed else []), *apart])
        text = f"(?:(?!{either}){ANYTHING})" if negated else f"(?:{either})"
    return _as_written(text, flags)


def _as_written(text: str, flags: int) -> str:
    """A class of ASCII alone: `regex` would fold letters such as the dotless i into it."""
    return f"(?-i:{text})" if flags & re.ASCII and flags & re.IGNORECASE else text


def _range(first: int, last: int, flags: int) -> str:
    text = _character(first) if first == last else f"{_character(first)}-{_character(last)}"
    if not flags & re.IGNORECASE:
        return text
    if not flags & re.ASCII:
        return text + (EVERY_I if any(first <= ord(letter) <= last for letter in EVERY_I) else "")
    letters = (chr(code) for code in range(max(first, ord("A")), min(last, ord("z")) + 1))
    return text + "".join(letter.swapcase() for letter in letters if letter.isalpha())


def _character(code: int) -> str:
    letter = chr(code)
    return letter if letter.isascii() and letter.isalnum() else f"\\U{code:08x}"
