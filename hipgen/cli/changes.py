"""A comparison for people and programs: text for a terminal, Markdown for a pull request, JSON, diagnostics.

Pure text from values; knows nothing of how sides are read or compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hipgen.comparing import Change, Class, Comparison
from hipgen.comparing.deltas import What
from hipgen.diagnostics import Diagnostic, Finding, Json, Pointer
from hipgen.report._cells import clean, width_of, wrapped
from hipgen.report._data import region
from hipgen.source import Document
from hipgen.validate import place

VERSION = 1
INK = {Class.BREAKING: "1;31", Class.NEEDS_APPROVAL: "1;33", Class.SAFE: "1;32"}
STRONG, FAINT, GONE, CAME = "1", "2", "31", "32"
HEADS = {
    Class.BREAKING: "Breaking",
    Class.NEEDS_APPROVAL: "Needs approval",
    Class.SAFE: "Safe",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with the documents that it is of; `aside` is what could not be compared."""

    old: Document
    new: Document
    comparison: Comparison
    aside: str = ""

    @property
    def title(self) -> str:
        """Both names."""
        return f"{self.old.name} → {self.new.name}"

    def place(self, change: Change) -> Diagnostic:
        """Where a change is: on the new side, or on the old for what is gone."""
        delta = change.delta
        if delta.new_at is None:
            return self._placed(change, self.old, delta.old_at or ())
        return self._placed(change, self.new, delta.new_at)

    def _placed(self, change: Change, document: Document, at: Pointer) -> Diagnostic:
        weight = change.rule.weight.severity
        finding = Finding(change.rule.id, weight, at, message(change), label=change.reason)
        return place(document, [finding])[0]

    def side(self, change: Change, document: Document, at: Pointer | None, value: Json) -> Json:
        """One side of a change as JSON says it; None where it has none."""
        if at is None:
            return None
        placed = self._placed(change, document, at)
        return {"file": document.name, "range": region(placed.span), "value": value}


def diagnostics(compared: Compared) -> list[Diagnostic]:
    """The changes as diagnostics, for the formats of other programs."""
    return [compared.place(change) for change in compared.comparison.changes]


def message(change: Change) -> str:
    """A change in one line, values included where they are short."""
    values = [value for value in _values(change) if value is not None]
    return f"{change.message}: {' → '.join(values)}" if values else change.message


def _values(change: Change) -> tuple[str | None, str | None]:
    """The old and the new value as they are shown, where they say more than the words."""
    delta = change.delta
    if not change.telling:
        return None, None
    return (
        None if delta.what is What.ADDED else _written(delta.old),
        None if delta.what is What.REMOVED else _written(delta.new),
    )


def _written(value: Json) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


def counted(comparison: Comparison) -> str:
    """The counts, and what they ask for: `2 breaking, 1 needs approval, 3 safe: a major version`."""
    counts = comparison.counts
    parts = [f"{counts[weight]} {HEADS[weight].lower()}" for weight in Class if counts[weight]]
    return f"{', '.join(parts)}: asks for a {comparison.step.value} version" if parts else "no changes"


def as_text(compared: Compared, *, color: bool, width: int) -> str:
    """For a terminal: a block for every change, its place first, what it means below."""
    page = _Page(compared, color, max(width, 40))
    return "".join(f"{line}\n".lstrip(" ") if not line.strip() else f"{line}\n" for line in page.lines())


