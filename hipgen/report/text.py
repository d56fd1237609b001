"""For people: every mistake with its line, its place and a way out."""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Diagnostic, Placed, Severity
from hipgen.report._cells import clean, width_of, wrapped
from hipgen.report._report import Report, summary
from hipgen.report._snippet import caret_lines, mark
from hipgen.source.lines import Lines

_INK = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_FRAME, _STRONG = "1;34", "1"


def render(report: Report) -> str:
    """Write every diagnostic as a block, and the counts at the end."""
    tables = {file: report.lines(file) for file in report.files()}
    seen: set[str] = set()
    blocks = []
    for d in report.diagnostics:
        blocks.append("\n".join(_Block(report, d, tables[d.file], d.id not in seen).lines()) + "\n")
        seen.add(d.id)
    return "\n".join([*blocks, "\n".join(_summary(report)) + "\n"])


def _summary(report: Report) -> Iterator[str]:
    """A line for every file with findings, and one for all if there are several files."""
    files = report.by_file()
    for file, found in files.items():
        if found or len(files) == 1:
            yield f"{clean(file)}: {summary(found)}"
    if len(files) > 1:
        yield f"{len(files):,} files: {summary(report.diagnostics)}"


class _Block:
    """One diagnostic on its way to the page."""

    def __init__(self, report: Report, diagnostic: Diagnostic, table: Lines, first: bool) -> None:
        self.report = report
        self.it = diagnostic
        self.first = first  # of its id: where to read more is said once
        self.source = table.all if diagnostic.file in report.sources and table.text else ()
        shown = [diagnostic.span, *([diagnostic.related.span] if diagnostic.related else [])]
        self.digits = max(len(str(span.line)) for span in shown)
        self.room = report.width - self.digits - 3

    def lines(self) -> Iterator[str]:
        yield self.head()
        yield from self.snippets()
        yield from self.notes()

    def ink(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.report.color and text.strip() else text

    def head(self) -> str:
        it = self.it
        place = f"{clean(it.file)}:{it.span.line}:{it.span.column}:"
        kind = self.ink(f"{it.severity.value}[{it.id}]:", _INK[it.severity])
        return f"{place} {kind} {self.ink(clean(it.message), _STRONG)}"

    def gutter(self, number: int | None = None, sign: str = "|") -> str:
        return self.ink(f"{'' if number is None else number:>{self.digits}} {sign}", _FRAME)

    def snippets(self) -> Iterator[str]:
        it = self.it
        if not 1 <= it.span.line <= len(self.source):
            if it.label:
                yield self.note("note", it.label)
            return
        yield self.gutter()
        if it.related is None:
            yield from self.before(it.span.line)
        yield from self.place(Placed(it.span, it.label), "^", _INK[it.severity])
        if it.related is not None and it.related.span.line <= len(self.source):
            yield self.gutter()
            yield from self.place(it.related, "-", _FRAME)

    def before(self, number: int) -> Iterator[str]:
        """The line above, to see where one is; left out if either is too long to be shown from its start."""
        above = self.source[number - 2] if number > 1 else ""
        if above.strip() and max(width_of(above), width_of(self.source[number - 1])) <= self.room:
            yield f"{self.gutter(number - 1)} {clean(above)}".rstrip()

    def place(self, placed: Placed, sign: str, ink: str) -> Iterator[str]:
        number = placed.span.line
        marked = mark(self.source[number - 1], placed.span, self.room)
        yield f"{self.gutter(number)} {marked.text}".rstrip()
        for marks, label in caret_lines(marked, sign, placed.label, self.room):
            yield f"{self.gutter()} {self.ink(marks, ink)}{self.ink(label, ink)}".rstrip()

    def notes(self) -> Iterator[str]:
        it = self.it
        if it.fix:
            yield self.note("fix", it.fix + ("  (hipgen validate --fix)" if it.replacement else ""))
        if self.first:
            yield self.note("see", f"hipgen explain {it.id}")

    def note(self, word: str, text: str) -> str:
        margin = " " * self.digits
        first = f"{margin} {self.ink('=', _FRAME)} {self.ink(word + ':', _STRONG)} "
        indent = self.digits + len(word) + 5
        return first + ("\n" + " " * indent).join(wrapped(text, max(self.report.width - indent, 20)))
