"""Plain YAML scalars by YAML 1.2's core schema: what a word without quotes means.

`on`, `yes`, `no`, `1_000`, `12:30:45` and dates are texts, as they were never meant otherwise. Nothing here
knows of documents or places.
"""

from __future__ import annotations

import math
import re

from hipgen.source.tree import MAX_DIGITS

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_MEANINGFUL = frozenset("tTfFnN~-+.0123456789")
_MAX_HEX = 3500  # as many bits as MAX_DIGITS decimal digits


class NoJsonError(ValueError):
    """A number that YAML can write and JSON can't."""


def plain(text: str) -> Scalar:
    """Read a scalar without quotes; `NoJsonError` for numbers without end and beyond all measure."""
    if text and text[0] not in _MEANINGFUL:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in "-+.0123456789" else text


def _number(text: str) -> Scalar:
    if _INTEGER.match(text):
        if len(text) > MAX_DIGITS:
            raise NoJsonError(text)
        return int(text)
    if _FLOAT.match(text):
        return finite(text)
    if _BASED.match(text):
        if len(text) > _MAX_HEX:
            raise NoJsonError(text)
        return int(text, 0)
    if _ENDLESS.match(text):
        raise NoJsonError(text)
    return text


def finite(text: str) -> float:
    """Read a float; one that is too large to be told from infinity is refused."""
    value = float(text)
    if math.isinf(value):
        raise NoJsonError(text)
    return value
