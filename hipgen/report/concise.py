"""One line for every diagnostic, as compilers write them and editors read them."""

from __future__ import annotations

from hipgen.report._cells import clean
from hipgen.report._report import Report


def render(report: Report) -> str:
    """Write `FILE:LINE:COL: severity[ID]: message (fix: …)`; nothing when all is well."""
    return "".join(
        f"{clean(d.file)}:{d.span.line}:{d.span.column}: {d.severity.value}[{d.id}]: {clean(d.message)}"
        f"{f' (fix: {clean(d.fix)})' if d.fix else ''}\n"
        for d in report.diagnostics
    )
