"""Bytes → text: UTF-8 and nothing else, within the size that a person writes.

What can't be decoded is a problem with a place, and the text is still given as far as it can be shown.
"""

from __future__ import annotations

import codecs

from hipgen.source.tree import Problem

MAX_BYTES = 4 * 1024 * 1024
"""Far above any spec or descriptor; a larger file is a mistake, refused before it is looked at."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_BARE = (("\0\0\0x", "UTF-32"), ("x\0\0\0", "UTF-32"), ("\0x", "UTF-16"), ("x\0", "UTF-16"))


def decode(data: bytes | str) -> tuple[str, Problem | None]:
    """Return the text without a byte order mark, and what is wrong with it."""
    if len(data) > MAX_BYTES:
        return "", _too_large(len(data))
    if isinstance(data, str):
        return _checked(data)
    other = _other_encoding(data)
    if other:
        message = f"the file is {other}, not UTF-8"
        return "", Problem("HG010", message, 0, 0, "save it as UTF-8")
    try:
        return data.decode("utf-8").removeprefix("\ufeff"), None
    except UnicodeDecodeError as error:
        return _undecodable(data, error.start)


def _checked(text: str) -> tuple[str, Problem | None]:
    text = text.removeprefix("\ufeff")
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError as error:
        message = f"U+{ord(text[error.start]):04X} is half of a surrogate pair, not a character"
        shown = text.encode("utf-8", "replace").decode()
        return shown, Problem("HG011", message, error.start, error.start + 1, "remove it")
    return ("", _too_large(size)) if size > MAX_BYTES else (text, None)


def _too_large(size: int) -> Problem:
    message = f"the file has {size:,} bytes, more than the limit of {MAX_BYTES // 1024**2} MiB"
    return Problem("HG007", message, 0, 0, "is it the right file?")


def _other_encoding(data: bytes) -> str | None:
    """Name UTF-16 or UTF-32, by the mark or by the zero bytes around the first character (which is ASCII)."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    for shape, name in _BARE:
        head = data[: len(shape)]
        if len(head) == len(shape) and [not byte for byte in head] == [sign == "\0" for sign in shape]:
            return name
    return None


def _undecodable(data: bytes, start: int) -> tuple[str, Problem]:
    before = data[:start].decode("utf-8").removeprefix("\ufeff")
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    message = f"the byte 0x{data[start]:02x} is not UTF-8"
    return text, Problem("HG010", message, len(before), len(before) + 1, "save the file as UTF-8")
