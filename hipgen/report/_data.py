"""A diagnostic as plain data: the shape of `json` and `jsonl`, described by `schemas/report.schema.json`."""

from __future__ import annotations

from hipgen.diagnostics import Diagnostic, Json, Span, json_pointer


def region(span: Span) -> Json:
    """A place: lines and columns from 1, offsets in characters from 0, the end exclusive."""
    return {
        "start": {"line": span.line, "column": span.column, "offset": span.start},
        "end": {"line": span.end_line, "column": span.end_column, "offset": span.end},
    }


def diagnostic(d: Diagnostic) -> Json:
    """All of a diagnostic; members that would be empty are left out."""
    data = {
        "file": d.file,
        "id": d.id,
        "severity": d.severity.value,
        "message": d.message,
        "range": region(d.span),
        "pointer": json_pointer(d.pointer),
    }
    if d.label:
        data["label"] = d.label
    if d.related:
        data["related"] = {"range": region(d.related.span), "label": d.related.label}
    if d.fix:
        data["fix"] = d.fix
    if d.replacement:
        data["replacement"] = {"range": region(d.replacement.span), "text": d.replacement.text}
    return data
