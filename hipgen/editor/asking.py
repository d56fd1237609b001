"""The answers: what is told on hovering, what is suggested, how a mistake is mended, where something leads.

Pure: a document and an offset in, values out. Knows nothing of editors, their protocol or files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hipgen.diagnostics import Diagnostic, Json, Pointer, Span
from hipgen.editor.places import found_at
from hipgen.editor.words import explained, keys_at, values_at
from hipgen.explained import every
from hipgen.language import language
from hipgen.model import Addon, Item, Struct
from hipgen.source import Document, parse

CURSOR = "x-cursor"
"""A word that no spec has: put where the cursor is, so that what is half written can be read."""

Known = Mapping[Pointer, tuple[str, ...]]

KEY = re.compile(r"((?:^|.*[{\[,])\s*(?:- +)*)([\w-]*)$")
VALUE = re.compile(r"(.*?[\w-]+:\s+|\s*(?:- +)+|.*[\[,]\s*)([\w./@-]*)$")
SCALAR = re.compile(r"[^\s,}\]#]*")


@dataclass(frozen=True, slots=True)
class Told:
    """A text about what stands somewhere."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word or value that may stand at the cursor instead of what is between `start` and it.

    `text` is what is put in, `detail` a few words beside it, `more` what `explain` says.
    """

    label: str
    text: str
    start: int
    detail: str = ""
    more: str = ""
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Mend:
    """A change that mends a mistake: the text for a region."""

    title: str
    span: Span
    text: str
    of: Diagnostic


def told(document: Document, where: int) -> Told | None:
    """What the word at an offset means; over a value, what the word before it means."""
    found = found_at(document, where)
    if found is None or not found.at:
        return None
    text = explained(found.at)
    return Told(text, found.start, found.end) if text else None


def suggested(document: Document, where: int, known: Known | None = None) -> list[Suggestion]:
    """What may stand at an offset: words of a mapping, values, or both where a list takes either.

    `known` has values that no schema names, by the pointer of the word that takes them.
    """
    line_start, line = document.table.line_at(where)
    before = line[: where - line_start]
    return [*_values(document, where, before, known or {}), *_keys(document, where, before)]


def mends(diagnostics: tuple[Diagnostic, ...], start: int, end: int) -> list[Mend]:
    """The fixes of mistakes that a region touches."""
    found = (d for d in diagnostics if d.replacement and d.span.start <= end and start <= d.span.end)
    return [
        Mend(d.fix or d.message, d.replacement.span, d.replacement.text, d) for d in found if d.replacement
    ]


def reason(id_: str) -> str | None:
    """What `explain` says of an id."""
    return next((rule.text for rule in every() if rule.id == id_), None)


def opened(addon: Addon, document: Document, where: int) -> Pointer | None:
    """The item that a name at an offset opens: the place of its key."""
    found = found_at(document, where)
    if found is None or found.key:
        return None
    for item in addon.items:
        opens = item.fields.get("opens")
        if isinstance(opens, Struct) and found.at[: len(opens.at)] == opens.at:
            key = opens.fields.get("key")
            target = next((other for other in addon.items if other.kind.target and other.key == key), None)
            return (*target.at, "key") if target else None
    return None


def item_at(addon: Addon, document: Document, where: int) -> Item | None:
    """The item that an offset is in."""
    found = found_at(document, where)
    return next((i for i in addon.items if found and i.at and found.at[: len(i.at)] == i.at), None)


def _keys(document: Document, where: int, before: str) -> Iterator[Suggestion]:
    typed = KEY.match(before)
    if typed is None:
        return
    start = where - len(typed.group(2))
    read = _with(document, start, where, f"{CURSOR}: 0", of_key=True)
    at = _cursor(read)
    if at is None:
        return
    there = _value(read.data, at[:-1])
    for name, schema in keys_at(at[:-1]).items():
        if name not in there:
            more = explained((*at[:-1], name)) or ""
            yield Suggestion(name, f"{name}: ", start, str(schema.get("title", "")), more, is_key=True)


def _values(document: Document, where: int, before: str, known: Known) -> Iterator[Suggestion]:
    typed = VALUE.match(before)
    if typed is None:
        return
    start = where - len(typed.group(2))
    read = _with(document, start, where, CURSOR, of_key=False)
    at = _cursor(read)
    if at is None:
        return
    for value in (*values_at(at), *known.get(at, ()), *_openable(read.data, at)):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield Suggestion(text, text, start)


def _openable(data: Json, at: Pointer) -> Iterator[str]:
    """The keys that may be opened, where one is asked for."""
    if at[-1:] != ("opens",) and at[-2:] != ("opens", "key"):
        return
    for kind in language().kinds:
        section = data.get(kind.section)
        for member in section if kind.target and isinstance(section, list) else ():
            if isinstance(member, dict) and isinstance(member.get("key"), str):
                yield member["key"]


def _with(document: Document, start: int, end: int, text: str, *, of_key: bool) -> Document:
    """The document with a text for what is typed at the cursor; a key takes the rest of the word with it."""
    rest = SCALAR.match(document.text, end)
    after = rest.end() if rest else end
    if of_key and document.text[after - 1 : after] == ":":
        after += len(document.text[after:].partition("\n")[0])
    return parse(document.text[:start] + text + document.text[after:], document.name)


def _cursor(document: Document) -> Pointer | None:
    """Where the word for the cursor stands."""
    pending: list[tuple[Pointer, Json]] = [((), document.data)]
    while pending:
        at, value = pending.pop()
        match value:
            case dict():
                if CURSOR in value:
                    return (*at, CURSOR)
                pending += [((*at, name), inner) for name, inner in value.items()]
            case list():
                pending += [((*at, index), inner) for index, inner in enumerate(value)]
            case str() if value == CURSOR:
                return at
    return None


def _value(data: Json, at: Pointer) -> Json:
    for step in at:
        data = data[step]
    return data
