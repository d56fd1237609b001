"""Values of JSON compared as JavaScript compares them, and looked up by paths such as `build.steps[0].state`.

Pure: knows nothing of conditions. Where JavaScript would turn a list or an object into a text first,
nothing is equal, less or greater here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from hipgen.host.wire import Json


class Missing:
    """JavaScript's `undefined`: what is found where nothing is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"


MISSING: Final = Missing()

STEP = re.compile(r"""[^.\[\]]+|\[(?:(\d+)|"([^"]*)"|'([^']*)'|([^\]]*))\]""")
NUMBER = re.compile(r"[+-]?(?:Infinity|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)", re.ASCII)
BASED = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
SPACES = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
NAN = float("nan")
LONGEST_PATH = 1000
"""Characters of a path; one that is longer leads nowhere."""

SHOWN = 80
"""Characters of a value that are shown."""


def at_path(value: Json, path: str) -> Json:
    """Look a value up by dots and brackets; MISSING if a step leads nowhere."""
    if len(path) > LONGEST_PATH:
        return MISSING
    for step in STEP.finditer(path):
        name = next((group for group in step.groups() if group is not None), step[0])
        value = _step(value, name)
        if value is MISSING:
            break
    return value


def _step(value: Json, name: str) -> Json:
    match value:
        case Mapping():
            return value.get(name, MISSING)
        case str() | list() if name == "length":
            return len(value) if isinstance(value, list) else len(_units(value)) // 2
        case list() if name.isascii() and name.isdigit() and len(name) < 10 and str(int(name)) == name:
            return value[int(name)] if int(name) < len(value) else MISSING
        case _:
            return MISSING


def same(left: Json, right: Json) -> bool:
    """Compare as `===`: no conversion, 1 is 1.0, and two objects are never one."""
    match left, right:
        case (bool(), bool()) | (str(), str()) | (None, None):
            return bool(left == right)
        case (bool(), _) | (_, bool()):
            return False
        case (int() | float(), int() | float()):
            return _float(left) == _float(right)
        case _:
            return False


def less(left: Json, right: Json) -> bool:
    """Compare as `<`: two texts by their UTF-16 units, anything else as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return _units(left) < _units(right)
    return _number(left) < _number(right)


def greater(left: Json, right: Json) -> bool:
    """Compare as `>`."""
    return less(right, left)


def shown(value: Json) -> str:
    """Write a value for an explanation: JSON, shortened, as text that any output can take."""
    match value:
        case Missing():
            return "missing"
        case str():
            text = json.dumps(value[: SHOWN + 1])
        case Mapping():
            text = "an object"
        case list() | tuple():
            text = "a list"
        case bool() | None:
            text = json.dumps(value)
        case _:
            text = repr(_float(value) if isinstance(value, int) and abs(value) > 2**63 else value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _number(value: Json) -> float:
    """Turn a value into a number as JavaScript's `Number` does; lists and objects are none."""
    match value:
        case None:
            return 0.0
        case bool() | int() | float():
            return _float(value)
        case str():
            return _number_in(value.strip(SPACES))
        case _:
            return NAN


def _number_in(text: str) -> float:
    if not text:
        return 0.0
    if BASED.fullmatch(text):
        return _float(int(text, 0)) if len(text) < 300 else float("inf")
    return float(text) if NUMBER.fullmatch(text) else NAN
