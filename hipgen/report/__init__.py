"""Diagnostics → text, JSON, SARIF and what else CI systems read.

One module of this package per format: to add one, add a file with `render(report) -> str`. Modules that
begin with an underscore are shared by formats. Nothing here reads a file, knows a rule by name, or asks
whether it writes to a terminal: colour and width come as arguments.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module

from hipgen.diagnostics import Diagnostic, Explained
from hipgen.report._report import Report

__all__ = ["STYLES", "Report", "render"]

STYLES: tuple[str, ...] = tuple(
    sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
)


def render(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    style: str,
    *,
    color: bool = False,
    width: int = 80,
    rules: Sequence[Explained] = (),
    version: str = "",
) -> str:
    """Write diagnostics in one of `STYLES`. `sources` holds the text of every file that was looked at."""
    if style not in STYLES:
        raise ValueError(f"no such style: {style}")
    report = Report(tuple(diagnostics), dict(sources), tuple(rules), color, max(width, 40), version)
    text = import_module(f"hipgen.report.{style}").render(report)
    assert isinstance(text, str)
    return text
