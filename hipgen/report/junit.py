"""JUnit's XML, which most CI systems show: a suite for every file, a case for every finding.

Only errors are failures. A file without findings is one case that passes.
"""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from hipgen.diagnostics import Diagnostic, Severity
from hipgen.report._cells import clean
from hipgen.report._report import Report, tally


def render(report: Report) -> str:
    """Write the suites. XML has no way to say control characters: they are shown as escapes."""
    root = Xml.Element("testsuites", name="hipgen")
    total = 0
    for file, found in report.by_file().items():
        total += max(len(found), 1)
        root.append(_suite(file, found))
    root.set("tests", str(total))
    root.set("failures", str(tally(report.diagnostics).errors))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(file: str, found: list[Diagnostic]) -> Xml.Element:
    suite = Xml.Element("testsuite", name=clean(file), tests=str(max(len(found), 1)), errors="0")
    suite.set("failures", str(tally(found).errors))
    for d in found:
        place = f"{clean(file)}:{d.span.line}:{d.span.column}"
        case = Xml.SubElement(suite, "testcase", name=f"{d.id} {place}", classname=clean(file))
        case.set("file", clean(file))
        case.set("line", str(d.span.line))
        fix = f"\nfix: {clean(d.fix)}" if d.fix else ""
        text = f"{place}: {d.severity.value}[{d.id}]: {clean(d.message)}{fix}"
        if d.severity is Severity.ERROR:
            Xml.SubElement(case, "failure", message=clean(d.message), type=d.id).text = text
        else:
            Xml.SubElement(case, "system-out").text = text
    if not found:
        Xml.SubElement(suite, "testcase", name="no mistakes found", classname=clean(file), file=clean(file))
    return suite
