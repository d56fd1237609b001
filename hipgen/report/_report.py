"""What every format starts from: the diagnostics, the texts they speak of, and counts of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hipgen.diagnostics import Diagnostic, Explained, Severity
from hipgen.source.lines import Lines


@dataclass(frozen=True, slots=True)
class Report:
    """All that a format may use."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]
    rules: Callable[[], Sequence[Explained]] = tuple
    color: bool = False
    width: int = 80
    version: str = ""

    def lines(self, file: str) -> Lines:
        """The lines of a file that was looked at; none if its text is not known."""
        return Lines(self.sources.get(file, ""))

    def by_file(self) -> dict[str, list[Diagnostic]]:
        """The diagnostics of every file, also of those that have none."""
        found: dict[str, list[Diagnostic]] = {file: [] for file in self.files()}
        for diagnostic in self.diagnostics:
            found[diagnostic.file].append(diagnostic)
        return found

    def files(self) -> tuple[str, ...]:
        """Every file that was looked at or spoken of, sorted."""
        return tuple(sorted({*self.sources, *(d.file for d in self.diagnostics)}))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each."""

    errors: int
    warnings: int
    notes: int
    fixable: int


def tally(diagnostics: Iterable[Diagnostic]) -> Tally:
    """Count by severity, and what `--fix` can mend."""
    found = tuple(diagnostics)
    by = Counter(d.severity for d in found)
    fixable = sum(d.replacement is not None for d in found)
    return Tally(by[Severity.ERROR], by[Severity.WARNING], by[Severity.NOTE], fixable)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Say the counts: `9 errors, 1 warning (2 can be fixed by --fix)`."""
    count = tally(diagnostics)
    parts = [
        f"{number} {word}{'s' if number > 1 else ''}"
        for number, word in ((count.errors, "error"), (count.warnings, "warning"), (count.notes, "note"))
        if number
    ]
    fixable = f" ({count.fixable} can be fixed by --fix)" if count.fixable else ""
    return (", ".join(parts) or "no mistakes found") + fixable


def by_weight(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors first, for readers that show only the first few."""
    return sorted(diagnostics, key=lambda d: d.severity.rank)


def fingerprints(report: Report) -> list[str]:
    """A name for every diagnostic that survives edits elsewhere in the file: it counts no lines.

    Made of the file, the id, the message and the line's words; equal ones are numbered in order.
    """
    from hashlib import sha256  # loads OpenSSL, which the other formats should not pay for

    tables = {file: report.lines(file) for file in report.files()}
    seen: Counter[str] = Counter()
    names = []
    for d in report.diagnostics:
        lines = tables[d.file].all
        line = lines[d.span.line - 1].strip() if d.span.line <= len(lines) else ""
        text = "\0".join((d.file, d.id, d.message, line))
        seen[text] += 1
        names.append(sha256(f"{text}\0{seen[text]}".encode("utf-8", "backslashreplace")).hexdigest()[:32])
    return names
