"""What a person reads of a run: a line for each check, and in the end how many there were and how quick.

Pure text; colour and width come as arguments. The formats for machines are those of `report`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hipgen.diagnostics import Severity
from hipgen.verifying import Outcome, Verdict

INK = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
SIGN = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}
GOOD, QUIET = "32", "2"


def line(outcome: Outcome, color: bool, width: int) -> str:
    """One check's line: whether it passed, its id and name, and why it was not made."""

    def ink(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if color else text

    named = f"{outcome.check.id} {outcome.check.name:24}"
    if outcome.skipped:
        text = f"- {named} skipped: {outcome.skipped}"
        return ink(text if len(text) <= width else f"{text[: width - 1]}…", QUIET)
    worst = outcome.worst
    if worst is None:
        return f"{ink('✓', GOOD)} {named}".rstrip()
    count = len(outcome.findings)
    said = f"{count} {worst.value}{'s' if count > 1 else ''}"
    return f"{ink(SIGN[worst], INK[worst])} {named} {ink(said, INK[worst])}"


def summary(verdict: Verdict) -> str:
    """How many checks passed, found something or were not made, and how quick the answers were."""
    said = Counter("skipped" if each.skipped else each.worst for each in verdict.outcomes)
    words: list[tuple[int, str]] = [(said[None], "passed")]
    words += [(said[weight], f"with {weight.value}s") for weight in Severity]
    words.append((said["skipped"], "skipped"))
    parts = ", ".join(f"{number} {word}" for number, word in words if number)
    checks = f"{len(verdict.outcomes)} check{'s' if len(verdict.outcomes) != 1 else ''}"
    return f"{checks}: {parts}\n" + "".join(_speed(verdict))


def _speed(verdict: Verdict) -> Iterator[str]:
    if verdict.answers:
        half, most = (verdict.slowness(share) * 1000 for share in (0.5, 0.99))
        yield f"{len(verdict.answers):,} answers: half within {half:.0f} ms, 99 % within {most:.0f} ms\n"
