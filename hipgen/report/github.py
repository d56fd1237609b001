"""Workflow commands of GitHub Actions, which become annotations on the changed lines.

GitHub shows few annotations of a step, so errors come first. Escapes as in GitHub's own toolkit:
https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

from hipgen.diagnostics import Diagnostic, Severity
from hipgen.report._cells import clean
from hipgen.report._report import Report, by_weight, summary

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """Write a command for every diagnostic, and the counts as a plain line."""
    names = {rule.id: rule.name for rule in report.rules()}
    commands = [_command(d, names.get(d.id, "")) for d in by_weight(report.diagnostics)]
    return "\n".join([*commands, f"hipgen: {summary(report.diagnostics)}"]) + "\n"


def _command(d: Diagnostic, name: str) -> str:
    place = {"file": d.file, "line": str(d.span.line), "endLine": str(d.span.end_line)}
    if d.span.line == d.span.end_line:  # GitHub refuses columns on a region of several lines
        place |= {"col": str(d.span.column), "endColumn": str(max(d.span.end_column, d.span.column + 1))}
    place["title"] = f"{d.id} {name}".strip()
    members = ",".join(f"{key}={_property(value)}" for key, value in place.items())
    return f"::{_COMMANDS[d.severity]} {members}::{_data(_message(d))}"


def _message(d: Diagnostic) -> str:
    label = f" ({clean(d.label)})" if d.label else ""
    fix = f"\nfix: {clean(d.fix)}" if d.fix else ""
    return clean(d.message) + label + fix


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
