"""Handlers checked against the spec by their syntax trees: texts → diagnostics at the person's own lines.

What is read of a language stands in `languages/`, a module each; what is right stands in `judging`. Pure: it
runs and imports nothing of the project, and knows neither disks nor the words of the spec.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from hipgen.diagnostics import Diagnostic, Span
from hipgen.handlers.explained import HANDLER_RULES
from hipgen.handlers.ignoring import first_line, settled
from hipgen.handlers.judging import START, judge
from hipgen.handlers.languages import spoken
from hipgen.handlers.values import Fault, Function, Wanted
from hipgen.source.lines import Lines

__all__ = [
    "HANDLER_RULES",
    "Wanted",
    "check_handler",
    "decoded",
    "function_place",
    "is_read",
    "unreached",
    "unreached_finding",
]

TEST = re.compile(r"(?:^|[._-])(?:test|spec)s?(?:[._-]|$)")
LOOSE = "HG515"
SEVERITIES = {rule.id: rule.severity for rule in HANDLER_RULES}


def is_read(language: str) -> bool:
    """Whether handlers in a language can be checked."""
    return spoken(language) is not None


def check_handler(
    file: str, data: bytes, wanted: Wanted, *, language: str, types: Collection[str]
) -> tuple[Diagnostic, ...]:
    """What keeps a file from serving an item; nothing where nobody can read the language.

    `types` are the names of all types that an event can have.
    """
    language_ = spoken(language)
    if language_ is None:
        return ()
    text = decoded(data)
    if text is None:
        return (_placed(file, "", Fault("HG510", START, "this is no UTF-8 text, so nothing is checked")),)
    found = [_placed(file, text, fault) for fault in judge(language_.read(text), wanted, types, language_)]
    return settled(file, text, found, known=SEVERITIES, checked=SEVERITIES.keys() - {LOOSE})


def function_place(data: bytes, symbol: str, *, language: str) -> Span | None:
    """Where a file's function of that name has its name; the beginning where nobody can read the language."""
    language_, text = spoken(language), decoded(data)
    if text is None:
        return None
    if language_ is None:
        return Lines(text).span(0, 0)
    shown = language_.read(text).names.get(symbol)
    return Lines(text).span(*shown.at) if isinstance(shown, Function) else Lines(text).span(0, 0)


def decoded(data: bytes) -> str | None:
    """A file's text without a mark of its encoding; None if it isn't UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def unreached(files: Mapping[str, bytes], among: Collection[str], *, language: str) -> tuple[str, ...]:
    """Those `among` files that nothing mentions: neither another file, nor one that is itself mentioned.

    A mention is an import by the file's name, wherever that leads: rather one file too few than one too many.
    """
    language_ = spoken(language)
    if language_ is None or not among:
        return ()
    mentions = {path: language_.read(decoded(data) or "").mentions for path, data in files.items()}
    waiting = set(among)
    while found := {
        path for path in waiting if any(_stem(path) in mentions[p] for p in files.keys() - waiting)
    }:
        waiting -= found
    return tuple(sorted(path for path in waiting if not _for_tools(_stem(path))))


def unreached_finding(file: str, data: bytes) -> tuple[Diagnostic, ...]:
    """What is said of an unreached file, unless a comment in it lets that stand."""
    text = decoded(data) or ""
    at = first_line(text)
    message = "no item of the spec reaches this file, and no other file imports it"
    fault = Fault(LOOSE, (at, at), message, fix="delete it, or write the item that it is for")
    return settled(file, text, [_placed(file, text, fault)], known=SEVERITIES, checked={LOOSE})


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _for_tools(stem: str) -> bool:
    """Whether a file is called as what tools look for by name: tests, and modules with a marked name."""
    return stem.startswith("_") or bool(TEST.search(stem)) or stem == "conftest"


def _placed(file: str, text: str, fault: Fault) -> Diagnostic:
    return Diagnostic(
        file,
        fault.id,
        SEVERITIES[fault.id],
        fault.message,
        Lines(text).span(*fault.at),
        label=fault.label,
        fix=fault.fix,
    )
