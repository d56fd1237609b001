"""SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

Every rule is declared, found or not, so that a reader can tell "checked" from "unknown".
"""

from __future__ import annotations

import json
from urllib.parse import quote

from hipgen.diagnostics import Diagnostic, Explained, Json, Span, json_pointer
from hipgen.report._report import Report, fingerprints

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> str:
    """Write one run."""
    rules = _rules(report)
    places = {rule.id: index for index, rule in enumerate(rules)}
    driver: Json = {"name": "hipgen", "rules": [_rule(rule) for rule in rules]}
    if report.version:
        driver["version"] = report.version
    results = [
        _result(d, places[d.id], fingerprint)
        for d, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
    ]
    artifacts = [{"location": _artifact(file)} for file in report.files()]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": artifacts,
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rules(report: Report) -> list[Explained]:
    """The table, and what it lacks of the ids that were found."""
    table = {rule.id: rule for rule in report.rules()}
    for d in report.diagnostics:
        table.setdefault(d.id, Explained(d.id, "", d.severity, d.id))
    return [table[id_] for id_ in sorted(table)]


def _rule(rule: Explained) -> Json:
    data: Json = {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.text},
        "defaultConfiguration": {"level": rule.severity.value},
    }
    if rule.name:
        data["name"] = rule.name
    return data


def _result(d: Diagnostic, index: int, fingerprint: str) -> Json:
    label = f" ({d.label})" if d.label else ""
    place: Json = _location(d.file, d.span)
    if d.pointer:
        place["logicalLocations"] = [{"fullyQualifiedName": json_pointer(d.pointer)}]
    data: Json = {
        "ruleId": d.id,
        "ruleIndex": index,
        "level": d.severity.value,
        "message": {"text": d.message + label},
        "locations": [place],
        "partialFingerprints": {"hipgen/v1": fingerprint},
    }
    if d.related:
        related = _location(d.file, d.related.span)
        data["relatedLocations"] = [related | {"id": 1, "message": {"text": d.related.label or "see also"}}]
    if d.replacement:
        data["fixes"] = [_fix(d.file, d.fix, d.replacement.span, d.replacement.text)]
    return data


def _fix(file: str, description: str, span: Span, text: str) -> Json:
    change = {"deletedRegion": _region(span), "insertedContent": {"text": text}}
    fix: Json = {"artifactChanges": [{"artifactLocation": _artifact(file), "replacements": [change]}]}
    return fix | ({"description": {"text": description}} if description else {})


def _location(file: str, span: Span) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(file), "region": _region(span)}}


def _artifact(file: str) -> Json:
    return {"uri": quote(file.replace("\\", "/"), errors="backslashreplace")}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }
