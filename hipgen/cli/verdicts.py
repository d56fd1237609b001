"""What is told of a run of `verify` besides its findings: the checks, how many there were, how quick it was.

Pure text; colour and width come as arguments. Formats with room for findings alone are `report`'s.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from hipgen import report
from hipgen.diagnostics import Json, Severity
from hipgen.verifying import Outcome, Verdict

INK = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
SIGN = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}
GOOD, QUIET = "32", "2"


def line(outcome: Outcome, color: bool, width: int | None) -> str:
    """One check's line: whether it passed, its id and name, why it was not made; cut to a width, if any."""

    def ink(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if color else text

    named = f"{outcome.check.id} {outcome.check.name:24}"
    if outcome.skipped:
        text = f"- {named} skipped: {outcome.skipped}"
        return ink(f"{text[: width - 1]}…" if width and len(text) > width else text, QUIET)
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


def as_json(verdict: Verdict) -> str:
    """The report of the findings, with checks and answers: `schemas/report.schema.json` describes it."""
    said: Json = json.loads(report.render(verdict.findings, verdict.texts, "json"))
    said["checks"] = [_check(outcome) for outcome in verdict.outcomes]
    quick = {name: round(verdict.slowness(share), 4) for name, share in (("p50", 0.5), ("p99", 0.99))}
    said["answers"] = {"count": len(verdict.answers), **quick}
    return json.dumps(said, indent=2) + "\n"


def _check(outcome: Outcome) -> Json:
    worst = outcome.worst
    result = "skipped" if outcome.skipped else worst.value if worst else "passed"
    said = {"id": outcome.check.id, "name": outcome.check.name, "result": result}
    why = {"why": outcome.skipped} if outcome.skipped else {}
    return {**said, **why, "seconds": round(outcome.seconds, 4)}


def as_junit(verdict: Verdict) -> str:
    """A suite with a case for each check: errors are failures, the rest is told as output."""
    suite = Xml.Element("testsuite", name=verdict.subject, tests=str(len(verdict.outcomes)), errors="0")
    for outcome in verdict.outcomes:
        named = {"name": f"{outcome.check.id} {outcome.check.name}", "classname": verdict.subject}
        case = Xml.SubElement(suite, "testcase", named, time=f"{outcome.seconds:.3f}")
        if outcome.skipped:
            Xml.SubElement(case, "skipped", message=printable(outcome.skipped))
        for found in outcome.findings:
            place = f"{found.file}:{found.span.line}:{found.span.column}"
            text = printable(f"{place}: {found.severity.value}[{found.id}]: {found.message}")
            if found.severity is Severity.ERROR:
                Xml.SubElement(case, "failure", message=printable(found.message), type=found.id).text = text
            else:
                Xml.SubElement(case, "system-out").text = text
    suite.set("failures", str(len(suite.findall("./testcase[failure]"))))
    suite.set("skipped", str(len(suite.findall("./testcase[skipped]"))))
    root = Xml.Element("testsuites", {"name": "hipgen verify", "tests": suite.get("tests", "")})
    root.set("failures", suite.get("failures", ""))
    root.append(suite)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def printable(text: str) -> str:
    """A text that XML can say: control characters, which it can't, as question marks."""
    return "".join(each if each.isprintable() else "?" for each in text)
