"""One JSON object: `schemas/report.schema.json` describes it. ASCII only, so that it survives any pipe."""

from __future__ import annotations

import json

from hipgen.report._data import diagnostic
from hipgen.report._report import Report, tally


def render(report: Report) -> str:
    """Write the diagnostics and their counts."""
    count = tally(report.diagnostics)
    data = {
        "version": 1,
        "diagnostics": [diagnostic(d) for d in report.diagnostics],
        "summary": {
            "files": len(report.files()),
            "errors": count.errors,
            "warnings": count.warnings,
            "notes": count.notes,
            "fixable": count.fixable,
        },
    }
    return json.dumps(data, indent=2) + "\n"
