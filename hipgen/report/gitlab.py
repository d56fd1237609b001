"""GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

from __future__ import annotations

import json

from hipgen.diagnostics import Severity
from hipgen.report._report import Report, fingerprints

_WEIGHTS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report) -> str:
    """Write a list of issues; an empty list when all is well."""
    issues = [
        {
            "description": d.message + (f" (fix: {d.fix})" if d.fix else ""),
            "check_name": d.id,
            "fingerprint": fingerprint,
            "severity": _WEIGHTS[d.severity],
            "location": {"path": d.file, "lines": {"begin": d.span.line, "end": d.span.end_line}},
        }
        for d, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"