class _Page:
    """Text on its way to a terminal. A reason is given once: the same one again says nothing new."""

    def __init__(self, compared: Compared, color: bool, width: int) -> None:
        self.compared, self.color, self.width = compared, color, width
        self.said: set[str] = set()

    def lines(self) -> Iterator[str]:
        comparison = self.compared.comparison
        for weight in Class:
            changes = [change for change in comparison.changes if change.rule.weight is weight]
            for change in changes:
                yield from self.block(change)
            if changes:
                yield ""
        if self.compared.aside:
            yield from (self.ink(line, FAINT) for line in wrapped(self.compared.aside, self.width))
            yield ""
        yield from (self.ink(line, STRONG) for line in self.summary())

    def summary(self) -> list[str]:
        """Both names and the counts: on one line, if there is room."""
        title, counts = f"{self.compared.title}:", counted(self.compared.comparison)
        if width_of(clean(title)) + 1 + len(counts) <= self.width:
            return [clean(f"{title} {counts}")]
        return [*wrapped(title, self.width), *(f"  {line}" for line in wrapped(counts, self.width - 2))]

    def block(self, change: Change) -> Iterator[str]:
        weight = change.rule.weight
        placed = self.compared.place(change)
        where = f"{clean(placed.file)}:{placed.span.line}:{placed.span.column}:"
        yield from self.head(where, f"{weight.value}[{change.rule.id}]:", INK[weight], clean(change.message))
        yield from self.values(change)
        if change.reason not in self.said:
            self.said.add(change.reason)
            first, *rest = wrapped(change.reason, max(self.width - 6, 20))
            yield f"    {self.ink('=', '1;34')} {first}"
            yield from (f"      {line}" for line in rest)

    def head(self, where: str, kind: str, ink: str, said: str) -> Iterator[str]:
        """Place, class and what changed: on one line, if there is room."""
        inked = f"{where} {self.ink(kind, ink)}"
        if width_of(f"{where} {kind} {said}") <= self.width:
            yield f"{inked} {self.ink(said, STRONG)}"
        else:
            yield inked
            yield from (f"    {self.ink(line, STRONG)}" for line in wrapped(said, self.width - 4))

    def values(self, change: Change) -> Iterator[str]:
        """Both values on a line, or one below the other where that is too long."""
        old, new = (None if value is None else clean(value) for value in _values(change))
        if old is not None and new is not None and width_of(f"{old}{new}") + 9 <= self.width:
            yield f"      {self.ink(old, GONE)} → {self.ink(new, CAME)}"
            return
        for sign, value, ink in (("-", old, GONE), ("+", new, CAME)):
            if value is not None:
                yield f"    {self.ink(sign, ink)} {self.ink(self.cut(value), ink)}"

    def cut(self, value: str) -> str:
        """A value in three lines at most."""
        room = 3 * (self.width - 6)
        return value if width_of(value) <= room else value[: room - 1] + "…"

    def ink(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text.strip() else text


def as_markdown(compared: Compared) -> str:
    """For a comment in a pull request: what matters in sight, what is safe folded away."""
    comparison = compared.comparison
    lines = [
        f"### Add-on: {counted(comparison)}",
        "",
        f"{_code(compared.old.name)} → {_code(compared.new.name)}",
    ]
    for weight in Class:
        changes = [change for change in comparison.changes if change.rule.weight is weight]
        if changes:
            lines += ["", *_section(compared, weight, changes)]
    if compared.aside:
        lines += ["", f"_{_prose(compared.aside)}_"]
    return "\n".join(lines) + "\n"


def _section(compared: Compared, weight: Class, changes: Sequence[Change]) -> list[str]:
    bullets = [_bullet(compared, change) for change in changes]
    if weight is Class.SAFE:
        summary = f"<summary>Safe ({len(changes)})</summary>"
        return ["<details>", summary, "", *bullets, "", "</details>"]
    return [f"**{HEADS[weight]}**", "", *bullets]


def _bullet(compared: Compared, change: Change) -> str:
    placed = compared.place(change)
    old, new = (None if value is None else _code(value) for value in _values(change))
    values = " → ".join(value for value in (old, new) if value is not None)
    place_ = f"{placed.file}:{placed.span.line}"
    said = _prose(change.message) + (f": {values}" if values else "")
    reason = _prose(change.reason[:1].upper() + change.reason[1:])
    return f"- {said} ({_code(place_)}, {change.rule.id}). {reason}."


def _code(text: str) -> str:
    """A code span, whatever is in it."""
    shown = clean(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[:1] in ("`", " ", "") or shown[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _prose(text: str) -> str:
    """Text whose code spans are ours: all else that Markdown or HTML would read is escaped."""
    parts = clean(text).split("`")
    if len(parts) % 2 == 0:  # a backtick of the add-on's own
        return re.sub(r"([\\`*_\[\]<>&#|~])", r"\\\1", clean(text))
    plain = (re.sub(r"([\\*_\[\]<>&#|~])", r"\\\1", part) for part in parts[::2])
    spans = [f"`{part}`" if part else "" for part in parts[1::2]]
    return "".join(a + b for a, b in zip(plain, [*spans, ""], strict=True))


def as_json(compared: Compared, status: int) -> str:
    """As `schemas/diff.schema.json` describes it. ASCII only, so that it survives any pipe."""
    comparison = compared.comparison
    data = {
        "version": VERSION,
        "old": compared.old.name,
        "new": compared.new.name,
        "class": comparison.weight.value if comparison.weight else None,
        "step": comparison.step.value,
        "summary": {weight.value: count for weight, count in comparison.counts.items()},
        "changes": [_change(compared, change) for change in comparison.changes],
        "note": compared.aside,
        "exit": status,
    }
    return json.dumps(data, indent=2) + "\n"


def _change(compared: Compared, change: Change) -> Json:
    delta = change.delta
    return {
        "id": change.rule.id,
        "rule": change.rule.name,
        "class": change.rule.weight.value,
        "step": change.rule.step.value,
        "what": delta.what.value,
        "item": f"{delta.section}:{delta.key}" if delta.kind and delta.key else delta.section or None,
        "word": list(delta.word),
        "message": change.message,
        "reason": change.reason,
        "old": compared.side(change, compared.old, delta.old_at, delta.old),
        "new": compared.side(change, compared.new, delta.new_at, delta.new),
    }
