"""One JSON object a line, for programs that read as they go; the shape is that of `json`'s diagnostics."""

from __future__ import annotations

import json

from hipgen.report._data import diagnostic
from hipgen.report._report import Report


def render(report: Report) -> str:
    """Write a line for every diagnostic."""
    return "".join(json.dumps(diagnostic(d)) + "\n" for d in report.diagnostics)
