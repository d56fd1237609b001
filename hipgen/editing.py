"""One word of a spec set in its text: comments and layout stay.

Knows documents and how YAML is written; nothing of what the words mean, nothing of files.
"""

from __future__ import annotations

import json

from hipgen.diagnostics import Json
from hipgen.source import Document
from hipgen.source.writer import write

ABOVE = (
    "hipgen",
    "key",
    "name",
    "description",
    "vendor",
    "links",
    "api_version",
    "avatar",
    "from_name",
    "base_url",
)
"""The words of the frame that stand above a word that is put in."""


def with_word(document: Document, word: str, value: Json) -> str:
    """Return the text with `word: value` at its root: replaced in place, or put below the frame's words."""
    text = document.text
    if word in document.data:
        if document.data[word] == value:
            return text
        span = document.place((word,))
        gap = " " if text[: span.start].endswith(":") else ""  # nothing stood there, not even a space
        return text[: span.start] + gap + scalar(value, flow=_is_flow(text)) + text[span.end :]
    if _is_flow(text):
        at = text.index("{") + 1
        return f"{text[:at]}{json.dumps(word)}: {scalar(value, flow=True)}, {text[at:].lstrip(' ')}"
    last = max(document.place((name,)).end_line for name in ABOVE if name in document.data)
    lines = text.splitlines(keepends=True)
    before = "".join(lines[:last])
    newline = "" if before.endswith("\n") else "\n"
    return before + newline + write({word: value}) + "".join(lines[last:])


def _is_flow(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def scalar(value: Json, *, flow: bool) -> str:
    if flow:
        return json.dumps(value, ensure_ascii=False)
    return write({"x": value}).removeprefix("x: ").rstrip("\n")
